"""sRGB pixels <-> linear light: the one place where the transfer curve is written down."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]  # (H, W, 3) sRGB
Light = NDArray[np.float32]  # (H, W, 3) linear sRGB, 1 = diffuse white

_STEPS = 8191  # of the way back, even in the square root: below a tenth of a grey level everywhere


def decode(encoded: NDArray[np.floating]) -> Light:
    """Turn sRGB values in 0..1 into linear light (IEC 61966-2-1).

    >>> round(float(decode(np.array([0.5]))[0]), 4)
    0.214
    """
    curve = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    return np.asarray(curve, np.float32)


def encode(light: NDArray[np.floating]) -> Light:
    """Turn linear light into sRGB values in 0..1; what lies outside 0..1 is clipped."""
    x = np.clip(light, 0, 1)
    return np.asarray(
        np.where(x <= 0.0031308, 12.92 * x, 1.055 * x ** (1 / 2.4) - 0.055), np.float32
    )


def to_light(pixels: Pixels) -> Light:
    """Read 8-bit sRGB as linear light, by a table of 256."""
    return _decoding()[pixels]


def to_pixels(light: Light) -> Pixels:
    """Write linear light as 8-bit sRGB, rounded; every value that `to_light` gives comes back."""
    return _encoding()[(np.sqrt(np.clip(light, 0, 1)) * _STEPS + 0.5).astype(np.uint16)]


@cache
def _decoding() -> Light:
    return decode(np.arange(256) / 255)


@cache
def _encoding() -> Pixels:
    levels = encode((np.arange(_STEPS + 1) / _STEPS) ** 2)
    return np.asarray(np.rint(255 * levels), np.uint8)
