"""Trials in; how well each reason's severity finds the photos on which raters named it, out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score

from training.figures import bounded
from training.pictures import BLURS
from training.report import resampled
from training.report.predictions import Predictions, Trial
from training.report.section import Cell, Section, Table

Floats = NDArray[np.float64]

NAMED = 0.5
"""Share of the raters who must name a reason for it to count as there."""
FEWEST = 5
WORDS = (
    (
        "A reason is there where at least half of a photo's raters named it; photos on which it was "
        "not asked for are left out. n is the number of photos on which it is there. AP: average "
        "precision in finding them; by chance it is the share of photos on which the reason is there."
    ),
    f"Too few: fewer than {FEWEST} photos. `blur` stands for either kind.",
)


def reasons(trials: Sequence[Trial]) -> Section:
    """Measure each reason of every trial."""
    table = Table(
        "reasons",
        "Severity of each reason against the raters' votes",
        {
            str(trial): {code: reason_figures(trial, code) for code in asked(trial)}
            for trial in trials
        },
    )
    return Section("reasons", "Reasons", WORDS, (table,))


def asked(trial: Trial) -> list[str]:
    """List the reasons that any rater of these photos was asked for."""
    votes = trial.test.photos.votes
    return [code for code in votes if not np.isnan(votes[code]).all()]


def reason_figures(trial: Trial, code: str) -> dict[str, Cell]:
    """Measure AUC and AP of one reason."""
    votes = trial.test.photos.votes[code]
    rows = ~np.isnan(votes)
    named = votes[rows] >= NAMED
    count = {"photos": f"{named.sum()} of {rows.sum()}"}
    severity = severity_of(trial.test, code)
    if severity is None:
        return {**count, "AUC": "not predicted", "AP": "not predicted"}
    if not FEWEST <= named.sum() < len(named):
        return {**count, "AUC": "too few", "AP": "too few"}
    severity, weights, n = severity[rows], trial.weights[:, rows], int(named.sum())
    return {
        **count,
        "AUC": bounded(
            float(roc_auc_score(named, severity)), resampled.auc(named, severity, weights), n
        ),
        "AP": bounded(
            float(average_precision_score(named, severity)),
            resampled.average_precision(named, severity, weights),
            n,
        ),
    }


def severity_of(rows: Predictions, code: str) -> Floats | None:
    """Find what was predicted of a reason, None if nothing was; `blur` is the worse of its kinds."""
    stand_ins = {"blur": BLURS, **dict.fromkeys(BLURS, ("blur",))}
    for codes in ((code,), stand_ins.get(code, ())):
        own = [rows.reasons.index(name) for name in codes if name in rows.reasons]
        if own:
            return np.asarray(rows.severities[:, own].max(axis=1))
    return None
