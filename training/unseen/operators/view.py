"""Where the camera points and how far away it is: turned, aslant, in mirrored surroundings."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from training.degrade.camera import resize
from training.degrade.recipe import Curve
from training.degrade.srgb import Light

Places = NDArray[np.float64]

NEARER = Curve(full=0.25, power=1.0)  # share of the view that is lost by going near
ASIDE = Curve(full=0.46, power=0.9)  # of the subject from the middle, in sides of the view
ROLL = Curve(full=25.0, power=1.0)  # degrees, either way
FAR = Curve(full=3.0, power=1.3)  # further widths of the subject around it
SLANT = Curve(full=0.35, power=0.8)  # share of its length that the subject loses, seen aslant
_SOFTER = ((3, 0.015), (20, 0.06))  # shrunk how many times, and at which distance in full


def misframe(light: Light, severity: float, rng: np.random.Generator) -> Light:
    """Point at one corner or edge, from nearer, with the phone turned in the hand.

    What lies beyond the photo's border is its mirror image.
    """
    towards = np.array([(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)])
    turn = np.radians(ROLL(severity)) * rng.choice([-1, 1]) * rng.uniform(0.4, 1)
    size = 1 - NEARER(severity)
    sides = np.array(light.shape[:2])
    middle = sides / 2 + ASIDE(severity) * size * towards[rng.integers(8)] * sides
    return _sampled(light, _places(light.shape[:2], middle, size * _rotation(turn)))


def step_back(light: Light, severity: float, rng: np.random.Generator) -> Light:
    """Stand too far away and look aslant; around the photo lies its mirror image, out of focus."""
    turn, aside = rng.uniform(-0.6, 0.6), rng.uniform(-0.4, 0.4, 2)
    size, slant = 1 + FAR(severity), 1 / (1 - SLANT(severity) * rng.uniform(0.5, 1))
    height, width = light.shape[:2]
    small = resize(light, max(2, round(height / size)), max(2, round(width / size)))
    sides = np.array(small.shape[:2])
    squeeze = _rotation(turn) @ np.diag([slant, 1.0]) @ _rotation(-turn)
    middle = sides / 2 + aside * np.maximum(np.array([height, width]) - sides, 0) / slant
    places = _places((height, width), middle, squeeze)
    return _soften_outside(_sampled(small, places), _outside(places, sides))


def _rotation(angle: float) -> NDArray[np.float64]:
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def _places(shape: tuple[int, ...], middle: Places, matrix: Places) -> Places:
    """Give (2, H, W): where in the photo each pixel of the new picture lies."""
    grid = np.moveaxis(np.indices(shape[:2]), 0, -1) + 0.5 - np.array(shape[:2]) / 2
    return np.moveaxis(grid @ matrix.T + middle - 0.5, -1, 0)


def _sampled(light: Light, places: Places) -> Light:
    """Sample by cubic splines; beyond the border the picture is mirrored."""
    planes = [
        ndimage.map_coordinates(plane, places, order=3, mode="reflect")
        for plane in np.moveaxis(light, -1, 0)
    ]
    return np.asarray(np.maximum(np.stack(planes, axis=-1), 0), np.float32)


def _outside(places: Places, sides: NDArray[np.int64]) -> NDArray[np.float64]:
    """Give each place's distance from the photo, in long sides of the picture; 0 inside."""
    last = (sides - 1)[:, None, None]
    away = np.maximum(np.maximum(-places, places - last), 0)
    return np.asarray(np.hypot(*away) / max(places.shape[1:]))


def _soften_outside(light: Light, away: NDArray[np.float64]) -> Light:
    height, width = light.shape[:2]
    for times, full in _SOFTER:
        small = resize(light, max(2, height // times), max(2, width // times))
        soft = np.maximum(resize(ndimage.gaussian_filter(small, (1.3, 1.3, 0)), height, width), 0)
        share = np.clip(away / full, 0, 1)[..., None]
        light = np.asarray(light + share * (soft - light), np.float32)
    return light
