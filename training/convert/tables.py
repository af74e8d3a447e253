"""A published label table in, its rows as text out, with cells checked as they are read."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import pandas as pd

from training.convert.rated import LabelsRefused


@dataclass(frozen=True)
class Row:
    """One line of a table: `where` names file and line, `cells` holds its text by column."""

    where: str
    cells: dict[str, str]

    def text(self, column: str) -> str:
        """Read a cell that must not be blank.

        Raises:
            LabelsRefused: it is blank.
        """
        cell = self.cells[column].strip()
        if not cell:
            raise LabelsRefused(f"{self.where}, column {column}: is blank")
        return cell

    def number(self, column: str, low: float, high: float = math.inf) -> float:
        """Read a number from `low` to `high`.

        Raises:
            LabelsRefused: it is something else.
        """
        cell = self.text(column)
        try:
            number = float(cell)
        except ValueError:
            number = math.nan
        if not (low <= number <= high and math.isfinite(number)):
            raise LabelsRefused(
                f"{self.where}, column {column}: found {cell!r}, "
                f"expected a number from {low:g} to {high:g}"
            )
        return number


def rows(file: Path, columns: Sequence[str]) -> Iterator[Row]:
    """Give the lines of a CSV or Excel table; the header is line 1.

    Raises:
        LabelsRefused: the file cannot be read as a table, or lacks one of `columns`.
    """
    table = _table(file)
    for column in columns:
        if column not in table.columns:
            raise LabelsRefused(f"{file}: column {column} is missing; found {list(table.columns)}")
    for line, cells in enumerate(table.to_dict("records"), start=2):
        yield Row(f"{file}, line {line}", cells)


def _table(file: Path) -> pd.DataFrame:
    try:
        if file.suffix.lower() == ".xlsx":
            return pd.read_excel(file, dtype=str, keep_default_na=False)
        return pd.read_csv(file, dtype=str, keep_default_na=False)
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise LabelsRefused(f"{file}: cannot be read as a table: {str(error).strip()}") from error
