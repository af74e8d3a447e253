"""What libraries measure on one sample, measured on all resamples at once.

Weights are (resamples, n): how often a photo was drawn. Each function gives (resamples,) numbers,
each equal to the library's on a sample in which a photo stands as often as it was drawn; NaN where
that has no answer. A loop over the library's own functions would take minutes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.report.bootstrap import ratio

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def auc(positive: Flags, score: Floats, weights: Floats) -> Floats:
    """Area under the ROC curve, as `sklearn.metrics.roc_auc_score`."""
    above, below = _by_value(positive, score, weights)
    beaten = np.cumsum(below, axis=1) - below / 2  # a tie is half a victory
    return ratio((above * beaten).sum(axis=1), above.sum(axis=1) * below.sum(axis=1))


def average_precision(positive: Flags, score: Floats, weights: Floats) -> Floats:
    """Area under the precision-recall steps, as `sklearn.metrics.average_precision_score`."""
    hits, misses = _by_value(positive, -score, weights)
    found = np.cumsum(hits, axis=1)
    precision = ratio(found, found + np.cumsum(misses, axis=1))
    return ratio(np.nansum(hits * precision, axis=1), hits.sum(axis=1))


def spearman(a: Floats, b: Floats, weights: Floats) -> Floats:
    """Rank correlation, as `scipy.stats.spearmanr`."""
    x, y = _midranks(a, weights), _midranks(b, weights)
    total = weights.sum(axis=1, keepdims=True)
    x = x - (weights * x).sum(axis=1, keepdims=True) / total
    y = y - (weights * y).sum(axis=1, keepdims=True) / total
    spread = (weights * x**2).sum(axis=1) * (weights * y**2).sum(axis=1)
    return ratio((weights * x * y).sum(axis=1), np.sqrt(spread))


def quadratic_kappa(a: Floats, b: Floats, weights: Floats) -> Floats:
    """Quadratic-weighted kappa, as `sklearn.metrics.cohen_kappa_score(weights="quadratic")`.

    Squared disagreement over that of independent raters with the same habits: the sum of their
    variances and the squared difference of their means (Fleiss & Cohen 1973).
    """
    mean_a, mean_b = mean(a, weights), mean(b, weights)
    spread = mean(a**2, weights) - mean_a**2 + mean(b**2, weights) - mean_b**2
    return 1 - ratio(mean((a - b) ** 2, weights), spread + (mean_a - mean_b) ** 2)


def mean(values: Floats, weights: Floats) -> Floats:
    """Mean of (n,) values."""
    return np.asarray(weights @ values / weights.sum(axis=1))


def _by_value(positive: Flags, score: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Sum the weights of positives and of negatives at each value of the score, rising."""
    order = np.argsort(score, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(score[order]) > 0])
    drawn = weights[:, order]
    return (
        np.add.reduceat(drawn * positive[order], starts, axis=1),
        np.add.reduceat(drawn * ~positive[order], starts, axis=1),
    )


def _midranks(values: Floats, weights: Floats) -> Floats:
    """Rank each value within each resample; equal ones share their middle rank."""
    _, index = np.unique(values, return_inverse=True)
    every = np.ones(len(values), bool)
    times, _ = _by_value(every, values, weights)
    middle = np.cumsum(times, axis=1) - times + (times + 1) / 2
    return np.asarray(middle[:, index])
