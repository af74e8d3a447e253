"""Trials in; whether a score means what it says out: as it is, and refitted on validation.

A score of 80 promises that four ratings in five call the photo good. So it is held against the
share of a photo's raters who do, not against the majority's good or bad.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import expit, logit, xlog1py, xlogy
from sklearn.isotonic import IsotonicRegression

from training.figures import bounded
from training.ratings import GOOD_RANK, RatedPhotos
from training.report import resampled
from training.report.plots import plot_reliability
from training.report.predictions import Predictions, Trial
from training.report.section import Cell, Section, Table

Floats = NDArray[np.float64]
Map = Callable[[Floats], Floats]

BINS = 10
EDGE = 1e-4
"""Probabilities are kept this far from 0 and 1: what is certain cannot be tempered."""
WORDS = (
    (
        "A score of 80 promises that four ratings in five call the photo good. Reliability: the share "
        "of ratings that do, over the score, in tenths of the photos. ECE: expected calibration error, "
        "the mean distance between the two over these tenths. Brier: mean squared distance of the "
        "score from the ratings, a good one being 1."
    ),
    (
        "Temperature (Guo et al. 2017) and isotonic regression (Zadrozny & Elkan 2002) were fitted on "
        "the validation rows of each fold and applied to its test rows. Resamples are less well "
        "calibrated than the photos they are drawn from: intervals of the ECE lie high."
    ),
)


def calibration(trials: Sequence[Trial]) -> Section:
    """Measure the calibration of every trial, before and after."""
    tables, curves = {}, {}
    for trial in trials:
        promised = {name: refitted(trial, fit) for name, fit in FITS.items()}
        tables[str(trial)] = {name: calibration_figures(trial, p) for name, p in promised.items()}
        curves[trial.name] = {
            name: reliability(p, good_share(trial.test.photos)) for name, p in promised.items()
        }
    table = Table("calibration", "Calibration before and after", tables, digits=3)
    plots = {"Reliability": plot_reliability(curves)}
    return Section("calibration", "Calibration", WORDS, (table,), plots)


def calibration_figures(trial: Trial, promised: Floats) -> dict[str, Cell]:
    """Measure ECE and Brier score of one trial's probabilities."""
    kept, n = good_share(trial.test.photos), len(promised)
    # The mean over ratings of (p - y)^2, y being 0 or 1.
    squared = kept * (1 - promised) ** 2 + (1 - kept) * promised**2
    errors = calibration_error(promised, kept, np.vstack([np.ones(n), trial.weights]))
    return {
        "ECE": bounded(float(errors[0]), errors[1:], n),
        "Brier": bounded(float(squared.mean()), resampled.mean(squared, trial.weights), n),
    }


def good_share(photos: RatedPhotos) -> Floats:
    """Give the share of each photo's raters who call it good."""
    ratings = photos.ratings
    good = np.where(np.isnan(ratings), np.nan, ratings >= GOOD_RANK)
    return np.asarray(np.nanmean(good, axis=1))


def bins(promised: Floats) -> NDArray[np.int64]:
    """Sort photos into tenths by what was promised; equals stay together."""
    inner = np.quantile(promised, np.arange(1, BINS) / BINS)
    return np.searchsorted(np.unique(inner), promised, side="right").astype(np.int64)


def calibration_error(promised: Floats, kept: Floats, weights: Floats) -> Floats:
    """Give the expected calibration error over bins of equal mass (Naeini et al. 2015).

    Args:
        promised: (n,) probabilities.
        kept: (n,) share of good ratings.
        weights: (resamples, n) of each photo.

    >>> promised = np.array([0.1, 0.1, 0.9, 0.9])
    >>> calibration_error(promised, np.array([0.0, 0.5, 1.0, 1.0]), np.ones((1, 4))).round(3)
    array([0.125])
    """
    belongs = np.eye(BINS)[bins(promised)]
    apart = weights @ (belongs * (promised - kept)[:, None])
    return np.asarray(np.abs(apart).sum(axis=1) / weights.sum(axis=1))


def reliability(promised: Floats, kept: Floats) -> tuple[Floats, Floats]:
    """Give the means of what was promised and of what came true in each bin that holds photos."""
    index = bins(promised)
    members = [index == b for b in np.unique(index)]
    return (
        np.array([promised[own].mean() for own in members]),
        np.array([kept[own].mean() for own in members]),
    )


def refitted(trial: Trial, fit: Callable[[Predictions], Map]) -> Floats:
    """Map the scores of each fold by what was fitted on its validation rows, (n,) 0..1."""
    promised = np.empty(len(trial.test))
    for fold in trial.folds:
        promised[fold.test] = fit(fold.validation)(trial.test.score[fold.test] / 100)
    return promised


def as_it_is(validation: Predictions) -> Map:
    """Leave the score alone."""
    return lambda promised: promised


def temperature(validation: Predictions) -> Map:
    """Fit the one number by which the logit of the score is divided: largest likelihood."""
    logits = _logit(validation.score / 100)
    kept = good_share(validation.photos)

    def surprise(log_temperature: float) -> float:
        p = expit(logits / np.exp(log_temperature))
        return float(-(xlogy(kept, p) + xlog1py(1 - kept, -p)).mean())

    best = float(np.exp(minimize_scalar(surprise, bounds=(-3, 3), method="bounded").x))
    return lambda promised: np.asarray(expit(_logit(promised) / best))


def isotonic(validation: Predictions) -> Map:
    """Fit the rising steps that lie nearest to the ratings."""
    raters = (~np.isnan(validation.photos.ratings)).sum(axis=1)
    model = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip")
    model.fit(validation.score / 100, good_share(validation.photos), sample_weight=raters)
    return lambda promised: np.asarray(model.predict(promised))


FITS: dict[str, Callable[[Predictions], Map]] = {
    "as it is": as_it_is,
    "temperature": temperature,
    "isotonic": isotonic,
}


def _logit(promised: Floats) -> Floats:
    return np.asarray(logit(np.clip(promised, EDGE, 1 - EDGE)))
