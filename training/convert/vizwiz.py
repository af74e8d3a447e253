"""VizWiz-QualityIssues: five workers' votes in, five ratings and fault votes out.

Labels: `train.json` and `val.json` of vizwiz.org/tasks-and-datasets/image-quality-issues, a list of
{"image": name, "flaws": {"BLR": votes, ...}, "unrecognizable": votes}, votes being 0...5.

Nobody graded these photos: the ratings are derived. Each vote for unrecognizable is a 1. Of the
other workers, as many as voted NON (no flaw) are a 4, the rest a 3: recognized, with a flaw. Which
worker gave which vote is not published, so a rater column is no person. ROT (rotated) and OTH have
no reason code here.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from training.convert.rated import LabelsRefused, Rated

SOURCE = "vizwiz"
LICENCE = "CC-BY-4.0"
WORKERS = 5
REASONS = {
    "blur": "BLR",
    "too_dark": "DRK",
    "too_bright": "BRT",
    "obstructed": "OBS",
    "framing": "FRM",
}


def read(labels: Sequence[Path]) -> list[Rated]:
    """Read the rated photos.

    Raises:
        LabelsRefused: a file is not such a list, or an entry lacks a field or has another value.
    """
    return [
        _rated(f"{file}, entry {number}", entry)
        for file in labels
        for number, entry in enumerate(_entries(file), start=1)
    ]


def worker_ranks(unrecognizable: int, flawless: int) -> tuple[int, ...]:
    """Derive five ranks from the votes for unrecognizable and for no flaw.

    >>> worker_ranks(unrecognizable=1, flawless=2)
    (1, 3, 3, 4, 4)
    """
    best = min(flawless, WORKERS - unrecognizable)
    return (1,) * unrecognizable + (3,) * (WORKERS - unrecognizable - best) + (4,) * best


def _entries(file: Path) -> list[Any]:  # JSON holds anything
    try:
        entries = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise LabelsRefused(f"{file}: cannot be read as JSON: {error}") from error
    if not isinstance(entries, list):
        raise LabelsRefused(f"{file}: found {type(entries).__name__}, expected a list of photos")
    return entries


def _rated(where: str, entry: Any) -> Rated:
    name = entry.get("image") if isinstance(entry, dict) else None
    if not isinstance(name, str) or not name.strip():
        raise LabelsRefused(f"{where}, field image: found {name!r}, expected a file name")
    flaws = entry.get("flaws")
    if not isinstance(flaws, dict):
        raise LabelsRefused(
            f"{where}, field flaws: found {flaws!r}, expected votes by flaw (test.json has none)"
        )
    ratings = worker_ranks(_votes(where, entry, "unrecognizable"), _votes(where, flaws, "NON"))
    reasons = {code: _votes(where, flaws, flaw) for code, flaw in REASONS.items()}
    photo_id = Path(name).stem
    return Rated(where, name, photo_id, photo_id, ratings, reasons)


def _votes(where: str, fields: dict[str, Any], name: str) -> int:
    votes = fields.get(name)
    if type(votes) is not int or not 0 <= votes <= WORKERS:
        raise LabelsRefused(
            f"{where}, field {name}: found {votes!r}, expected a whole number from 0 to {WORKERS}"
        )
    return votes
