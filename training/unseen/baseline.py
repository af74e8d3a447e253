"""The simplest judge: a logistic regression on sharpness, brightness, clipped and crushed shares.

It learns from copies that the recipe of the training makes of other photos, and from nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

from training.measures import Simple, simple
from training.trials import operating_threshold

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float64]

MEASURES = Simple._fields


@dataclass(frozen=True, eq=False)
class Baseline:
    """A fitted logistic and the score below which it asks for a retake."""

    logistic: Pipeline
    threshold: float

    def score(self, measures: Floats) -> Floats:
        """Give 100 times the probability of no fault, for (n, 4) measures."""
        return np.asarray(100 * self.logistic.predict_proba(measures)[:, 1])


def measured(pixels: Pixels) -> Simple:
    """Measure a picture, in the order of `MEASURES`."""
    return simple(Image.fromarray(pixels))


def fit_baseline(measures: Floats, good: NDArray[np.bool_]) -> Baseline:
    """Fit the logistic, both classes weighted alike.

    Squares and products are added: too bright and too dark are both bad, and no line says that.
    The threshold prompts one in ten of the good.
    """
    logistic = make_pipeline(
        StandardScaler(),
        PolynomialFeatures(2, include_bias=False),
        StandardScaler(),
        LogisticRegression(class_weight="balanced", max_iter=2000),
    )
    logistic.fit(measures, good)
    scores = 100 * logistic.predict_proba(measures)[:, 1]
    return Baseline(logistic, operating_threshold(scores, good))
