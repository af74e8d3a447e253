"""A lesion's outline on the skin -> the box of pixels it fills and what it adds to them."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from training.phantom.noise import Field, Plane, turned
from training.phantom.scene import Lesion

REACH = 2.6  # lesion radii within which skin is changed


@dataclass
class Patch:
    """What a lesion adds to the skin, as maps; zero everywhere is healthy skin.

    Attributes:
        melanin: Added volume fraction of melanosomes in the epidermis.
        blood: Added volume fraction of blood in the dermis.
        height: Added height, mm.
        scale: White horn, 0-1.
        slough: Yellow fibrin or pus, 0-1.
        scab: Dried blood, 0-1.
        wet: Open, moist, without epidermis, 0-1.
        smooth: How far the skin lines are wiped out, 0-1.
    """

    melanin: Field
    blood: Field
    height: Field
    scale: Field
    slough: Field
    scab: Field
    wet: Field
    smooth: Field

    @classmethod
    def healthy(cls, shape: tuple[int, ...]) -> Patch:
        """Make a patch that changes nothing."""
        return cls(*(np.zeros(shape, np.float32) for _ in fields(cls)))

    def paste(self, part: Patch, rows: slice, columns: slice) -> None:
        """Put a smaller patch in place."""
        for field in fields(Patch):
            getattr(self, field.name)[rows, columns] = getattr(part, field.name)


@dataclass(frozen=True)
class Site:
    """The pixels round a lesion, in its own coordinates.

    Attributes:
        lesion: Which one.
        plane: mm from its middle.
        radial: Distance from the middle in radii of the uneven outline: 1 on it.
        coarse: Random bumps of half its radius.
        fine: Random bumps of 1.1 mm.
        seed: For whatever else is random.
    """

    lesion: Lesion
    plane: Plane
    radial: Field
    coarse: Field
    fine: Field
    seed: int

    def patch(self) -> Patch:
        """Make a patch of the site's size that changes nothing yet."""
        return Patch.healthy(self.radial.shape)


def site_of(lesion: Lesion, skin: Plane, seed: int) -> Site:
    """Draw the uneven outline of a lesion on the pixels round it."""
    rng = np.random.default_rng([seed, 77])
    plane = Plane(skin.u - np.float32(lesion.u), skin.v - np.float32(lesion.v), skin.pixel)
    along, across = turned(plane.u, plane.v, rng.uniform(0, np.pi))
    across = across * np.float32(rng.uniform(1.05, 1.45))
    along = along + lesion.radius * 0.16 * plane.fractal(lesion.radius * 0.8, seed + 1, 3)
    angle = np.arctan2(across, along)
    rim = np.ones_like(angle)
    for m in range(1, 6):
        lobe = lesion.irregular / m * rng.uniform(0.3, 1)
        rim += np.float32(lobe) * np.cos(m * angle + np.float32(rng.uniform(0, 2 * np.pi)))
    radial = np.hypot(along, across) / (lesion.radius * rim)
    radial = radial + 0.10 * plane.fractal(lesion.radius * 0.35, seed + 2, 4)
    coarse, fine = plane.fractal(lesion.radius * 0.5, seed + 4, 3), plane.fractal(1.1, seed + 3, 3)
    return Site(lesion, plane, radial.astype(np.float32), coarse, fine, seed)
