"""A plaque as in psoriasis: red, raised, with loose white scale in overlapping flakes."""

from __future__ import annotations

import numpy as np

from training.phantom.lesions.patch import Patch, Site
from training.phantom.noise import Field, smooth_step


def plaque(site: Site) -> Patch:
    """Draw a scaling plaque."""
    patch, radial, coarse, fine = site.patch(), site.radial, site.coarse, site.fine
    inside = smooth_step(1.06, 0.90, radial + 0.05 * fine)
    flakes = inside * scale_flakes(site, amount=coarse * 0.8 - 0.10)
    red = 26.0 * inside * (1 + 0.45 * coarse + 0.35 * fine) + 1.4 * smooth_step(1.5, 0.9, radial)
    patch.blood = 0.0045 * site.lesion.strength * red
    patch.melanin = 0.02 * smooth_step(1.25, 0.95, radial) * (1 - inside)
    patch.height = inside * (0.55 + 0.10 * fine + 0.1 * coarse) + 0.20 * flakes
    patch.scale = flakes * np.clip(0.85 + 0.5 * fine, 0.1, 1)
    patch.smooth = 0.55 * inside
    return patch


def scale_flakes(site: Site, amount: Field) -> Field:
    """Draw flakes of horn of two sizes, 0-1: thick in their middle, with ragged edges."""
    plane, seed = site.plane, site.seed
    warp = [0.5 * plane.fractal(0.9, seed + k, 3) for k in (9, 10)]
    torn = plane.warped(*warp)
    streak = torn.fractal(0.7, seed + 12, 3, angle=0.6, stretch=2.5)
    cover = amount + 0.6 * plane.fractal(3.2, seed + 11, 3)
    flakes = np.zeros_like(cover)
    for size, weight in ((2.0, 0.62), (0.8, 0.42)):
        cells = torn.cells(size, seed + 5)
        there = smooth_step(0.25, 0.85, cells.number + 1.1 * cover)
        edge = (0.55 + 0.45 * smooth_step(0, 0.25, cells.gap)) * (1.1 - 0.8 * cells.distance)
        flake = weight * there * edge * (0.5 + 0.7 * cells.number) * (1 + 0.5 * streak)
        flakes = np.maximum(flakes, flake)
    dust = 0.30 * smooth_step(-0.4, 0.5, cover) * (1 + site.fine + streak)
    return np.asarray(np.clip(flakes + dust, 0, 1), np.float32)
