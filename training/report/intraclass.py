"""Ratings in; the reliability of their mean out.

scipy, scikit-learn and statsmodels do not have it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def icc2k(ratings: NDArray[np.float64]) -> float:
    """Give ICC(2,k): absolute agreement of the mean of k raters with that of k others like them.

    Two-way random effects (Shrout & Fleiss 1979, Psychol Bull 86:420). NaN if there is nothing
    to tell apart.

    Args:
        ratings: (n, k) at least two photos and two raters, every photo rated by all.

    >>> round(icc2k(np.array([[1.0, 2], [3, 4], [5, 6]])), 2)
    0.94
    """
    n, k = ratings.shape
    mean = ratings.mean()
    photos, raters = ratings.mean(axis=1, keepdims=True), ratings.mean(axis=0, keepdims=True)
    between = k * float(((photos - mean) ** 2).sum()) / (n - 1)
    leniency = n * float(((raters - mean) ** 2).sum()) / (k - 1)
    left = float(((ratings - photos - raters + mean) ** 2).sum()) / ((n - 1) * (k - 1))
    total = between + (leniency - left) / n
    return (between - left) / total if total > 0 else float("nan")
