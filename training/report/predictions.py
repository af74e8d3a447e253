"""A predictions CSV and rated photos in; the trials that a report is about out.

Columns: `trial`, `fold`, `part` (`validation` or `test`), `photo_id`, `rank_1` ... `rank_K`
(probabilities that add up to 1), `reason_<code>` (severities 0..1), optional `darker` (score 0..100
of the photo's copy with darker skin; blank = none). Further columns are ignored.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from training.predictions import graded_score
from training.ratings import RatedPhotos
from training.report.bootstrap import draws

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Indices = NDArray[np.int64]

PARTS = ("validation", "test")
REQUIRED = ("trial", "fold", "part", "photo_id", "rank_1")
ROUNDING = 0.001
"""How far probabilities may add up to something other than 1: a CSV holds rounded numbers."""


class PredictionsRefused(ValueError):
    """A predictions CSV with a fault; the message names file, line and column."""


@dataclass(frozen=True, eq=False)
class Predictions:
    """Photos with what was predicted of each; arrays are aligned by row.

    Attributes:
        photos: the photos, with their ratings.
        grade: (n, K) probability of each rank.
        severities: (n, R) of each reason, 0..1.
        reasons: R codes.
        darker: (n,) score 0..100 of the copy with darker skin, NaN where there is none.
    """

    photos: RatedPhotos
    grade: Floats
    severities: Floats
    reasons: tuple[str, ...]
    darker: Floats

    @property
    def score(self) -> Floats:
        """(n,) 0..100, as the bundle on a phone would give it."""
        return graded_score(self.grade, self.severities)

    @property
    def good(self) -> Flags:
        """(n,) mean rating of at least 2.5."""
        return self.photos.good

    @property
    def fine(self) -> Flags:
        """(n,) every rater calls it good."""
        return self.photos.fine

    def take(self, rows: Indices) -> Predictions:
        """Pick some of the rows."""
        return Predictions(
            self.photos.take(rows),
            self.grade[rows],
            self.severities[rows],
            self.reasons,
            self.darker[rows],
        )

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.photos)


@dataclass(frozen=True, eq=False)
class Fold:
    """Where the test rows of a fold lie, and the rows on which all is chosen for them."""

    test: Indices
    validation: Predictions


@dataclass(frozen=True, eq=False)
class Trial:
    """All test rows of a trial.

    Attributes:
        name: of the trial.
        test: its test rows, of all folds.
        folds: each test row lies in one of them.
        weights: (resamples, n) how often each test row was drawn.
    """

    name: str
    test: Predictions
    folds: tuple[Fold, ...]
    weights: Floats

    def __str__(self) -> str:
        """Name it with its numbers of photos, patients and bad photos."""
        patients = len(np.unique(self.test.photos.groups))
        bad = int((~self.test.good).sum())
        return f"{self.name} ({len(self.test)} photos, {patients} patients, {bad} bad)"


def read_predictions(csv: Path, photos: RatedPhotos, ranks: int = 4) -> tuple[Trial, ...]:
    """Read and check a predictions CSV of rated photos.

    Raises:
        PredictionsRefused: a column is missing, a cell is not what it should be, a photo was not
            rated or is there twice, a patient lies in both parts of a fold, or there are not good
            and bad photos in each part. Line 1 is the header.
    """
    table = pd.read_csv(csv, dtype=str, keep_default_na=False)
    wanted = dict.fromkeys((*REQUIRED, *(f"rank_{rank + 1}" for rank in range(ranks))))
    missing = [name for name in wanted if name not in table.columns]
    if missing:
        raise PredictionsRefused(
            f"{csv}: column {missing[0]} is missing; found {list(table.columns)}"
        )
    if table.empty:
        raise PredictionsRefused(f"{csv} has no row below its header, expected one a photo")
    rows = _predictions(csv, table, photos, ranks)
    _check_places(csv, table, rows)
    names = dict.fromkeys(table["trial"])
    return tuple(_trial(csv, table, rows, name) for name in names)


def _predictions(csv: Path, table: pd.DataFrame, photos: RatedPhotos, ranks: int) -> Predictions:
    known = {name: index for index, name in enumerate(photos.photo_ids)}
    for line, name in enumerate(table["photo_id"], start=2):
        if name not in known:
            raise PredictionsRefused(
                f"{csv}, line {line}, column photo_id: {name!r} is not among the rated photos"
            )
    reasons = [name for name in table.columns if name.startswith("reason_")]
    grade = [_numbers(csv, table, f"rank_{rank + 1}", 1) for rank in range(ranks)]
    severities = [_numbers(csv, table, name, 1) for name in reasons]
    return Predictions(
        photos.take(np.array([known[name] for name in table["photo_id"]], np.int64)),
        _whole(csv, np.stack(grade, axis=1)),
        np.stack(severities, axis=1) if severities else np.zeros((len(table), 0)),
        tuple(name.removeprefix("reason_") for name in reasons),
        _numbers(csv, table, "darker", 100, blank=True),
    )


def _numbers(
    csv: Path, table: pd.DataFrame, column: str, high: float, blank: bool = False
) -> Floats:
    """Read one column of numbers 0..high; blank, or a column that is not there, becomes NaN."""
    if column not in table.columns:
        return np.full(len(table), np.nan)
    numbers = pd.to_numeric(table[column], errors="coerce").to_numpy(np.float64)
    left_out = (table[column].str.strip() == "").to_numpy(bool) & blank
    for row in np.flatnonzero(~left_out & ~((numbers >= 0) & (numbers <= high))):
        wanted = f"a number from 0 to {high:g}{', or blank' if blank else ''}"
        raise PredictionsRefused(
            f"{csv}, line {row + 2}, column {column}: found {table[column][row]!r}, "
            f"expected {wanted}"
        )
    return np.asarray(numbers)


def _whole(csv: Path, grade: Floats) -> Floats:
    """Check that probabilities add up to 1, and take the rounding out of them."""
    total = grade.sum(axis=1, keepdims=True)
    for row in np.flatnonzero(np.abs(total - 1) > ROUNDING):
        raise PredictionsRefused(
            f"{csv}, line {row + 2}, columns rank_1 to rank_{grade.shape[1]}: add up to "
            f"{total[row, 0]:.4f}, expected 1"
        )
    return np.asarray(grade / total)


def _check_places(csv: Path, table: pd.DataFrame, rows: Predictions) -> None:
    """Check that each photo has one place in a fold, and one test in a trial."""
    for column in ("trial", "fold"):
        for row in np.flatnonzero(table[column].str.strip() == ""):
            raise PredictionsRefused(f"{csv}, line {row + 2}, column {column}: is blank")
    for row in np.flatnonzero(~table["part"].isin(PARTS)):
        raise PredictionsRefused(
            f"{csv}, line {row + 2}, column part: found {table['part'][row]!r}, "
            f"expected {' or '.join(PARTS)}"
        )
    for row in np.flatnonzero(table.duplicated(["trial", "fold", "part", "photo_id"])):
        raise PredictionsRefused(_twice(csv, table, int(row), "in this fold"))
    tested = table[table["part"] == "test"]
    for row in tested.index[tested.duplicated(["trial", "photo_id"])]:
        raise PredictionsRefused(_twice(csv, table, int(row), "among the test rows of this trial"))
    _check_patients(csv, table, rows.photos.groups)


def _twice(csv: Path, table: pd.DataFrame, row: int, where: str) -> str:
    name = table["photo_id"][row]
    return f"{csv}, line {row + 2}, column photo_id: {name!r} was there before {where}"


def _check_patients(csv: Path, table: pd.DataFrame, patients: NDArray[np.str_]) -> None:
    placed = table.assign(patient=patients)
    parts = placed.groupby(["trial", "fold", "patient"])["part"].transform("nunique")
    for row in np.flatnonzero(parts > 1):
        raise PredictionsRefused(
            f"{csv}, line {row + 2}: patient {patients[row]!r} lies in both parts of fold "
            f"{table['fold'][row]!r}; what is chosen on a patient must not be tried on them"
        )


def _trial(csv: Path, table: pd.DataFrame, rows: Predictions, name: str) -> Trial:
    own = (table["trial"] == name).to_numpy(bool)
    tested = (table["part"] == "test").to_numpy(bool)
    test = np.flatnonzero(own & tested)
    _check_both(csv, rows.good[test], f"test rows of trial {name!r}")
    folds = []
    for fold in dict.fromkeys(table["fold"][test]):
        here = own & (table["fold"] == fold).to_numpy(bool)
        validation = np.flatnonzero(here & ~tested)
        _check_both(csv, rows.good[validation], f"validation rows of trial {name!r}, fold {fold!r}")
        folds.append(Fold(np.flatnonzero(here[test]), rows.take(validation)))
    chosen = rows.take(test)
    return Trial(name, chosen, tuple(folds), draws(chosen.photos.groups))


def _check_both(csv: Path, good: Flags, where: str) -> None:
    if not good.any() or good.all():
        raise PredictionsRefused(
            f"{csv}: {good.sum()} of the {len(good)} {where} are good, "
            "expected good and bad ones: there is nothing to tell apart"
        )
