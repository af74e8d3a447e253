"""Scores of photos and of their regions of interest in; the effect of the two-stage rule out.

Positive is a good photo. The rule is that of `clearshot.decision.whole_then_roi`, on arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from training.figures import Figure, resamples
from training.thresholds import MEASURES as SHARES

Scores = NDArray[np.floating]
Flags = NDArray[np.bool_]
Indices = NDArray[np.int64]
Row = dict[str, Figure]

WHOLE = "whole photo only"
ROWS = ("whole", "second say", "difference", "over a lower threshold")


def retake_rate(scores: Scores, good: Flags, threshold: float) -> float:
    """Share of all photos that are prompted."""
    return float((scores < threshold).mean())


MEASURES: dict[str, Callable[[Scores, Flags, float], float]] = {
    **{name: SHARES[name] for name in ("sensitivity", "specificity", "ppv", "npv")},
    "retake_rate": retake_rate,
    "false_retake_rate": SHARES["false_retake_rate"],
}


class NothingToTell(ValueError):
    """Photos that are all good, or all bad: no effect can be measured on them."""


def last_say(whole: Scores, roi: Scores, threshold: float) -> Scores:
    """Give the score that decides: the ROI's where the whole photo fails and there is one.

    Args:
        whole: (n,) 0..100.
        roi: (n,) 0..100, NaN where a photo has no region of interest.
        threshold: score from which a photo is accepted.

    >>> last_say(np.array([80.0, 40.0, 40.0]), np.array([10.0, 75.0, np.nan]), 70).tolist()
    [80.0, 75.0, 40.0]
    """
    return np.where((whole < threshold) & ~np.isnan(roi), roi, whole)


def roi_table(
    whole: Scores, roi: Scores, good: Flags, groups: NDArray[np.str_], threshold: float
) -> dict[str, Row]:
    """Compute each measure without and with the second say, and the paired difference.

    Args:
        whole: (n,) scores of the whole photos, 0..100.
        roi: (n,) scores of their regions of interest; NaN where a photo has none, or where its
            whole passes at every threshold of interest and nobody has looked.
        good: (n,) whether a photo is good.
        groups: (n,) what is resampled as one: patients.
        threshold: score from which a photo is accepted.

    Returns:
        By the names of `ROWS`, each measure with the 95 % interval of a bootstrap over groups:
        the whole photo alone; the two-stage rule; its difference, paired; and its difference from
        the whole photo alone at the lower threshold that accepts as many good photos, which costs
        nothing and is what a second say has to beat. PPV and NPV are at the prevalence of
        `thresholds.PREVALENCE`.

    Raises:
        NothingToTell: all photos are good, or all are bad.

    A bad photo whose ROI looks good, and a good one that only its ROI saves:

    >>> table = roi_table(
    ...     whole=np.array([90.0, 90.0, 20.0, 20.0, 20.0]),
    ...     roi=np.array([np.nan, np.nan, 80.0, 80.0, 10.0]),
    ...     good=np.array([True, True, True, False, False]),
    ...     groups=np.array(list("abcde")),
    ...     threshold=70.0,
    ... )
    >>> [round(table[row]["sensitivity"].value, 2) for row in table]
    [0.67, 1.0, 0.33, 0.0]
    >>> [round(table[row]["specificity"].value, 2) for row in table]
    [1.0, 0.5, -0.5, 0.5]
    """
    if good.all() or not good.any():
        raise NothingToTell(
            f"found {len(good)} photos with a region of interest, {good.sum()} of them good: "
            "expected good and bad ones"
        )
    final, everyone = last_say(whole, roi, threshold), np.arange(len(good))

    def measured(rows: Indices) -> NDArray[np.float64]:
        return _rows(whole[rows], final[rows], good[rows], threshold)

    draws = [measured(rows) for rows in resamples(groups) if 0 < good[rows].sum() < len(rows)]
    low, high = np.percentile(draws, [2.5, 97.5], axis=0)
    counts = _counts(good)
    return {
        name: {
            measure: Figure(float(value), float(lowest), float(highest), counts[measure])
            for measure, value, lowest, highest in zip(MEASURES, *stack, strict=True)
        }
        for name, *stack in zip(ROWS, measured(everyone), low, high, strict=True)
    }


def _rows(whole: Scores, final: Scores, good: Flags, threshold: float) -> NDArray[np.float64]:
    """Compute (ROWS, MEASURES)."""
    lower = same_sensitivity(whole, good, int((final[good] >= threshold).sum()), threshold)
    first, second, lowered = (
        np.array([share(scores, good, at) for share in MEASURES.values()])
        for scores, at in ((whole, threshold), (final, threshold), (whole, lower))
    )
    return np.stack([first, second, second - first, second - lowered])


def same_sensitivity(whole: Scores, good: Flags, accepted: int, threshold: float) -> float:
    """Find the threshold at which the whole photo alone accepts so many good photos.

    Args:
        whole: (n,) scores.
        good: (n,) flags.
        accepted: how many good photos; at least as many as pass at `threshold`.
        threshold: the answer where none is accepted.

    >>> same_sensitivity(np.array([90.0, 70.0, 50.0]), np.array([True, True, True]), 2, 80)
    70.0
    """
    return min(threshold, float(np.sort(whole[good])[-accepted])) if accepted else threshold


def _counts(good: Flags) -> dict[str, int]:
    """Count the photos behind each measure."""
    of_good = {"sensitivity", "false_retake_rate"}
    counts = {name: int(good.sum()) if name in of_good else len(good) for name in MEASURES}
    return {**counts, "specificity": int((~good).sum())}


def compare(
    whole: Scores,
    rois: Mapping[str, Scores],
    good: Flags,
    groups: NDArray[np.str_],
    threshold: float,
) -> dict[str, Row]:
    """Put the whole photo alone and several ways to choose an ROI into one table.

    Args:
        whole: as for `roi_table`.
        rois: by the way they were chosen, as `roi` of `roi_table`.
        good: as for `roi_table`.
        groups: as for `roi_table`.
        threshold: as for `roi_table`.
    """
    rows: dict[str, Row] = {}
    for way, roi in rois.items():
        table = roi_table(whole, roi, good, groups, threshold)
        rows[WHOLE] = table["whole"]
        rows[f"then {way}"] = table["second say"]
        rows[f"then {way}: what it changes"] = table["difference"]
        rows[f"then {way}: over a lower threshold"] = table["over a lower threshold"]
    return rows


def markdown(title: str, rows: Mapping[str, Row]) -> str:
    """Write one comparison as a Markdown table."""
    names = [name.replace("_", " ").upper() if len(name) == 3 else name for name in MEASURES]
    heads = " | ".join(name.replace("_", " ") for name in names)
    lines = [f"| {title} | {heads} |", f"|{'---|' * (1 + len(names))}"]
    for name, figures in rows.items():
        lines.append(f"| {name} | {' | '.join(str(figures[m]) for m in MEASURES)} |")
    return "\n".join(lines) + "\n"
