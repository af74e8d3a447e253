"""Trials in; their worst errors out, as a list and, where that is allowed, as small pictures."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clearshot.photo import load_photo
from training.report.operating import chosen
from training.report.predictions import Predictions, Trial
from training.report.section import Cell, Section, Table
from training.thresholds import CHOICES

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

POINT = "few_false_retakes"
WORST = 8
"""Errors shown of each kind."""
THUMBNAIL = 220
WORDS = (
    (
        f"At the operating point {POINT}: good photos that were prompted, lowest score first, and bad "
        "photos that were accepted, highest score first. The reason is the most severe one."
    ),
)
SHOWN = "Photos are shown because that was asked for; this page is as confidential as they are."
HIDDEN = "Photos may be confidential and are not shown; `--thumbnails` shows them."


def examples(trials: Sequence[Trial], thumbnails: bool) -> Section:
    """List the worst errors of every trial.

    Args:
        trials: whose errors.
        thumbnails: whether to put the photos into the page.
    """
    blocks: dict[str, dict[str, dict[str, Cell]]] = {}
    pictures: list[tuple[str, str]] = []
    for trial in trials:
        thresholds = chosen(trial, CHOICES[POINT])
        for kind, rows in errors(trial, thresholds).items():
            listed = {
                trial.test.photos.photo_ids[row]: _described(trial.test, row, thresholds[row])
                for row in rows
            }
            blocks[f"{kind}: {trial.name}"] = listed
            if thumbnails:
                pictures += [
                    (thumbnail(trial.test.photos.paths[row]), f"{kind}, {trial.name}: {_told(*it)}")
                    for row, it in zip(rows, listed.items(), strict=True)
                ]
    words = (*WORDS, SHOWN if thumbnails else HIDDEN)
    table = Table("examples", "The worst errors", {k: v for k, v in blocks.items() if v})
    return Section("examples", "Worst errors", words, (table,), pictures=tuple(pictures))


def errors(trial: Trial, thresholds: Floats) -> dict[str, Indices]:
    """Find the worst false retakes and the worst accepted bad photos, as test rows."""
    score, good = trial.test.score, trial.test.good
    prompted = np.flatnonzero(good & (score < thresholds))
    accepted = np.flatnonzero(~good & (score >= thresholds))
    return {
        "false retake": prompted[np.argsort(score[prompted], kind="stable")][:WORST],
        "bad but accepted": accepted[np.argsort(-score[accepted], kind="stable")][:WORST],
    }


def _described(test: Predictions, row: int, threshold: float) -> dict[str, Cell]:
    ratings = test.photos.ratings[row]
    given = " ".join("-" if np.isnan(rating) else f"{rating:.0f}" for rating in ratings)
    return {
        "score": f"{test.score[row]:.1f}",
        "threshold": f"{threshold:.1f}",
        "ratings": given,
        "mean rating": f"{test.photos.mean_rating[row]:.2f}",
        "reason": _reason(test, row),
    }


def _reason(test: Predictions, row: int) -> str:
    if not test.reasons:
        return ""
    worst = int(np.argmax(test.severities[row]))
    return f"{test.reasons[worst]} {test.severities[row, worst]:.2f}"


def _told(name: str, cells: dict[str, Cell]) -> str:
    return f"{name}, score {cells['score']}, ratings {cells['ratings']}, {cells['reason']}"


def thumbnail(photo: Path) -> str:
    """Shrink a photo into the address of a picture that holds all its bytes."""
    image = load_photo(photo, THUMBNAIL).image
    image.thumbnail((THUMBNAIL, THUMBNAIL))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=80)
    return "data:image/jpeg;base64," + base64.b64encode(file.getvalue()).decode("ascii")
