"""Split rated photos into training, validation and test, and write who lies where.

No patient lies in two parts, nor does a photo with a near-duplicate of it. A column `split` of the
ratings (train, validation or test in each row) is kept to; without one, patients are dealt out such
that each part has its share of every source's good and bad photos. Writes photo_id,split.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold

from clearshot.errors import PhotoUnreadable
from training.near_duplicates import Hashes, hash_photos, near_duplicates
from training.ratings import RatedPhotos, RatingsRefused, read_ratings

Indices = NDArray[np.int64]
Names = NDArray[np.str_]

PARTS = ("train", "validation", "test")
FOLDS = 5
"""One is the test, one the validation, the others are training: 60, 20 and 20 %."""


class SplitRefused(ValueError):
    """Photos that cannot be split, or a split that leaks; the message says what to do."""


@dataclass(frozen=True, eq=False)
class Split:
    """Indices of the photos of each part, in order; together they are every photo once."""

    train: Indices
    validation: Indices
    test: Indices

    @classmethod
    def of(cls, names: Names) -> Split:
        """Sort photos by the name of their part.

        >>> Split.of(np.array(["test", "train", "validation", "train"])).train
        array([1, 3])
        """
        return cls(*(np.flatnonzero(names == part) for part in PARTS))

    @property
    def names(self) -> Names:
        """(n,) name of each photo's part.

        >>> Split(np.array([1]), np.array([0]), np.array([2])).names.tolist()
        ['validation', 'train', 'test']
        """
        members = astuple(self)
        names = np.repeat(PARTS, [len(part) for part in members])
        return np.asarray(names[np.argsort(np.concatenate(members))])


def split_ratings(csv: Path, photos: RatedPhotos, seed: int = 0) -> Split:
    """Split the photos of a rated-photos CSV: as its column `split` says, or else anew.

    Args:
        csv: where `photos` were read from.
        photos: all of them, or some.
        seed: deals the patients out otherwise; no matter if the CSV has a column `split`.

    Raises:
        RatingsRefused: a cell of the column `split` is none of `PARTS`.
        SplitRefused: there are too few photos, or a patient or near-duplicates lie in two parts.
        PhotoUnreadable: a photo cannot be decoded.
    """
    split = given_split(csv, photos) or new_split(photos, seed)
    check_near_duplicates(photos, split, hash_photos(photos.paths))
    return split


def given_split(csv: Path, photos: RatedPhotos) -> Split | None:
    """Read the column `split` of a rated-photos CSV; None if it has none.

    Raises:
        RatingsRefused: a cell is none of `PARTS`. Line 1 is the header.
        SplitRefused: a part has no photo, or a patient lies in two.
    """
    table = pd.read_csv(csv, dtype=str, keep_default_na=False)
    if "split" not in table.columns:
        return None
    for line, cell in enumerate(table["split"], start=2):
        if cell.strip() not in PARTS:
            raise RatingsRefused(
                f"{csv}, line {line}, column split: found {cell!r}, expected train, validation "
                "or test"
            )
    given = dict(zip(table["photo_id"], table["split"].str.strip(), strict=True))
    split = Split.of(np.array([given[name] for name in photos.photo_ids]))
    _check_filled(split)
    _check_patients(photos, split)
    return split


def new_split(photos: RatedPhotos, seed: int = 0) -> Split:
    """Deal patients out, so that each part has its share of every source's good and bad photos.

    Raises:
        SplitRefused: there are too few patients, or too few photos of each source and grade.
    """
    strata = np.char.add(photos.sources, np.where(photos.good, " good", " bad"))
    _check_enough(photos, strata)
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    with warnings.catch_warnings():
        # Fewer photos of a stratum than folds: some part goes without, as the counts show.
        warnings.filterwarnings("ignore", "The least populated class", UserWarning)
        test, validation, *_ = (fold for _, fold in splitter.split(strata, strata, photos.groups))
    names = np.full(len(photos), "train", dtype="<U10")
    names[test], names[validation] = "test", "validation"
    split = Split.of(names)
    _check_filled(split)
    return split


def check_near_duplicates(photos: RatedPhotos, split: Split, hashes: Hashes) -> None:
    """Refuse a split with near-duplicates in two parts.

    Args:
        photos: what was split.
        split: their parts.
        hashes: (n, bits), as `hash_photos` gives them.

    Raises:
        SplitRefused: names the first such pair, and says how many there are.
    """
    names, pairs = split.names, near_duplicates(hashes)
    across = pairs[names[pairs[:, 0]] != names[pairs[:, 1]]]
    if len(across):
        one, other = across[0]
        raise SplitRefused(
            f"{photos.photo_ids[one]} ({names[one]}) and {photos.photo_ids[other]} "
            f"({names[other]}) are near-duplicates in two parts of the split"
            f"{_more(len(across) - 1)}: give the two one patient_id, and one split if it is given"
        )


def _more(pairs: int) -> str:
    return f", the first of {pairs + 1} such pairs" if pairs else ""


def _check_patients(photos: RatedPhotos, split: Split) -> None:
    """Refuse a split with a patient in two parts."""
    names, first = split.names, dict[str, int]()
    for row, patient in enumerate(photos.groups):
        before = first.setdefault(str(patient), row)
        if names[row] != names[before]:
            raise SplitRefused(
                f"patient {patient} is in two parts of the split, with "
                f"{photos.photo_ids[before]} ({names[before]}) and {photos.photo_ids[row]} "
                f"({names[row]}): give all photos of a patient one split"
            )


def _check_filled(split: Split) -> None:
    for part, members in zip(PARTS, astuple(split), strict=True):
        if not len(members):
            raise SplitRefused(f"no photo is in {part}, expected some: bring more patients")


def _check_enough(photos: RatedPhotos, strata: Names) -> None:
    patients = len(np.unique(photos.groups))
    if patients < FOLDS:
        raise SplitRefused(
            f"found {patients} patients, expected {FOLDS} or more: bring more, or a column split"
        )
    largest = np.unique(strata, return_counts=True)[1].max()
    if largest < FOLDS:
        raise SplitRefused(
            f"found at most {largest} photos of one source and grade, expected {FOLDS} or more: "
            "bring more photos, or a column split"
        )


def counts(photos: RatedPhotos, split: Split) -> pd.DataFrame:
    """Count the photos of each part by source and grade (good by majority, or bad)."""
    grades = np.where(photos.good, "good", "bad")
    names = pd.Categorical(split.names, PARTS)
    return pd.crosstab(
        names, [photos.sources, grades], rownames=["split"], colnames=["source", "grade"],
        margins=True, margins_name="all",
    )  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.splits", description=__doc__)
    parser.add_argument("--ratings", type=Path, required=True, help="rated-photos CSV")
    parser.add_argument("--out", type=Path, required=True, help="CSV to write: photo_id,split")
    parser.add_argument("--seed", type=int, default=0, help="another one deals out otherwise")
    options = parser.parse_args(argv)
    try:
        photos = read_ratings(options.ratings)
        split = split_ratings(options.ratings, photos, options.seed)
        _write(options.out, photos, split)
    except (RatingsRefused, SplitRefused, PhotoUnreadable, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    print(counts(photos, split).to_string())
    return 0


def _write(csv: Path, photos: RatedPhotos, split: Split) -> None:
    csv.parent.mkdir(parents=True, exist_ok=True)
    table = pd.DataFrame({"photo_id": photos.photo_ids, "split": split.names})
    table.to_csv(csv, index=False)


if __name__ == "__main__":
    sys.exit(main())
