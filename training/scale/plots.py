"""What a bundle made of the copies in, pictures out: one a set, for no two kinds share a plot."""

from __future__ import annotations

from pathlib import Path

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from training.plots import COLOURS, OTHER
from training.scale.changes import THUMBNAIL

matplotlib.use("Agg")  # pictures are written, never shown: works without a screen

OWN, SMALL = COLOURS["clearshot"], COLOURS["fair ridge"]


def plot_set(judged: pd.DataFrame, title: str, level: float, path: Path) -> None:
    """Draw severity and score over the blur, and the severity of sharp photos over their size.

    Args:
        judged: of one set.
        title: of the picture.
        level: severity from which a blur is listed.
        path: of the picture.
    """
    own_bundle = judged[judged["bundle"] == judged["bundle"].iloc[0]]
    blur = own_bundle[(own_bundle["trial"] == "blur") & (own_bundle["kernel"] == "gaussian")]
    canvas = Canvas(figsize=(13, 4), layout="constrained")
    severity, score, size = canvas.subplots(1, 3)
    for axis, measure in ((severity, "blur_focus"), (score, "score")):
        for side, colour, label in ((0, OWN, "own pixels"), (THUMBNAIL, SMALL, "512 px long")):
            _curves(axis, blur[blur["side"] == side], "sigma", measure, colour, label)
        axis.set_xlabel("sigma of the blur, px of the photo itself")
    severity.set_ylabel("severity of blur_focus")
    score.set_ylabel("score")
    _curves(size, _sizes(own_bundle), "long side", "blur", OWN, "scaled down")
    size.set_xscale("log")
    size.set_xticks(sorted(_sizes(own_bundle)["long side"].unique()))
    size.xaxis.set_major_formatter("{x:.0f}")
    size.minorticks_off()
    size.set_xlabel("long side of the sharp photo, px")
    size.set_ylabel("severity of blur, either kind")
    for axis in (severity, size):
        axis.axhline(level, color=OTHER, linestyle="--", linewidth=1)
        axis.set_ylim(-0.02, 1.02)
    severity.legend(frameon=False)
    canvas.suptitle(f"{title} (n = {judged['photo'].nunique()}; dashed: listed from here on)")
    canvas.savefig(path, dpi=100)


def _sizes(table: pd.DataFrame) -> pd.DataFrame:
    """Give each sharp photo at every size: scaled down, and its own."""
    shrunk = table[(table["trial"] == "size") & (table["side"] > 0) & ~table["enlarged"]]
    own = table[(table["trial"] == "blur") & (table["side"] == 0) & (table["sigma"] == 0)]
    sides = pd.concat([shrunk["side"], own["long_side"]])
    return pd.concat([shrunk, own]).assign(**{"long side": sides})


def _curves(axis: Axes, table: pd.DataFrame, x: str, y: str, colour: str, label: str) -> None:
    """Draw every photo's curve and their median."""
    for _, photo in table.sort_values(x).groupby("photo"):
        axis.plot(photo[x], photo[y], color=colour, alpha=0.2, linewidth=0.8)
    middle = table.groupby(x)[y].median()
    axis.plot(middle.index, middle.to_numpy(), "o-", color=colour, linewidth=2, label=label)
    axis.grid(alpha=0.3)


def plot_focus(frames: pd.DataFrame, path: Path) -> None:
    """Draw severity and score over the positions of the focus series."""
    canvas = Canvas(figsize=(9, 3.5), layout="constrained")
    for axis, measure in zip(canvas.subplots(1, 2), ("blur_focus", "score"), strict=True):
        ordered = frames.sort_values("position")
        axis.plot(ordered["position"], ordered[measure], "o-", color=OWN)
        axis.axvline(3, color=OTHER, linestyle="--", linewidth=1)
        axis.set_xlabel("position of the lens (dashed: sharpest)")
        axis.set_ylabel("severity of blur_focus" if measure == "blur_focus" else measure)
        axis.grid(alpha=0.3)
    canvas.suptitle("one real focus series (electronics, no skin)")
    canvas.savefig(path, dpi=100)
