from __future__ import annotations

import numpy as np
import pytest

from training.figures import Figure, bounded, resamples
from training.report.bootstrap import draws, share


def test_patients_are_drawn_whole_and_as_elsewhere() -> None:
    groups = np.array(["a", "a", "b", "c", "c", "c"])
    drawn = draws(groups)
    assert (drawn[:, 0] == drawn[:, 1]).all()
    assert (drawn[:, 3] == drawn[:, 5]).all()
    first = next(iter(resamples(groups)))
    np.testing.assert_array_equal(drawn[0], np.bincount(first, minlength=6))


def test_an_interval_holds_its_figure() -> None:
    shown = bounded(0.2, np.array([0.3, 0.4, np.nan]), 7)
    assert (shown.low, shown.value, shown.n) == (0.2, 0.2, 7)
    assert np.isnan(bounded(0.2, np.array([np.nan]), 7).low)


def test_a_share_of_photos_of_different_patients_has_wilsons_interval() -> None:
    groups = np.array([f"p{i}" for i in range(10)])
    hits = np.arange(10) < 2
    shown = share(hits, np.ones(10, bool), groups, draws(groups))
    # Wilson 1927 for 2 of 10, as R's prop.test(2, 10, correct = FALSE) prints it
    assert isinstance(shown, Figure)
    assert [shown.low, shown.high] == pytest.approx([0.0567, 0.5098], abs=1e-4)


def test_a_share_of_none_is_no_certainty_and_counts_patients() -> None:
    groups = np.repeat([f"p{i}" for i in range(10)], 5)
    weights = draws(groups)
    none = share(np.zeros(50, bool), np.ones(50, bool), groups, weights)
    assert isinstance(none, Figure)
    assert (none.value, none.low, none.n) == (0, 0, 50)
    assert none.high == pytest.approx(0.2775, abs=1e-4)  # 0 of 10, not 0 of 50


def test_photos_of_a_patient_that_go_together_widen_the_interval() -> None:
    groups = np.repeat([f"p{i}" for i in range(20)], 10)
    together = np.repeat(np.arange(20) < 6, 10)
    alone = np.tile(np.arange(10) < 3, 20)
    every, weights = np.ones(200, bool), draws(groups)
    wide, narrow = (share(hits, every, groups, weights) for hits in (together, alone))
    assert isinstance(wide, Figure)
    assert isinstance(narrow, Figure)
    assert wide.high - wide.low > 0.3
    assert narrow.high - narrow.low < 0.01


def test_a_share_of_nothing_is_said_to_be_none() -> None:
    groups = np.array(["a", "b"])
    assert share(np.ones(2, bool), np.zeros(2, bool), groups, draws(groups)) == "none"
