"""A table of answers in; arrays by photo and fault out: one judge tried on one recipe."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from training.unseen.plan import BAD, BOUNDARY, FAULTS, UNTOUCHED, ZERO

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Trial:
    """What a judge said of P photos and their copies with each of the F faults.

    Attributes:
        faults: reason codes of the F columns.
        groups: (P,) patient, or what stands for one.
        zero: (P,) score of the copy at severity zero.
        boundary: (P, F) score next to the boundary.
        bad: (P, F) score of what is plainly bad.
        untouched_prompted: (P,) whether a retake of the photo itself is asked for.
        zero_prompted: (P,) the same at severity zero.
        bad_prompted: (P, F) the same of what is plainly bad.
        first: (P, F) the first reason that is told there, blank if none.
    """

    faults: tuple[str, ...]
    groups: NDArray[np.str_]
    zero: Floats
    boundary: Floats
    bad: Floats
    untouched_prompted: Flags
    zero_prompted: Flags
    bad_prompted: Flags
    first: NDArray[np.str_]

    def __len__(self) -> int:
        """Count the photos."""
        return len(self.groups)

    def take(self, rows: Indices) -> Trial:
        """Pick some of the photos, for a resample."""
        arrays = {field.name: getattr(self, field.name) for field in fields(self)[1:]}
        return replace(self, **{name: array[rows] for name, array in arrays.items()})

    def of(self, fault: str) -> Trial:
        """Keep one fault alone."""
        column = [self.faults.index(fault)]
        names = ("boundary", "bad", "bad_prompted", "first")
        return replace(
            self, faults=(fault,), **{name: getattr(self, name)[:, column] for name in names}
        )


def trial_of(answers: pd.DataFrame, groups: NDArray[np.str_], recipe: str) -> Trial:
    """Arrange the answers on one recipe.

    Args:
        answers: rows as `training.unseen.answers.answer` gives them, of every photo each picture
            once: untouched, at severity zero, and each fault at both levels.
        groups: group of each rated photo, by the index that stands in `answers`.
        recipe: which of the recipes.
    """
    own = answers[(answers["recipe"] == recipe) | (answers["level"] == UNTOUCHED)]

    def spread(level: str, column: str) -> pd.DataFrame:
        rows = own[own["level"] == level]
        return rows.pivot(index="photo", columns="fault", values=column)

    def plain(level: str, column: str) -> pd.Series:
        return spread(level, column)[""]

    def by_fault(level: str, column: str) -> pd.DataFrame:
        return spread(level, column)[list(FAULTS)]

    zero = plain(ZERO, "score")
    return Trial(
        faults=FAULTS,
        groups=groups[zero.index.to_numpy()],
        zero=zero.to_numpy(float),
        boundary=by_fault(BOUNDARY, "score").to_numpy(float),
        bad=by_fault(BAD, "score").to_numpy(float),
        untouched_prompted=plain(UNTOUCHED, "prompted").to_numpy(bool),
        zero_prompted=plain(ZERO, "prompted").to_numpy(bool),
        bad_prompted=by_fault(BAD, "prompted").to_numpy(bool),
        first=by_fault(BAD, "first").to_numpy(str),
    )
