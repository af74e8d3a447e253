from __future__ import annotations

import numpy as np
import pytest

from training.collect import REASONS
from training.copies import ORIGINAL, Copy
from training.fresh import Fresh, Freshness, with_fresh
from training.objective import Weights
from training.pictures import Pictures, examples_of


def test_untouched_pictures_get_a_new_fault_each_epoch_and_copies_none() -> None:
    fresh = Freshness.of([ORIGINAL, Copy("fault", "noise", 0.4, 1)], seed=0, share=0.5)
    drawn = [fresh.drawn(0, epoch) for epoch in range(200)]
    made = [each for each in drawn if each is not None]
    assert 70 < len(made) < 130
    assert len({each.copy.operator for each in made}) == len(REASONS)
    assert len(set(made)) == len(made)
    assert fresh.drawn(0, 7) == drawn[7]
    assert not any(fresh.drawn(1, epoch) for epoch in range(50))
    assert not any(Freshness.of([ORIGINAL], 0, 0.0).drawn(0, epoch) for epoch in range(50))


def test_a_small_photo_is_made_no_smaller_than_a_view() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (384, 512, 3), dtype=np.uint8)
    fault = Copy("fault", "too_dark", 0.9, 1)
    assert Fresh(fault, 0.5).make(pixels).shape == (336, 448, 3)
    assert Fresh(fault, 0.9).make(pixels).shape == (346, 461, 3)
    assert Fresh(fault, 1.0).make(pixels).mean() < 0.5 * pixels.mean()
    assert Fresh(fault, 0.5).make(pixels[:100, :100]).shape == (100, 100, 3)


def test_a_fresh_fault_leaves_no_rating_and_no_pair(rated: Pictures) -> None:
    rows = np.flatnonzero(rated.photo < 2)
    known = examples_of(rated, rows, 1.0, Weights())
    fresh: list[Fresh | None] = [None] * len(rows)
    fresh[0] = Fresh(Copy("fault", "glare", 0.7, 3), 1.0)
    changed = with_fresh(known, fresh)
    assert np.isnan(changed.ratings[0]).all()
    assert changed.severities[0, REASONS.index("glare")] == pytest.approx(0.7)
    assert not np.isnan(changed.severities[0]).any()
    assert (known.alike == 0).any()
    assert 0 < len(changed.alike) == len(changed.alike_weights) < len(known.alike)
    assert not (changed.alike == 0).any()
    assert len(changed.gaps) == len(changed.ranked)
    assert np.array_equal(changed.ratings[1:], known.ratings[1:], equal_nan=True)
