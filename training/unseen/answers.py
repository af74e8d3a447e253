"""The pictures of the test in; one row of a table out for each: what was said about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from numpy.typing import NDArray
from tqdm import tqdm

from clearshot import Verdict, assess
from clearshot.photo import Photo
from training.ratings import RatedPhotos
from training.teacher import judge_of_process
from training.unseen.baseline import MEASURES, Baseline, measured
from training.unseen.plan import LEARNT, RECIPES, Picture, pictures_of, untouched

Indices = NDArray[np.int64]
Row = dict[str, object]


def ask_all(
    photos: RatedPhotos, rows: Indices, models: Sequence[Path], workers: int = 2
) -> pd.DataFrame:
    """Judge the pictures of some photos, in several processes.

    Args:
        photos: all rated photos.
        rows: which of them are the test.
        models: the folder of the bundle that judges each of `rows`.
        workers: processes.

    Returns:
        One row for each picture, as `answer` gives it: 1 + 2 * 27 rows a photo.
    """
    tasks = (
        delayed(_ask)(photos.take(np.array([row])), int(row), model)
        for row, model in zip(rows, models, strict=True)
    )
    return _table(tasks, len(rows), "photos judged", workers)


def measure_all(photos: RatedPhotos, rows: Indices, workers: int = 2) -> pd.DataFrame:
    """Measure the training recipe's pictures of some photos, for the baseline to learn from."""
    tasks = (delayed(_measure)(photos.take(np.array([row]))) for row in rows)
    return _table(tasks, len(rows), "photos for the baseline", workers)


def _table(tasks: Iterator[object], count: int, label: str, workers: int) -> pd.DataFrame:
    done: Iterable[list[Row]] = Parallel(n_jobs=workers, return_as="generator")(tasks)
    parts = tqdm(done, total=count, desc=label, unit="photo", disable=None)
    return pd.DataFrame([row for part in parts for row in part])


def _ask(photo: RatedPhotos, index: int, model: Path) -> list[Row]:
    bundle = judge_of_process(model)
    rows = []
    for picture in _pictures(photo):
        verdict = assess(Photo.of(picture.pixels), bundle)
        rows.append(answer(picture, verdict) | {"photo": index})
    return rows


def _measure(photo: RatedPhotos) -> list[Row]:
    only = np.array([0])
    return [
        {"level": picture.level, **_measures(picture)}
        for picture in pictures_of(photo, only, LEARNT)
    ]


def _pictures(photo: RatedPhotos) -> Iterator[Picture]:
    only = np.array([0])
    yield from untouched(photo, only)
    for recipe in RECIPES:
        yield from pictures_of(photo, only, recipe)


def answer(picture: Picture, verdict: Verdict) -> Row:
    """Write down what was said about one picture.

    A photo that cannot be judged has score 0, and no accept is a retake. `first` is the first
    reason that the person is told; blank if none is.
    """
    return {
        "photo": picture.photo,
        "recipe": picture.recipe,
        "level": picture.level,
        "fault": picture.fault,
        "severity": picture.severity,
        "score": 0.0 if verdict.score is None else verdict.score,
        "prompted": verdict.verdict != "accept",
        "first": verdict.reasons[0].code if verdict.reasons else "",
        **_measures(picture),
    }


def answered_by(baseline: Baseline, answers: pd.DataFrame) -> pd.DataFrame:
    """Put the baseline's answers in the place of the bundle's; it names no reason."""
    scores = baseline.score(answers[list(MEASURES)].to_numpy(float))
    return answers.assign(score=scores, prompted=scores < baseline.threshold, first="")


def _measures(picture: Picture) -> dict[str, float]:
    return dict(zip(MEASURES, measured(picture.pixels), strict=True))
