"""The copies that are made of rated photos: faults with their severity, darker skin, other turns.

A faulty copy is never given an invented rating. It is compared with the copy at severity zero,
which went through the same pipeline, so that no net can learn the processing for the fault.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from clearshot.photo import load_photo
from clearshot.regions import working_size
from training.augment import draw_turn, turned
from training.darken import darken
from training.degrade import OPERATORS, degrade

Pixels = NDArray[np.uint8]

TRAINING_DARKENERS = ("absorption", "tone_shift")
TEST_DARKENER = "reflectance"
"""Shares neither mask nor physics with those of the training: what it shows was not learnt."""

DETAILED_SIDE = 900
"""Pixels of the long side from which a picture has detail that its whole view does not show."""
DETAIL_SEVERITIES = (0.0, 0.3, 0.6)
"""Of the blur that takes such detail: discs of 0, 1.0 and 4.6 pixels' radius."""
ENLARGED = 0.45
"""Severity of a loss of pixels that leaves a large picture those of a small photo, enlarged."""


@dataclass(frozen=True)
class Copy:
    """One copy of a photo: which operator, how strong (0..1), by which random draw."""

    kind: Literal["original", "fault", "darker", "detail", "turned"]
    operator: str = ""
    severity: float = 0.0
    seed: int = 0


ORIGINAL = Copy("original")


def working_pixels(path: Path, long_side: int) -> Pixels:
    """Read a photo at the size at which it is judged, (H, W, 3).

    Raises:
        PhotoUnreadable: it cannot be decoded.
    """
    image = load_photo(path, long_side).image
    return np.asarray(image.resize(working_size(*image.size, long_side)))


def long_side_of(path: Path) -> int:
    """Give the pixels of a picture's longer side, without decoding it."""
    with Image.open(path) as image:
        return max(image.size)


def make_copy(pixels: Pixels, copy: Copy) -> Pixels:
    """Make the copy of a photo, (H, W, 3) uint8 to the same."""
    if copy.kind in ("fault", "detail"):
        return degrade(pixels, copy.operator, copy.severity, copy.seed)
    if copy.kind == "darker":
        return darken(pixels, copy.operator, copy.severity, copy.seed)
    if copy.kind == "turned":
        return turned(pixels, draw_turn(copy.seed, 0, 0))
    return pixels


def seed_of(photo_id: str) -> int:
    """Give a photo its own seed, the same on every machine."""
    return zlib.crc32(photo_id.encode())


def faulty_copies(photo_id: str, faults: int = 2) -> tuple[Copy, ...]:
    """Plan a photo's faulty copies: severity zero, then a mild and a severe one of each fault.

    Which faults is drawn from the photo's seed, so that all are equally frequent over photos.
    """
    seed = seed_of(photo_id)
    rng = np.random.default_rng(seed)
    names = sorted(OPERATORS)
    chosen = [names[i] for i in rng.permutation(len(names))[:faults]]
    faulty = [
        Copy("fault", name, round(float(rng.uniform(low, high)), 3), seed)
        for name in chosen
        for low, high in ((0.15, 0.5), (0.5, 1.0))
    ]
    return (Copy("fault", names[0], 0.0, seed), *faulty)


def darker_copies(photo_id: str) -> tuple[Copy, ...]:
    """Plan a photo's copies with darker skin: by one training operator, then by the test's."""
    seed = seed_of(photo_id)
    rng = np.random.default_rng([seed, 1])
    learnt = TRAINING_DARKENERS[int(rng.integers(len(TRAINING_DARKENERS)))]
    return tuple(
        Copy("darker", name, round(float(rng.uniform(0.3, 1.0)), 3), seed)
        for name in (learnt, TEST_DARKENER)
    )


def detail_copies(photo_id: str, path: Path) -> tuple[Copy, ...]:
    """Plan the copies that teach a large photo's fine blur, and that a small one enlarged has none.

    None of a small photo. A whole view is a third of a large photo's size: there such a blur is no
    blur any more.
    """
    seed = seed_of(photo_id)
    if long_side_of(path) < DETAILED_SIDE:
        return ()
    blurred = (Copy("detail", "blur_focus", severity, seed) for severity in DETAIL_SEVERITIES)
    return (*blurred, Copy("detail", "low_resolution", ENLARGED, seed))


def turned_copy(photo_id: str) -> Copy:
    """Plan a photo's copy that is held otherwise."""
    return Copy("turned", seed=seed_of(photo_id))


def severity_series(photo_id: str, operator: str, severities: Sequence[float]) -> tuple[Copy, ...]:
    """Plan one fault over rising severities, one random draw."""
    return tuple(Copy("fault", operator, value, seed_of(photo_id)) for value in severities)
