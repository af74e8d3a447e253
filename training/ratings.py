"""Rated photos: a CSV in, a checked table out. Nothing is silently dropped.

Columns: `path` (relative to the CSV's folder), `photo_id`, `patient_id`, `source`,
`rater_1` ... `rater_R` (1...K, higher is better, blank = not rated), optional `reason_<code>`
(0/1 or the number of raters who named that fault; blank = not asked) and `licence`. Further columns
are ignored.
"""

from __future__ import annotations

from argparse import ArgumentTypeError
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]

GOOD_RANK = 3
"""The lowest rank that is good."""

REQUIRED = ("path", "photo_id", "patient_id", "source", "rater_1")


class RatingsRefused(ValueError):
    """A rated-photos CSV with a fault; the message names file, line and column."""


@dataclass(frozen=True, eq=False)
class RatedPhotos:
    """Photos and what every rater gave them; arrays are aligned by photo.

    Attributes:
        paths: where each photo lies.
        photo_ids: unique names.
        groups: patient (or what stands for one): never split across folds.
        sources: the site that each photo comes from.
        ratings: (n, R) ranks 1..K, NaN where a rater did not rate.
        votes: reason code -> (n,) share of raters 0..1 who named it, NaN where not asked.
        licences: terms of each photo, as its row says; blank if the CSV has no such column.
    """

    paths: tuple[Path, ...]
    photo_ids: tuple[str, ...]
    groups: NDArray[np.str_]
    sources: NDArray[np.str_]
    ratings: Floats
    votes: dict[str, Floats]
    licences: NDArray[np.str_]

    @property
    def permissive(self) -> NDArray[np.bool_]:
        """(n,) photos whose terms do not forbid commercial use."""
        return np.array(["NC" not in licence for licence in self.licences], bool)

    @property
    def mean_rating(self) -> Floats:
        """(n,) mean over the raters who rated."""
        return np.asarray(np.nanmean(self.ratings, axis=1))

    @property
    def good(self) -> NDArray[np.bool_]:
        """(n,) mean rating of at least 2.5: good by majority, a tie is good."""
        return self.mean_rating >= 2.5

    @property
    def fine(self) -> NDArray[np.bool_]:
        """(n,) every rater who rated calls it good."""
        return np.asarray(np.nanmin(self.ratings, axis=1) >= GOOD_RANK)

    def take(self, rows: NDArray[np.int64]) -> RatedPhotos:
        """Pick some of the photos."""
        return RatedPhotos(
            tuple(self.paths[i] for i in rows),
            tuple(self.photo_ids[i] for i in rows),
            self.groups[rows],
            self.sources[rows],
            self.ratings[rows],
            {code: votes[rows] for code, votes in self.votes.items()},
            self.licences[rows],
        )

    def __len__(self) -> int:
        """Count the photos."""
        return len(self.paths)


def read_ratings(csv: Path, ranks: int = 4) -> RatedPhotos:
    """Read and check a rated-photos CSV.

    Raises:
        RatingsRefused: a column is missing, a cell is not what it should be, a photo is not there,
            a photo_id occurs twice, or a photo has no rating. Line 1 is the header.
    """
    table = pd.read_csv(csv, dtype=str, keep_default_na=False)
    missing = [name for name in REQUIRED if name not in table.columns]
    if missing:
        raise RatingsRefused(f"{csv}: column {missing[0]} is missing; found {list(table.columns)}")
    raters = [name for name in table.columns if name.startswith("rater_")]
    ratings = np.stack([_numbers(csv, table, name, 1, ranks) for name in raters], axis=1)
    _check_rows(csv, table, ratings)
    votes = {
        name.removeprefix("reason_"): _numbers(csv, table, name, 0, len(raters)) / len(raters)
        for name in table.columns
        if name.startswith("reason_")
    }
    return RatedPhotos(
        paths=tuple(csv.parent / path for path in table["path"]),
        photo_ids=tuple(table["photo_id"]),
        groups=table["patient_id"].to_numpy(str),
        sources=table["source"].to_numpy(str),
        ratings=ratings,
        votes=votes,
        licences=table.get("licence", pd.Series([""] * len(table))).to_numpy(str),
    )


def ratings_file(argument: str) -> RatedPhotos:
    """Read the rated-photos CSV that a command line names, as the `type` of an argument.

    Raises:
        ArgumentTypeError: it is refused or cannot be read; argparse prints it and ends with 2.
    """
    try:
        return read_ratings(Path(argument))
    except (ValueError, OSError) as error:
        raise ArgumentTypeError(str(error)) from error


def _numbers(csv: Path, table: pd.DataFrame, column: str, low: int, high: int) -> Floats:
    """Read one column of whole numbers low..high; blank becomes NaN."""
    numbers = np.full(len(table), np.nan)
    for row, cell in enumerate(table[column]):
        if cell.strip() == "":
            continue
        if not cell.strip().isdigit() or not low <= int(cell) <= high:
            wanted = f"a whole number from {low} to {high}, or blank"
            raise RatingsRefused(
                f"{csv}, line {row + 2}, column {column}: found {cell!r}, expected {wanted}"
            )
        numbers[row] = int(cell)
    return numbers


def _check_rows(csv: Path, table: pd.DataFrame, ratings: Floats) -> None:
    for row in np.flatnonzero(np.isnan(ratings).all(axis=1)):
        raise RatingsRefused(f"{csv}, line {row + 2}: no rater_ column holds a rating")
    for row in np.flatnonzero(table["photo_id"].duplicated()):
        name = table["photo_id"][row]
        raise RatingsRefused(f"{csv}, line {row + 2}, column photo_id: {name!r} was there before")
    for column in ("photo_id", "patient_id", "source"):
        for row in np.flatnonzero(table[column].str.strip() == ""):
            raise RatingsRefused(f"{csv}, line {row + 2}, column {column}: is blank")
    for line, path in enumerate(table["path"], start=2):
        if not (csv.parent / path).is_file():
            raise RatingsRefused(
                f"{csv}, line {line}, column path: there is no file {csv.parent / path}"
            )
