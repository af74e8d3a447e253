"""Simpler judges of the same pictures: what a trained model has to be above.

A judge is fitted on some photos and then gives any picture a score; only the order counts.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from training.heads import FitConfig
from training.learning import learn_heads
from training.lessons import Lessons
from training.measures import column
from training.pictures import Pictures
from training.ridges import fair_line, mean_rating, originals, ridge_line

Indices = NDArray[np.int64]
Scores = NDArray[np.floating]
Judge = Callable[[Pictures, Indices], Callable[[Pictures], Scores]]
"""Fit on rated pictures of these photos; then score pictures."""

FAIR = Lessons(FitConfig(faulty=0.03))
"""What the fair ridge learns: no renders, and faulty copies with little weight; at full weight they
cost a third of the rank correlation that they should leave alone (.65 to .58)."""


def alone(name: str) -> Judge:
    """Make the judge that goes by one of `training.measures` alone; nothing is fitted."""
    return lambda pictures, photos: lambda tried: column(tried.measures, name)


def brightness(pictures: Pictures, photos: Indices) -> Callable[[Pictures], Scores]:
    """Judge by the distance of the mean grey from that of good photos."""
    rows = originals(pictures, photos)
    good = rows[mean_rating(pictures, rows) >= 2.5]
    centre = np.median(column(pictures.measures, "brightness")[good])
    return lambda tried: -np.abs(column(tried.measures, "brightness") - centre)


def logistic(pictures: Pictures, photos: Indices) -> Callable[[Pictures], Scores]:
    """Judge by a logistic regression of good against bad on all measures, each class alike."""
    rows = originals(pictures, photos)
    model = make_pipeline(StandardScaler(), LogisticRegression(class_weight="balanced"))
    model.fit(pictures.measures[rows], mean_rating(pictures, rows) >= 2.5)
    return lambda tried: np.asarray(model.decision_function(tried.measures))


def ridge(pictures: Pictures, photos: Indices) -> Callable[[Pictures], Scores]:
    """Judge by ridge regression of the mean rating on the whole view's features."""
    return ridge_line(pictures, photos)


def fair_ridge(pictures: Pictures, photos: Indices) -> Callable[[Pictures], Scores]:
    """Judge by a ridge that also learnt faulty and darker copies."""
    return fair_line(pictures, photos, FAIR)


def trained(lessons: Lessons) -> Judge:
    """Make the judge that is shipped: ordinal heads on whole view and regions."""

    def judge(pictures: Pictures, photos: Indices) -> Callable[[Pictures], Scores]:
        heads = learn_heads(pictures, photos, lessons)
        return lambda tried: heads.score(tried.x)

    return judge
