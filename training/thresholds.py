"""Scores of photos that were not learnt from in; operating points out.

Positive is a good photo everywhere: sensitivity is the share of good photos that are accepted,
PPV the share of the accepted that are good.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from clearshot.policy import OperatingPoint
from training.figures import RESAMPLES
from training.ratings import RatedPhotos
from training.trials import SEED, operating_threshold

Scores = NDArray[np.floating]
Flags = NDArray[np.bool_]

PREVALENCE = 0.715
"""Share of good photos at which PPV is stated: that of the Duke test set, 129 of 180. At the
prevalence of these photos (nine in ten are good) accepting everything would do."""


def few_false_retakes(scores: Scores, good: Flags) -> float:
    """Choose the highest threshold that prompts at most one in ten of the good photos."""
    return operating_threshold(scores, good)


def youden(scores: Scores, good: Flags) -> float:
    """Choose the threshold with the largest sensitivity + specificity - 1 (Youden 1950)."""
    candidates = np.unique(scores)
    index = [sensitivity(scores, good, t) + specificity(scores, good, t) for t in candidates]
    return float(candidates[int(np.argmax(index))])


def ppv90(scores: Scores, good: Flags) -> float:
    """Choose the lowest threshold at which nine in ten accepted photos are good, at `PREVALENCE`.

    The highest score where there is no such threshold.
    """
    candidates = np.unique(scores)
    pure = [t for t in candidates if ppv(scores, good, t) >= 0.9]
    return float(pure[0] if pure else candidates[-1])


def sensitivity(scores: Scores, good: Flags, threshold: float) -> float:
    """Share of the good photos that are accepted."""
    return float((scores[good] >= threshold).mean())


def specificity(scores: Scores, good: Flags, threshold: float) -> float:
    """Share of the bad photos that are prompted."""
    return float((scores[~good] < threshold).mean())


def ppv(scores: Scores, good: Flags, threshold: float) -> float:
    """Share of the accepted photos that are good, at `PREVALENCE`; 1 if none is accepted."""
    right = PREVALENCE * sensitivity(scores, good, threshold)
    wrong = (1 - PREVALENCE) * (1 - specificity(scores, good, threshold))
    return right / (right + wrong) if right + wrong > 0 else 1.0


def npv(scores: Scores, good: Flags, threshold: float) -> float:
    """Share of the prompted photos that are bad, at `PREVALENCE`; 1 if none is prompted."""
    right = (1 - PREVALENCE) * specificity(scores, good, threshold)
    wrong = PREVALENCE * (1 - sensitivity(scores, good, threshold))
    return right / (right + wrong) if right + wrong > 0 else 1.0


def false_retake_rate(scores: Scores, good: Flags, threshold: float) -> float:
    """Share of the good photos that are prompted."""
    return 1 - sensitivity(scores, good, threshold)


CHOICES: dict[str, Callable[[Scores, Flags], float]] = {
    "few_false_retakes": few_false_retakes,
    "youden": youden,
    "ppv90": ppv90,
}
MEASURES: dict[str, Callable[[Scores, Flags, float], float]] = {
    "sensitivity": sensitivity,
    "specificity": specificity,
    "ppv": ppv,
    "npv": npv,
    "false_retake_rate": false_retake_rate,
}


def operating_points(scores: Scores, photos: RatedPhotos, data: str) -> dict[str, OperatingPoint]:
    """Choose the three operating points and measure each, with intervals over groups.

    Args:
        scores: (n,) 0..100 of photos that were not learnt from.
        photos: the same photos, in the same order.
        data: what they are, in words.
    """
    return {
        name: _measured(scores, photos, round(choose(scores, photos.good), 2), data)
        for name, choose in CHOICES.items()
    }


def _measured(scores: Scores, photos: RatedPhotos, threshold: float, data: str) -> OperatingPoint:
    rng = np.random.default_rng(SEED)
    _, index = np.unique(photos.groups, return_inverse=True)
    members = [np.flatnonzero(index == group) for group in range(index.max() + 1)]
    draws: dict[str, list[float]] = {name: [] for name in MEASURES}
    for _ in range(RESAMPLES):
        rows = np.concatenate([members[i] for i in rng.integers(0, len(members), len(members))])
        if photos.good[rows].all() or not photos.good[rows].any():
            continue  # nothing to tell apart in this resample
        for name, measure in MEASURES.items():
            draws[name].append(measure(scores[rows], photos.good[rows], threshold))
    return OperatingPoint(
        threshold=threshold,
        data=data,
        n=len(scores),
        figures={
            name: _interval(measure(scores, photos.good, threshold), draws[name])
            for name, measure in MEASURES.items()
        },
    )


def _interval(value: float, draws: list[float]) -> tuple[float, float, float]:
    low, high = np.nanpercentile(draws, [2.5, 97.5])
    return round(value, 3), round(min(float(low), value), 3), round(max(float(high), value), 3)
