from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from training import baselines, ridges
from training.figures import (
    Figure,
    auc,
    authentic,
    dark_flips,
    difference,
    fault_auc,
    figure,
    raters_line,
    severity_correlation,
    srcc,
)
from training.heads import FitConfig
from training.learning import learn_heads
from training.lessons import Lessons
from training.pictures import Pictures
from training.ratings import RatedPhotos
from training.trials import across, folds, unseen_logits, within

NORTH, SOUTH = np.arange(70), np.arange(70, 120)
CONFIG = FitConfig(decay=0.01, region_decay=1.0)


def test_no_group_lies_on_both_sides_of_a_fold(photos: RatedPhotos) -> None:
    tested: list[int] = []
    for train, test in folds(photos, NORTH):
        assert not set(photos.groups[train]) & set(photos.groups[test])
        tested.extend(test)
    assert sorted(tested) == NORTH.tolist()


@pytest.mark.parametrize(
    "judge",
    [baselines.trained(Lessons(CONFIG)), baselines.ridge, baselines.fair_ridge],
    ids=["ours", "ridge", "fair ridge"],
)
def test_a_judge_finds_the_feature_that_tells_quality(
    judge: baselines.Judge,
    rated: Pictures,
    photos: RatedPhotos,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ridges, "RIDGE_PENALTY", 10.0)  # 3000 is for a thousand photos
    trial = within(judge, rated, photos, NORTH)
    data = authentic(trial, rated, photos)
    assert srcc(data) > 0.5
    assert auc(data) > 0.7
    other = authentic(across(judge, rated, photos, SOUTH, trial), rated, photos)
    assert srcc(other) > 0.5


def test_a_judge_that_dislikes_tone_flips_and_one_that_learnt_darker_copies_does_not(
    rated: Pictures, photos: RatedPhotos
) -> None:
    def dislikes_tone(pictures: Pictures, members: np.ndarray) -> object:
        return lambda tried: tried.x[:, 0] - tried.x[:, 5]

    biased = within(dislikes_tone, rated, photos, NORTH)  # type: ignore[arg-type]
    fair = within(baselines.trained(Lessons(CONFIG)), rated, photos, NORTH)
    assert dark_flips(authentic(biased, rated, photos)) > 0.5
    assert dark_flips(authentic(fair, rated, photos)) < 0.1


def test_an_interval_holds_its_figure_and_a_judge_does_not_differ_from_itself(
    rated: Pictures, photos: RatedPhotos
) -> None:
    data = authentic(
        within(baselines.trained(Lessons(CONFIG)), rated, photos, NORTH), rated, photos
    )
    shown = figure(srcc, data)
    assert shown.low < shown.value < shown.high
    assert shown.n == 70
    none = difference(srcc, data, data)
    assert (none.low, none.value, none.high) == (0, 0, 0)


def test_severe_faults_are_told_from_severity_zero(rated: Pictures, photos: RatedPhotos) -> None:
    trial = within(baselines.trained(Lessons(CONFIG)), rated, photos, NORTH)
    assert fault_auc(trial, rated, photos, None).value > 0.8


def test_every_rater_has_a_line_of_its_own(photos: RatedPhotos) -> None:
    lines = raters_line(photos, NORTH)
    assert len(lines) == 4
    assert all(0.3 < rank < 1 and 0.5 < area <= 1 for rank, area in lines)


def test_the_correlation_of_a_constant_score_is_zero() -> None:
    assert severity_correlation(np.array([0, 0.5, 1]), np.array([5, 5, 5])) == 0
    assert severity_correlation(np.array([0, 0.5, 1]), np.array([9, 5, 1])) == pytest.approx(-1)


def test_photos_that_are_left_out_teach_nothing(photos: RatedPhotos, rated: Pictures) -> None:
    short = replace(CONFIG, iterations=6, reason_iterations=2)
    upside_down = np.where(rated.of(NORTH)[:, None], 5 - rated.ratings, rated.ratings)
    changed = replace(rated, ratings=upside_down.astype(np.float32))
    logits = unseen_logits(photos, rated, Lessons(short), SOUTH)
    assert np.isfinite(logits).all()
    np.testing.assert_array_equal(logits, unseen_logits(photos, changed, Lessons(short), SOUTH))
    # Where they do teach, the photos of the north that are judged are so by the others of it.
    assert not np.allclose(
        unseen_logits(photos, rated, Lessons(short), NORTH),
        unseen_logits(photos, changed, Lessons(short), NORTH),
        atol=0.1,
    )


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (Figure(0.931, 0.9, 1.0, 9), ".93 (.90-1.00)"),
        (Figure(-0.001, -0.04, -0.003, 9), ".00 (-.04-.00)"),
        (Figure(0.0, 0.0, 0.002, 9), ".00 (.00-.00)"),
        (Figure(-0.03, -0.04, -0.01, 9), "-.03 (-.04--.01)"),
    ],
)
def test_a_figure_is_written_without_leading_zeros(figure: Figure, text: str) -> None:
    assert str(figure) == text


def test_the_fair_lines_rating_does_not_follow_what_rounding_moves(
    rated: Pictures, photos: RatedPhotos, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rounding moves the whole view's first feature, which tells quality."""
    monkeypatch.setattr(ridges, "RIDGE_PENALTY", 10.0)
    noise = np.zeros((len(photos), 2, rated.x.shape[1]), np.float32)
    noise[..., 0] = np.random.default_rng(0).normal(size=noise.shape[:2])
    everyone, config = np.arange(len(photos)), FitConfig(rounding=10.0)
    plain = ridges.fair_line(rated, everyone, Lessons(config))
    wary = ridges.fair_line(rated, everyone, Lessons(config, noise=noise))
    assert abs(wary.weights[0]) < abs(plain.weights[0]) / 2
    originals = rated.where("original")
    assert wary(rated)[originals].mean() == pytest.approx(photos.mean_rating.mean(), abs=0.15)


def test_noise_of_photos_that_are_not_learnt_from_changes_nothing(
    rated: Pictures, photos: RatedPhotos
) -> None:
    noise = np.random.default_rng(0).normal(size=(len(photos), 2, rated.x.shape[1]))
    changed = noise.copy()
    changed[SOUTH] = 1e6  # as of a feature that hardly changes in the north
    config = FitConfig(iterations=20, reason_iterations=20)
    one, other = (
        learn_heads(rated, NORTH, Lessons(config, noise=each.astype(np.float32))).weights
        for each in (noise, changed)
    )
    assert np.array_equal(one, other)
