"""Patients drawn with replacement; 95 % intervals out.

All photos of a patient are drawn together: they are alike, and a plain bootstrap over photos would
be too sure (Field & Welsh 2007, J R Stat Soc B 69:369).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from statsmodels.stats.proportion import proportion_confint

from training.figures import Figure, bounded, resamples

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def draws(groups: NDArray[np.str_]) -> Floats:
    """Count how often each photo is drawn: (resamples, n) whole numbers.

    The draws are those of `training.figures.resamples`, the same for every judge.
    """
    n = len(groups)
    return np.stack([np.bincount(rows, minlength=n) for rows in resamples(groups)]).astype(float)


def ratio(above: Floats, below: Floats) -> Floats:
    """Divide, NaN where nothing is below."""
    return np.asarray(np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0))


def share(hits: Flags, among: Flags, groups: NDArray[np.str_], weights: Floats) -> Figure | str:
    """Give the share of hits among some of the photos.

    By resamples of patients; by Wilson's interval (1927) where each patient has one photo, and
    where all photos or none are hits: resamples of these cannot differ. Then n is the number of
    patients, which is cautious.

    Args:
        hits: (n,) what is counted.
        among: (n,) out of which.
        groups: (n,) patients.
        weights: (resamples, n) of `draws`.
    """
    n = int(among.sum())
    if n == 0:
        return "none"
    counted = hits & among
    value = float(counted.sum() / n)
    patients = len(np.unique(groups[among]))
    if patients == n or value in (0.0, 1.0):
        low, high = proportion_confint(value * patients, patients, method="wilson")
        return Figure(value, min(float(low), value), max(float(high), value), n)
    return bounded(value, ratio(weights @ counted, weights @ among), n)
