"""Judges tried on photos that they have not seen: within a site and across sites."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold
from tqdm import tqdm

from training.baselines import Judge
from training.copies import TEST_DARKENER
from training.learning import learn_heads
from training.lessons import Lessons
from training.pictures import Pictures
from training.ratings import RatedPhotos

Indices = NDArray[np.int64]
Scores = NDArray[np.floating]

FOLDS = 10
SEED = 0
FALSE_RETAKES = 0.10
"""Share of good photos that the default operating point may prompt."""


@dataclass(frozen=True, eq=False)
class Trial:
    """One judge's scores of all pictures of one site's photos, none of which it had learnt from.

    Attributes:
        photos: (n,) indices of the photos.
        scores: score of every picture, NaN where the picture is of another photo.
        thresholds: (n,) the default operating point, chosen on other photos.
    """

    photos: Indices
    scores: Scores
    thresholds: Scores


def folds(
    photos: RatedPhotos, members: Indices, count: int = FOLDS
) -> Iterator[tuple[Indices, Indices]]:
    """Split photos into training and test, `count` times, never a group on both sides."""
    splitter = GroupKFold(count, shuffle=True, random_state=SEED)
    for train, test in splitter.split(members, groups=photos.groups[members]):
        yield members[train], members[test]


def unseen_logits(
    photos: RatedPhotos,
    rated: Pictures,
    lessons: Lessons,
    members: Indices,
) -> NDArray[np.float32]:
    """Give (pictures, 1 + reasons) logits by heads that had not learnt from the picture's photo.

    `members` are cross-validated by group; all others are judged by heads that learnt on them all.
    """
    others = np.setdiff1d(np.arange(len(photos)), members)
    parts = [*folds(photos, members), *([(members, others)] if len(others) else [])]
    logits = np.full((len(rated.photo), 1 + rated.severities.shape[1]), np.nan, np.float32)
    for train, test in tqdm(parts, desc="cross-validation"):
        heads = learn_heads(rated, train, lessons)
        rows = rated.of(test)
        logits[rows] = heads.logits(rated.x[rows])
    return logits


def operating_threshold(scores: Scores, good: NDArray[np.bool_]) -> float:
    """Give the threshold under which `FALSE_RETAKES` of the good photos lie."""
    return float(np.quantile(scores[good], FALSE_RETAKES))


def within(judge: Judge, rated: Pictures, photos: RatedPhotos, members: Indices) -> Trial:
    """Cross-validate over `members`; thresholds of a fold come from the other folds' scores."""
    scores = np.full(len(rated.photo), np.nan)
    thresholds = np.full(len(photos), np.nan)
    parts = list(folds(photos, members))
    for train, test in parts:
        rows = rated.of(test)
        scores[rows] = judge(rated, train)(rated)[rows]
    first = original_scores(rated, scores, len(photos))
    for train, test in parts:
        thresholds[test] = operating_threshold(first[train], photos.good[train])
    return Trial(members, scores, thresholds[members])


def across(
    judge: Judge, rated: Pictures, photos: RatedPhotos, members: Indices, known: Trial
) -> Trial:
    """Learn from the photos of another trial alone, with the threshold chosen there."""
    rows = rated.of(members)
    scores = np.where(rows, judge(rated, known.photos)(rated), np.nan)
    first = original_scores(rated, known.scores, len(photos))
    threshold = operating_threshold(first[known.photos], photos.good[known.photos])
    return Trial(members, scores, np.full(len(members), threshold))


def original_scores(rated: Pictures, scores: Scores, count: int) -> Scores:
    """Give the score of each photo itself, (count,), from the scores of all pictures."""
    first = np.full(count, np.nan)
    rows = rated.where("original")
    first[rated.photo[rows]] = scores[rows]
    return first


def darker_scores(rated: Pictures, scores: Scores, count: int) -> Scores:
    """Give the score of each photo's copy with darker skin, by the operator of the test."""
    darker = np.full(count, np.nan)
    rows = rated.where("darker", TEST_DARKENER)
    darker[rated.photo[rows]] = scores[rows]
    return darker
