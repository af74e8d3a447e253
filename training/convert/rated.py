"""Photos with their ratings in, a rated-photos CSV out."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from pathlib import Path

import pandas as pd


class LabelsRefused(ValueError):
    """A label file with a fault; the message names file, line or entry, and column."""


@dataclass(frozen=True)
class Rated:
    """One photo of a public set.

    Attributes:
        where: file and line or entry that it comes from, for messages.
        file: its path below the folder of photos.
        photo_id: unique name.
        patient_id: who is on it, or the photo itself where the set does not say.
        ratings: ranks 1...4 of its raters.
        reasons: reason code -> number of raters who named it.
    """

    where: str
    file: str
    photo_id: str
    patient_id: str
    ratings: tuple[int, ...]
    reasons: Mapping[str, int] = field(default_factory=dict)


def write_rated(
    photos: Sequence[Rated],
    folder: Path,
    out: Path,
    source: str,
    licence: str,
    skip_missing: bool = False,
) -> int:
    """Write the CSV and give how many photos were left out for want of their file.

    Raises:
        LabelsRefused: a photo is not in `folder` and `skip_missing` is off, a photo occurs twice,
            or nothing is left to write.
    """
    _refuse_repeats(photos)
    found = [(folder / photo.file).is_file() for photo in photos]
    if not (all(found) or skip_missing):
        absent = photos[found.index(False)]
        raise LabelsRefused(
            f"{absent.where}: there is no file {folder / absent.file}; "
            "check --photos, or leave such photos out with --skip-missing"
        )
    there = list(compress(photos, found))
    if not there:
        raise LabelsRefused(f"{folder}: none of the {len(photos)} rated photos is there")
    out.parent.mkdir(parents=True, exist_ok=True)
    raters = max(len(photo.ratings) for photo in there)
    rows = [
        {
            "path": _relative(folder / photo.file, out.parent),
            "photo_id": photo.photo_id,
            "patient_id": photo.patient_id,
            "source": source,
            **_ranks(photo.ratings, raters),
            **{f"reason_{code}": count for code, count in photo.reasons.items()},
            "licence": licence,
        }
        for photo in there
    ]
    pd.DataFrame(rows).to_csv(out, index=False)
    return found.count(False)


def _ranks(ratings: tuple[int, ...], raters: int) -> dict[str, int | str]:
    ranks: list[int | str] = [*ratings, *[""] * (raters - len(ratings))]
    return {f"rater_{i}": rank for i, rank in enumerate(ranks, start=1)}


def _relative(photo: Path, folder: Path) -> str:
    return Path(os.path.relpath(photo.resolve(), folder.resolve())).as_posix()


def _refuse_repeats(photos: Sequence[Rated]) -> None:
    first: dict[str, str] = {}
    for photo in photos:
        if photo.photo_id in first:
            raise LabelsRefused(
                f"{photo.where}: {photo.photo_id!r} was there before, in {first[photo.photo_id]}"
            )
        first[photo.photo_id] = photo.where
