"""Scores in; the AUC with the interval of DeLong, DeLong and Clarke-Pearson out.

No well-kept library has it: scipy, scikit-learn and statsmodels do not.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, rankdata

from training.figures import Figure

Floats = NDArray[np.floating]

_REACH = float(norm.ppf(0.975))


def delong_error(positive: NDArray[np.bool_], score: Floats) -> tuple[float, float]:
    """Give an AUC and its standard error.

    DeLong et al. 1988 (Biometrics 44:837) from midranks, as Sun & Xu 2014 (IEEE Signal Processing
    Letters 21:1389): a midrank among all less the midrank among one's own kind counts how many
    of the other kind are beaten.

    Args:
        positive: (n,) at least two True and two False; with fewer the error is NaN.
        score: (n,) higher for positives.

    >>> truth = np.array([True, True, True, False, False])
    >>> area, error = delong_error(truth, np.array([0.9, 0.8, 0.4, 0.6, 0.2]))
    >>> round(area, 3), round(error, 3)
    (0.833, 0.236)
    """
    cases, controls = score[positive], score[~positive]
    m, n = len(cases), len(controls)
    ranks = rankdata(np.concatenate([cases, controls]))
    won = (ranks[:m] - rankdata(cases)) / n  # share of the controls that each case beats
    lost = 1 - (ranks[m:] - rankdata(controls)) / m  # share of the cases that beat each control
    if min(m, n) < 2:
        return float(won.mean()), float("nan")
    variance = won.var(ddof=1) / m + lost.var(ddof=1) / n
    return float(won.mean()), float(np.sqrt(variance))


def delong(positive: NDArray[np.bool_], score: Floats) -> Figure:
    """Give an AUC with its normal 95 % interval, cut at 0 and 1."""
    area, error = delong_error(positive, score)
    low, high = area - _REACH * error, area + _REACH * error
    return Figure(area, max(0.0, low), min(1.0, high), len(score))
