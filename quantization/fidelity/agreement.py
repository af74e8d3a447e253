"""What two judges said in; how far they agree, as tables, out."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import spearmanr
from sklearn.metrics import roc_auc_score

from quantization.fidelity.trial import MODEL, REFERENCE
from training.figures import Figure, bounded, resamples
from training.ratings import RatedPhotos
from training.report.calibration import calibration_error, good_share
from training.report.tones import wilson

Floats = NDArray[np.float64]
Table = dict[str, dict[str, object]]

NEAR = 10.0
"""Points of the score within which of the threshold a picture lies next to it."""


def verdicts(answers: pd.DataFrame) -> Table:
    """Count verdicts that change, of all pictures and of parts of them."""
    return {name: _flips(rows) for name, rows in _parts(answers)}


def _parts(answers: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    yield "all", answers
    for kind, rows in answers.groupby("kind", sort=False):
        yield str(kind), rows
    near = is_near(answers)
    yield f"within {NEAR:g} points of the threshold", answers[near]
    yield "farther from it", answers[~near]


def is_near(answers: pd.DataFrame) -> pd.Series:
    """Mark the pictures whose reference score lies next to the threshold."""
    distance = answers[f"score_{REFERENCE}"] - answers[f"threshold_{REFERENCE}"]
    return distance.abs() <= NEAR


def flipped(answers: pd.DataFrame) -> pd.Series:
    """Mark the pictures whose verdict changes."""
    return answers[f"accepted_{REFERENCE}"] != answers[f"accepted_{MODEL}"]


def _flips(rows: pd.DataFrame) -> dict[str, object]:
    changes = flipped(rows)
    lost = changes & rows[f"accepted_{REFERENCE}"]
    return {
        "n": len(rows),
        "verdict changes": wilson(int(changes.sum()), len(rows)),
        "accept → retake": int(lost.sum()),
        "retake → accept": int((changes & ~lost).sum()),
    }


def scores(answers: pd.DataFrame) -> Table:
    """Compare scores and first reasons, of all pictures and of parts of them."""
    return {name: _scores(rows) for name, rows in _parts(answers)}


def _scores(rows: pd.DataFrame) -> dict[str, object]:
    one, other = rows[f"score_{REFERENCE}"], rows[f"score_{MODEL}"]
    apart = (one - other).abs()
    both = ~rows[f"accepted_{REFERENCE}"] & ~rows[f"accepted_{MODEL}"]
    same = (rows[f"first_{REFERENCE}"] == rows[f"first_{MODEL}"])[both]
    return {
        "n": len(rows),
        "mean difference of the score": f"{apart.mean():.2f}",
        "95 % are within": f"{apart.quantile(0.95):.2f}",
        "largest": f"{apart.max():.1f}",
        "rank correlation": f"{spearmanr(one, other)[0]:.4f}",
        "same first reason, of both's retakes": wilson(int(same.sum()), int(both.sum())),
    }


def against_ratings(answers: pd.DataFrame, photos: RatedPhotos) -> Table:
    """Hold both judges against the ratings, and what the second one loses.

    Intervals: 95 %, bootstrap over groups; the last row's is paired.
    """
    own = answers[answers["kind"] == "rated"].set_index("photo_id").loc[list(photos.photo_ids)]
    draws = [np.arange(len(photos)), *resamples(photos.groups)]
    table: Table = {name: {} for name in (REFERENCE, MODEL, "model less reference")}
    for title, measure in MEASURES.items():
        one, other = (
            np.array([measure(score[rows], photos.take(rows)) for rows in draws])
            for score in (own[f"score_{name}"].to_numpy(float) for name in (REFERENCE, MODEL))
        )
        for name, values in zip(table, (one, other, other - one), strict=True):
            table[name][title] = bounded(float(values[0]), values[1:], len(photos))
    return table


Measure = Callable[[Floats, RatedPhotos], float]


def _srcc(score: Floats, photos: RatedPhotos) -> float:
    return float(spearmanr(score, photos.mean_rating)[0])


def _auc(score: Floats, photos: RatedPhotos) -> float:
    return float(roc_auc_score(photos.good, score)) if not photos.good.all() else np.nan


def _ece(score: Floats, photos: RatedPhotos) -> float:
    return float(calibration_error(score / 100, good_share(photos), np.ones((1, len(score))))[0])


MEASURES: dict[str, Measure] = {"SRCC": _srcc, "AUC": _auc, "ECE": _ece}


def markdown(table: Table, head: str) -> str:
    """Write a table as Markdown."""
    columns = list(next(iter(table.values())))
    lines = [f"| {head} | {' | '.join(columns)} |", f"|---|{'---|' * len(columns)}"]
    for name, cells in table.items():
        shown = [_shown(cells[column]) for column in columns]
        lines.append(f"| {name} | {' | '.join(shown)} |")
    return "\n".join(lines) + "\n"


def _shown(cell: object) -> str:
    return cell.text(3) if isinstance(cell, Figure) else str(cell)
