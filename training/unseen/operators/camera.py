"""A photo -> light -> a photo again, by another camera than the one of `training.degrade`.

Another tone curve, a Bayer sensor read out without the phone's noise filter, a sharpener, another
range of JPEG. Severity zero passes it too, so that nothing is told from the processing alone.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from scipy import ndimage

from training.degrade.recipe import Curve
from training.degrade.srgb import Light, Pixels, decode, encode

QUALITY = (72, 90)  # of the last JPEG
WHITE = 4.0  # light at which the sensor clips, two stops above a white card's

SHOT = 5e-5  # variance per unit of light at gain 1
READ = 3e-5  # deviation in the dark at gain 1
BLOTCH = 3.0  # pixels; reach of colour noise that the readout leaves
_BLOTCHES, _BANDS = 0.4, 0.1  # of colour noise and of rows, in deviations of the pixel's noise

_GREEN = np.array([[0, 1, 0], [1, 4, 1], [0, 1, 0]], np.float32) / 4
_RED_BLUE = np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]], np.float32) / 4


@dataclass(frozen=True)
class Sensor:
    """How a sensor is driven: stops of gain over severity."""

    gain: Curve


BASE = Sensor(gain=Curve(full=0.0, power=1.0))
DIM = Sensor(gain=Curve(full=5.0, power=1.0))
AMPLIFIED = Sensor(gain=Curve(full=11.0, power=0.55))


def scene_light(pixels: Pixels) -> Light:
    """Undo sRGB and the tone curve: linear light, up to `WHITE`."""
    return _light_of_levels()[pixels]


def develop(light: Light, sensor: Sensor, severity: float, rng: np.random.Generator) -> Pixels:
    """Record `light` on a Bayer sensor and turn it into sharpened 8-bit sRGB.

    The tone curve is Reinhard et al., "Photographic tone reproduction for digital images", 2002,
    equation 4: x (1 + x / WHITE^2) / (1 + x), which bends everywhere, not from a knee on.
    """
    x = np.clip(light + _noise(light, 2 ** sensor.gain(severity), rng), 0, WHITE)
    shown = encode(x * (1 + x / np.float32(WHITE**2)) / (1 + x))
    return _sharpen(np.rint(255 * shown).astype(np.uint8))


def jpeg(pixels: Pixels, quality: int) -> Pixels:
    """Write and read a progressive JPEG with chroma halved in one direction."""
    file = io.BytesIO()
    options = {"quality": quality, "subsampling": "4:2:2", "progressive": True}
    Image.fromarray(pixels).save(file, "JPEG", **options)
    return np.asarray(Image.open(file).convert("RGB"))


@cache
def _light_of_levels() -> Light:
    """Solve the tone curve for light, for each of the 256 levels of a photo."""
    shown = decode(np.arange(256) / 255).astype(np.float64)
    half = (1 - shown) / 2
    return np.asarray(WHITE**2 * (np.sqrt(half**2 + shown / WHITE**2) - half), np.float32)


def _noise(light: Light, gain: float, rng: np.random.Generator) -> Light:
    """Draw what a Bayer mosaic measures wrongly, interpolated to all colours of every pixel.

    Poisson-Gaussian (EMVA 1288): variance = gain * SHOT * light + (gain * READ)^2. Bilinear
    demosaicing is linear, so that the noise can be interpolated without the picture, which keeps
    its sharpness. Above gain 1 come what cheap readouts add: blotches of colour and bands of rows.
    """
    variance = gain * SHOT * np.maximum(light, 0) + (gain * READ) ** 2
    deviation = np.sqrt(variance, dtype=np.float32)
    unit = _demosaiced(rng.standard_normal(light.shape, dtype=np.float32))
    extra = _blotches(light.shape[:2], rng), _bands(light.shape[0], rng)
    share = np.float32(1 - 1 / gain)
    return deviation * (unit + share * (extra[0] + extra[1]))


def _demosaiced(noise: NDArray[np.float32]) -> Light:
    """Keep of each channel what the RGGB mosaic measures, and interpolate the rest."""
    red, blue = np.zeros_like(noise[..., 0]), np.zeros_like(noise[..., 0])
    green = noise[..., 1].copy()
    red[::2, ::2], blue[1::2, 1::2] = noise[::2, ::2, 0], noise[1::2, 1::2, 2]
    green[::2, ::2] = green[1::2, 1::2] = 0
    pairs = ((red, _RED_BLUE), (green, _GREEN), (blue, _RED_BLUE))
    return np.stack([ndimage.convolve(plane, kernel, mode="mirror") for plane, kernel in pairs], -1)


def _blotches(shape: tuple[int, ...], rng: np.random.Generator) -> Light:
    """Draw colour noise of a few pixels' reach and no brightness, deviation `_BLOTCHES`."""
    field = rng.standard_normal((*shape, 3), dtype=np.float32)
    field = ndimage.gaussian_filter(field, (BLOTCH, BLOTCH, 0), truncate=2.5)
    field -= field.mean(axis=-1, keepdims=True)
    return np.asarray(_BLOTCHES * field / field.std(), np.float32)


def _bands(rows: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Draw one offset for each row, (rows, 1, 1)."""
    return _BANDS * rng.standard_normal((rows, 1, 1), dtype=np.float32)


def _sharpen(pixels: Pixels) -> Pixels:
    """Sharpen brightness and smooth colour, as finishing a picture does."""
    luma, *chroma = Image.fromarray(pixels).convert("YCbCr").split()
    luma = luma.filter(ImageFilter.UnsharpMask(radius=1, percent=40, threshold=1))
    smooth = [plane.filter(ImageFilter.MedianFilter(3)) for plane in chroma]
    return np.asarray(Image.merge("YCbCr", (luma, *smooth)).convert("RGB"))
