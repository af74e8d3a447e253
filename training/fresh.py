"""A photo that is learnt from in; the same with a fault that no other epoch shows, at some scale, out.

Nobody rated what comes out: what is known of it is the severity of the fault that was made, and what
a teacher says of the very same views. All follows from seed, epoch and photo.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.collect import REASONS
from training.copies import ORIGINAL, Copy, Pixels, make_copy
from training.objective import Examples

SMALLEST = 448
"""Pixels of the long side below which no photo is made smaller: a view has as many."""
SCALES = (0.5, 1.0)
SEVERITIES = (0.1, 1.0)


@dataclass(frozen=True)
class Fresh:
    """What is done to a photo: made smaller, then given a fault."""

    copy: Copy
    scale: float

    def make(self, pixels: Pixels) -> Pixels:
        """Do it to (H, W, 3) pixels."""
        height, width = pixels.shape[:2]
        scale = max(self.scale, min(1.0, SMALLEST / max(height, width)))
        if scale < 1:
            size = (max(1, round(width * scale)), max(1, round(height * scale)))
            pixels = np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS))
        return make_copy(pixels, self.copy)


@dataclass(frozen=True, eq=False)
class Freshness:
    """Says which photos get a fresh fault in which epoch.

    Attributes:
        seed: of the draws.
        share: of the photos that get one, 0..1.
        untouched: (n,) the pictures that are no copies.
    """

    seed: int
    share: float
    untouched: NDArray[np.bool_]

    @classmethod
    def of(cls, copies: Sequence[Copy], seed: int, share: float) -> Freshness:
        """Find the pictures that are no copies."""
        return cls(seed, share, np.array([copy == ORIGINAL for copy in copies]))

    def drawn(self, row: int, epoch: int) -> Fresh | None:
        """Give what is done to a picture in an epoch, if anything."""
        if not self.share or not self.untouched[row]:
            return None
        rng = np.random.default_rng([self.seed, epoch, row, 6])
        if rng.random() >= self.share:
            return None
        operator, severity = str(rng.choice(REASONS)), round(float(rng.uniform(*SEVERITIES)), 3)
        copy = Copy("fault", operator, severity, int(rng.integers(2**31)))
        return Fresh(copy, float(rng.uniform(*SCALES)))


def with_fresh(examples: Examples, fresh: Sequence[Fresh | None]) -> Examples:
    """Leave out what is no longer true of pictures with a fresh fault, and add the fault.

    Args:
        examples: of n pictures as they were.
        fresh: what was done to each.
    """
    touched = np.array([each is not None for each in fresh])
    ratings, severities = examples.ratings.copy(), examples.severities.copy()
    ratings[touched] = np.nan
    severities[touched] = np.nan_to_num(severities[touched])
    for row, each in enumerate(fresh):
        if each is not None:
            column = REASONS.index(each.copy.operator)
            severities[row, column] = max(severities[row, column], each.copy.severity)
    ranked, alike = (~touched[pairs].any(axis=1) for pairs in (examples.ranked, examples.alike))
    return replace(
        examples,
        ratings=ratings,
        severities=severities,
        ranked=examples.ranked[ranked],
        gaps=examples.gaps[ranked],
        alike=examples.alike[alike],
        alike_weights=examples.alike_weights[alike],
    )
