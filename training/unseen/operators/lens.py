"""What lens and hand do to light: a tilted plane of focus, and a tremor read out row by row."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from training.degrade.light import coordinates
from training.degrade.optics import convolve, spread
from training.degrade.recipe import Curve
from training.degrade.srgb import Light

APERTURE = Curve(full=1 / 50, power=1.4)  # outer radius of the polygon where focus is worst
_NEAREST = 0.55  # share of that radius where focus is best
_BLADES = (5, 6, 7)
_POLYGON_POINTS = 12_000

DRIFT = Curve(full=1 / 20, power=1.4)  # length of the smear
_TREMOR = (8.0, 12.0)  # hertz, of a hand (Elble & Koller 1990)
_SWING = (0.1, 0.35)  # of the tremor across the drift, in lengths of the smear
_EXPOSURE, _READOUT = 1 / 15, 1 / 30  # seconds: the shutter; from the first row to the last
_PATH_POINTS = 600
_LAYERS = 4


def tilt_focus(light: Light, severity: float, rng: np.random.Generator) -> Light:
    """Blur by the polygon of an iris with blades, more on one side: the skin is not parallel.

    The image of a point out of focus is the aperture, scaled by its distance from the plane of
    focus; over a tilted surface that distance changes evenly.
    """
    radius = APERTURE(severity) * max(light.shape)
    blades, turn, tilt = rng.choice(_BLADES), rng.uniform(0, np.pi), rng.uniform(0, 2 * np.pi)
    polygon = _polygon(int(blades), turn)
    sizes = np.linspace(_NEAREST, 1, 3)
    layers = [convolve(light, spread(radius * size * polygon)) for size in sizes]
    y, x = coordinates(light)
    along = y * np.sin(tilt) + x * np.cos(tilt)
    return _blend(layers, (along - along.min()) / np.ptp(along))


def tremble(light: Light, severity: float, rng: np.random.Generator) -> Light:
    """Smear along a straight drift with a sinusoidal tremor across it, under a rolling shutter.

    Each row is exposed a little later than the one above, so that the smear bends differently
    from the top to the bottom of the photo.
    """
    length = DRIFT(severity) * max(light.shape)
    angle, phase = rng.uniform(0, np.pi), rng.uniform(0, 2 * np.pi)
    hertz, swing = rng.uniform(*_TREMOR), rng.uniform(*_SWING)
    turn = np.array([[np.sin(angle), np.cos(angle)], [np.cos(angle), -np.sin(angle)]])

    def smear(start: float) -> NDArray[np.float32]:
        time = start + np.linspace(0, _EXPOSURE, _PATH_POINTS)
        along = time / _EXPOSURE
        across = swing * np.sin(2 * np.pi * hertz * time + phase)
        path = np.stack([along - along.mean(), across - across.mean()], axis=-1)
        return spread(length * path @ turn)

    layers = [convolve(light, smear(start)) for start in np.linspace(0, _READOUT, _LAYERS)]
    y, _ = coordinates(light)
    return _blend(layers, np.broadcast_to(y / y.max(), light.shape[:2]))


def _polygon(blades: int, turn: float) -> NDArray[np.float64]:
    """Fill a regular polygon of outer radius 1 evenly with (n, 2) points, centred."""
    points = np.arange(_POLYGON_POINTS) + 0.5
    angle = points * np.pi * (3 - np.sqrt(5))
    disc = np.sqrt(points / _POLYGON_POINTS)[:, None] * np.stack([np.sin(angle), np.cos(angle)], -1)
    sector = np.pi / blades
    side = np.cos(sector) / np.cos((angle - turn) % (2 * sector) - sector)
    return np.asarray(disc[np.hypot(*disc.T) <= side])


def _blend(layers: Sequence[Light], place: NDArray[np.floating]) -> Light:
    """Go from the first layer (place 0) to the last (1), linearly between neighbours."""
    at = place * (len(layers) - 1)
    shares = (np.maximum(1 - np.abs(at - i), 0)[..., None] for i in range(len(layers)))
    blended = sum(layer * share for layer, share in zip(layers, shares, strict=True))
    return np.asarray(blended, np.float32)
