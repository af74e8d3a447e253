"""Logits of photos that were not learnt from in; whether a score means what it says, out.

Slope and thresholds are fitted as for the shipped grade (`training.heads.calibrated`), on the photos of
other folds.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from clearshot.decision import sigmoid
from training.figures import Figure, bounded, resamples
from training.heads import Heads, calibrated
from training.ratings import GOOD_RANK, RatedPhotos
from training.report.calibration import calibration_error, good_share
from training.trials import folds

Floats = NDArray[np.float64]

GRADE, SCORE = "P(good)", "score, which a fault lowers"


def calibration_table(
    photos: RatedPhotos, logits: NDArray[np.floating]
) -> dict[str, dict[str, Figure]]:
    """Measure the expected calibration error of the grade and of the score, of each site and of all.

    Args:
        photos: rated.
        logits: (n, 1 + reasons) of each, the latent first, by heads that had not learnt from it.
    """
    promised = promises(photos, logits)
    everyone = np.arange(len(photos))
    parts = {str(s): np.flatnonzero(photos.sources == s) for s in np.unique(photos.sources)}
    return {
        name: {title: _error(photos.take(rows), each[rows]) for title, each in promised.items()}
        for name, rows in ({"all": everyone} | parts).items()
    }


def promises(photos: RatedPhotos, logits: NDArray[np.floating]) -> dict[str, Floats]:
    """Give what each photo is promised to be, (n,) 0..1: by the grade alone, and by the score."""
    promised: dict[str, Floats] = {name: np.empty(len(photos)) for name in (GRADE, SCORE)}
    steps = np.zeros(int(np.nanmax(photos.ratings)) - 1, np.float32)
    plain = Heads(np.ones((1, 1), np.float32), np.zeros(1, np.float32), steps)
    for train, test in folds(photos, np.arange(len(photos))):
        heads = calibrated(plain, logits[train, 0], photos.ratings[train])
        latent = logits[test, 0] * heads.weights[0, 0]
        promised[GRADE][test] = sigmoid(latent - heads.thresholds[GOOD_RANK - 2])
        whole = np.concatenate([latent[:, None], logits[test, 1:]], axis=1)
        promised[SCORE][test] = heads.score_of(whole) / 100
    return promised


def _error(photos: RatedPhotos, promised: Floats) -> Figure:
    """Give the error and its interval; resamples are less well calibrated, so it lies high."""
    kept, everyone = good_share(photos), np.arange(len(photos))

    def error(rows: NDArray[np.int64]) -> float:
        return float(calibration_error(promised[rows], kept[rows], np.ones((1, len(rows))))[0])

    return bounded(error(everyone), [error(rows) for rows in resamples(photos.groups)], len(photos))
