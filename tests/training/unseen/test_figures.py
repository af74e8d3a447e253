import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from training.unseen.figures import (
    MEASURES,
    auc,
    bad_auc,
    boundary_auc,
    difference,
    figure,
    right_reason,
    right_reason_or_blur,
    untouched_retakes,
    zero_retakes,
)
from training.unseen.plan import FAULTS, LEARNT, UNSEEN
from training.unseen.trial import Trial, trial_of

GROUPS = np.array([f"g{i // 2}" for i in range(12)])


@pytest.fixture
def unseen(answers: pd.DataFrame) -> Trial:
    return trial_of(answers, GROUPS, UNSEEN)


@pytest.fixture
def learnt(answers: pd.DataFrame) -> Trial:
    return trial_of(answers, GROUPS, LEARNT)


def test_answers_in_any_order_make_the_same_trial(answers: pd.DataFrame, unseen: Trial) -> None:
    mixed = trial_of(answers.sample(frac=1, random_state=0), GROUPS, UNSEEN)
    assert np.array_equal(mixed.bad, unseen.bad)
    assert np.array_equal(mixed.zero, unseen.zero)
    assert np.array_equal(mixed.first, unseen.first)
    assert mixed.bad.shape == (12, len(FAULTS))


def test_a_picture_that_was_answered_twice_is_an_error(answers: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="duplicate"):
        trial_of(pd.concat([answers, answers.iloc[1:2]]), GROUPS, UNSEEN)


def test_a_missed_fault_costs_its_own_auc_and_a_thirteenth_of_all(
    unseen: Trial, learnt: Trial
) -> None:
    assert bad_auc(learnt) == 1
    assert bad_auc(unseen.of("noise")) == 1
    assert bad_auc(unseen.of("glare")) < 0.8
    assert bad_auc(unseen) == pytest.approx((12 + bad_auc(unseen.of("glare"))) / 13)
    assert 0.5 < boundary_auc(learnt) < bad_auc(learnt)


def test_retakes_of_good_photos_are_counted_apart(unseen: Trial) -> None:
    assert untouched_retakes(unseen) == pytest.approx(1 / 12)
    assert zero_retakes(unseen) == 0


def test_the_other_blur_is_wrong_by_the_strict_count_alone(unseen: Trial, learnt: Trial) -> None:
    assert right_reason(learnt) == 1
    assert right_reason(unseen) == pytest.approx(11 / 13)
    assert right_reason_or_blur(unseen) == pytest.approx(12 / 13)
    assert right_reason(unseen.of("blur_motion")) == 0
    assert right_reason_or_blur(unseen.of("blur_motion")) == 1
    assert right_reason_or_blur(unseen.of("glare")) == 0


@pytest.mark.parametrize("name", MEASURES)
def test_a_figure_lies_in_its_interval(unseen: Trial, name: str) -> None:
    found = figure(MEASURES[name], unseen)
    assert found.low <= found.value <= found.high
    assert found.n == 12


def test_a_difference_is_paired(unseen: Trial, learnt: Trial) -> None:
    same = difference(boundary_auc, learnt, learnt)
    assert (same.value, same.low, same.high) == (0, 0, 0)
    gap = difference(bad_auc, unseen.of("glare"), learnt.of("glare"))
    assert gap.high < 0
    with pytest.raises(ValueError, match="different photos"):
        difference(bad_auc, unseen, learnt.take(np.arange(6)))


def test_the_auc_is_that_of_the_library_ties_included() -> None:
    rng = np.random.default_rng(0)
    good, bad = rng.integers(3, 9, 40).astype(float), rng.integers(0, 7, (40, 13)).astype(float)
    truth = np.arange(40 * 14) < 40
    expected = roc_auc_score(truth, np.concatenate([good, bad.ravel()]))
    assert auc(good, bad) == pytest.approx(expected)
