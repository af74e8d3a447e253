"""One part of the report: words, tables and plots. Tables are Markdown, JSON and HTML alike."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from matplotlib.figure import Figure as Canvas

from training.figures import Figure

Cell = Figure | str
Rows = Mapping[str, Mapping[str, Cell]]

AUTHENTIC, SYNTHETIC = "authentic", "synthetic"
"""What a section's figures are of; a section is never of both."""


def text(cell: Cell, digits: int = 2) -> str:
    """Write a cell: the figure and its 95 % interval.

    >>> text(Figure(0.931, 0.9, 0.96, 744)), text(Figure(-0.0312, -0.04, 0, 9), 3), text("too few")
    ('.93 (.90-.96)', '-.031 (-.040-.000)', 'too few')
    """
    return cell if isinstance(cell, str) else cell.text(digits)


@dataclass(frozen=True)
class Table:
    """Figures in blocks with one heading each, for instance one a trial.

    Attributes:
        name: of its file, NAME.md, and of its part of figures.json.
        caption: what it shows.
        blocks: heading -> row -> column -> cell; all rows of a block have the same columns.
        digits: after the point.
    """

    name: str
    caption: str
    blocks: Mapping[str, Rows]
    digits: int = 2

    def markdown(self) -> str:
        """Write it for the model card."""
        return "\n".join(self._block(heading, rows) for heading, rows in self.blocks.items())

    def _block(self, heading: str, rows: Rows) -> str:
        names = columns(rows)
        lines = [f"| {heading} | {' | '.join(names)} |", f"|{'---|' * (1 + len(names))}"]
        for row, cells in rows.items():
            lines.append(f"| {row} | {' | '.join(map(self._cell, cells.values()))} |")
        return "\n".join(lines) + "\n"

    def _cell(self, cell: Cell) -> str:
        """Write the photos behind a figure, too."""
        counted = "" if isinstance(cell, str) else f", n {cell.n}"
        return text(cell, self.digits) + counted

    def json(self) -> dict[str, object]:
        """Give every figure with value, low, high and n; what could not be measured in words."""
        return {
            heading: {
                row: {c: _json(cell) for c, cell in cells.items()} for row, cells in r.items()
            }
            for heading, r in self.blocks.items()
        }


@dataclass(frozen=True)
class Section:
    """One part of the report.

    Attributes:
        name: in links.
        title: above it.
        words: paragraphs: what is shown, and how it was measured.
        tables: in order.
        plots: what each shows -> the plot.
        pictures: photos with what is said under each.
        kind: `AUTHENTIC` or `SYNTHETIC`.
    """

    name: str
    title: str
    words: tuple[str, ...]
    tables: tuple[Table, ...] = ()
    plots: Mapping[str, Canvas] = field(default_factory=dict)
    pictures: tuple[tuple[str, str], ...] = ()
    kind: str = AUTHENTIC


def columns(rows: Rows) -> list[str]:
    """Name the columns of a block."""
    return list(next(iter(rows.values()), {}))


def _json(cell: Cell) -> object:
    if isinstance(cell, str):
        return cell
    return {k: None if math.isnan(v) else v for k, v in asdict(cell).items()}
