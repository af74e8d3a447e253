"""Rated photos in; how far the raters agree out, and what that leaves for any judge of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr
from sklearn.metrics import roc_auc_score
from statsmodels.stats.inter_rater import fleiss_kappa

from training.figures import bounded, resamples
from training.panel.raters import agreement
from training.ratings import GOOD_RANK, RatedPhotos
from training.report import resampled
from training.report.bootstrap import draws, share
from training.report.ceiling import auc_ceiling
from training.report.intraclass import icc2k
from training.report.krippendorff import ordinal_alpha
from training.report.section import Cell, Section, Table

Floats = NDArray[np.float64]
Measure = Callable[[Floats], float]

ALPHA = "Krippendorff alpha"

WORDS = (
    (
        "Fleiss' kappa on good or bad and on all ranks, Krippendorff's alpha on ordinal ranks, and "
        "ICC(2,k), the reliability of the mean rating (two-way random effects, absolute agreement). "
        "Kappa and ICC count the photos that all raters rated."
    ),
    (
        "The raters' line: each rater against the mean of all others, judged as a judge is: rank "
        "correlation, AUC, and sensitivity and specificity of calling a photo good (rank 3 or 4)."
    ),
    (
        "The noise ceiling is the AUC of an oracle that knows the chance that a rater calls a photo "
        "good, against the majority of these raters: beta-binomial raters with the measured share of "
        "good ratings and Fleiss' kappa. It is a model (raters alike, and independent given the "
        "photo), no measurement; and a judge that learnt these raters' habits may look better against "
        "them than the photo allows."
    ),
)


def agreement_section(photos: RatedPhotos, whose: str) -> Section:
    """Measure the agreement of the raters of each site, and of all.

    Args:
        photos: with their ratings.
        whose: who the raters are, in words.
    """
    words = (f"Whose ratings these are: {whose}.", *WORDS)
    title = "Agreement of the raters"
    if photos.ratings.shape[1] < 2:
        return Section("agreement", title, (words[0], "One rater: agreement cannot be measured."))
    sites = {str(site): photos.sources == site for site in np.unique(photos.sources)}
    if len(sites) > 1:
        sites["all"] = np.ones(len(photos), bool)
    parts = {
        f"{name} ({rows.sum()} photos)": photos.take(np.flatnonzero(rows))
        for name, rows in sites.items()
    }
    tables = (
        Table(
            "agreement",
            "Agreement beyond chance, and the noise ceiling",
            {"site": {name: agreement_figures(part) for name, part in parts.items()}},
        ),
        Table(
            "rater_line",
            "Each rater against the mean of the others",
            {name: rater_line(part) for name, part in parts.items()},
        ),
    )
    return Section("agreement", title, words, tables)


def agreement_figures(photos: RatedPhotos) -> dict[str, Cell]:
    """Measure the agreement on some photos."""
    complete = ~np.isnan(photos.ratings).any(axis=1)
    whole = photos.ratings[complete]
    alpha = _figures(
        {ALPHA: lambda ratings: ordinal_alpha(counts(ratings))}, photos.ratings, photos.groups
    )
    if len(np.unique(whole)) < 2:
        return {**alpha, **dict.fromkeys(COMPLETE, "too few")}
    return {**alpha, **_figures(COMPLETE, whole, photos.groups[complete])}


def _figures(
    measures: Mapping[str, Measure], ratings: Floats, groups: NDArray[np.str_]
) -> dict[str, Cell]:
    drawn: dict[str, list[float]] = {name: [] for name in measures}
    for rows in resamples(groups):
        for name, measure in measures.items():
            drawn[name].append(measure(ratings[rows]))
    return {
        name: bounded(measure(ratings), np.array(drawn[name]), len(ratings))
        for name, measure in measures.items()
    }


def counts(ratings: Floats) -> Floats:
    """Count how many raters gave each rank to each photo, (n, highest rank)."""
    ranks = np.arange(1, np.nanmax(ratings) + 1)
    return np.asarray((ratings[..., None] == ranks).sum(axis=1, dtype=np.float64))


def good_or_bad(ratings: Floats) -> float:
    """Give Fleiss' kappa on good or bad."""
    return agreement(ratings.astype(np.int64))


def on_ranks(ratings: Floats) -> float:
    """Give Fleiss' kappa on all ranks, NaN if all ratings are alike."""
    table = counts(ratings)
    given = table[:, table.any(axis=0)]
    return float(fleiss_kappa(given)) if given.shape[1] > 1 else float("nan")


def ceiling(ratings: Floats) -> float:
    """Give the noise ceiling of the AUC."""
    good = float((ratings >= GOOD_RANK).mean())
    return auc_ceiling(good, good_or_bad(ratings), ratings.shape[1])


COMPLETE: dict[str, Measure] = {
    "Fleiss kappa, good or bad": good_or_bad,
    "Fleiss kappa, ranks": on_ranks,
    "ICC(2,k)": icc2k,
    "AUC, noise ceiling": ceiling,
}


def rater_line(photos: RatedPhotos) -> dict[str, dict[str, Cell]]:
    """Hold each rater against the mean of the others, on the photos that both rated."""
    lines, weights = {}, draws(photos.groups)
    for rater in range(photos.ratings.shape[1]):
        rest = np.delete(photos.ratings, rater, axis=1)
        both = ~np.isnan(photos.ratings[:, rater]) & ~np.isnan(rest).all(axis=1)
        own, others = photos.ratings[both, rater], np.nanmean(rest[both], axis=1)
        lines[f"rater {rater + 1}"] = _line(own, others, photos.groups[both], weights[:, both])
    return lines


def _line(
    own: Floats, others: Floats, groups: NDArray[np.str_], weights: Floats
) -> dict[str, Cell]:
    n, good = len(own), others >= 2.5
    if good.all() or not good.any() or len(np.unique(own)) < 2:
        return dict.fromkeys(("SRCC", "AUC", "sensitivity", "specificity"), "too few")
    called = own >= GOOD_RANK
    srcc, area = float(spearmanr(own, others)[0]), float(roc_auc_score(good, own))
    return {
        "SRCC": bounded(srcc, resampled.spearman(own, others, weights), n),
        "AUC": bounded(area, resampled.auc(good, own, weights), n),
        "sensitivity": share(called, good, groups, weights),
        "specificity": share(~called, ~good, groups, weights),
    }
