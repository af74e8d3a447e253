"""Scores of every variant in; the table and the picture of what each choice brings, out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure as Canvas
from numpy.typing import NDArray

from training.ablate.variants import Variant
from training.figures import Authentic, Figure, auc, difference, figure, srcc
from training.plots import COLOURS, OTHER
from training.ratings import RatedPhotos

Indices = NDArray[np.int64]
Scores = NDArray[np.floating]

Measure = Callable[[Authentic], float]

MEASURES: dict[str, Measure] = {"SRCC": srcc, "AUC": auc}


@dataclass(frozen=True)
class Row:
    """One variant under one condition.

    Attributes:
        figures: by measure.
        gains: the same less the base's, paired; empty for the base.
    """

    figures: dict[str, Figure]
    gains: dict[str, Figure]


def row(
    photos: RatedPhotos,
    members: Indices,
    scores: Scores,
    base: Scores | None,
    measures: Mapping[str, Measure] = MEASURES,
) -> Row:
    """Compute a variant's figures, and their difference to the base's scores."""
    own = _judged(photos, members, scores)
    figures = {name: figure(measure, own) for name, measure in measures.items()}
    if base is None:
        return Row(figures, {})
    theirs = _judged(photos, members, base)
    return Row(figures, {n: difference(measure, own, theirs) for n, measure in measures.items()})


def _judged(photos: RatedPhotos, members: Indices, scores: Scores) -> Authentic:
    unknown = np.full(len(members), np.nan)
    return Authentic(
        photos.mean_rating[members],
        scores,
        unknown,
        unknown,
        photos.fine[members],
        photos.groups[members],
    )


def markdown(variants: Sequence[Variant], table: dict[str, list[Row]]) -> str:
    """Write, for each condition, every variant's SRCC / AUC and what it gains over the base."""
    conditions = [f"{name} (n = {rows[0].figures['SRCC'].n})" for name, rows in table.items()]
    lines = [
        f"| choice | variant | {' | '.join(conditions)} |",
        f"|---|---|{'---|' * len(conditions)}",
    ]
    for index, variant in enumerate(variants):
        cells = [cell(rows[index]) for rows in table.values()]
        lines.append(f"| {variant.choice} | {variant.name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def cell(row: Row) -> str:
    """Write `.66 / .93`, and below it the gains with their intervals."""
    own = " / ".join(str(each) if not row.gains else _value(each) for each in row.figures.values())
    gains = "; ".join(f"{name} {_signed(each)}" for name, each in row.gains.items())
    return f"{own}<br>{gains}" if gains else own


def _value(figure: Figure) -> str:
    return str(figure).split(" ")[0]


def _signed(figure: Figure) -> str:
    return f"{'+' if figure.value > 0 else ''}{figure}"


def plot(variants: Sequence[Variant], table: dict[str, list[Row]]) -> Canvas:
    """Draw what every variant gains in SRCC over the base, with its interval, by condition."""
    canvas = Canvas(figsize=(4 + 2.6 * len(table), 0.9 + 0.3 * len(variants)), layout="constrained")
    axes = canvas.subplots(1, len(table), sharey=True, squeeze=False)[0]
    heights = range(len(variants) - 1, 0, -1)
    for axis, (condition, rows) in zip(axes, table.items(), strict=True):
        axis.axvline(0, color=COLOURS["clearshot"], linewidth=1)
        for height, each in zip(heights, rows[1:], strict=True):
            gain = each.gains["SRCC"]
            axis.plot([gain.low, gain.high], [height, height], color=OTHER, linewidth=2)
            axis.plot(gain.value, height, "o", color=COLOURS["clearshot"])
        axis.set_title(condition, fontsize=9)
        axis.grid(axis="x", alpha=0.3)
    axes[0].set_yticks(list(heights), [f"{v.choice}: {v.name}" for v in variants[1:]], fontsize=8)
    canvas.supxlabel("SRCC with the mean stand-in rating, less the base's", fontsize=9)
    return canvas
