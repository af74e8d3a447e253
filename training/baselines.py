"""Simpler judges of the same pictures: what a trained model has to be above.

A judge is fitted on some photos and then gives any picture a score; only the order counts.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from training.copies import TRAINING_DARKENERS
from training.heads import FitConfig, fit_heads
from training.measures import column
from training.pictures import Pictures, examples

Indices = NDArray[np.int64]
Scores = NDArray[np.floating]
Judge = Callable[[Pictures, Indices], Callable[[Pictures], Scores]]
"""Fit on rated pictures of these photos; then score pictures."""

RIDGE_PENALTY = 3000.0
FAULTY_WEIGHT = 0.03
"""Of a faulty copy with its invented rating: at full weight it costs a third of the rank
correlation that it should leave alone (.65 to .58)."""


def alone(name: str) -> Judge:
    """Make the judge that goes by one of `training.measures` alone; nothing is fitted."""
    return lambda pictures, photos: lambda tried: column(tried.measures, name)


def brightness(pictures: Pictures, photos: Indices) -> Callable[[Pictures], Scores]:
    """Judge by the distance of the mean grey from that of good photos."""
    rows = _originals(pictures, photos)
    good = rows[_mean_rating(pictures, rows) >= 2.5]
    centre = np.median(column(pictures.measures, "brightness")[good])
    return lambda tried: -np.abs(column(tried.measures, "brightness") - centre)


def logistic(pictures: Pictures, photos: Indices) -> Callable[[Pictures], Scores]:
    """Judge by a logistic regression of good against bad on all measures, each class alike."""
    rows = _originals(pictures, photos)
    model = make_pipeline(StandardScaler(), LogisticRegression(class_weight="balanced"))
    model.fit(pictures.measures[rows], _mean_rating(pictures, rows) >= 2.5)
    return lambda tried: np.asarray(model.decision_function(tried.measures))


def ridge(pictures: Pictures, photos: Indices) -> Callable[[Pictures], Scores]:
    """Judge by ridge regression of the mean rating on the whole view's features."""
    rows = _originals(pictures, photos)
    return _ridge(pictures, rows, rows, _mean_rating(pictures, rows), np.ones(len(rows)))


def fair_ridge(pictures: Pictures, photos: Indices) -> Callable[[Pictures], Scores]:
    """Judge by a ridge that also learnt one faulty and one darker copy of each photo.

    The faulty copy has an invented rating, 0.6 + 1.8 * severity below its photo's, and little
    weight; the darker one has its photo's own.
    """
    rows = _originals(pictures, photos)
    rating = dict(zip(pictures.photo[rows], _mean_rating(pictures, rows), strict=True))
    faulty = _one_each(
        pictures,
        photos,
        np.array([c.severity > 0 for c in pictures.copies]) & pictures.where("fault"),
    )
    darker = _one_each(pictures, photos, pictures.where("darker", *TRAINING_DARKENERS))
    fall = np.array([0.6 + 1.8 * pictures.copies[row].severity for row in faulty])
    targets = [
        _mean_rating(pictures, rows),
        np.clip(np.array([rating[p] for p in pictures.photo[faulty]]) - fall, 1, 4),
        np.array([rating[p] for p in pictures.photo[darker]]),
    ]
    weights = [np.ones(len(rows)), np.full(len(faulty), FAULTY_WEIGHT), np.ones(len(darker))]
    return _ridge(
        pictures,
        rows,
        np.concatenate([rows, faulty, darker]),
        np.concatenate(targets),
        np.concatenate(weights),
    )


def trained(config: FitConfig, renders: Pictures | None) -> Judge:
    """Make the judge that is shipped: ordinal heads on whole view and regions."""

    def judge(pictures: Pictures, photos: Indices) -> Callable[[Pictures], Scores]:
        heads = fit_heads(examples(pictures, photos, renders, config), config)
        return lambda tried: heads.score(tried.x)

    return judge


def _ridge(
    pictures: Pictures, scaled_by: Indices, rows: Indices, targets: Scores, weights: Scores
) -> Callable[[Pictures], Scores]:
    half = pictures.x.shape[1] // 2  # the whole view's features come first
    scaler = StandardScaler().fit(pictures.x[scaled_by, :half])
    model = Ridge(RIDGE_PENALTY)
    model.fit(scaler.transform(pictures.x[rows, :half]), targets, weights)
    pipeline = make_pipeline(scaler, model)
    return lambda tried: np.asarray(pipeline.predict(tried.x[:, :half]))


def _originals(pictures: Pictures, photos: Indices) -> Indices:
    return np.flatnonzero(pictures.where("original") & pictures.of(photos))


def _mean_rating(pictures: Pictures, rows: Indices) -> Scores:
    return np.asarray(np.nanmean(pictures.ratings[rows], axis=1))


def _one_each(pictures: Pictures, photos: Indices, wanted: NDArray[np.bool_]) -> Indices:
    """Pick one wanted picture of each photo, by turns along its copies."""
    rows = np.flatnonzero(wanted & pictures.of(photos))
    return np.array(
        [
            own[int(photo) % len(own)]
            for photo in np.unique(pictures.photo[rows])
            if len(own := rows[pictures.photo[rows] == photo])
        ],
        np.int64,
    )
