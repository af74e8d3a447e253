"""Tables of the second say in, a picture out: where each operating point moves in ROC space."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from training.plots import COLOURS
from training.roi.effect import WHOLE, Row

WAYS = {"then given ROI": COLOURS["clearshot"], "then automatic ROI": COLOURS["fair ridge"]}
PAPER = (1 - 0.84, 0.71), (1 - 0.78, 0.82)
"""(1 - specificity, sensitivity) at PPV .9, whole and with the ROI step; JID Innovations
2024;4(4):100285: other photos and other raters, for the direction and size of the step only."""

Tables = Mapping[str, Mapping[str, Row]]


def plot_effect(conditions: Mapping[str, Tables], path: Path) -> None:
    """Draw one panel a condition, in it one arrow an operating point and way to choose the ROI.

    Args:
        conditions: by title: by operating point, what `effect.compare` gives.
        path: of the picture.
    """
    canvas = Canvas(figsize=(4.6 * len(conditions), 4.4), layout="constrained")
    axes = canvas.subplots(1, len(conditions), squeeze=False, sharex=True, sharey=True)[0]
    for axis, (title, tables) in zip(axes, conditions.items(), strict=True):
        for rows in tables.values():
            for way, colour in WAYS.items():
                if way in rows:
                    _arrow(axis, _place(rows[WHOLE]), _place(rows[way]), colour)
        _arrow(axis, *PAPER, "#75807C")
        axis.set_title(title.replace(": ", "\n"), fontsize=9)
        axis.set_xlabel("1 - specificity")
        axis.margins(0.2)
        axis.grid(alpha=0.3)
    axes[0].set_ylabel("sensitivity (positive = good photo)")
    for way, colour in {**WAYS, "published, other photos": "#75807C"}.items():
        axes[0].plot([], [], color=colour, label=way)
    axes[0].legend(loc="lower right", fontsize=8)
    canvas.savefig(path, dpi=100)


def _place(row: Row) -> tuple[float, float]:
    return 1 - row["specificity"].value, row["sensitivity"].value


def _arrow(axis: Axes, start: tuple[float, float], end: tuple[float, float], colour: str) -> None:
    axis.plot(*start, "o", color=colour, markersize=4)
    axis.plot(*end, alpha=0, marker=".")  # an arrow alone does not widen the axes
    axis.annotate(
        "", xy=end, xytext=start, arrowprops={"arrowstyle": "->", "color": colour, "lw": 1.6}
    )
