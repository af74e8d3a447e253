"""Trials in, figures out: each with its 95 % interval, and the paired difference of two.

Intervals are percentiles of a bootstrap over groups of photos: a photo is drawn with all its copies,
and the same photos are drawn for both sides of a difference.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from training.figures import Figure, bounded, resamples
from training.unseen.trial import Trial

Measure = Callable[[Trial], float]

BLURS = ("blur_focus", "blur_motion")


def bad_auc(trial: Trial) -> float:
    """Tell what is plainly bad from severity zero, by the score of each picture."""
    return auc(trial.zero, trial.bad)


def boundary_auc(trial: Trial) -> float:
    """Tell what lies next to the boundary from severity zero."""
    return auc(trial.zero, trial.boundary)


def untouched_retakes(trial: Trial) -> float:
    """Share prompted of the photos as they are."""
    return float(trial.untouched_prompted.mean())


def zero_retakes(trial: Trial) -> float:
    """Share prompted of the copies at severity zero."""
    return float(trial.zero_prompted.mean())


def bad_retakes(trial: Trial) -> float:
    """Share prompted of what is plainly bad."""
    return float(trial.bad_prompted.mean())


def right_reason(trial: Trial) -> float:
    """Share of what is plainly bad whose first reason is its fault; told nothing is wrong."""
    return float((trial.first == np.array(trial.faults)).mean())


def right_reason_or_blur(trial: Trial) -> float:
    """Count one kind of blur as right for the other: the same photo is taken again."""
    told, true = (np.where(np.isin(a, BLURS), "blur", a) for a in (trial.first, trial.faults))
    return float((told == true).mean())


MEASURES: dict[str, Measure] = {
    "AUC, plainly bad (severity .6-1) against severity zero": bad_auc,
    "AUC, next to the boundary (.3-.5)": boundary_auc,
    "false retakes, untouched": untouched_retakes,
    "false retakes, severity zero": zero_retakes,
    "plainly bad and prompted": bad_retakes,
    "right first reason": right_reason,
    "right first reason, either blur": right_reason_or_blur,
}
REASONED = ("right first reason", "right first reason, either blur")
"""What a judge without reasons has no figure for."""


def figure(measure: Measure, trial: Trial) -> Figure:
    """Compute a figure and its interval; n is the number of photos."""
    draws = [measure(trial.take(rows)) for rows in resamples(trial.groups)]
    return bounded(measure(trial), draws, len(trial))


def difference(measure: Measure, ours: Trial, theirs: Trial) -> Figure:
    """Compute ours less theirs on the same photos, and the paired interval.

    Raises:
        ValueError: the trials are of different photos.
    """
    if not np.array_equal(ours.groups, theirs.groups):
        raise ValueError("the two trials are of different photos: a difference must be paired")
    draws = [
        measure(ours.take(rows)) - measure(theirs.take(rows)) for rows in resamples(ours.groups)
    ]
    return bounded(measure(ours) - measure(theirs), draws, len(ours))


def auc(good: NDArray[np.float64], bad: NDArray[np.float64]) -> float:
    """Give the area under the ROC curve: the share of pairs in order, a tie counting half.

    Mann and Whitney 1947. On this few scores it is ten times faster than sorting them, and the
    bootstrap asks for it tens of thousands of times.

    >>> auc(np.array([3.0, 1.0]), np.array([2.0, 1.0]))
    0.625
    """
    return float(np.heaviside(np.subtract.outer(good, bad), 0.5).mean())
