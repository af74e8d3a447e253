"""Measured sections in; the few figures to read first, and what they were measured on, out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from training.ratings import RatedPhotos
from training.report.predictions import Trial
from training.report.section import Rows, Section, Table, text

POINT = "few_false_retakes"
TAKEN = {
    "discrimination": ("AUC (by patient)",),
    "grades": ("SRCC",),
    "operating": ("sensitivity", "specificity", "PPV", "NPV"),
}
"""Columns that are shown again, by the table that has them."""
WORDS = (
    (
        f"Positive is a good photo. Sensitivity, specificity, PPV and NPV at {POINT}, which prompts at "
        "most one in ten of the good validation photos."
    ),
)


def headlines(trials: Sequence[Trial], sections: Sequence[Section]) -> Section:
    """Take the headline figures from where they were measured."""
    tables = {table.name: table for section in sections for table in section.tables}
    rows = {}
    for trial in trials:
        found = {
            "discrimination": tables["discrimination"].blocks["trial"][str(trial)],
            "grades": tables["grades"].blocks["trial"][str(trial)],
            "operating": tables["operating"].blocks[str(trial)][POINT],
        }
        rows[str(trial)] = {
            column: found[name][column] for name, names in TAKEN.items() for column in names
        }
    table = Table("headlines", "Headline figures", {"trial": rows})
    return Section("headlines", "Summary", WORDS, (table,))


def summary(photos: RatedPhotos, whose: str, shown: Section) -> tuple[str, ...]:
    """Say in words what was measured, and the first figures of each trial.

    Args:
        photos: all that were rated.
        whose: who rated them.
        shown: what `headlines` gave.
    """
    patients = len(np.unique(photos.groups))
    sites = ", ".join(
        f"{site} {(photos.sources == site).sum()}" for site in np.unique(photos.sources)
    )
    data = (
        f"{len(photos)} photos of {patients} patients ({sites}), rated by {whose}, up to "
        f"{photos.ratings.shape[1]} ratings a photo; {(~photos.good).sum()} are bad (mean rating "
        "below 2.5). The figures are of test photos; what is chosen was chosen on validation "
        "photos of other patients."
    )
    rows: Rows = shown.tables[0].blocks["trial"]
    figures = "; ".join(
        f"{trial}: AUC {text(cells['AUC (by patient)'])}, "
        f"rank correlation {text(cells['SRCC'])}, "
        f"sensitivity {text(cells['sensitivity'])}, specificity {text(cells['specificity'])}"
        for trial, cells in rows.items()
    )
    how = "Each figure stands with its 95 % interval and n, the photos behind it."
    return data, f"{figures}.", how
