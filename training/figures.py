"""Figures of a trial, each with its interval.

Intervals are 95 % percentiles of a bootstrap over groups; differences are paired. Authentic photos
and faults made on purpose are kept apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from warnings import catch_warnings, simplefilter

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr
from sklearn.metrics import roc_auc_score

from training.pictures import Pictures
from training.ratings import RatedPhotos
from training.trials import SEED, Trial, darker_scores, operating_threshold, original_scores

Indices = NDArray[np.int64]
Scores = NDArray[np.floating]

RESAMPLES = 300


@dataclass(frozen=True)
class Figure:
    """A figure with its 95 % interval and the number of photos behind it."""

    value: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        """Write it as `.93 (.90-.96)`."""
        return self.text()

    def text(self, digits: int = 2) -> str:
        """Write it with so many digits after the point."""
        value, low, high = (_short(x, digits) for x in (self.value, self.low, self.high))
        return f"{value} ({low}-{high})"


def _short(value: float, digits: int) -> str:
    """Write a number without a leading zero and without the sign of a zero.

    >>> _short(-0.25, 2), _short(-0.001, 2), _short(20.0, 2), _short(np.nan, 2)
    ('-.25', '.00', '20.00', '?')
    """
    if np.isnan(value):
        return "?"
    return re.sub(r"^(-?)0\.", r"\1.", f"{round(value, digits) + 0.0:.{digits}f}")


@dataclass(frozen=True, eq=False)
class Authentic:
    """What the figures of one trial are computed from; arrays aligned by photo."""

    rating: Scores
    score: Scores
    darker: Scores
    threshold: Scores
    fine: NDArray[np.bool_]
    groups: NDArray[np.str_]

    def take(self, rows: Indices) -> Authentic:
        """Pick some of the photos, for a resample."""
        return Authentic(
            self.rating[rows],
            self.score[rows],
            self.darker[rows],
            self.threshold[rows],
            self.fine[rows],
            self.groups[rows],
        )


def authentic(trial: Trial, rated: Pictures, photos: RatedPhotos) -> Authentic:
    """Gather the photos of one trial with their ratings and scores."""
    members, count = trial.photos, len(photos)
    return Authentic(
        photos.mean_rating[members],
        original_scores(rated, trial.scores, count)[members],
        darker_scores(rated, trial.scores, count)[members],
        trial.thresholds,
        photos.fine[members],
        photos.groups[members],
    )


def srcc(a: Authentic) -> float:
    """Spearman's rank correlation of score and mean rating."""
    return float(spearmanr(a.score, a.rating)[0])


def auc(a: Authentic) -> float:
    """Area under the ROC curve of a mean rating of at least 2.5 against below."""
    return float(roc_auc_score(a.rating >= 2.5, a.score))


def false_retakes(a: Authentic) -> float:
    """Share prompted of the photos that all raters call good."""
    return float((a.score < a.threshold)[a.fine].mean())


def dark_flips(a: Authentic) -> float:
    """Share of the accepted photos that are prompted when only their skin is darker.

    At the threshold that prompts one in ten of these same good photos, so that a threshold which
    does not transfer between sites neither makes flips nor hides them.
    """
    threshold = operating_threshold(a.score, a.rating >= 2.5)
    accepted = a.score >= threshold
    return float((a.darker < threshold)[accepted].mean())


FIGURES: dict[str, Callable[[Authentic], float]] = {
    "SRCC": srcc,
    "AUC": auc,
    "false retakes": false_retakes,
    "accept→retake, darker skin": dark_flips,
}


def resamples(groups: NDArray[np.str_]) -> Iterator[Indices]:
    """Draw whole groups with replacement, `RESAMPLES` times; the same draws for every judge."""
    rng = np.random.default_rng(SEED)
    members = [np.flatnonzero(groups == group) for group in np.unique(groups)]
    for _ in range(RESAMPLES):
        drawn = rng.integers(0, len(members), len(members))
        yield np.concatenate([members[index] for index in drawn])


def figure(measure: Callable[[Authentic], float], data: Authentic) -> Figure:
    """Compute a figure and its interval."""
    draws = [measure(data.take(rows)) for rows in _usable(data)]
    return bounded(measure(data), draws, len(data.rating))


def difference(measure: Callable[[Authentic], float], ours: Authentic, theirs: Authentic) -> Figure:
    """Compute ours minus theirs on the same photos, and the paired interval."""
    draws = [measure(ours.take(rows)) - measure(theirs.take(rows)) for rows in _usable(ours)]
    return bounded(measure(ours) - measure(theirs), draws, len(ours.rating))


def _usable(data: Authentic) -> Iterator[Indices]:
    """Leave out the rare resample without a bad photo, in which there is no AUC."""
    bad = data.rating < 2.5
    return (rows for rows in resamples(data.groups) if bad[rows].any())


def bounded(value: float, drawn: Sequence[float] | Scores, n: int) -> Figure:
    """Put the interval to a figure: percentiles of the resamples, never beside the figure itself.

    Args:
        value: of all photos.
        drawn: (resamples,) of each resample, NaN where it could not be computed.
        n: photos behind it.
    """
    if np.isnan(drawn).all():
        return Figure(value, np.nan, np.nan, n)
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return Figure(value, min(float(low), value), max(float(high), value), n)


def raters_line(photos: RatedPhotos, members: Indices) -> list[tuple[float, float]]:
    """Give (SRCC, AUC) of each rater against the mean of the others: the raters' own line."""
    ratings = photos.ratings[members]
    lines = []
    for rater in range(ratings.shape[1]):
        others = np.nanmean(np.delete(ratings, rater, axis=1), axis=1)
        own = ratings[:, rater]
        lines.append((float(spearmanr(own, others)[0]), float(roc_auc_score(others >= 2.5, own))))
    return lines


def fault_auc(trial: Trial, rated: Pictures, photos: RatedPhotos, fault: str | None) -> Figure:
    """Tell severe faulty copies (severity >= .5) of fine photos from those at severity zero.

    The AUC of the score, for one fault or (None) all; photos that all raters call good.
    """
    fine = trial.photos[photos.fine[trial.photos]]
    own = rated.of(fine) & rated.where("fault")
    severity = np.array([copy.severity for copy in rated.copies])
    wanted = np.array([fault in (None, copy.operator) for copy in rated.copies])
    rows = np.flatnonzero(own & ((severity == 0) | ((severity >= 0.5) & wanted)))
    return auc_figure(severity[rows] == 0, trial.scores[rows], photos.groups[rated.photo[rows]])


def auc_figure(truth: NDArray[np.bool_], scores: Scores, groups: NDArray[np.str_]) -> Figure:
    """Compute an AUC and its interval over groups; n is the number of positives."""
    draws = []
    for rows in resamples(groups):
        if 0 < truth[rows].sum() < len(rows):
            draws.append(float(roc_auc_score(truth[rows], scores[rows])))
    return bounded(float(roc_auc_score(truth, scores)), draws, int(truth.sum()))


def severity_correlation(severities: Scores, scores: Scores) -> float:
    """Spearman's correlation of severity and score over one series; 0 if the score is constant."""
    with catch_warnings():
        simplefilter("ignore")
        return float(np.nan_to_num(spearmanr(severities, scores)[0]))
