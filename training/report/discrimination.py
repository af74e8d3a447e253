"""Trials in; how well the score tells good photos from bad ones out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from training.figures import Figure, bounded
from training.report import resampled
from training.report.delong import delong
from training.report.plots import plot_precision, plot_roc
from training.report.predictions import Trial
from training.report.section import Section, Table

WORDS = (
    (
        "AUC: how often a good photo (mean rating of at least 2.5) has a higher score than a bad one. "
        "DeLong's interval takes photos as independent; that by patient draws whole patients, and is "
        "the one to go by where they have several photos."
    ),
    (
        "AUPRC: average precision in finding the bad photos, lowest scores first. By chance it is "
        "the share of bad photos."
    ),
)


def discrimination(trials: Sequence[Trial]) -> Section:
    """Measure AUC and AUPRC of every trial."""
    table = Table(
        "discrimination",
        "Telling good photos from bad ones",
        {"trial": {str(trial): discrimination_figures(trial) for trial in trials}},
    )
    plots = {
        "ROC curves": plot_roc(trials),
        "Precision and recall of finding the bad photos": plot_precision(trials),
    }
    return Section("discrimination", "Discrimination", WORDS, (table,), plots)


def discrimination_figures(trial: Trial) -> dict[str, Figure]:
    """Measure one trial."""
    good, score, weights = trial.test.good, trial.test.score, trial.weights
    n = len(good)
    return {
        "AUC (DeLong)": delong(good, score),
        "AUC (by patient)": bounded(
            float(roc_auc_score(good, score)), resampled.auc(good, score, weights), n
        ),
        "AUPRC, bad": bounded(
            float(average_precision_score(~good, -score)),
            resampled.average_precision(~good, -score, weights),
            n,
        ),
        "share bad": bounded(
            float((~good).mean()), resampled.mean((~good).astype(np.float64), weights), n
        ),
    }
