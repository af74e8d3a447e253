"""What a moist surface mirrors: a window with its bars, or the ring of a ring light."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.degrade.light import coordinates
from training.degrade.recipe import Curve
from training.degrade.srgb import Light

Plane = NDArray[np.float32]

LAMP = Curve(full=11.0, power=1.5)  # light that a reflection adds
SIZE = Curve(full=0.17, power=0.6)  # half its side
SECOND = 0.6  # size and light of the further reflection
WINDOW = np.array([0.9, 1.0, 1.12], np.float32)  # daylight in a room lit for the photo
RING = np.array([1.0, 1.0, 1.0], np.float32)
_BAR, _THICK = 0.08, 0.14  # half widths of a window's bar and of the ring, in sizes
_ROUGH = (0.12, 0.3)  # softness of the edges, in sizes: how rough the surface is


def reflect_lamp(light: Light, severity: float, rng: np.random.Generator) -> Light:
    """Add the mirror image of a window or a ring light, twice, as two bulges of skin show it.

    Dichromatic reflection (Shafer 1985): what is mirrored has the lamp's colour and shape, and
    is added to the colour of the skin. The images keep their place and grow in size and light.
    """
    y, x = coordinates(light)
    ring, rough = rng.random() < 0.4, rng.uniform(*_ROUGH)
    added = np.zeros(light.shape[:2], np.float32)
    for share in (1.0, SECOND):
        cy, cx = rng.uniform(0.3, 0.7, 2) * [y[-1, 0], x[0, -1]]
        angle, stretch, lean = rng.uniform(0, np.pi), rng.uniform(0.8, 1.25), rng.uniform(-0.2, 0.2)
        size = share * SIZE(severity)
        u = ((y - cy) * np.sin(angle) + (x - cx) * np.cos(angle)) / (size * stretch)
        v = ((y - cy) * np.cos(angle) - (x - cx) * np.sin(angle)) * stretch / size
        v = v * (1 + lean * np.clip(u, -2, 2))
        added += share * (_ring(u, v, rough) if ring else _window(u, v, rough))
    colour = RING if ring else WINDOW
    return np.asarray(light + LAMP(severity) * added[..., None] * colour, np.float32)


def _window(u: Plane, v: Plane, rough: float) -> Plane:
    """Two by two panes that fill -1..1, parted by bars."""
    return _within(np.abs(u), _BAR, 1, rough) * _within(np.abs(v), _BAR, 1, rough)


def _ring(u: Plane, v: Plane, rough: float) -> Plane:
    return _within(np.hypot(u, v), 0.9 - 2 * _THICK, 0.9, rough)


def _within(x: Plane, low: float, high: float, softness: float) -> Plane:
    """Tell what lies between two limits, with soft edges."""
    inside = np.minimum(x - low, high - x) / softness
    return np.asarray(1 / (1 + np.exp(-np.clip(4 * inside, -30, 30))), np.float32)
