"""Severities in; what a panel of simulated raters gives them, and which reasons it names, out.

The panel disagrees as much as is asked for: its noise is solved for the wanted Fleiss kappa.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.special import expit
from statsmodels.stats.inter_rater import fleiss_kappa

from training.ratings import GOOD_RANK

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CUTS = (0.25, 0.6, 0.8)
"""Latent quality from which a rater gives 2, 3 and 4: severity .75, .4 and .2. The middle one parts
bad from good between the severities that `training.degrade` calls seen (.3) and retaken (.5)."""
LENIENCY = 0.1
"""Deviation of the raters' leniencies, in units of latent quality."""
MOST_NOISE = 5.0
"""With five times the range of latent quality, a panel agrees by chance alone."""
TOLERANCE = 0.02
"""How far the kappa may lie from the wanted one: few photos move it by jumps."""

NAMED_AT = 0.4
"""Severity at which one rater in two names the fault."""
NAMED_PACE = 0.1
FALSELY_NAMED = 0.01
"""Share of raters who name a fault that is not there."""

_LENIENCIES, _NOISE, _VOTES = 1, 2, 3  # streams of the seed; the plan of the photos has 0


class PanelRefused(ValueError):
    """A rated set that cannot be made; the message says what could be."""


@dataclass(frozen=True, eq=False)
class Panel:
    """Simulated raters and what they gave.

    Attributes:
        ratings: (n, R) ranks 1..4.
        leniencies: (R,) added to the latent quality that a rater sees; their mean is 0.
        noise: deviation of what one rater sees in one photo, in units of latent quality.
        kappa: agreement of the panel on good or bad, see `agreement`.
    """

    ratings: Ints
    leniencies: Floats
    noise: float
    kappa: float


def latent_quality(severities: ArrayLike) -> Floats:
    """Give the quality behind the ratings, 1 (no fault) to 0 (ruined).

    Linear, because severity is already paced by what an eye sees (see `training.degrade.degrade`).

    >>> latent_quality([0, 0.3, 1]).tolist()
    [1.0, 0.7, 0.0]
    """
    return np.asarray(1.0 - np.asarray(severities, np.float64))


def rank(perceived: ArrayLike) -> Ints:
    """Cut perceived quality into ranks 1 (unusable) to 4 (excellent).

    >>> rank([0.1, 0.5, 0.7, 1.0]).tolist()
    [1, 2, 3, 4]
    """
    return np.asarray(1 + np.searchsorted(CUTS, np.asarray(perceived), side="right"))


def agreement(ratings: Ints) -> float:
    """Measure by Fleiss' kappa how far raters agree on good or bad, (n, R) ranks to -1..1.

    Good or bad, not all ranks: the published .35-.47 (Jiang et al., JAMA Dermatol 2022) is of
    raters who said whether the quality was *sufficient*. On four ranks the same raters agree less.
    A panel that calls all photos alike has shown no agreement beyond chance: 0.

    >>> round(agreement(np.array([[4, 3], [1, 1], [3, 2], [2, 1]])), 2)
    0.47
    """
    good = (ratings >= GOOD_RANK).sum(axis=1)
    if good.min() == good.max() and good[0] in (0, ratings.shape[1]):
        return 0.0
    return float(fleiss_kappa(np.stack([ratings.shape[1] - good, good], axis=1)))


def simulate_panel(severities: ArrayLike, raters: int, kappa: float, seed: int) -> Panel:
    """Let simulated raters rate photos of these severities, with the wanted `kappa`.

    A rater sees latent quality + their leniency + noise, both normal. The same random numbers
    serve every noise level that is tried, so that kappa depends on the level alone.

    Args:
        severities: (n,) 0..1.
        raters: R, two or more.
        kappa: wanted `agreement`, kept within `TOLERANCE`.
        seed: draws leniencies and noise.

    Raises:
        PanelRefused: fewer than two raters, or no noise level gives this kappa.
    """
    if raters < 2:
        raise PanelRefused(f"{raters} rater cannot agree or disagree: give two at least")
    latent = latent_quality(severities)
    leniencies = np.random.default_rng([seed, _LENIENCIES]).normal(0, LENIENCY, raters)
    leniencies -= leniencies.mean()
    draws = np.random.default_rng([seed, _NOISE]).normal(size=(len(latent), raters))

    def rate(noise: float) -> Ints:
        return rank(latent[:, None] + leniencies + noise * draws)

    def reached(noise: float) -> float:
        return agreement(rate(noise))

    least, most = reached(MOST_NOISE), reached(0)
    if not least <= kappa <= most:
        raise PanelRefused(
            f"no noise gives these {raters} raters of {len(latent)} photos a kappa of {kappa:.3f}: "
            f"{least:.3f} to {most:.3f} can be reached"
        )
    noise = float(brentq(lambda noise: reached(noise) - kappa, 0, MOST_NOISE))
    if abs(reached(noise) - kappa) > TOLERANCE:
        raise PanelRefused(
            f"{len(latent)} photos are too few for a kappa of {kappa:.3f}: the nearest found is "
            f"{reached(noise):.3f}; give more photos, or another seed"
        )
    return Panel(rate(noise), leniencies, noise, reached(noise))


def name_reasons(
    faults: Sequence[str], severities: ArrayLike, reasons: Sequence[str], raters: int, seed: int
) -> Ints:
    """Count the raters who name each reason, (n, reasons) from 0 to `raters`.

    The photo's own fault is named with a probability that rises with severity, a half at
    `NAMED_AT`; any other by mistake.

    Args:
        faults: (n,) a reason each, blank where there is no fault.
        severities: (n,) 0..1.
        reasons: what the raters are asked for.
        raters: how many vote.
        seed: draws the votes.
    """
    severe = expit((np.asarray(severities, np.float64) - NAMED_AT) / NAMED_PACE)
    own = np.array(faults)[:, None] == np.array(reasons)
    chance = np.where(own, severe[:, None], FALSELY_NAMED)
    return np.random.default_rng([seed, _VOTES]).binomial(raters, chance)
