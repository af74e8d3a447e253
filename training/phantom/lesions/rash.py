"""A rash as in eczema: ill-defined redness, small bumps, scratch marks with scabs."""

from __future__ import annotations

import numpy as np

from training.phantom.lesions.patch import Patch, Site
from training.phantom.noise import smooth_step


def rash(site: Site) -> Patch:
    """Draw a patch of eczema."""
    patch, radial, coarse, fine, plane = (
        site.patch(),
        site.radial,
        site.coarse,
        site.fine,
        site.plane,
    )
    inside = smooth_step(1.25, 0.45, radial + 0.35 * coarse)
    blotch = np.clip(0.7 + 1.2 * plane.fractal(5.0, site.seed + 6, 3) + 0.5 * fine, 0, 2)
    bumps = smooth_step(0.42, 0.08, plane.cells(2.1, site.seed + 7).distance) * inside
    scratch = np.exp(-((plane.noise(4.5, site.seed + 8, angle=0.9, stretch=6) / 0.05) ** 2))
    scratch *= smooth_step(0.15, 0.5, plane.noise(6.0, site.seed + 9)) * inside
    patch.blood = 0.0045 * site.lesion.strength * (5.5 * inside * blotch + 3 * bumps + 7 * scratch)
    patch.melanin = 0.016 * inside * np.clip(0.7 + coarse, 0, 2)
    patch.height = 0.16 * bumps + 0.10 * inside * fine
    patch.scale = 0.30 * inside * np.clip(fine + 0.5 * coarse, 0, 1)
    patch.scab = (0.85 * scratch * smooth_step(0.0, 0.35, fine)).astype(np.float32)
    return patch
