"""Skin and lesion -> the fine height of the surface (mm) and its normals.

Skin lines form a net of two mesh sizes, crossed by two families of long lines. They must
be seen by their relief: painted dark they look like cracked porcelain, and so do closed
cells with borders of even width, hence the noise that makes every line come and go.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from training.phantom.lesions import Patch
from training.phantom.noise import Field, Plane, smooth_step
from training.phantom.scene import Body
from training.phantom.surface import Surface

LINE_DEPTH = 0.105  # mm
PORE_SPACING = 2.3  # mm
STEEPEST = 6.0  # slopes beyond this belong to the outline, not to the relief


@dataclass(frozen=True)
class Relief:
    """Fine heights, as maps.

    Attributes:
        height: mm, the lesion's included.
        furrow: How deep in a skin line, 0-1.
        pore: How deep in a pore, 0-1.
        wrinkle: How deep in a wrinkle, 0-1.
    """

    height: Field
    furrow: Field
    pore: Field
    wrinkle: Field


def carve(body: Body, surface: Surface, patch: Patch, seed: int) -> Relief:
    """Carve skin lines, pores and wrinkles, and set the lesion on them."""
    skin, seed, rough = surface.skin, seed * 17, 1 - patch.smooth
    furrow, domes = _skin_lines(body, skin, seed, rough)
    pore, buds = _pores(skin, seed, rough)
    wrinkle = _wrinkles(body, skin, seed)
    swell = 0.05 * skin.noise(3.5, seed + 13) + 0.16 * skin.noise(11, seed + 14)
    grain = 0.017 * skin.fractal(0.30, seed + 12, 2) * (1 - 0.7 * patch.wet)
    height = patch.height - LINE_DEPTH * furrow + domes - 0.07 * pore - 0.12 * wrinkle
    height += buds + swell + grain
    return Relief(height.astype(np.float32), furrow, pore, wrinkle)


def normals(z: Field, pixel: float, steepest: float = STEEPEST) -> tuple[Field, Field, Field]:
    """Compute the unit normals (x, y, z) of a height map in mm."""
    slope_y, slope_x = np.gradient(z, np.float32(pixel))
    slope_x, slope_y = (np.clip(s, -steepest, steepest) for s in (slope_x, slope_y))
    nz = 1 / np.sqrt(1 + slope_x * slope_x + slope_y * slope_y)
    return -slope_x * nz, -slope_y * nz, nz


def _skin_lines(body: Body, skin: Plane, seed: int, rough: Field) -> tuple[Field, Field]:
    """Draw furrows (0-1) and the height of the islands between them (mm)."""
    fine = [skin.noise(1.6, seed + k) for k in (3, 4)]
    wide = [skin.noise(9, seed + k) for k in (1, 2)]
    bent = skin.warped(1.6 * wide[0] + 0.22 * fine[0], 1.6 * wide[1] + 0.22 * fine[1])
    strength = body.lines * (0.75 + 0.5 * skin.noise(14, seed + 5)) * rough
    come_and_go = np.clip(0.55 + 0.9 * skin.noise(1.7 * body.cell, seed + 15), 0, 1.2)
    large, dome = _mesh(bent, body.cell, seed + 6, angle=0.5, width=0.16)
    small, dimple = _mesh(bent, 0.47 * body.cell, seed + 7, angle=1.9, width=0.22)
    furrow = 0.8 * large * come_and_go * (0.8 + 0.4 * fine[0]) + 0.40 * small * (
        0.7 + 0.8 * fine[1]
    )
    furrow += 0.55 * _long_lines(bent, skin, body.cell, seed + 20)
    furrow = np.clip(furrow, 0, 1) * strength
    domes = 0.042 * (dome + 0.5 * dimple) * strength
    return furrow.astype(np.float32), domes.astype(np.float32)


def _mesh(plane: Plane, cell: float, seed: int, angle: float, width: float) -> tuple[Field, Field]:
    """Draw a net of furrows and the domes in its meshes; both fade before they alias."""
    fade = np.float32(np.clip(cell / plane.pixel / 3 - 0.6, 0, 1))
    if fade == 0:
        return np.zeros_like(plane.u), np.zeros_like(plane.u)
    cells = plane.cells(cell, seed, angle, stretch=1.3)
    width = max(width, 1.2 * plane.pixel / cell)
    furrow = np.exp(-((cells.gap / np.float32(width)) ** 2))
    return fade * furrow, fade * (0.7 - cells.distance + 0.25 * cells.number)


def _long_lines(bent: Plane, skin: Plane, cell: float, seed: int) -> Field:
    """Draw two families of long shallow lines that cross."""
    lines = np.zeros_like(skin.u)
    for k, angle in enumerate((0.55, 2.2)):
        ridge = np.exp(-((bent.noise(0.75 * cell, seed + k, angle, stretch=4.5) / 0.13) ** 2))
        lines = np.maximum(lines, ridge * smooth_step(-0.35, 0.5, skin.noise(4, seed + 2 + k)))
    return lines


def _pores(skin: Plane, seed: int, rough: Field) -> tuple[Field, Field]:
    """Draw pores (0-1), and the small buds (mm) that other follicles raise."""
    cells = skin.cells(PORE_SPACING, seed + 8)
    number = cells.number
    radius = np.maximum(0.05 + 0.05 * (number * 11 % 1), 1.2 * skin.pixel / PORE_SPACING)
    deep = np.clip(number * 37 % 1.3 - 0.3, 0, 1) * (number > 0.4)
    pore = np.exp(-((cells.distance / radius) ** 2)) * deep * rough * min(1, 0.25 / skin.pixel)
    buds = 0.035 * (number > 0.45) * smooth_step(0.28, 0, cells.distance) * rough
    return pore.astype(np.float32), buds.astype(np.float32)


def _wrinkles(body: Body, skin: Plane, seed: int) -> Field:
    """Draw wrinkles across the part: two widths, only here and there."""
    bent = skin.warped(2 * skin.noise(9, seed + 1), 2 * skin.noise(9, seed + 2))
    wide = np.exp(-((bent.noise(7.0, seed + 9, angle=-0.1, stretch=6) / 0.07) ** 2))
    narrow = np.exp(-((bent.noise(3.1, seed + 10, angle=0.15, stretch=5) / 0.09) ** 2))
    there = smooth_step(-0.3, 0.6, skin.noise(22, seed + 11)) * np.float32(body.wrinkles)
    return np.asarray((wide + 0.5 * narrow) * there)
