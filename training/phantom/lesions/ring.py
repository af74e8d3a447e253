"""A ring as in tinea: a red, scaling, raised border that spreads and clears in its middle."""

from __future__ import annotations

import numpy as np

from training.phantom.lesions.patch import Patch, Site
from training.phantom.lesions.plaque import scale_flakes
from training.phantom.noise import smooth_step


def ring(site: Site) -> Patch:
    """Draw a spreading ring."""
    patch, radial, coarse, fine = site.patch(), site.radial, site.coarse, site.fine
    broken = np.clip(0.85 + 0.7 * coarse, 0.25, 1.2)  # a border is never even all round
    border = (
        smooth_step(0.58, 0.86, radial) * smooth_step(1.10, 0.96, radial + 0.06 * fine) * broken
    )
    middle = smooth_step(0.95, 0.7, radial)
    halo = smooth_step(1.45, 1.0, radial)
    red = 15 * border + 3.2 * middle * (1 + coarse) + 1.2 * halo
    patch.blood = 0.0045 * site.lesion.strength * red * (1 + 0.35 * fine)
    patch.melanin = 0.018 * middle * np.clip(0.8 + coarse, 0, 2) + 0.012 * border
    patch.scale = 0.75 * border * scale_flakes(site, amount=coarse - 0.05)
    patch.height = border * (0.32 + 0.14 * fine) + 0.12 * patch.scale
    patch.smooth = 0.4 * border
    return patch
