"""Light on the sensor -> the photo: exposure, raw noise, mosaic, processing, tone curve, JPEG."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image
from scipy import ndimage

from training.phantom.blur import gaussian
from training.phantom.camera import Camera
from training.phantom.noise import Field
from training.phantom.reflectance import rgb, to_srgb

WHITE = 1.4  # level at which the sensor clips; 1 is a white card in full light
SHOT_NOISE, READ_NOISE = 2.2e-4, 1.2e-3  # variance per level, deviation; in good light
RAW_GAINS = (1.9, 1.0, 1.6)  # raw is weaker in red and blue, so that noise is worse there
LUMINANCE = np.array([0.3, 0.6, 0.1], np.float32)
KNEE = 0.6  # highlights roll off from here
BRIGHTEST = 1.0  # the meter lets the 97th percentile go up to here


def meter(sensor: Field, camera: Camera) -> Field:
    """Expose as the camera's meter wants, then by `ev`; the middle counts, highlights are kept."""
    rows, columns = sensor.shape[:2]
    grey = (
        sensor[rows // 5 : -rows // 5 or None : 3, columns // 5 : -columns // 5 or None : 3]
        @ LUMINANCE
    )
    middle = max(float(np.median(grey)), 1e-3)
    wish = np.clip(middle, camera.meter_low, camera.meter_high) / middle
    bright = sensor[::5, ::5].max(axis=-1)
    room = max(1.0, BRIGHTEST / max(float(np.percentile(bright, 97)), 1e-3))
    return np.asarray(
        sensor * np.float32(min(wish**camera.metering, room) * 2.0**camera.ev), np.float32
    )


def develop(sensor: Field, camera: Camera, seed: int) -> Image.Image:
    """Turn light on the sensor, (rows, columns, 3), into an sRGB picture."""
    rng = np.random.default_rng([seed, 1])
    raw = _raw(_vignetted(sensor, camera), camera, rng)
    linear = np.clip(_demosaic(raw), 0, None) * rgb(camera.white_balance)
    picture = Image.fromarray(_tone_curve(_roll_off(_process(linear, camera)), camera))
    return _coarse(picture, camera.pixels) if camera.pixels < 1 else picture


def to_jpeg(picture: Image.Image, camera: Camera) -> bytes:
    """Write the picture as the phone does, after a messenger's own compression if one sent it."""
    if camera.recompressed:
        picture = Image.open(io.BytesIO(_jpeg(picture, camera.recompressed)))
    return _jpeg(picture, camera.quality)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=quality, subsampling=2)
    return stream.getvalue()


def _coarse(picture: Image.Image, share: float) -> Image.Image:
    """Keep only a share of the pixels across, and enlarge them again."""
    small = (max(8, round(n * share)) for n in picture.size)
    reduced = picture.resize((next(small), next(small)), Image.Resampling.BOX)
    return reduced.resize(picture.size, Image.Resampling.BICUBIC)


def _vignetted(sensor: Field, camera: Camera) -> Field:
    rows, columns = sensor.shape[:2]
    y = np.linspace(-1, 1, rows, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, columns, dtype=np.float32)[None]
    return np.asarray(sensor * (1 - np.float32(camera.vignette / 2) * (x * x + y * y))[..., None])


def _raw(sensor: Field, camera: Camera, rng: np.random.Generator) -> Field:
    """Read the sensor through its RGGB mosaic, with shot and read noise, until it clips."""
    raw = np.empty(sensor.shape[:2], np.float32)
    for row, column, channel in ((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 2)):
        gain = np.float32(RAW_GAINS[channel])
        level = sensor[row::2, column::2, channel] / gain
        variance = level * np.float32(SHOT_NOISE * camera.gain) + np.float32(
            (READ_NOISE * camera.gain) ** 2
        )
        level = level + np.sqrt(variance) * rng.standard_normal(level.shape, dtype=np.float32)
        raw[row::2, column::2] = np.clip(level * gain, -0.04, WHITE)
    return raw


def _demosaic(raw: Field) -> Field:
    """Interpolate green, then the differences of red and blue to it, which are smoother."""
    rows, columns = raw.shape
    red_at, blue_at = np.s_[0::2, 0::2], np.s_[1::2, 1::2]
    green = raw.copy()
    green[red_at] = green[blue_at] = 0
    plus = np.array([[0, 1, 0], [1, 4, 1], [0, 1, 0]], np.float32) / 4
    green = ndimage.convolve(green, plus, mode="mirror")
    square = np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]], np.float32) / 4
    out = np.empty((rows, columns, 3), np.float32)
    out[..., 1] = green
    for channel, at in ((0, red_at), (2, blue_at)):
        difference = np.zeros_like(raw)
        difference[at] = raw[at] - green[at]
        out[..., channel] = green + ndimage.convolve(difference, square, mode="mirror")
    return out


def _process(linear: Field, camera: Camera) -> Field:
    """Smooth colour, take faint grain off brightness, sharpen: in a gamma-like space."""
    root = np.sqrt(np.clip(linear, 0, 4))
    bright = np.sqrt(np.clip(linear @ LUMINANCE, 0, 4))
    worse = float(np.sqrt(camera.gain))
    chroma = [
        gaussian(root[..., c] - bright, 0.8 + 0.55 * camera.denoise * worse) for c in range(3)
    ]
    soft = gaussian(bright, 0.9 + 0.12 * worse)
    detail, faint = bright - soft, np.float32(0.0042 * camera.denoise * worse)
    bright = soft + np.sign(detail) * np.clip(np.abs(detail) - faint, 0, None)
    bright = bright + np.float32(camera.sharpen) * (bright - gaussian(bright, 1.4))
    return np.asarray(np.clip(bright[..., None] + np.dstack(chroma), 0, None) ** 2, np.float32)


def _roll_off(linear: Field) -> Field:
    """Bend the highlights so that only WHITE is white."""
    t = np.clip((linear - KNEE) / (WHITE - KNEE), 0, 1)
    bent = KNEE + (1 - KNEE) * (1 - (1 - t) ** np.float32((WHITE - KNEE) / (1 - KNEE)))
    return np.asarray(np.where(linear > KNEE, bent, linear), np.float32)


def _tone_curve(linear: Field, camera: Camera) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Encode as sRGB with an S-curve, by a table over the square root: fine steps in the dark."""
    value = to_srgb(np.linspace(0, 1, 8193) ** 2)
    value += camera.contrast / 2 * (value * value * (3 - 2 * value) - value)
    table = (np.clip(value, 0, 1) * 255 + 0.5).astype(np.uint8)
    return np.take(table, (np.sqrt(np.clip(linear, 0, 1)) * 8192).astype(np.int32))
