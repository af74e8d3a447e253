"""Trials in; how well the whole grade, not only good or bad, meets the ratings, out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr
from sklearn.metrics import cohen_kappa_score

from training.figures import Figure, bounded
from training.report import resampled
from training.report.predictions import Trial
from training.report.section import Section, Table

Floats = NDArray[np.float64]

WORDS = (
    "SRCC: Spearman's rank correlation of the score with the mean rating.",
    (
        "Weighted kappa: agreement of the foretold rank with a rank that was given, beyond chance, "
        "a difference of two ranks counting four times one of one (Cohen 1968). Foretold is the median "
        "of the grade; the raters' median is rounded up."
    ),
    (
        "RPS: ranked probability score (Epstein 1969), the squared distance of the grade's cumulative "
        "distribution from the rating given, 0 is perfect; mean over ratings. Beside it that of "
        "foretelling for every photo how often each rank was given on validation: a grade is worth "
        "something only below it."
    ),
)


def ordinal_figures(trials: Sequence[Trial]) -> Section:
    """Measure rank correlation, weighted kappa and RPS of every trial."""
    kappas = {str(trial): kappa_figures(trial) for trial in trials}
    grades = {str(trial): grade_figures(trial) for trial in trials}
    tables = (
        Table("grades", "Scores and grades against ratings", {"trial": grades}, digits=3),
        Table("kappas", "Quadratic-weighted kappa of the foretold rank", {"trial": kappas}),
    )
    return Section("ordinal", "Ordinal figures", WORDS, tables)


def grade_figures(trial: Trial) -> dict[str, Figure]:
    """Measure SRCC and RPS of one trial."""
    test, weights = trial.test, trial.weights
    rating, n = test.photos.mean_rating, len(test)
    foretold = {
        "RPS": rps(test.grade, test.photos.ratings),
        "RPS, frequencies": rps(_frequencies(trial), test.photos.ratings),
    }
    srcc = float(spearmanr(test.score, rating)[0])
    return {
        "SRCC": bounded(srcc, resampled.spearman(test.score, rating, weights), n),
        **{
            name: bounded(float(each.mean()), resampled.mean(each, weights), n)
            for name, each in foretold.items()
        },
    }


def kappa_figures(trial: Trial) -> dict[str, Figure]:
    """Measure the weighted kappa with each rater of one trial, and with their median."""
    ratings = trial.test.photos.ratings
    given = {f"rater {r + 1}": ratings[:, r] for r in range(ratings.shape[1])}
    given["median"] = np.floor(np.nanmedian(ratings, axis=1) + 0.5)
    foretold = foretold_rank(trial.test.grade)
    return {name: _kappa(foretold, own, trial.weights) for name, own in given.items()}


def _kappa(foretold: Floats, given: Floats, weights: Floats) -> Figure:
    there = ~np.isnan(given)
    a, b = foretold[there], given[there]
    value = float(cohen_kappa_score(a, b, weights="quadratic"))
    return bounded(value, resampled.quadratic_kappa(a, b, weights[:, there]), len(a))


def foretold_rank(grade: Floats) -> Floats:
    """Give the median rank of each grade, 1..K: half of the raters are expected at it or below.

    >>> foretold_rank(np.array([[0.1, 0.2, 0.6, 0.1], [0.6, 0.2, 0.1, 0.1]])).tolist()
    [3.0, 1.0]
    """
    return np.asarray(1.0 + (np.cumsum(grade, axis=1) < 0.5).sum(axis=1))


def rps(grade: Floats, ratings: Floats) -> Floats:
    """Give the ranked probability score of each photo, 0 (perfect) to 1, mean over its ratings.

    Args:
        grade: (n, K) probability of each rank.
        ratings: (n, R) ranks 1..K, NaN where not rated.

    >>> rps(np.array([[0.0, 0.0, 1.0, 0.0]]), np.array([[3.0, 4.0]])).round(3).tolist()
    [0.167]
    """
    steps = np.arange(1, grade.shape[1])
    below = np.cumsum(grade, axis=1)[:, None, :-1]
    given = np.where(np.isnan(ratings)[..., None], np.nan, ratings[..., None] <= steps)
    return np.asarray(np.nanmean((below - given) ** 2, axis=(1, 2)))


def _frequencies(trial: Trial) -> Floats:
    """Give each test photo the frequencies of the ranks on the validation rows of its fold."""
    ranks = np.arange(1, trial.test.grade.shape[1] + 1)
    foretold = np.empty_like(trial.test.grade)
    for fold in trial.folds:
        ratings = fold.validation.photos.ratings
        given = ratings[~np.isnan(ratings)]
        foretold[fold.test] = (given[:, None] == ranks).mean(axis=0)
    return foretold
