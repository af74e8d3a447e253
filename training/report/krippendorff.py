"""Ratings in; Krippendorff's alpha for ordinal data out.

statsmodels has it from 0.15.1 on; we ask for 0.14.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def ordinal_alpha(counts: Floats) -> float:
    """Measure how far raters agree on ranks, 1 perfectly, 0 as by chance.

    Observed over expected disagreement; two ranks are the farther apart, the more ratings lie
    between them (Krippendorff 2011, Computing Krippendorff's Alpha-Reliability). Any rater may
    have left out any photo. A sample that is all of one rank has shown no agreement beyond
    chance: NaN.

    Args:
        counts: (n, K) how many raters gave each rank to each photo.

    Two raters, three photos; they differ by a rank on one:

    >>> round(ordinal_alpha(np.array([[2.0, 0, 0], [0, 2, 0], [0, 1, 1]])), 3)
    0.778
    """
    paired = counts[counts.sum(axis=1) > 1]  # a lone rating agrees with nothing
    raters = paired.sum(axis=1, keepdims=True)
    met = (paired / (raters - 1)).T @ paired - np.diag((paired / (raters - 1)).sum(axis=0))
    total = paired.sum(axis=0)
    apart = _distance(total)
    expected = float((np.outer(total, total) * apart).sum())
    if expected == 0:
        return float("nan")
    return 1 - float((total.sum() - 1) * (met * apart).sum()) / expected


def _distance(total: Floats) -> Floats:
    """Give the squared ordinal distance of each two ranks, from how often each was given."""
    middle = np.cumsum(total) - total / 2
    return np.asarray((middle[:, None] - middle[None, :]) ** 2)
