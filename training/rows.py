"""Photos in; what is said of each, as rows of one table, out: kept, so that a killed run goes on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from training.features import Job, kept

Row = dict[str, object]


def kept_rows(
    jobs: Sequence[Job],
    key: tuple[object, ...],
    cache: Path,
    say: Callable[[Job], Iterable[Row]],
    workers: int,
    label: str,
) -> pd.DataFrame:
    """Say something of each photo that was not asked before, in several processes.

    Args:
        jobs: photos and their copies.
        key: what the answers depend on beside them.
        cache: folder for the answers.
        say: gives the rows of one photo; texts, numbers and truth values.
        workers: processes.
        label: for the progress bar.

    Returns:
        All rows, in the order of the jobs, with a column `photo_id`.
    """

    def work(job: Job, file: Path) -> None:
        text = json.dumps(list(say(job)))
        np.savez(file, rows=np.frombuffer(text.encode(), np.uint8))

    files = kept(jobs, key, cache, work, workers, label)
    tables = [
        pd.DataFrame(_read(file)).assign(photo_id=job.photo_id)
        for job, file in zip(jobs, files, strict=True)
    ]
    return pd.concat(tables, ignore_index=True)


def _read(file: Path) -> list[Row]:
    with np.load(file) as stored:
        rows: list[Row] = json.loads(stored["rows"].tobytes())
    return rows
