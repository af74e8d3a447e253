"""A picture in; what simple rules measure of it out: the judges that a trained one has to be above."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import laplace, sobel

from clearshot.photo import Photo
from clearshot.regions import Views, working_size
from clearshot.scorers.classical import BLACK, WHITE, ClassicalScorer

Plane = NDArray[np.float32]

SIDE = 512
"""Pixels of the long side at which sharpness and brightness are measured."""


class Simple(NamedTuple):
    """What the simplest judge knows.

    Attributes:
        sharpness: logarithm of the variance of the Laplacian, at 512 pixels.
        brightness: mean grey, 0..255, at 512 pixels.
        clipped: share of pixels that are white, with no detail left.
        crushed: share of those that are black.
    """

    sharpness: float
    brightness: float
    clipped: float
    crushed: float


class Measures(NamedTuple):
    """What simple rules know; `Simple`'s, then gradients, then the phone's own checks.

    Attributes:
        tenengrad_512: logarithm of the mean squared Sobel gradient, at this long side; smaller
            pictures stay as they are (Krotkov 1988, "Focusing").
        tenengrad_768: the same.
        tenengrad_1024: the same.
        classical: score of the classical checks, 0..100.
    """

    sharpness: float
    brightness: float
    clipped: float
    crushed: float
    tenengrad_512: float
    tenengrad_768: float
    tenengrad_1024: float
    classical: float


def measure(photo: Photo, views: Views) -> Measures:
    """Measure a photo at working resolution, and the views that were cut from it."""
    gradients = [tenengrad(grey(photo.image, side)) for side in (512, 768, 1024)]
    first, (low, middle, high) = simple(photo.image), gradients
    return Measures(*first, low, middle, high, ClassicalScorer()(views).score)


def simple(image: Image.Image) -> Simple:
    """Measure what the simplest judge knows."""
    plane, pixels = grey(image, SIDE), np.asarray(image)
    return Simple(
        float(np.log(laplace(plane).var() + 1e-3)),
        float(plane.mean()),
        float(np.mean(pixels.min(axis=2) >= WHITE)),
        float(np.mean(pixels.max(axis=2) <= BLACK)),
    )


def grey(image: Image.Image, side: int) -> Plane:
    """Give the greys, 0..255, at this long side; a smaller picture is not enlarged."""
    plane = image.convert("L")
    size = working_size(*plane.size, side)
    return np.asarray(plane.resize(size, Image.Resampling.BICUBIC, reducing_gap=3.0), np.float32)


def tenengrad(plane: Plane) -> float:
    """Give the logarithm of the mean squared gradient.

    >>> ramp = np.tile(np.arange(8, dtype=np.float32), (8, 1))
    >>> round(tenengrad(ramp[:, 1:-1]), 1)  # 8 a pixel by Sobel's weights, but 4 at the border
    3.9
    """
    return float(np.log((sobel(plane, 0) ** 2 + sobel(plane, 1) ** 2).mean() + 1e-3))


def column(measures: NDArray[np.float32], name: str) -> NDArray[np.float32]:
    """Pick one of (n, 8) measures, (n,)."""
    return measures[:, Measures._fields.index(name)]
