"""SCIN: up to three dermatologists' gradability of a case in, ratings of its photos out.

Labels: `scin_cases.csv` and `scin_labels.csv`, as github.com/google-research-datasets/scin
(`dataset_schema.md`) describes them; give both. A case has up to three photos and up to three
dermatologists who said whether its condition can be determined.

Gradable is a 3, not gradable a 2: no finer grade was asked for. The answer is about the case, so
every photo of it gets it, also a poor one beside a good one; a "no" may have other causes than
quality. Cases that no dermatologist answered are left out. A case stands for a patient.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from training.convert.rated import LabelsRefused, Rated
from training.convert.tables import Row, rows

SOURCE = "scin"
LICENCE = "SCIN Data Use License"
IMAGES = tuple(f"image_{i}_path" for i in (1, 2, 3))
GRADERS = tuple(f"dermatologist_gradable_for_skin_condition_{i}" for i in (1, 2, 3))
RANKS = {
    "DEFAULT_YES_IMAGE_QUALITY_SUFFICIENT": 3,
    "YES_IMAGE_QUALITY_SUFFICIENT_NO_DISCERNIBLE_PATHOLOGY": 3,
    "NO_IMAGE_QUALITY_INSUFFICIENT": 2,
}


def read(labels: Sequence[Path]) -> list[Rated]:
    """Read the rated photos; the two files may come in either order.

    Raises:
        LabelsRefused: a file is missing, lacks a column, a cell is not what it should be, or a
            case has no line in the labels.
    """
    cases, gradings = _two_files(labels)
    ratings = {row.text("case_id"): _ratings(row) for row in rows(gradings, ("case_id", *GRADERS))}
    photos = []
    for row in rows(cases, ("case_id", *IMAGES)):
        case = row.text("case_id")
        if case not in ratings:
            raise LabelsRefused(f"{row.where}, column case_id: {case!r} is not in {gradings}")
        if ratings[case]:
            photos += _photos(row, case, ratings[case])
    return photos


def _two_files(labels: Sequence[Path]) -> tuple[Path, Path]:
    cases = [file for file in labels if "cases" in file.name]
    gradings = [file for file in labels if "labels" in file.name]
    if len(labels) != 2 or len(cases) != 1 or len(gradings) != 1:
        raise LabelsRefused(
            f"found {[str(file) for file in labels]}, expected scin_cases.csv and scin_labels.csv"
        )
    return cases[0], gradings[0]


def _ratings(row: Row) -> tuple[int, ...]:
    answers = [(column, row.cells[column].strip()) for column in GRADERS]
    for column, answer in answers:
        if answer and answer not in RANKS:
            raise LabelsRefused(
                f"{row.where}, column {column}: found {answer!r}, "
                f"expected blank or one of {', '.join(RANKS)}"
            )
    return tuple(RANKS[answer] for _, answer in answers if answer)


def _photos(row: Row, case: str, ratings: tuple[int, ...]) -> list[Rated]:
    files = [row.cells[column].strip() for column in IMAGES]
    return [
        Rated(f"{row.where}, column {column}", file, f"{case}_{number}", case, ratings)
        for number, (column, file) in enumerate(zip(IMAGES, files, strict=True), start=1)
        if file
    ]
