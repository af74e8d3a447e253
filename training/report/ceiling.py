"""How far raters agree in; how right the best of judges could be, measured against them, out."""

from __future__ import annotations

import numpy as np
from scipy.stats import beta, binom

from training.report import resampled

STEPS = 500


def auc_ceiling(good: float, kappa: float, raters: int) -> float:
    """Give the AUC of an oracle that knows the chance that a rater calls a photo good.

    Beta-binomial raters: each photo has such a chance of its own, drawn from a beta distribution;
    raters are alike and independent given the photo. Their mean is the share of good ratings; the
    correlation of two ratings of a photo is Fleiss' kappa. The truth is the majority of `raters`,
    a tie being good; it is noisy, so that not even the oracle meets it always.

    Args:
        good: share of good ratings, 0..1.
        kappa: Fleiss' kappa on good or bad.
        raters: who form the majority.

    Returns:
        NaN for a kappa that is not between 0 and 1, or if all ratings are alike.

    >>> round(auc_ceiling(0.715, 0.41, 4), 2)
    0.95
    """
    if not (0 < kappa < 1 and 0 < good < 1):
        return float("nan")
    strength = 1 / kappa - 1
    quantiles = (np.arange(STEPS) + 0.5) / STEPS
    chance = beta.ppf(quantiles, good * strength, (1 - good) * strength)
    called_good = binom.sf(np.ceil(raters / 2) - 1, raters, chance)
    # Each photo once as good and once as bad, with the chances of either.
    truth = np.repeat([True, False], STEPS)
    weights = np.concatenate([called_good, 1 - called_good])[None]
    return float(resampled.auc(truth, np.tile(chance, 2), weights)[0])
