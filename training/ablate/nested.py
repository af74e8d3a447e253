"""A variant's scores of photos that it has not seen, and whose part in no choice of its own.

Outer folds judge; within each, inner folds choose how strongly weights are pulled to zero. Ratings
alone are learnt from: copies and renders teach what ratings cannot, and are compared elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.stats import spearmanr
from sklearn.model_selection import GroupKFold
from torch import Tensor

from clearshot.regions import ViewSpec
from training.bags import BagSpec, describe_bags
from training.copies import ORIGINAL
from training.features import Job
from training.looks import instances_kept, padded, trunk_file
from training.model import BagModel, ModelConfig, learn_heads
from training.objective import Batch, Examples, Weights
from training.ratings import RatedPhotos
from training.trials import SEED, folds

Indices = NDArray[np.int64]
Scores = NDArray[np.floating]

DECAYS = (100.0, 400.0, 1600.0)
"""Pulls to zero that the inner folds choose from, in units of one photo."""
INNER_FOLDS = 3
ITERATIONS = 60
"""Of L-BFGS."""


def bags_of(photos: RatedPhotos, config: ModelConfig, cache: Path, workers: int) -> Tensor:
    """Describe the photos as a variant sees them: (n, m, F), NaN where a bag has fewer."""
    views = ViewSpec(config.size, config.working_long_side, config.overlap)
    spec = BagSpec(config.trunk, trunk_file(config, cache, SEED), config.regions, views)
    jobs = [Job(*each, (ORIGINAL,)) for each in zip(photos.photo_ids, photos.paths, strict=True)]
    described = describe_bags(jobs, spec, cache, workers, f"{config.trunk}, {config.regions}")
    return padded([instances_kept(bag, config) for (bag,) in described])


def nested_scores(
    photos: RatedPhotos, bags: Tensor, config: ModelConfig, train: Indices, test: Indices
) -> Scores:
    """Learn from `train`, with the pull that its inner folds choose, and judge `test`: (n,)."""
    inner = [Lesson(photos, bags, config, *part) for part in _inner_folds(photos, train)]
    chosen = max(DECAYS, key=lambda decay: np.mean([lesson.rank(decay) for lesson in inner]))
    return Lesson(photos, bags, config, train, test).scores(chosen)


def within(photos: RatedPhotos, bags: Tensor, config: ModelConfig, members: Indices) -> Scores:
    """Judge each of `members` by a model that learnt from the others' groups: (members,)."""
    scores = np.full(len(photos), np.nan)
    for train, test in folds(photos, members):
        scores[test] = nested_scores(photos, bags, config, train, test)
    return scores[members]


class Lesson:
    """Photos to learn from and others to judge; what does not depend on the pull is done once."""

    def __init__(
        self,
        photos: RatedPhotos,
        bags: Tensor,
        config: ModelConfig,
        train: Indices,
        test: Indices,
    ) -> None:
        self.config, self.raters = config, photos.ratings.shape[1]
        self.model = self._model()
        self.model.standardise(bags[train])
        self.known, self.unseen = (self.model.instances(bags[part]) for part in (train, test))
        self.batch, self.means = Batch.of(_rated(photos, train)), photos.mean_rating[test]

    def scores(self, decay: float) -> Scores:
        """Learn with one pull, and judge: logits of a good rank."""
        model = self._model()
        learn_heads(model, self.known, self.batch, Weights(decay=decay), ITERATIONS)
        with torch.inference_mode():
            return np.asarray(model.good_logits(self.unseen)[0].double())

    def rank(self, decay: float) -> float:
        """Give the rank correlation of the scores with the mean rating, 0 if all are alike."""
        scores = self.scores(decay)
        alike = not np.ptp(scores) or not np.ptp(self.means)
        return 0.0 if alike else float(spearmanr(scores, self.means).statistic)

    def _model(self) -> BagModel:
        torch.manual_seed(SEED)  # attention begins at random
        return BagModel(self.config, (), self.raters)


def _inner_folds(photos: RatedPhotos, members: Indices) -> Iterator[tuple[Indices, Indices]]:
    splitter = GroupKFold(INNER_FOLDS, shuffle=True, random_state=SEED)
    for train, test in splitter.split(members, groups=photos.groups[members]):
        yield members[train], members[test]


def _rated(photos: RatedPhotos, rows: Indices) -> Examples:
    """Say what photos teach by their ratings alone."""
    none, ones = np.zeros((0, 2), np.int64), np.ones(len(rows), np.float32)
    return Examples(
        x=np.zeros((len(rows), 0), np.float32),
        ratings=photos.ratings[rows].astype(np.float32),
        weights=ones,
        ranked=none,
        gaps=ones[:0],
        alike=none,
        alike_weights=ones[:0],
        severities=np.zeros((len(rows), 0), np.float32),
        severity_weights=ones,
    )
