"""Photos and their regions of interest in, scores of both out; by a bundle as its user would."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from clearshot.assess import Bundle, assess
from clearshot.decision import Verdict, auto_roi
from clearshot.errors import PhotoUnreadable
from clearshot.photo import Box, load_photo

Scores = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Judged:
    """Scores, 0..100, of photos and of their regions of interest; arrays aligned by photo.

    A photo or region in which nothing can be judged has 0. A region is NaN where there is none, or
    where its photo passes at every operating point, so that it would never be asked.
    """

    whole: Scores
    given: Scores
    automatic: Scores
    thresholds: Mapping[str, Scores]
    """By operating point, the threshold of what judged each photo."""

    def take(self, rows: NDArray[np.int64]) -> Judged:
        """Pick some of the photos."""
        thresholds = {name: each[rows] for name, each in self.thresholds.items()}
        return Judged(self.whole[rows], self.given[rows], self.automatic[rows], thresholds)


def judge(paths: Sequence[Path], boxes: Sequence[Box | None], bundles: Iterable[Bundle]) -> Judged:
    """Judge photos whole, then the box given for each and the one chosen by the program.

    Args:
        paths: of the photos.
        boxes: region of interest of each, None where none is given.
        bundles: what judges each; the same again and again, or for each one that has not learnt it.

    Raises:
        PhotoUnreadable: a photo cannot be judged, or a box lies outside of it.
    """
    scores, points = [], []
    for path, box, bundle in zip(tqdm(paths, desc="photos"), boxes, bundles, strict=False):
        scores.append(_judge_one(path, box, bundle))
        points.append({n: p.threshold for n, p in bundle.policy.operating_points.items()})
    thresholds = {name: np.array([each[name] for each in points]) for name in points[0]}
    whole, given, automatic = np.array(scores, np.float64).T
    return Judged(whole, given, automatic, thresholds)


def _judge_one(path: Path, box: Box | None, bundle: Bundle) -> tuple[float, float, float]:
    whole = _judge_part(path, None, bundle)
    score, given, automatic = whole.score or 0.0, np.nan, np.nan
    if score < max(point.threshold for point in bundle.policy.operating_points.values()):
        if box is not None:
            given = _judge_part(path, box, bundle).score or 0.0
        chosen = auto_roi(whole.regions)
        if chosen is not None:
            automatic = _judge_part(path, chosen, bundle).score or 0.0
    return score, given, automatic


def _judge_part(path: Path, roi: Box | None, bundle: Bundle) -> Verdict:
    """Judge what a photo, or a part of it, shows."""
    try:
        return assess(load_photo(path, bundle.views.working_long_side, roi), bundle)
    except PhotoUnreadable as error:
        raise type(error)(f"{path}: {error}") from error
