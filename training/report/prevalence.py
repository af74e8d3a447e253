"""Trials in; PPV and NPV out, for clinics where good photos are rarer or more frequent."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta

from training.figures import Figure, bounded
from training.report.bootstrap import ratio
from training.report.operating import Choice, chosen
from training.report.plots import plot_prevalence
from training.report.predictions import Trial
from training.report.section import Section, Table
from training.thresholds import CHOICES

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

PREVALENCES = (0.60, 0.70, 0.85)
CURVE = tuple(np.linspace(0.4, 0.98, 30).tolist())
WORDS = (
    (
        "What PPV and NPV become where another share of the photos is good, sensitivity and "
        "specificity staying as they are (Bayes' rule). 1 - NPV is the share of prompts that are "
        "false alarms."
    ),
)


def prevalence(trials: Sequence[Trial]) -> Section:
    """Give PPV and NPV of every trial's operating points over the share of good photos."""
    tables, curves = {}, {}
    for trial in trials:
        rates = {name: acceptance(trial, choose) for name, choose in CHOICES.items()}
        n = len(trial.test)
        tables[str(trial)] = {
            name: {
                f"{value} at {share:.0%}": figure
                for share in PREVALENCES
                for value, figure in predictive(*own, share, n).items()
            }
            for name, own in rates.items()
        }
        curves[trial.name] = {
            name: [predictive(*own, share, n) for share in CURVE] for name, own in rates.items()
        }
    table = Table("prevalence", "PPV and NPV over the share of good photos", tables)
    plot = plot_prevalence(curves, CURVE)
    shown = {"PPV and NPV over the share of good photos": plot}
    return Section("prevalence", "PPV and NPV over prevalence", WORDS, (table,), shown)


def acceptance(trial: Trial, choose: Choice) -> tuple[Floats, Floats]:
    """Give the shares of good and of bad photos that are accepted.

    Returns:
        Twice (1 + resamples,): of all photos first, then of each resample.
    """
    accepted = trial.test.score >= chosen(trial, choose)
    good = trial.test.good
    return _share(trial, accepted, good), _share(trial, accepted, ~good)


def _share(trial: Trial, hits: Flags, among: Flags) -> Floats:
    """Give the share of hits: of all photos first, then of each resample.

    Where all or none are hits, resamples cannot differ. Then quantiles of Jeffreys' posterior
    stand for them, a patient counting once, so that nothing becomes a certainty.
    """
    value = float(hits[among].mean())
    drawn = ratio(trial.weights @ (hits & among), trial.weights @ among)
    if value in (0.0, 1.0):
        patients = len(np.unique(trial.test.photos.groups[among]))
        steps = (np.arange(len(drawn)) + 0.5) / len(drawn)
        drawn = beta.ppf(steps, value * patients + 0.5, (1 - value) * patients + 0.5)
    return np.concatenate([[value], drawn])


def predictive(good: Floats, bad: Floats, share: float, n: int) -> dict[str, Figure]:
    """Give PPV and NPV by Bayes' rule.

    Args:
        good: (1 + resamples,) share of the good photos that are accepted.
        bad: (1 + resamples,) of the bad ones.
        share: of photos that are good.
        n: photos.

    >>> figures = predictive(np.array([0.9, 0.9]), np.array([0.2, 0.2]), 0.6, 100)
    >>> round(figures["PPV"].value, 3), round(figures["NPV"].value, 3)
    (0.871, 0.842)
    """
    ppv = ratio(share * good, share * good + (1 - share) * bad)
    npv = ratio((1 - share) * (1 - bad), (1 - share) * (1 - bad) + share * (1 - good))
    return {
        "PPV": bounded(float(ppv[0]), ppv[1:], n),
        "NPV": bounded(float(npv[0]), npv[1:], n),
    }
