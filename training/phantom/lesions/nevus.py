"""A mole: melanin in a sharp, uneven patch, with a fine network, slightly raised."""

from __future__ import annotations

import numpy as np

from training.phantom.lesions.patch import Patch, Site
from training.phantom.noise import smooth_step

NETWORK = 0.42  # mm, mesh of the pigment network


def nevus(site: Site) -> Patch:
    """Draw a mole."""
    patch, radial, fine = site.patch(), site.radial, site.fine
    inside = smooth_step(1.12, 0.86, radial)
    network = np.full_like(radial, 0.5)
    if site.plane.pixel < NETWORK / 2:
        network = 1 - smooth_step(0, 0.35, site.plane.cells(NETWORK, site.seed + 5).gap)
    pigment = 0.15 + 0.34 * np.clip(site.coarse + 0.25, 0, 1) + 0.14 * fine + 0.03 * network
    patch.melanin = site.lesion.strength * inside * pigment
    patch.melanin *= 0.45 + 0.55 * smooth_step(1.05, 0.5, radial)  # paler towards the border
    patch.blood = 0.0045 * (0.5 * smooth_step(1.4, 0.9, radial) + 2.2 * inside)
    patch.height = inside * (0.45 * (1 - 0.5 * np.clip(radial, 0, 1)) + 0.08 * fine)
    patch.smooth = 0.35 * inside
    return patch
