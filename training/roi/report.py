"""What the rule was tried on in; its tables, figures and picture in a folder out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.roi.effect import Row, compare, markdown
from training.roi.judge import Judged
from training.roi.plot import plot_effect
from training.thresholds import PREVALENCE

GIVEN, AUTOMATIC = "given ROI", "automatic ROI"

MEANING = (
    "Positive = good photo. 95 % intervals by a bootstrap over groups; PPV and NPV at "
    f"{PREVALENCE:.1%} good photos, retakes among the photos as they are. *Over a lower threshold*: "
    "the rule less the whole photo alone at the threshold that accepts as many good photos."
)


@dataclass(frozen=True, eq=False)
class Tried:
    """Photos that the rule was tried on; arrays aligned by photo.

    Attributes:
        title: what they are.
        head: what a reader must know before the figures.
        judged: their scores.
        good: whether each is good.
        groups: what is resampled as one.
    """

    title: str
    head: str
    judged: Judged
    good: NDArray[np.bool_]
    groups: NDArray[np.str_]

    def take(self, rows: NDArray[np.int64], title: str) -> Tried:
        """Pick some of the photos."""
        return Tried(title, self.head, self.judged.take(rows), self.good[rows], self.groups[rows])

    @property
    def described(self) -> str:
        """Name the photos with their number."""
        good, groups = int(self.good.sum()), len(np.unique(self.groups))
        n = len(self.good)
        return f"{self.title}, n = {n}: {good} good, {n - good} bad, {groups} groups"


def write_report(tried: Mapping[str, Sequence[Tried]], out: Path) -> str:
    """Write roi_KIND.md and roi_KIND.png for each kind of evidence, and roi.json; give the tables.

    Args:
        tried: by kind of evidence, which are never in one table.
        out: folder.

    Raises:
        NothingToTell: photos are all good, or all bad.
    """
    figures = {
        kind: {each.described: effects(each) for each in several} for kind, several in tried.items()
    }
    out.mkdir(parents=True, exist_ok=True)
    text = json.dumps(figures, indent=1, default=asdict)
    (out / "roi.json").write_text(text + "\n", encoding="utf-8")
    pages = {kind: _page(several[0].head, figures[kind]) for kind, several in tried.items()}
    for kind, page in pages.items():
        (out / f"roi_{kind}.md").write_text(page, encoding="utf-8")
        plot_effect(figures[kind], out / f"roi_{kind}.png")
    return "\n".join(pages.values())


def effects(tried: Tried) -> dict[str, dict[str, Row]]:
    """Compute the table of each operating point.

    Scores are taken less the threshold of what judged the photo: each fold has its own.

    Raises:
        NothingToTell: the photos are all good, or all bad.
    """
    judged = tried.judged
    ways = {GIVEN: judged.given, AUTOMATIC: judged.automatic}
    if np.isnan(judged.given).all():
        del ways[GIVEN]
    return {
        _named(name, at): compare(
            judged.whole - at,
            {way: roi - at for way, roi in ways.items()},
            tried.good,
            tried.groups,
            threshold=0.0,
        )
        for name, at in judged.thresholds.items()
    }


def _named(point: str, at: NDArray[np.float64]) -> str:
    """Name an operating point with its threshold, or the range of the folds' thresholds."""
    low, high = at.min(), at.max()
    return f"{point}, from {low:g}" + ("" if low == high else f" to {high:g}")


def _page(head: str, figures: Mapping[str, Mapping[str, Mapping[str, Row]]]) -> str:
    lines = [f"{head} {MEANING}\n"]
    for described, tables in figures.items():
        lines.append(f"{described}.\n")
        lines += [markdown(name, rows) for name, rows in tables.items()]
    return "\n".join(lines)
