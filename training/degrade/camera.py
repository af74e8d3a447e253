"""A photo -> light -> a photo again: the camera that every copy passes, whatever its fault.

A net that compares an untouched file with a processed one learns the processing. So both sides of
every comparison go through this: tone curve undone, sensor noise, tone curve, JPEG.
"""

import io
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from training.degrade.recipe import Recipe
from training.degrade.srgb import Light, Pixels, decode, encode

_RAW_WEAKNESS = np.array(
    [1.4, 1.0, 1.3], np.float32
)  # red and blue reach the sensor weaker: noisier there
_LUMA = np.array([0.3, 0.6, 0.1], np.float32)
_TONE_STEPS = 8191
_MOST_GAIN = 1024.0  # at which the phone denoises as hard as it can


def scene_light(pixels: Pixels, recipe: Recipe) -> Light:
    """Undo sRGB and the roll-off of highlights: linear light, up to `recipe.white`."""
    return _light_of_levels(recipe)[pixels]


def develop(light: Light, gain: float, rng: np.random.Generator, recipe: Recipe) -> Pixels:
    """Record `light` on a sensor and turn it into 8-bit sRGB as a phone does.

    Args:
        light: Linear light; 1 is a white card in full light.
        gain: Amplification over base sensitivity, 1 or more. The noise field is drawn once and
            scaled by it; denoising and sharpening grow with it and are nothing at 1.
        rng: Where the noise comes from.
        recipe: Noise and tone curve.

    Poisson-Gaussian noise after Foi et al., "Practical Poissonian-Gaussian noise modeling and
    fitting for single-image raw-data", IEEE TIP 2008: variance = gain * shot * light
    + (gain * read)^2.
    """
    variance = gain * recipe.shot * np.maximum(light, 0) + (gain * recipe.read) ** 2
    noise = np.sqrt(variance) * _demosaiced_noise(light.shape[0], light.shape[1], rng)
    seen = np.asarray(light + noise, np.float32)
    if gain > 1:
        seen = _denoise(seen, gain, recipe)
    place = np.sqrt(np.clip(seen * np.float32(1 / recipe.white), 0, 1)) * _TONE_STEPS
    levels: Pixels = _level_of_light(recipe)[(place + np.float32(0.5)).astype(np.uint16)]
    return levels


def jpeg(pixels: Pixels, quality: int) -> Pixels:
    """Write and read `pixels` as a baseline JPEG with halved chroma."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=quality, subsampling="4:2:0")
    return np.asarray(Image.open(file).convert("RGB"))


def resize(
    light: NDArray[np.float32],
    height: int,
    width: int,
    box: tuple[float, float, float, float] | None = None,
) -> Light:
    """Resample a float picture of any number of channels, bicubic, anti-aliased when it shrinks.

    `box` is the part to take: left, top, right, bottom in pixels, fractions allowed.
    """
    size, bicubic = (width, height), Image.Resampling.BICUBIC
    planes = [Image.fromarray(np.ascontiguousarray(p)) for p in np.moveaxis(light, -1, 0)]
    return np.stack([np.asarray(plane.resize(size, bicubic, box=box)) for plane in planes], axis=-1)


@cache
def _light_of_levels(recipe: Recipe) -> Light:
    """Give the scene's light for each of the 256 levels of a photo."""
    rolled = decode(np.arange(256) / 255)
    room, top = recipe.white - recipe.knee, 1 - recipe.knee
    left = np.clip((1 - rolled) / top, 0, 1) ** (top / room)
    return np.where(rolled > recipe.knee, recipe.white - room * left, rolled).astype(np.float32)


@cache
def _level_of_light(recipe: Recipe) -> Pixels:
    """Give the photo's level for light from 0 to white, in even steps of its square root.

    Above the knee light is compressed so that the sensor's white becomes 1, with a smooth join.
    """
    light = recipe.white * (np.arange(_TONE_STEPS + 1) / _TONE_STEPS) ** 2
    room, top = recipe.white - recipe.knee, 1 - recipe.knee
    rolled = 1 - top * (np.clip(recipe.white - light, 0, room) / room) ** (room / top)
    tone = encode(np.where(light > recipe.knee, rolled, light))
    return np.asarray(np.rint(255 * tone), np.uint8)


def _demosaiced_noise(height: int, width: int, rng: np.random.Generator) -> Light:
    """Draw unit noise with the grain of a Bayer sensor: red and blue known at every second pixel."""
    half = rng.standard_normal((height // 2 + 1, width // 2 + 1, 2), dtype=np.float32)
    red_blue = resize(half, 2 * half.shape[0], 2 * half.shape[1])[:height, :width]
    green = rng.standard_normal((height, width, 1), dtype=np.float32)
    noise = np.concatenate([red_blue[..., :1], green, red_blue[..., 1:]], axis=-1)
    return noise * _RAW_WEAKNESS


def _denoise(light: Light, gain: float, recipe: Recipe) -> Light:
    """Smooth colour, flatten faint detail, sharpen the rest: what phones do as gain rises.

    In the square root of light, where shot noise is the same everywhere (Anscombe 1948).
    """
    strength = min(1.0, float(np.log(gain) / np.log(_MOST_GAIN)))
    root = np.sqrt(np.maximum(light, 0))
    luma = root @ _LUMA
    chroma = root - luma[..., None]
    smooth_chroma = ndimage.gaussian_filter(
        chroma, (1.8 * strength, 1.8 * strength, 0), truncate=2.5
    )
    base = ndimage.gaussian_filter(luma, 1.2, truncate=2.5)
    detail = luma - base
    faint = strength * 0.5 * np.sqrt(gain * recipe.shot)  # noise is half of this in the root
    detail = np.sign(detail) * np.maximum(np.abs(detail) - faint, 0)
    kept = base + (1 + 0.4 * strength) * detail
    return np.asarray(np.maximum(kept[..., None] + smooth_chroma, 0) ** 2, np.float32)
