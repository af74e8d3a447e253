"""SPAQ: one mean opinion score in, one rating of four ranks out.

Labels: `MOS and Image attribute scores.xlsx` of github.com/h4nwei/SPAQ, or the same saved as CSV,
with `Image name`, `MOS`, `Brightness` and `Sharpness` (0 to 100, higher is better or more), and
further attributes. Single ratings are not published, so there is one rater column: the quarter of
the scale that the mean lies in. Its lines at 25, 50 and 75 are ours, and so are the two faults:
brightness or sharpness in the lowest quarter. What the other attributes call a fault is not said.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from training.convert.rated import Rated
from training.convert.tables import Row, rows

SOURCE = "spaq"
LICENCE = "education and research only, NC"
QUARTER = 25
REASONS = {"blur": "Sharpness", "too_dark": "Brightness"}


def read(labels: Sequence[Path]) -> list[Rated]:
    """Read the rated photos.

    Raises:
        LabelsRefused: a column is missing, or a cell is not what it should be.
    """
    columns = ("Image name", "MOS", *REASONS.values())
    return [_rated(row) for file in labels for row in rows(file, columns)]


def rank(score: float) -> int:
    """Give the quarter of 0...100 that a score lies in, 1...4.

    >>> [rank(score) for score in (0, 24.9, 25, 50, 100)]
    [1, 1, 2, 3, 4]
    """
    return min(int(score // QUARTER) + 1, 4)


def _rated(row: Row) -> Rated:
    name = row.text("Image name")
    photo_id = Path(name).stem
    ratings = (rank(row.number("MOS", 0, 100)),)
    reasons = {code: int(row.number(c, 0, 100) < QUARTER) for code, c in REASONS.items()}
    return Rated(row.where, name, photo_id, photo_id, ratings, reasons)
