"""Trials in; what the three operating points, chosen on validation, do to test photos out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from training.report.bootstrap import share
from training.report.predictions import Trial
from training.report.section import Cell, Section, Table
from training.thresholds import CHOICES, PREVALENCE
from training.trials import operating_threshold

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Choice = Callable[[Floats, Flags], float]

WORDS = (
    (
        "Positive is a good photo everywhere. Each threshold was chosen on the validation rows of a "
        "fold and applied to the test rows of that fold: few_false_retakes prompts at most one in ten "
        "good validation photos; youden has the largest sensitivity + specificity - 1; ppv90 is the "
        f"lowest at which nine in ten accepted photos are good, at {PREVALENCE:.1%} good ones."
    ),
    (
        "Sensitivity: good photos that are accepted. Specificity: bad photos that are prompted. "
        "PPV: accepted photos that are good. NPV: prompted photos that are bad. Residual bad: "
        "accepted photos that are bad (1 - PPV). All as the photos are; for other shares of good "
        "photos see the next part."
    ),
    (
        "Darker skin: accepted photos whose copy with darker skin, and no other change, is prompted "
        "at the same threshold; in the last table at one that prompts a tenth of these very photos, "
        "so that a threshold that does not transfer neither makes flips nor hides them."
    ),
    "Intervals hold the thresholds as chosen and draw the test photos.",
)


def operating(trials: Sequence[Trial]) -> Section:
    """Choose and measure the operating points of every trial."""
    points = {
        str(trial): {name: point_figures(trial, choose) for name, choose in CHOICES.items()}
        for trial in trials
    }
    flips = {str(trial): {"darker skin, accept→retake": dark_flips(trial)} for trial in trials}
    tables = (
        Table("operating", "Operating points chosen on validation", points),
        Table("dark_flips", "Prompted only because the skin is darker", {"trial": flips}),
    )
    return Section("operating", "Operating points", WORDS, tables)


def chosen(trial: Trial, choose: Choice) -> Floats:
    """Give each test photo the threshold chosen on the validation rows of its fold."""
    thresholds = np.empty(len(trial.test))
    for fold in trial.folds:
        thresholds[fold.test] = choose(fold.validation.score, fold.validation.good)
    return thresholds


def point_figures(trial: Trial, choose: Choice) -> dict[str, Cell]:
    """Measure one operating point of one trial."""
    thresholds = chosen(trial, choose)
    test = trial.test
    good, accepted = test.good, test.score >= thresholds
    every = np.ones(len(test), bool)
    counted: dict[str, tuple[Flags, Flags]] = {
        "sensitivity": (accepted, good),
        "specificity": (~accepted, ~good),
        "PPV": (good, accepted),
        "NPV": (~good, ~accepted),
        "retakes": (~accepted, every),
        "false retakes": (~accepted, good),
        "false retakes, all raters call it good": (~accepted, test.fine),
        "residual bad": (~good, accepted),
        "darker skin": (test.darker < thresholds, accepted & ~np.isnan(test.darker)),
    }
    groups, weights = test.photos.groups, trial.weights
    figures = {name: share(*pair, groups, weights) for name, pair in counted.items()}
    return {"threshold": _range(thresholds), **figures}


def dark_flips(trial: Trial) -> Cell:
    """Share of the accepted whose darker copy is prompted, as `training.figures.dark_flips`."""
    test = trial.test
    if np.isnan(test.darker).all():
        return "not measured: no scores of darker copies"
    threshold = operating_threshold(test.score, test.good)
    accepted = (test.score >= threshold) & ~np.isnan(test.darker)
    return share(test.darker < threshold, accepted, test.photos.groups, trial.weights)


def _range(thresholds: Floats) -> str:
    low, high = f"{thresholds.min():.1f}", f"{thresholds.max():.1f}"
    return low if low == high else f"{low} to {high}"
