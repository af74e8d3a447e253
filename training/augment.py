"""A photo in, the same photo held otherwise out: turned, mirrored, shifted; never better or worse.

Nothing is blurred, coloured or scaled, for that is what is judged. A draw follows from seed, epoch
and photo alone, so that a run which was killed draws the same, whichever process loads the photo.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

FARTHEST = 16
"""Pixels of the largest shift: regions, and the cells of a map, fall on other pixels."""


@dataclass(frozen=True)
class Turn:
    """One way to hold a photo.

    Attributes:
        quarters: of a full turn, counterclockwise, 0..3.
        mirrored: left becomes right, after the turn.
        down: pixels by which the picture moves, after all else; its border is mirrored.
        right: the same.
    """

    quarters: int = 0
    mirrored: bool = False
    down: int = 0
    right: int = 0


UPRIGHT = Turn()


def draw_turn(seed: int, epoch: int, photo: int) -> Turn:
    """Draw how a photo, with all its copies, is held in an epoch.

    >>> draw_turn(0, 3, 7) == draw_turn(0, 3, 7) != draw_turn(0, 4, 7)
    True
    """
    rng = np.random.default_rng([seed, epoch, photo])
    quarters, mirrored = rng.integers([4, 2])
    down, right = rng.integers(-FARTHEST, FARTHEST, 2, endpoint=True)
    return Turn(int(quarters), bool(mirrored), int(down), int(right))


def turned(pixels: Pixels, turn: Turn) -> Pixels:
    """Hold (H, W, 3) pixels as `turn` says; H and W change places at odd quarters.

    >>> turned(np.uint8([[[1], [2], [3]]]), Turn(mirrored=True))[..., 0]
    array([[3, 2, 1]], dtype=uint8)
    >>> turned(np.uint8([[[1], [2], [3]]]), Turn(right=1))[..., 0]
    array([[1, 1, 2]], dtype=uint8)
    """
    held = np.rot90(pixels, turn.quarters)
    held = held[:, ::-1] if turn.mirrored else held
    return np.ascontiguousarray(_moved(_moved(held, turn.down, 0), turn.right, 1))


def _moved(pixels: Pixels, by: int, axis: int) -> Pixels:
    """Move by at most one less than the picture's side; what comes in is what lies at the border."""
    length = pixels.shape[axis]
    border = np.pad(np.arange(length), abs(by), mode="symmetric")
    start = abs(by) - by
    return pixels.take(border[start : start + length], axis)
