from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.augment import FARTHEST, UPRIGHT, Turn, draw_turn, turned

SHIFTS = st.integers(-FARTHEST, FARTHEST)
PICTURE = np.random.default_rng(0).integers(0, 256, (40, 60, 3), np.uint8)


def test_upright_is_the_picture_itself() -> None:
    assert np.array_equal(turned(PICTURE, UPRIGHT), PICTURE)


def test_a_turn_follows_from_seed_epoch_and_photo_and_changes_with_each() -> None:
    draws = {draw_turn(*key) for key in ((1, 2, 3), (2, 2, 3), (1, 3, 3), (1, 2, 4))}
    assert len(draws) == 4
    assert draw_turn(1, 2, 3) == draw_turn(1, 2, 3)


def test_all_eight_ways_to_hold_a_photo_are_drawn() -> None:
    drawn = [draw_turn(0, 0, photo) for photo in range(200)]
    assert len({(turn.quarters, turn.mirrored) for turn in drawn}) == 8
    assert max(turn.down for turn in drawn) == FARTHEST == -min(turn.right for turn in drawn)


@settings(deadline=None)
@given(st.integers(0, 3), st.booleans())
def test_turning_and_mirroring_only_move_pixels(quarters: int, mirrored: bool) -> None:
    held = turned(PICTURE, Turn(quarters, mirrored))
    assert np.array_equal(
        np.sort(held.reshape(-1, 3), axis=0), np.sort(PICTURE.reshape(-1, 3), axis=0)
    )
    assert held.shape[:2] == ((40, 60) if quarters % 2 == 0 else (60, 40))


@settings(deadline=None)
@given(SHIFTS, SHIFTS)
def test_a_shift_keeps_size_and_every_pixels_neighbours(down: int, right: int) -> None:
    moved = turned(PICTURE, Turn(down=down, right=right))
    assert moved.shape == PICTURE.shape
    ours = moved[max(down, 0) : 40 + min(down, 0), max(right, 0) : 60 + min(right, 0)]
    theirs = PICTURE[max(-down, 0) : 40 - max(down, 0), max(-right, 0) : 60 - max(right, 0)]
    assert np.array_equal(ours, theirs)


@pytest.mark.parametrize("side", [1, 5])
def test_a_picture_smaller_than_the_shift_is_moved_all_the_same(side: int) -> None:
    small = PICTURE[:side, :side]
    assert turned(small, Turn(down=FARTHEST, right=-FARTHEST)).shape == small.shape
