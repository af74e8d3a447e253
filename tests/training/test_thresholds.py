from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from training import thresholds
from training.ratings import RatedPhotos

SCORES = np.array([10, 20, 30, 40, 50, 60, 70, 80, 90, 95.0])
GOOD = np.array([0, 0, 1, 0, 1, 1, 1, 1, 1, 1], bool)


def test_few_false_retakes_prompts_one_good_photo_in_ten() -> None:
    scores = np.arange(100.0)
    good = np.ones(100, bool)
    assert (scores < thresholds.few_false_retakes(scores, good)).mean() == pytest.approx(0.1)


def test_youden_maximises_sensitivity_plus_specificity() -> None:
    best = thresholds.youden(SCORES, GOOD)
    assert best == 50
    assert thresholds.sensitivity(SCORES, GOOD, best) == pytest.approx(6 / 7)
    assert thresholds.specificity(SCORES, GOOD, best) == 1


def test_ppv_is_stated_at_the_published_prevalence() -> None:
    """At 71.5 % good photos: .715 * 1 / (.715 * 1 + .285 * 2/3) for the threshold 20."""
    assert thresholds.ppv(SCORES, GOOD, 20) == pytest.approx(0.715 / (0.715 + 0.285 * 2 / 3))
    assert thresholds.ppv(SCORES, GOOD, thresholds.ppv90(SCORES, GOOD)) >= 0.9


def photos(good: np.ndarray) -> RatedPhotos:
    count = len(good)
    return RatedPhotos(
        (Path("x"),) * count,
        tuple(str(i) for i in range(count)),
        np.array([str(i) for i in range(count)]),
        np.array(["site"] * count),
        np.where(good, 3.0, 2.0)[:, None],
        {},
        np.array([""] * count),
    )


def test_operating_points_carry_their_evidence() -> None:
    points = thresholds.operating_points(SCORES, photos(GOOD), "ten photos")
    assert set(points) == {"few_false_retakes", "youden", "ppv90"}
    value, low, high = points["youden"].figures["sensitivity"]
    assert low <= value <= high
    assert value == pytest.approx(6 / 7, abs=1e-3)
    assert points["youden"].n == 10
