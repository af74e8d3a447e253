"""What lens and hand do to light: defocus and camera shake, as the places where one point lands."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, signal

from training.degrade.recipe import Recipe
from training.degrade.srgb import Light

_DISC_POINTS = 12_000
_PATH_POINTS = 1_500
_GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))


def defocus(light: Light, severity: float, rng: np.random.Generator, recipe: Recipe) -> Light:
    """Spread every point over a disc, the image of a round aperture out of focus.

    Geometric optics: the circle of confusion grows linearly with the focus error.
    """
    radius = recipe.defocus(severity)
    turn = np.arange(_DISC_POINTS)
    distance = radius * np.sqrt((turn + 0.5) / _DISC_POINTS)  # even in area: Vogel's spiral
    angle = turn * _GOLDEN_ANGLE
    return convolve(light, spread(np.stack([np.sin(angle), np.cos(angle)], -1) * distance[:, None]))


def shake(light: Light, severity: float, rng: np.random.Generator, recipe: Recipe) -> Light:
    """Spread every point along the path of a hand during the exposure.

    The path is a drift with an inertial random walk on it (Boracchi & Foi, "Modeling the
    performance of image restoration from motion blur", IEEE TIP 2012). Its shape is drawn, its
    size grows with severity.
    """
    return convolve(light, spread(recipe.shake(severity) * _shake_path(rng)))


def spread(points: NDArray[np.floating]) -> NDArray[np.float32]:
    """Turn (n, 2) displacements in pixels into an odd-sided kernel of sum 1, (y, x) from its centre.

    Each point is shared out over its four neighbours, so that the kernel grows smoothly from a
    single pixel and a blur below a pixel is a blur.

    >>> spread(np.array([[0.0, 0.25]]))[1].tolist()
    [0.0, 0.75, 0.25]
    """
    half = int(np.ceil(np.abs(points).max())) or 1
    corner = np.floor(points).astype(int)
    part = points - corner
    kernel = np.zeros((2 * half + 2, 2 * half + 2))
    for dy in (0, 1):
        for dx in (0, 1):
            weight = np.abs(1 - dy - part[:, 0]) * np.abs(1 - dx - part[:, 1])
            np.add.at(kernel, (corner[:, 0] + half + dy, corner[:, 1] + half + dx), weight)
    return (kernel[:-1, :-1] / len(points)).astype(np.float32)


def convolve(light: Light, kernel: NDArray[np.float32]) -> Light:
    """Blur each channel with `kernel`; beyond its border the picture is mirrored."""
    half = kernel.shape[0] // 2
    planes = np.pad(
        np.moveaxis(light, -1, 0), ((0, 0), (half, half), (half, half)), mode="symmetric"
    )
    blurred = [signal.oaconvolve(plane, kernel, mode="valid") for plane in planes]
    # The Fourier transform leaves traces below zero around dark places.
    return np.asarray(np.maximum(np.stack(blurred, axis=-1), 0), np.float32)


def _shake_path(rng: np.random.Generator) -> NDArray[np.float64]:
    """Draw (n, 2) places of a shaken point, mean 0, rms distance 1."""
    angle = rng.uniform(0, 2 * np.pi)
    drift = np.linspace(-1, 1, _PATH_POINTS)[:, None] * [np.sin(angle), np.cos(angle)]
    push = ndimage.gaussian_filter1d(
        rng.standard_normal((_PATH_POINTS, 2)), _PATH_POINTS / 12, axis=0
    )
    walk = np.cumsum(push, axis=0)
    walk -= walk.mean(axis=0)
    path = drift + 0.8 * walk / np.sqrt((walk**2).sum(axis=1).mean())
    path -= path.mean(axis=0)
    return np.asarray(path / np.sqrt((path**2).sum(axis=1).mean()))
