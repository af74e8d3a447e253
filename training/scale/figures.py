"""What a bundle made of the copies in; shares, AUCs and rank correlations out.

Every photo is its own control: a copy is compared with the unblurred copy of the same photo that
was seen at the same size and written by the same encoder. Photos are independent (one a group), so
intervals of shares are exact, and those of medians and AUCs a bootstrap over photos.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Any  # a table's figures go to JSON as they are

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import bootstrap, permutation_test, rankdata
from statsmodels.stats.proportion import proportion_confint

from training.degrade import RECIPE
from training.figures import RESAMPLES, Figure
from training.scale.changes import SIDES, THUMBNAIL

Values = NDArray[np.float64]
Rows = dict[str, dict[str, Figure]]

SHARPEST = 3
BRANCHES = {"focused behind, frames 3 to 9": range(3, 10), "before, 3 to 0": range(3, -1, -1)}
"""Frames of the focus series, each branch from its sharpest on."""


def share(hits: float, n: int) -> Figure:
    """Give a share with its exact interval (Clopper & Pearson 1934); half hits are ties.

    >>> print(share(9, 10))
    .90 (.55-1.00)
    """
    if n == 0:
        return Figure(np.nan, np.nan, np.nan, 0)
    low, high = proportion_confint(hits, n, method="beta")
    return Figure(hits / n, float(low), float(high), n)


def share_of(flags: pd.Series) -> Figure:
    """Give the share of photos for which something is true."""
    return share(int(flags.sum()), len(flags))


def paired_auc(more: pd.Series, less: pd.Series) -> Figure:
    """Give the share of photos for which `more` exceeds `less`, a tie counting half."""
    return share(float((more > less).sum() + 0.5 * (more == less).sum()), len(more))


def auc(more: pd.Series, less: pd.Series) -> Figure:
    """Give the share of pairs of any two photos in which `more` of one exceeds `less` of the other.

    The area under the ROC curve (Mann & Whitney 1947). Its interval draws photos, both copies of
    one together. One threshold for all photos can do no better; each photo against itself can.
    """
    ours, theirs = more.to_numpy(float)[:, None], less.to_numpy(float)
    wins = (ours > theirs) + 0.5 * (ours == theirs)
    photos = np.random.default_rng(0).integers(0, len(more), (RESAMPLES, len(more)))
    low, high = np.percentile([wins[np.ix_(rows, rows)].mean() for rows in photos], [2.5, 97.5])
    return Figure(float(wins.mean()), float(low), float(high), len(more))


def median(values: pd.Series) -> Figure:
    """Give a median with its interval."""
    if len(values) < 2:
        return Figure(float(np.median(values)) if len(values) else np.nan, np.nan, np.nan, 1)
    drawn = bootstrap(
        (values.to_numpy(float),), np.median, n_resamples=RESAMPLES, method="percentile",
        rng=np.random.default_rng(0),
    ).confidence_interval  # fmt: skip
    return Figure(float(np.median(values)), float(drawn.low), float(drawn.high), len(values))


def blur_rows(judged: pd.DataFrame) -> Rows:
    """Tell how a blur shows at the photo's own pixels, as a disc, and in its thumbnail."""
    table = judged[(judged["trial"] == "blur") & (judged["bundle"] == judged["bundle"].iloc[0])]
    small = table[table["side"] == THUMBNAIL]
    own = table[table["side"] == 0]
    rows = {}
    for sigma in _sigmas(own):
        label = f"sigma {sigma:g} px, own pixels"
        rows[label] = _against_zero(own, sigma) | _against_thumbnail(own, small, sigma)
    for sigma in _sigmas(own[own["kernel"] == "disc"]):
        rows[f"the same as a disc, {sigma:g} px"] = _against_zero(own, sigma, "disc")
    for sigma in _sigmas(small):
        rows[f"sigma {sigma:g} px, then {THUMBNAIL} px long"] = _against_zero(small, sigma)
    return rows


def taught_severity(sigma: float, scale: float) -> float:
    """Give the severity that the training recipe calls such a blur, 0 to 1.

    Args:
        sigma: of the blur, in the photo's own pixels. A disc of radius R has R / 2.
        scale: pixels of the working image for each of the photo's own.

    >>> round(taught_severity(2, 1248 / 1600), 2)
    0.51
    """
    return RECIPE.defocus.severity(2 * sigma * scale)


def taught(judged: pd.DataFrame) -> dict[str, float]:
    """Give the severity that training calls each blur, at the photos' median scale."""
    own = judged[judged["side"] == 0]
    scale = float((own["working"] / own["long_side"]).median())
    return {f"{sigma:g}": taught_severity(sigma, scale) for sigma in _sigmas(judged)}


def working_rows(judged: pd.DataFrame) -> Rows:
    """Tell how a blur shows at the photo's own pixels by the size of the working image."""
    own = judged[(judged["trial"] == "blur") & (judged["side"] == 0)]
    return {
        f"{side} px, {table['regions'].median():.0f} regions, sigma {sigma:g} px": _against_zero(
            table, sigma
        )
        for side, table in own.groupby("bundle", sort=False)
        for sigma in _sigmas(table)
    }


def _sigmas(table: pd.DataFrame) -> list[float]:
    return sorted(float(sigma) for sigma in table["sigma"].unique() if sigma > 0)


def _take(table: pd.DataFrame, sigma: float, kernel: str = "gaussian") -> pd.DataFrame:
    wanted = table[(table["sigma"] == sigma) & (table["kernel"] == kernel)]
    return wanted.set_index("photo")


def _against_zero(table: pd.DataFrame, sigma: float, kernel: str = "gaussian") -> dict[str, Figure]:
    """Compare each photo with itself at sigma 0."""
    soft, sharp = _take(table, sigma, kernel), _take(table, 0.0)
    sharp = sharp.loc[soft.index]
    return {
        "severity": median(soft["blur_focus"]),
        "its rise": median(soft["blur_focus"] - sharp["blur_focus"]),
        "rises, paired AUC": paired_auc(soft["blur_focus"], sharp["blur_focus"]),
        "AUC over photos": auc(soft["blur_focus"], sharp["blur_focus"]),
        "score falls": share_of(soft["score"] < sharp["score"]),
        "called blurred": share_of(soft["told_blur"]),
        "called so at sigma 0": share_of(sharp["told_blur"]),
    }


def _against_thumbnail(own: pd.DataFrame, small: pd.DataFrame, sigma: float) -> dict[str, Figure]:
    """Compare how far severity rises at the photo's own pixels and in its thumbnail."""
    rise, rise_small = (
        _take(table, sigma)["blur_focus"] - _take(table, 0.0)["blur_focus"]
        for table in (own, small)
    )
    return {"rises more than in thumbnail": paired_auc(rise, rise_small.loc[rise.index])}


def size_rows(judged: pd.DataFrame) -> Rows:
    """Tell what becomes of a sharp photo at smaller sizes, and of one that was enlarged."""
    table = judged[judged["bundle"] == judged["bundle"].iloc[0]]
    anew = (table["trial"] == "blur") & (table["sigma"] == 0) & (table["side"] == 0)
    own = table[anew].set_index("photo")
    made = table[table["trial"] == "size"]
    rows = {"the file as it is": _against_own(made[made["side"] == -1], own)}
    rows["own size, written anew"] = _against_own(own.reset_index(), own)
    for side in reversed(SIDES):
        at_side = made[(made["side"] == side) & ~made["enlarged"]]
        if len(at_side):
            rows[f"{side} px long"] = _against_own(at_side, own)
    enlarged = made[made["enlarged"]]
    rows[f"{enlarged['side'].iloc[0]} px, enlarged again"] = _against_own(enlarged, own)
    return rows


def _against_own(table: pd.DataFrame, own: pd.DataFrame) -> dict[str, Figure]:
    """Compare each photo with itself at its own size."""
    copies = table.set_index("photo")
    own = own.loc[copies.index]
    not_before = copies["told_blur"][~own["told_blur"]]
    return {
        "blur severity": median(copies["blur"]),
        "its change": median(copies["blur"] - own["blur"]),
        "called blurred": share_of(copies["told_blur"]),
        "so, but not at own size": share_of(not_before),
        "low resolution severity": median(copies["low_resolution"]),
        "called blurred or low resolution": share_of(copies["told_detail"]),
        "more of the two than at own size": paired_auc(_detail(copies), _detail(own)),
    }


def _detail(table: pd.DataFrame) -> pd.Series:
    return table[["blur", "low_resolution"]].max(axis=1)


@dataclass(frozen=True)
class Order:
    """How well one series is put in its true order.

    Attributes:
        value: Spearman's correlation with the true order.
        chance: share of all orders that agree with it at least as well.
        n: number of frames.
    """

    value: float
    chance: float
    n: int

    def __str__(self) -> str:
        """Write it as `.93 (.01)`."""
        return f"{self.value:.2f} ({self.chance:.3f})".replace("0.", ".")


def order(true: Values, found: Values) -> Order:
    """Compare two orders by every permutation of one.

    >>> print(order(np.arange(4.0), np.array([0.1, 0.2, 0.3, 0.9])))
    1.00 (.042)
    """
    ranks = rankdata(true)
    centred = (ranks - ranks.mean()) / ranks.std() / len(ranks)

    def correlation(shuffled: Values, axis: int) -> Values:
        return np.asarray((shuffled * centred).sum(axis=axis) / shuffled.std(axis=axis))

    test = permutation_test(
        (rankdata(found),), correlation, permutation_type="pairings", vectorized=True,
        n_resamples=inf, alternative="greater",
    )  # fmt: skip
    return Order(float(test.statistic), float(test.pvalue), len(true))


def focus_orders(frames: pd.DataFrame) -> dict[str, dict[str, Order]]:
    """Compare severity of blur and fall of score with the distance from the sharpest frame.

    Args:
        frames: `position`, and the fields of `Judged`.
    """
    rows = {}
    by_position = frames.set_index("position")
    for branch, positions in BRANCHES.items():
        part = by_position.loc[list(positions)]
        away = np.abs(part.index.to_numpy(float) - SHARPEST)
        rows[branch] = {
            "severity of blur_focus": order(away, part["blur_focus"].to_numpy(float)),
            "fall of the score": order(away, -part["score"].to_numpy(float)),
            "fall of the region scores": order(away, -part["region_score"].to_numpy(float)),
        }
    return rows


def set_figures(judged: pd.DataFrame) -> dict[str, Any]:
    """Compute all figures of one set of photos."""
    parts: dict[str, Any] = {"blur": blur_rows(judged), "size": size_rows(judged)}
    if judged["bundle"].nunique() > 1:
        parts["working"] = working_rows(judged)
    return parts
