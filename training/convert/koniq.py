"""KonIQ-10k: counts of five ranks in, eight ratings of four ranks out.

Labels: `koniq10k_scores_and_distributions.csv` of database.mmsp-kn.de/koniq-10k-database.html, with
`image_name` and the counts `c1` ... `c5` of the ranks bad, poor, fair, good, excellent; or
`koniq10k_distributions_sets.csv` of github.com/subpic/koniq, where they are shares.

About a hundred people rated each photo. Their distribution is kept as its eight mid-quantiles
(1/16, 3/16 ... 15/16): a rater column is a quantile, not a person. Five ranks become four where the
meanings meet: bad -> 1 unusable, poor -> 2 retake, fair -> 3 good enough, good and excellent -> 4.
The line between a retake and none is then that between poor and fair.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training.convert.rated import LabelsRefused, Rated
from training.convert.tables import Row, rows

SOURCE = "koniq"
LICENCE = "mixed Creative Commons of Flickr photos, taken as NC"
COUNTS = ("c1", "c2", "c3", "c4", "c5")
RANKS = (1, 2, 3, 4, 4)
QUANTILES = 8


def read(labels: Sequence[Path]) -> list[Rated]:
    """Read the rated photos.

    Raises:
        LabelsRefused: a column is missing, or a cell is not what it should be.
    """
    return [_rated(row) for file in labels for row in rows(file, ("image_name", *COUNTS))]


def quantile_ranks(counts: Sequence[float], quantiles: int = QUANTILES) -> tuple[int, ...]:
    """Give the mid-quantiles of a distribution over five ranks, as ranks 1...4.

    >>> quantile_ranks([0, 25, 50, 25, 0])
    (2, 2, 3, 3, 3, 3, 4, 4)
    """
    reached = np.cumsum(counts) / np.sum(counts)
    middles = (np.arange(quantiles) + 0.5) / quantiles
    return tuple(RANKS[i] for i in np.searchsorted(reached, middles))


def _rated(row: Row) -> Rated:
    name = row.text("image_name")
    counts = [row.number(column, 0) for column in COUNTS]
    if not any(counts):
        raise LabelsRefused(f"{row.where}, columns c1 to c5: all are 0, expected some rating")
    photo_id = Path(name).stem
    return Rated(row.where, name, photo_id, photo_id, quantile_ranks(counts))
