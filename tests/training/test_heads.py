from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import spearmanr

from clearshot.decision import TAKEN, TOLERATED
from training.heads import FitConfig, Heads, calibrated, fit_grade, fit_heads, read_together
from training.objective import Examples

RNG = np.random.default_rng(0)
N, F = 400, 12
CONFIG = FitConfig(decay=1e-3, reason_decay=1e-3, region_decay=1.0)


def no_pairs() -> NDArray[np.int64]:
    return np.zeros((0, 2), np.int64)


@pytest.fixture(scope="module")
def rated() -> Examples:
    """Pictures whose latent is the first feature; two raters; one reason, the second feature."""
    x = RNG.normal(size=(N, F)).astype(np.float32)
    noise = RNG.logistic(size=(N, 2))
    latent = 2 * x[:, :1] + noise
    ratings = 1 + (latent[..., None] > np.array([-3.0, -1.0, 1.5])).sum(-1)
    ones = np.ones(N, np.float32)
    return Examples(
        x=x,
        ratings=ratings.astype(np.float32),
        weights=ones,
        ranked=no_pairs(),
        gaps=np.zeros(0, np.float32),
        alike=no_pairs(),
        alike_weights=np.zeros(0, np.float32),
        severities=(1 / (1 + np.exp(-3 * x[:, 1:2]))).astype(np.float32),
        severity_weights=ones,
    )


def test_the_latent_and_the_thresholds_of_a_known_model_are_found(rated: Examples) -> None:
    heads = fit_heads(rated, CONFIG)
    assert heads.weights[0, 0] == pytest.approx(2.0, abs=0.3)
    assert np.abs(heads.weights[1:, 0]).max() < 0.3
    assert heads.thresholds == pytest.approx([-3.0, -1.0, 1.5], abs=0.4)


def test_a_reason_is_learnt_from_its_severity(rated: Examples) -> None:
    heads = fit_heads(rated, CONFIG)
    severity = 1 / (1 + np.exp(-heads.logits(rated.x)[:, 1]))
    assert np.abs(severity - rated.severities[:, 0]).max() < 0.1


def test_an_unknown_severity_teaches_nothing(rated: Examples) -> None:
    unknown = replace(rated, severities=np.full((N, 1), np.nan, np.float32))
    assert np.abs(fit_heads(unknown, CONFIG).weights[:, 1]).max() == 0


def test_the_score_is_the_probability_of_a_good_rank(rated: Examples) -> None:
    score = fit_grade(rated, CONFIG).score(rated.x)
    assert spearmanr(score, rated.x[:, 0])[0] > 0.98
    assert score.mean() == pytest.approx(100 * (rated.ratings >= 3).mean(), abs=2)


def test_a_severe_fault_takes_from_the_score_and_a_mild_one_does_not(rated: Examples) -> None:
    heads, grade = fit_heads(rated, CONFIG), fit_grade(rated, CONFIG)
    severity = 1 / (1 + np.exp(-heads.logits(rated.x)[:, 1]))
    left = heads.score(rated.x) / grade.score(rated.x)
    assert left[severity <= TOLERATED] == pytest.approx(1)
    assert (left[severity > TOLERATED + 0.1] < 1 - TAKEN / 4).all()
    assert (severity > TOLERATED + 0.1).any()


def test_copies_are_ranked_below_their_originals(rated: Examples) -> None:
    """Twenty pictures have a copy with the third feature raised; no rating says it is worse."""
    copies = rated.x[:20] + 2 * np.eye(F, dtype=np.float32)[2]
    pairs = np.stack([np.arange(20), N + np.arange(20)], axis=1)
    nothing = np.full((20, 1), np.nan, np.float32)
    both = replace(
        rated,
        x=np.concatenate([rated.x, copies]),
        ratings=np.concatenate([rated.ratings, np.full((20, 2), np.nan, np.float32)]),
        weights=np.ones(N + 20, np.float32),
        ranked=pairs,
        gaps=np.ones(20, np.float32),
        severities=np.concatenate([rated.severities, nothing]),
        severity_weights=np.ones(N + 20, np.float32),
    )
    latent = fit_heads(both, CONFIG).logits(both.x)[:, 0]
    assert (latent[pairs[:, 0]] > latent[pairs[:, 1]] + 0.5).all()
    without = fit_heads(replace(both, ranked=no_pairs(), gaps=both.gaps[:0]), CONFIG)
    assert abs(without.weights[2, 0]) < 0.2


def test_darker_copies_keep_their_latent(rated: Examples) -> None:
    """The first feature falls in every copy; alike pairs forbid the latent to follow it."""
    copies = rated.x - np.eye(F, dtype=np.float32)[0]
    both = replace(
        rated,
        x=np.concatenate([rated.x, copies]),
        ratings=np.concatenate([rated.ratings, np.full((N, 2), np.nan, np.float32)]),
        weights=np.ones(2 * N, np.float32),
        alike=np.stack([np.arange(N), N + np.arange(N)], axis=1),
        alike_weights=np.full(N, 100.0, np.float32),
        severities=np.concatenate([rated.severities, rated.severities]),
        severity_weights=np.ones(2 * N, np.float32),
    )
    assert abs(fit_heads(both, CONFIG).weights[0, 0]) < 0.1


def test_the_same_input_gives_the_same_heads(rated: Examples) -> None:
    first, second = fit_heads(rated, CONFIG), fit_heads(rated, CONFIG)
    assert np.array_equal(first.weights, second.weights)


def test_heads_scores_fall_with_the_threshold() -> None:
    heads = Heads(
        np.ones((1, 1), np.float32), np.zeros(1, np.float32), np.array([-2, 0, 2], np.float32)
    )
    scores = [float(heads.score(np.zeros((1, 1), np.float32), rank)[0]) for rank in (2, 3, 4)]
    assert scores == pytest.approx([88.08, 50, 11.92], abs=0.01)


def test_calibration_gives_timid_latents_their_slope_back() -> None:
    rng = np.random.default_rng(0)
    latent = rng.normal(size=3000)
    ratings = 1 + (latent[:, None] * 4 + rng.logistic(size=(3000, 1)) > np.array([-4, -2, 2])).sum(
        -1, keepdims=True
    )
    timid = Heads(
        np.ones((1, 1), np.float32), np.zeros(1, np.float32), np.array([-1, 0, 1], np.float32)
    )
    refitted = calibrated(timid, latent, ratings)
    assert refitted.weights[0, 0] == pytest.approx(4, abs=0.4)
    assert refitted.thresholds == pytest.approx([-4, -2, 2], abs=0.4)


def test_two_readings_of_one_latent_agree_better_with_it_than_either(rated: Examples) -> None:
    """Each reading is the latent's feature and one that means nothing, as loud."""
    true, first, second = np.eye(F, dtype=np.float32)[:3]
    x = np.concatenate([rated.x, np.zeros_like(rated.x)], axis=1)  # the regions show nothing
    doubled = replace(rated, x=x)
    weights = np.concatenate([true + first, np.zeros(F, np.float32)])[:, None]
    heads = Heads(weights, np.zeros(1, np.float32), np.array([-3.0, -1.0, 1.5], np.float32))
    together = read_together(heads, 7 * (true + second), doubled)
    rank = [spearmanr(each.logits(x)[:, 0], rated.x[:, 0])[0] for each in (heads, together)]
    assert rank[1] > rank[0] + 0.05
    before, after = heads.logits(x)[:, 0], together.logits(x)[:, 0]
    assert after.mean() == pytest.approx(before.mean(), abs=1e-3)
    assert after.std() <= before.std() * 1.001


def test_a_second_reading_leaves_the_reasons_alone(rated: Examples) -> None:
    heads = fit_heads(rated, CONFIG)
    line = np.ones(F // 2, np.float32)
    together = read_together(heads, line, rated)
    assert np.array_equal(together.logits(rated.x)[:, 1:], heads.logits(rated.x)[:, 1:])


def test_no_reason_follows_what_rounding_moves(rated: Examples) -> None:
    """Rounding moves all features, also the one that tells the reason; then all but this one."""
    noise = RNG.normal(size=(50, F)).astype(np.float32)
    config = replace(CONFIG, rounding=100.0)
    plain, wary = (fit_heads(rated, config, noise=each) for each in (None, noise))
    assert (noise @ wary.weights[:, 1]).std() < (noise @ plain.weights[:, 1]).std() / 4
    assert np.array_equal(wary.weights[:, 0], plain.weights[:, 0])
    unmoved = noise.copy()
    unmoved[:, 1] = 0
    kept = fit_heads(rated, config, noise=unmoved).weights[1, 1]
    assert kept == pytest.approx(plain.weights[1, 1], abs=0.1)
