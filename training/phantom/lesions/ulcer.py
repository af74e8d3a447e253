"""An ulcer: a moist red bed with yellow slough, a scab, a swollen rim, inflamed skin round it."""

from __future__ import annotations

import numpy as np

from training.phantom.lesions.patch import Patch, Site
from training.phantom.noise import smooth_step


def ulcer(site: Site) -> Patch:
    """Draw an open wound."""
    patch, radial, coarse, fine, plane = (
        site.patch(),
        site.radial,
        site.coarse,
        site.fine,
        site.plane,
    )
    seed, strength = site.seed, site.lesion.strength
    bed = smooth_step(1.03, 0.90, radial + 0.05 * fine)
    halo, rim = (
        smooth_step(1.9, 1.0, radial + 0.2 * coarse),
        smooth_step(1.30, 1.04, radial) * (1 - bed),
    )
    grain = plane.fractal(1.5, seed + 6, 3)
    cells = plane.warped(0.35 * coarse, 0.35 * fine).cells(1.1, seed + 8)
    knobs = (1 - cells.distance) * (cells.number > 0.3)
    deep = 0.55 + 0.6 * smooth_step(0.2, 0.9, radial + 0.5 * coarse)  # darker where it is deep
    red = 3.2 * halo * (1 + 0.5 * coarse) * (1 - bed)
    red += 40 * bed * deep * (0.8 + 0.9 * coarse + 0.6 * grain + 0.4 * knobs)
    patch.blood = 0.0045 * np.clip(red, 0, None) * strength
    patch.melanin = 0.05 * smooth_step(1.8, 1.1, radial) * (1 - bed) * np.clip(0.8 + coarse, 0, 2)
    patch.height = -0.9 * smooth_step(1.04, 0.72, radial) + 0.30 * rim + 0.5 * halo * (1 - bed)
    patch.height += bed * (0.22 * grain + 0.18 * knobs)
    fibrin = coarse + 0.5 * grain + 0.2 * fine + 0.3 * (radial - 0.4)
    patch.slough = bed * smooth_step(-0.02, 0.60, fibrin) * np.clip(0.75 + 0.6 * fine, 0.2, 1)
    crust = smooth_step(0.12, 0.40, plane.fractal(4.0, seed + 11, 3)) * smooth_step(
        1.25, 0.9, radial
    )
    patch.scab = crust * smooth_step(0.55, 0.9, radial) * np.clip(0.8 + fine, 0, 1)
    patch.wet = bed * (1 - patch.scab)
    patch.scale = 0.16 * rim * np.clip(0.4 + fine, 0, 1)
    patch.smooth = np.clip(bed + 0.4 * rim, 0, 1)
    return patch
