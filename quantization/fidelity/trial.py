"""Photos, copies with faults and renders in; what two judges say of each, one row a picture, out.

Both are asked as a phone asks: `clearshot.assess`. What was asked is kept, so that a run which was
killed goes on where it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from clearshot import Bundle, Verdict, assess
from clearshot.photo import Photo
from training.copies import ORIGINAL, Copy, make_copy, seed_of, working_pixels
from training.degrade import OPERATORS
from training.features import Job
from training.ratings import RatedPhotos
from training.rows import Row, kept_rows
from training.teacher import judge_digest, judge_of_process

REFERENCE, MODEL = "reference", "model"
"""The judge that is right by definition, and the one that is held against it."""

WORKING = 1248
"""Pixels of the long side at which copies are made, as in training."""

SEVERITIES = (0.15, 1.0)
"""From mild to severe: pictures next to the threshold are among them."""


def rated_jobs(photos: RatedPhotos) -> list[Job]:
    """Plan each rated photo, as it is and with a fault that training did not draw."""
    names, paths = photos.photo_ids, photos.paths
    return [
        Job(name, path, (ORIGINAL, _fault(name))) for name, path in zip(names, paths, strict=True)
    ]


def _fault(name: str) -> Copy:
    rng = np.random.default_rng([seed_of(name), 2])
    operator = str(rng.choice(sorted(OPERATORS)))
    return Copy(
        "fault", operator, round(float(rng.uniform(*SEVERITIES)), 3), int(rng.integers(2**31))
    )


def rendered_jobs(folder: Path) -> list[Job]:
    """Plan the renders of a folder, as its `rendered.csv` lists them."""
    files = pd.read_csv(folder / "rendered.csv")["file"]
    return [Job(Path(file).stem, folder / file, (ORIGINAL,)) for file in files]


def ask(
    jobs: Sequence[Job], kind: str, judges: dict[str, Path], cache: Path, workers: int
) -> pd.DataFrame:
    """Ask both judges about each picture.

    Args:
        jobs: the pictures.
        kind: what they are, for the table and the progress bar.
        judges: folders of `REFERENCE` and `MODEL`, each a bundle or a teacher.
        cache: folder for the answers.
        workers: processes.

    Returns:
        One row a picture: `photo_id`, `kind`, `fault`, `severity`, and of each judge `score_`,
        `accepted_`, `first_` (reason), `threshold_`.
    """
    key = ("fidelity", *(judge_digest(folder) for folder in judges.values()))
    table = kept_rows(jobs, key, cache, lambda job: _answers(job, judges), workers, kind)
    return table.assign(kind=np.where(table["fault"] == "", kind, "with faults"))


def _answers(job: Job, judges: dict[str, Path]) -> Iterator[Row]:
    pixels = working_pixels(job.path, WORKING)
    for copy in job.copies:
        photo = Photo.of(make_copy(pixels, copy))
        row: Row = {"fault": copy.operator, "severity": copy.severity}
        for name, folder in judges.items():
            bundle = judge_of_process(folder)
            row |= _answer(name, assess(photo, bundle), bundle)
        yield row


def _answer(name: str, verdict: Verdict, bundle: Bundle) -> Row:
    """Write down one verdict; a photo that cannot be judged has score 0."""
    return {
        f"score_{name}": 0.0 if verdict.score is None else verdict.score,
        f"accepted_{name}": verdict.verdict == "accept",
        f"first_{name}": verdict.reasons[0].code if verdict.reasons else "",
        f"threshold_{name}": bundle.policy.operating_point().threshold,
    }
