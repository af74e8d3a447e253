"""Each measure over all resamples equals the library's on each of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import spearmanr
from sklearn.metrics import average_precision_score, cohen_kappa_score, roc_auc_score

from training.report import resampled

RNG = np.random.default_rng(3)
N = 60
POSITIVE = RNG.random(N) < 0.3
SCORE = np.round(POSITIVE + RNG.normal(size=N), 1)  # with ties
RANKS = RNG.integers(1, 5, N).astype(float)
OTHERS = np.clip(RANKS + RNG.integers(-1, 2, N), 1, 4)
WEIGHTS = RNG.multinomial(N, np.full(N, 1 / N), 20).astype(float)

Arrays = tuple[np.ndarray, np.ndarray]


@pytest.mark.parametrize(
    ("ours", "library", "arrays"),
    [
        (resampled.auc, roc_auc_score, (POSITIVE, SCORE)),
        (resampled.average_precision, average_precision_score, (POSITIVE, SCORE)),
        (resampled.spearman, lambda a, b: spearmanr(a, b)[0], (SCORE, RANKS)),
        (
            resampled.quadratic_kappa,
            lambda a, b: cohen_kappa_score(a, b, weights="quadratic"),
            (RANKS, OTHERS),
        ),
    ],
    ids=["AUC", "average precision", "Spearman", "quadratic kappa"],
)
def test_a_measure_of_resamples_is_the_librarys_on_each(
    ours: Callable[..., np.ndarray], library: Callable[..., float], arrays: Arrays
) -> None:
    expected = [library(*(np.repeat(a, w.astype(int)) for a in arrays)) for w in WEIGHTS]
    np.testing.assert_allclose(ours(*arrays, WEIGHTS), expected, rtol=1e-10)
    np.testing.assert_allclose(ours(*arrays, np.ones((1, N))), library(*arrays), rtol=1e-10)


def test_a_resample_without_a_positive_has_no_auc() -> None:
    weights = np.stack([np.where(POSITIVE, 0.0, 1.0), np.ones(N)])
    for measure in (resampled.auc, resampled.average_precision):
        assert np.isnan(measure(POSITIVE, SCORE, weights)).tolist() == [True, False]


def test_a_constant_score_has_no_rank_correlation() -> None:
    assert np.isnan(resampled.spearman(np.ones(N), RANKS, WEIGHTS)).all()
