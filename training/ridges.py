"""Pictures of rated photos in, a linear reading of their whole view out: ridge regressions.

Hoerl and Kennard 1970, doi 10.1080/00401706.1970.10488634. They are what a trained model has to be above;
the fair one is also the second reading of the shipped grade (`training.learning`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import Ridge
from sklearn.preprocessing import StandardScaler

from training.copies import TRAINING_DARKENERS
from training.lessons import Lessons
from training.pictures import Pictures

Floats = NDArray[np.float32]
Indices = NDArray[np.int64]
Scores = NDArray[np.floating]

RIDGE_PENALTY = 3000.0


@dataclass(frozen=True, eq=False)
class Line:
    """A linear reading of the whole view: (F,) weights in raw feature space, and a bias."""

    weights: Floats
    bias: float

    def __call__(self, pictures: Pictures) -> Scores:
        """Read pictures, (n,): a mean rating."""
        return np.asarray(pictures.x[:, : len(self.weights)] @ self.weights + self.bias)


class Taught(NamedTuple):
    """What a line is fitted to: (n, F) features of whole views, (n,) ratings, and their weights."""

    x: Floats
    ratings: Scores
    weights: Scores


def ridge_line(pictures: Pictures, photos: Indices) -> Line:
    """Learn from the mean ratings of these photos alone."""
    themselves = _themselves(pictures, photos)
    return _line([themselves], themselves.x)


def fair_line(pictures: Pictures, photos: Indices, lessons: Lessons) -> Line:
    """Learn from one faulty and one darker copy of each photo, too, and from what else there is.

    A faulty copy's rating is invented: 0.6 + 1.8 * severity below its photo's. A darker one has its
    photo's own, and its weight.

    Args:
        pictures: of rated photos.
        photos: that are learnt from.
        lessons: renders and the noise of these photos, if there are any, and what each weighs.
    """
    config, renders, themselves = lessons.config, lessons.renders, _themselves(pictures, photos)
    parts = [themselves, _faulty(pictures, photos, config.faulty), _darker(pictures, photos)]
    if renders is not None:
        rated = np.flatnonzero(~np.isnan(renders.ratings).all(axis=1))
        parts.append(_taught(renders, rated, mean_rating(renders, rated), config.rendered))
    if lessons.moves is not None:
        parts.append(_moved(parts, lessons.moves, config.rounding))
    return _line(parts, themselves.x)


def _themselves(pictures: Pictures, photos: Indices) -> Taught:
    rows = originals(pictures, photos)
    return _taught(pictures, rows, mean_rating(pictures, rows), 1.0)


def _faulty(pictures: Pictures, photos: Indices, weight: float) -> Taught:
    made = np.array([copy.severity > 0 for copy in pictures.copies]) & pictures.where("fault")
    rows = _one_each(pictures, photos, made)
    fall = np.array([0.6 + 1.8 * pictures.copies[row].severity for row in rows])
    ratings = np.clip(_own_rating(pictures, photos, rows) - fall, 1, 4)
    return _taught(pictures, rows, ratings, weight)


def _darker(pictures: Pictures, photos: Indices) -> Taught:
    rows = _one_each(pictures, photos, pictures.where("darker", *TRAINING_DARKENERS))
    return _taught(pictures, rows, _own_rating(pictures, photos, rows), 1.0)


def _own_rating(pictures: Pictures, photos: Indices, copies: Indices) -> Scores:
    """Give the mean rating of the photo that each copy is of."""
    rows = originals(pictures, photos)
    rating = dict(zip(pictures.photo[rows], mean_rating(pictures, rows), strict=True))
    return np.array([rating[photo] for photo in pictures.photo[copies]])


def _moved(parts: Sequence[Taught], noise: Floats, weight: float) -> Taught:
    """Say of the mean picture, moved as rounding moves features, that it has the mean rating."""
    x, ratings, weights = _joined(parts)
    mean = np.average(x, axis=0, weights=weights).astype(np.float32)
    rating = np.average(ratings, weights=weights)
    many = np.ones(len(noise))
    return Taught(mean + noise[:, : len(mean)], rating * many, weight * many)


def _taught(pictures: Pictures, rows: Indices, ratings: Scores, weight: float) -> Taught:
    half = pictures.x.shape[1] // 2  # the whole view's features come first
    return Taught(pictures.x[rows, :half], ratings, np.full(len(rows), weight))


def _line(parts: Sequence[Taught], scaled_by: Floats) -> Line:
    x, ratings, weights = _joined(parts)
    scaler = StandardScaler().fit(scaled_by)
    model = Ridge(RIDGE_PENALTY).fit(scaler.transform(x), ratings, weights)
    slope = model.coef_ / scaler.scale_
    return Line(slope.astype(np.float32), float(model.intercept_ - scaler.mean_ @ slope))


def _joined(parts: Sequence[Taught]) -> Taught:
    return Taught(*(np.concatenate(each) for each in zip(*parts, strict=True)))


def originals(pictures: Pictures, photos: Indices) -> Indices:
    """List the pictures that are these photos themselves."""
    return np.flatnonzero(pictures.where("original") & pictures.of(photos))


def mean_rating(pictures: Pictures, rows: Indices) -> Scores:
    """Average the raters, (rows,)."""
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
