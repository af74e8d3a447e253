"""A spot on the skin (mm) -> the small window of pixels that it fills."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from training.phantom.noise import Field, Plane, turned

COARSE = 8  # the window is looked for on every 8th pixel


@dataclass(frozen=True)
class Spot:
    """An ellipse on the skin: middle and radius in mm, axis ratio, direction in rad."""

    u: float
    v: float
    radius: float
    aspect: float = 1.0
    angle: float = 0.0


def window_of(plane: Plane, spot: Spot, reach: float) -> tuple[tuple[slice, slice], Field] | None:
    """Find the pixels within `reach` radii, and each one's distance in radii; None if unseen."""
    coarse_u, coarse_v = plane.u[::COARSE, ::COARSE], plane.v[::COARSE, ::COARSE]
    squared = (coarse_u - spot.u) ** 2 + (coarse_v - spot.v) ** 2
    row, column = divmod(int(squared.argmin()), squared.shape[1])
    half = int(np.ceil(reach * spot.radius * max(spot.aspect, 1) / plane.pixel)) + COARSE
    if squared[row, column] > (half * plane.pixel) ** 2:
        return None
    rows = slice(max(row * COARSE - half, 0), row * COARSE + half + 1)
    columns = slice(max(column * COARSE - half, 0), column * COARSE + half + 1)
    along, across = turned(
        plane.u[rows, columns] - spot.u, plane.v[rows, columns] - spot.v, spot.angle
    )
    radial = np.hypot(along / spot.aspect, across * spot.aspect) / spot.radius
    return (rows, columns), radial.astype(np.float32)
