"""A crop of papules, each drawn in its own small window, crowded in the middle, some with pus."""

from __future__ import annotations

import numpy as np

from training.phantom.lesions.patch import Patch, Site
from training.phantom.noise import Field, smooth_step
from training.phantom.spots import Spot, window_of


def papules(site: Site) -> Patch:
    """Draw a crop of papules."""
    patch, radial, coarse, fine = site.patch(), site.radial, site.coarse, site.fine
    rng = np.random.default_rng([site.seed, 78])
    patch.blood = (
        0.0045 * site.lesion.strength * 1.3 * smooth_step(1.5, 0.2, radial) * (1 + 0.5 * coarse)
    )
    for spot in _crop(site, rng):
        _draw(patch, site, spot, fine, pus=rng.random() < 0.25, red=rng.uniform(4.0, 8.5))
    return patch


def _crop(site: Site, rng: np.random.Generator) -> list[Spot]:
    """Scatter papules of many sizes; none lies on a larger one."""
    lesion = site.lesion
    number = int(rng.uniform(0.10, 0.20) * lesion.radius**2)
    spots: list[Spot] = []
    for size in sorted(rng.lognormal(-0.15, 0.45, number), reverse=True):
        u, v = rng.normal(0, 0.55 * lesion.radius, 2)
        if all(np.hypot(u - s.u, v - s.v) > 1.15 * (size + s.radius) for s in spots):
            shape = rng.uniform(0.8, 1.25), rng.uniform(0, np.pi)
            spots.append(Spot(float(u), float(v), float(min(size, 2.6)), *shape))
    return spots


def _draw(patch: Patch, site: Site, spot: Spot, fine: Field, pus: bool, red: float) -> None:
    found = window_of(site.plane, spot, reach=2.2)
    if found is None:
        return
    window, radial = found
    radial = radial * (1 + 0.25 * fine[window]) + 0.10 * site.coarse[window]
    bump = smooth_step(1.15, 0.2, radial)
    strength = site.lesion.strength
    patch.blood[window] += 0.0045 * strength * red * smooth_step(1.8, 0.5, radial)
    patch.height[window] += bump * (0.28 * spot.radius + 0.05 * fine[window])
    patch.melanin[window] += 0.015 * smooth_step(1.7, 1.0, radial)
    patch.smooth[window] = np.maximum(patch.smooth[window], 0.7 * bump)
    if pus:
        head = smooth_step(0.55, 0.15, radial) * np.clip(0.8 + fine[window], 0, 1)
        patch.slough[window] = np.maximum(patch.slough[window], 0.55 * head)
