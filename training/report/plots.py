"""Curves in, plots out. Their ink is one colour that a page may turn light or dark."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.layout_engine import ConstrainedLayoutEngine
from numpy.typing import NDArray
from sklearn.metrics import precision_recall_curve, roc_curve

from training.figures import Figure
from training.report.predictions import Trial
from training.report.section import Cell

Floats = NDArray[np.float64]

INK = "#1d2b2a"
COLOURS = ("#1c9a90", "#d47a1f", "#7a6bd0", "#c2477f", "#4a88c7", "#8a8f3c")
"""Mid tones: they stand out on light and on dark paper."""
# Any: matplotlib types the keys as one literal of all its settings.
STYLE: dict[Any, Any] = {
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.facecolor": "none",
    "axes.grid": True,
    "grid.alpha": 0.25,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "font.size": 11,
}
COLUMNS = 2


def panels(count: int, width: float, height: float) -> tuple[Canvas, list[Axes]]:
    """Lay out so many panels of a size in inches, two in a row."""
    rows = math.ceil(count / COLUMNS)
    with matplotlib.rc_context(STYLE):
        room = ConstrainedLayoutEngine(h_pad=0.12, w_pad=0.12)
        canvas = Canvas(figsize=(width * COLUMNS, height * rows), layout=room)
        axes = list(canvas.subplots(rows, COLUMNS, squeeze=False).ravel())
    for axis in axes[count:]:
        axis.set_visible(False)
    return canvas, axes[:count]


def plot_roc(trials: Sequence[Trial]) -> Canvas:
    """Draw the ROC curve of every trial: sensitivity over false acceptance of bad photos."""
    canvas, axes = panels(len(trials), 5.4, 4.2)
    for axis, trial in zip(axes, trials, strict=True):
        wrong, right, _ = roc_curve(trial.test.good, trial.test.score)
        axis.plot(wrong, right, color=COLOURS[0], linewidth=2)
        axis.plot([0, 1], [0, 1], color=INK, linewidth=0.8, linestyle=":")
        _describe(axis, trial, "bad photos accepted (1 - specificity)", "sensitivity")
    return canvas


def plot_precision(trials: Sequence[Trial]) -> Canvas:
    """Draw, of every trial, how pure the prompted photos are over how many bad ones are found."""
    canvas, axes = panels(len(trials), 5.4, 4.2)
    for axis, trial in zip(axes, trials, strict=True):
        bad = ~trial.test.good
        precision, recall, _ = precision_recall_curve(bad, -trial.test.score)
        axis.step(recall, precision, where="pre", color=COLOURS[1], linewidth=2)
        axis.axhline(bad.mean(), color=INK, linewidth=0.8, linestyle=":")
        _describe(axis, trial, "bad photos found (recall)", "found ones that are bad (precision)")
    return canvas


def _describe(axis: Axes, trial: Trial, x: str, y: str) -> None:
    axis.set(xlabel=x, ylabel=y, xlim=(-0.01, 1.01), ylim=(-0.01, 1.01))
    good = trial.test.good
    axis.set_title(f"{trial.name} ({good.sum()} good, {(~good).sum()} bad)", fontsize=11)


def plot_prevalence(
    curves: Mapping[str, Mapping[str, Sequence[Mapping[str, Figure]]]], shares: Sequence[float]
) -> Canvas:
    """Draw PPV and NPV over the share of good photos, with 95 % bands.

    Args:
        curves: trial -> operating point -> at each share, PPV and NPV.
        shares: of photos that are good.
    """
    canvas, axes = panels(2 * len(curves), 5.4, 3.4)
    plots = [(trial, value) for trial in curves for value in ("PPV", "NPV")]
    for axis, (trial, value) in zip(axes, plots, strict=True):
        for colour, (name, points) in zip(COLOURS, curves[trial].items(), strict=False):
            figures = [point[value] for point in points]
            axis.plot(shares, [f.value for f in figures], color=colour, linewidth=2, label=name)
            low, high = [f.low for f in figures], [f.high for f in figures]
            axis.fill_between(shares, low, high, color=colour, alpha=0.13, linewidth=0)
        axis.set(xlabel="share of good photos", ylabel=value, ylim=(0, 1.02))
        axis.set_title(f"{value}: {trial}", fontsize=11)
    axes[0].legend(loc="lower right", frameon=False)
    return canvas


def plot_reliability(
    curves: Mapping[str, Mapping[str, tuple[Floats, Floats]]],
) -> Canvas:
    """Draw what came true over what was promised.

    Args:
        curves: trial -> name of the calibration -> means of each bin, promised and kept.
    """
    canvas, axes = panels(len(curves), 5.4, 4.4)
    for axis, (trial, named) in zip(axes, curves.items(), strict=True):
        axis.plot([0, 1], [0, 1], color=INK, linewidth=0.8, linestyle=":")
        for colour, (name, (promised, kept)) in zip(COLOURS, named.items(), strict=False):
            axis.plot(promised, kept, "o-", color=colour, linewidth=1.6, markersize=5, label=name)
        axis.set(xlabel="score / 100", ylabel="good ratings", xlim=(0, 1), ylim=(0, 1.02))
        axis.set_title(trial, fontsize=11)
    axes[0].legend(loc="upper left", frameon=False)
    return canvas


def plot_tones(shown: Mapping[str, Cell]) -> Canvas:
    """Draw false retakes by tone, with their intervals."""
    with matplotlib.rc_context(STYLE):
        canvas = Canvas(figsize=(10.8, 3.4), layout="constrained")
        axis = canvas.subplots()
    for place, cell in enumerate(shown.values()):
        if isinstance(cell, Figure):
            axis.plot([place, place], [cell.low, cell.high], color=COLOURS[0], linewidth=2)
            axis.plot(place, cell.value, "o", color=COLOURS[0])
    axis.set_xticks(range(len(shown)), list(shown))
    axis.set(ylabel="false retakes", ylim=(-0.02, 1.02))
    axis.set_title("rendered scenes (synthetic)", fontsize=11)
    return canvas
