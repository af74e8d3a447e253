"""Melanin and blood -> the colour of skin; Monk skin tone 1-10 -> melanin and blood.

Two layers. The epidermis is a filter of melanin that light crosses twice; the dermis
below is a half-infinite scatterer with blood in it, by diffusion theory (Flock et al.
1989, Farrell et al. 1992). Absorption and scattering follow Jacques, "Optical properties
of biological tissues: a review" (2013), and Prahl's compilation of haemoglobin; three
values were fitted by eye and by the Monk swatches, and say so where they stand. Spectra
become colours by the CIE 1931 fits of Wyman, Sloan and Shirley (2013).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from training.phantom.noise import Field

Array = NDArray[np.float64]

MONK = (
    "f6ede4", "f3e7db", "f7ead0", "eadaba", "d7bd96",
    "a07e56", "825c43", "604134", "3a312a", "292420",
)  # fmt: skip
"""The Monk Skin Tone scale's published sRGB values, tone 1 first (skintone.google)."""

WAVELENGTHS = np.arange(400.0, 701.0, 10.0)  # nm

# Molar extinction of haemoglobin with and without oxygen at WAVELENGTHS, cm⁻¹/M (Prahl, OMLC).
OXY = np.array([
    266232, 466840, 480360, 246072, 102580, 62816, 44480, 33209, 26629, 23684, 20933,
    20035, 24202, 39957, 53236, 43016, 32613, 44496, 50104, 14401, 3200, 1506,
    942, 610, 442, 368, 320, 294, 278, 276, 290,
], float)  # fmt: skip
DEOXY = np.array([
    223296, 303956, 407560, 528600, 413280, 103292, 23389, 16156, 14550, 16684, 20862,
    25774, 31590, 39036, 46592, 53412, 53788, 45072, 37020, 28324, 14677, 9444,
    6510, 5149, 4345, 3750, 3227, 2795, 2408, 2052, 1794,
], float)  # fmt: skip
OXYGENATION = 0.75
EPIDERMIS = 0.010  # cm
# The epidermis itself reflects a little, more in red: without it the darkest tones are pure
# red, with an even grey one a mole on them is bluish. Fitted.
VEIL = 0.008 + 0.010 * (WAVELENGTHS - 400) / 300
BOUNDARY = 2.6  # internal reflection of skin against air

LOG_MELANIN = np.linspace(-3.3, 0.0, 700)  # axes of the colour table
LOG_BLOOD = np.linspace(-3.6, -0.2, 400)


@dataclass(frozen=True)
class Complexion:
    """Healthy skin of one tone: volume fractions, and what colour the model lacks.

    Attributes:
        melanin: Volume fraction of melanosomes in the epidermis.
        blood: Volume fraction of blood in the dermis.
        gain: Swatch over model, linear sRGB. Swatches 3-5 are yellower than any mixture
            of melanin and blood; half of the gain is the compromise between swatch and skin.
    """

    melanin: float
    blood: float
    gain: tuple[float, float, float]


def reflectance(melanin: ArrayLike, blood: ArrayLike) -> Array:
    """Compute diffuse reflectance at WAVELENGTHS, on a new last axis, from volume fractions."""
    relative = WAVELENGTHS / 500
    # One melanosome, cm⁻¹: Jacques' value at 500 nm; his slope of -3.33 turns Monk 6-9
    # orange, that of living skin is flatter. Fitted.
    melanosome = 6.6e11 * 500**-3.33 * relative**-1.8
    whole_blood = 2.303 * (OXYGENATION * OXY + (1 - OXYGENATION) * DEOXY) * 150 / 64500  # 150 g/l
    bloodless = 0.244 + 85.3 * np.exp(-(WAVELENGTHS - 154) / 66.2)
    absorption = np.asarray(blood)[..., None] * whole_blood + 0.05 * bloodless
    # 2.2 times Jacques' dermis: the half-infinite model loses too much light. Fitted.
    scattering = 2.2 * 46 * relative**-1.42
    albedo = scattering / (scattering + absorption)
    root = np.sqrt(3 * (1 - albedo))
    dermis = albedo / 2 * (1 + np.exp(-4 / 3 * BOUNDARY * root)) * np.exp(-root)
    filter_ = np.exp(-2 * EPIDERMIS * np.asarray(melanin)[..., None] * melanosome)
    return np.asarray(VEIL + (1 - VEIL) * filter_ * dermis)


def colour(melanin: Field, blood: Field) -> Field:
    """Look up linear sRGB, (..., 3), in a table with steps of 1-2 % in either pigment."""
    low_m, low_b = LOG_MELANIN[0], LOG_BLOOD[0]
    step_m, step_b = LOG_MELANIN[1] - low_m, LOG_BLOOD[1] - low_b
    i = (np.log10(np.clip(melanin, 6e-4, 0.95)) - low_m) / step_m + 0.5
    j = (np.log10(np.clip(blood, 3e-4, 0.6)) - low_b) / step_b + 0.5
    at = i.astype(np.int32) * len(LOG_BLOOD) + j.astype(np.int32)
    return np.asarray(np.take(_table().reshape(-1, 3), at, axis=0))


@lru_cache(maxsize=64)
def complexion(tone: float) -> Complexion:
    """Find melanin and blood of a Monk tone, 1-10; between two tones, mix their pigments.

    >>> [round(complexion(k).melanin, 2) for k in (1, 5, 8)]
    [0.0, 0.03, 0.27]

    Raises:
        ValueError: The tone lies outside 1-10.
    """
    if not 1 <= tone <= 10:
        raise ValueError(f"tone {tone:g} is not on the Monk scale: give 1-10")
    lower = min(int(tone), 9)
    a, b, t = _fitted(lower), _fitted(lower + 1), tone - lower
    red, green, blue = (x * (1 - t) + y * t for x, y in zip(a.gain, b.gain, strict=True))
    melanin = a.melanin ** (1 - t) * b.melanin**t
    return Complexion(melanin, a.blood * (1 - t) + b.blood * t, (red, green, blue))


def rgb(red_green_blue: Sequence[float]) -> Field:
    """Make a float32 colour of three numbers."""
    return np.array(red_green_blue, np.float32)


def swatch(tone: int) -> Array:
    """Give the published colour of a Monk tone as linear sRGB."""
    value = MONK[tone - 1]
    return from_srgb(np.array([int(value[k : k + 2], 16) / 255 for k in (0, 2, 4)]))


def to_srgb(linear: ArrayLike) -> Array:
    """Encode linear light, 0-1, as sRGB, 0-1 (IEC 61966-2-1)."""
    x = np.clip(np.asarray(linear, float), 0, None)
    return np.asarray(np.where(x <= 0.0031308, 12.92 * x, 1.055 * x ** (1 / 2.4) - 0.055))


def from_srgb(encoded: ArrayLike) -> Array:
    """Decode sRGB, 0-1, to linear light, 0-1."""
    x = np.asarray(encoded, float)
    return np.asarray(np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4))


def lab(linear: ArrayLike) -> Array:
    """Turn linear sRGB into CIE L*a*b* under D65."""
    matrix = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    t = np.asarray(linear) @ matrix.T / matrix.sum(axis=1)
    f = np.where(t > 0.008856, np.cbrt(np.maximum(t, 1e-9)), 7.787 * t + 16 / 116)
    x, y, z = f[..., 0], f[..., 1], f[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


@lru_cache(maxsize=1)
def _table() -> Field:
    """Make the colours of all mixtures, (melanin, blood, 3)."""
    spectra = reflectance(10 ** LOG_MELANIN[:, None], 10 ** LOG_BLOOD[None, :])
    return (spectra @ _to_linear_srgb()).astype(np.float32)


@lru_cache(maxsize=10)
def _fitted(tone: int) -> Complexion:
    """Search the table for the mixture nearest to a swatch, with a usual amount of blood."""
    goal, table = swatch(tone), _table()
    unlike = ((lab(table) - lab(goal)) ** 2).sum(axis=-1)
    unusual = 60 * (LOG_BLOOD[None, :] - np.log10(0.008)) ** 2
    i, j = np.unravel_index(np.argmin(unlike + unusual), unlike.shape)
    red, green, blue = (float(x) for x in goal / table[i, j])
    return Complexion(float(10 ** LOG_MELANIN[i]), float(10 ** LOG_BLOOD[j]), (red, green, blue))


def _to_linear_srgb() -> Array:
    """Weigh WAVELENGTHS for linear sRGB, (31, 3), so that an even spectrum is white."""

    def lobe(mean: float, below: float, above: float) -> Array:
        width = np.where(mean > WAVELENGTHS, below, above)
        return np.asarray(np.exp(-0.5 * ((WAVELENGTHS - mean) / width) ** 2))

    x = (
        1.056 * lobe(599.8, 37.9, 31.0)
        + 0.362 * lobe(442, 16, 26.7)
        - 0.065 * lobe(501.1, 20.4, 26.2)
    )
    y = 0.821 * lobe(568.8, 46.9, 40.5) + 0.286 * lobe(530.9, 16.3, 31.1)
    z = 1.217 * lobe(437, 11.8, 36.0) + 0.681 * lobe(459, 26, 13.8)
    xyz = np.stack([x, y, z], axis=-1)
    matrix = np.array(
        [[3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.2040, 1.0570]]
    )
    weights = xyz / xyz.sum(axis=0) * np.array([0.9505, 1, 1.089]) @ matrix.T
    return np.asarray(weights / weights.sum(axis=0))
