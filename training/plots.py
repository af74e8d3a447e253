"""Figures in, pictures out: dots with their intervals, one panel a condition."""

from __future__ import annotations

from pathlib import Path

import matplotlib
from matplotlib.figure import Figure as Canvas

from training.figures import Figure

matplotlib.use("Agg")  # pictures are written, never shown: works without a screen

Rows = dict[str, dict[str, Figure]]

COLOURS = {"clearshot": "#0B5A58", "fair ridge": "#8A4A00"}
OTHER = "#75807C"


def plot_authentic(table: dict[str, Rows], measure: str, path: Path) -> None:
    """Draw one measure of every judge under every condition, with 95 % intervals."""
    canvas = Canvas(figsize=(11, 2.6 * ((len(table) + 1) // 2)), layout="constrained")
    axes = canvas.subplots((len(table) + 1) // 2, 2, squeeze=False, sharex=True).ravel()
    for axis, (condition, rows) in zip(axes, table.items(), strict=False):
        shown = {name: row[measure] for name, row in rows.items() if " less " not in name}
        for height, (name, figure) in enumerate(reversed(shown.items())):
            colour = COLOURS.get(name, OTHER)
            axis.plot([figure.low, figure.high], [height, height], color=colour, linewidth=2)
            axis.plot(figure.value, height, "o", color=colour)
        axis.set_yticks(range(len(shown)), list(reversed(shown)))
        axis.set_title(f"{condition} (n = {next(iter(shown.values())).n})", fontsize=10)
        axis.grid(axis="x", alpha=0.3)
    canvas.suptitle(f"{measure} on photos not learnt from, against stand-in ratings")
    canvas.savefig(path, dpi=100)


def plot_severity(
    curves: dict[str, list[list[float]]], severities: list[float], path: Path
) -> None:
    """Draw the score over the severity of each fault: every photo's curve and their median.

    Args:
        curves: by fault, one list of scores (0..100) a photo, in the order of `severities`.
        severities: 0..1.
        path: of the picture.
    """
    columns = 5
    rows = -(-len(curves) // columns)
    canvas = Canvas(figsize=(2.3 * columns, 2.1 * rows), layout="constrained")
    axes = canvas.subplots(rows, columns, squeeze=False, sharex=True, sharey=True).ravel()
    for axis in axes[len(curves) :]:
        axis.set_visible(False)
    for axis, (fault, photos) in zip(axes, sorted(curves.items()), strict=False):
        for scores in photos:
            axis.plot(severities, scores, color=OTHER, alpha=0.25, linewidth=0.8)
        medians = [sorted(column)[len(column) // 2] for column in zip(*photos, strict=True)]
        axis.plot(severities, medians, color=COLOURS["clearshot"], linewidth=2)
        axis.set_title(fault, fontsize=9)
    canvas.supxlabel("severity of a fault made on purpose")
    canvas.supylabel("score")
    canvas.savefig(path, dpi=100)
