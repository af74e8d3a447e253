"""A scene's lesion, drawn on the skin: one file per kind, all returning a Patch."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from training.phantom.lesions.nevus import nevus
from training.phantom.lesions.papules import papules
from training.phantom.lesions.patch import REACH, Patch, Site, site_of
from training.phantom.lesions.plaque import plaque
from training.phantom.lesions.rash import rash
from training.phantom.lesions.ring import ring
from training.phantom.lesions.ulcer import ulcer
from training.phantom.noise import Plane
from training.phantom.scene import Scene

KINDS: dict[str, Callable[[Site], Patch]] = {
    "nevus": nevus,
    "plaque": plaque,
    "ulcer": ulcer,
    "papules": papules,
    "ring": ring,
    "rash": rash,
}

__all__ = ["KINDS", "Patch", "draw_lesion"]


def draw_lesion(scene: Scene, skin: Plane) -> Patch:
    """Draw the scene's lesion; only the pixels round it are computed."""
    lesion = scene.lesion
    whole = Patch.healthy(skin.u.shape)
    near = np.hypot(skin.u - lesion.u, skin.v - lesion.v) < lesion.radius * REACH
    if near.any():
        rows, columns = _span(near.any(axis=1)), _span(near.any(axis=0))
        part = Plane(skin.u[rows, columns], skin.v[rows, columns], skin.pixel)
        whole.paste(KINDS[lesion.kind](site_of(lesion, part, scene.seed * 31)), rows, columns)
    return whole


def _span(inside: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> slice:
    found = np.flatnonzero(inside)
    return slice(int(found[0]), int(found[-1]) + 1)
