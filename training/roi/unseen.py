"""Rated photos in, for each a bundle whose heads have not learnt it: cross-validation by group."""

from __future__ import annotations

import argparse

import numpy as np
from tqdm import tqdm

from clearshot.assess import Bundle
from clearshot.decision import Reading, pool
from clearshot.policy import Policy
from clearshot.regions import Views, ViewSpec
from training.collect import REASONS, collect_rated, collect_renders
from training.features import Trunk
from training.heads import FitConfig, Heads, calibrated, fit_heads
from training.pictures import Pictures, examples
from training.ratings import RatedPhotos
from training.trials import folds

GOOD_RANK = 3


class HeadsScorer:
    """Linear heads on a trunk: the reading that a bundle exported from them would give."""

    name = "heads of one fold"

    def __init__(self, trunk: Trunk, heads: Heads) -> None:
        """Take heads whose features are those of `trunk`."""
        self.trunk, self.heads = trunk, heads

    def __call__(self, views: Views) -> Reading:
        """Read one photo."""
        of_whole, of_regions = np.split(self.heads.weights, 2)
        whole = self.trunk(views.whole[np.newaxis])[0] @ of_whole + self.heads.bias
        logits = np.concatenate([whole[0] - self.heads.thresholds, whole[1:]])
        return pool(logits, self.trunk(views.regions) @ of_regions, GOOD_RANK, REASONS)


def unseen_bundles(
    photos: RatedPhotos, options: argparse.Namespace, policy: Policy
) -> list[Bundle]:
    """Give for each photo the bundle that judges it, with heads that had not learnt it.

    Args:
        photos: all rated photos.
        options: `trunk`, `renders` (or None), `cache` and `workers`.
        policy: whose thresholds were chosen on such heads' scores.
    """
    rated = collect_rated(photos, options.trunk, options.cache, options.workers)
    renders = None
    if options.renders:
        renders = collect_renders(options.renders, options.trunk, options.cache, options.workers)
    trunk = Trunk(options.trunk.read_bytes())
    return [
        Bundle(HeadsScorer(trunk, heads), policy, ViewSpec())
        for heads in unseen_heads(photos, rated, renders, FitConfig())
    ]


def unseen_heads(
    photos: RatedPhotos, rated: Pictures, renders: Pictures | None, config: FitConfig
) -> list[Heads]:
    """Give for each photo the heads of the fold that it was left out of.

    Their slope and thresholds are calibrated on all photos, each judged by its own such heads, as
    those of what is shipped: three numbers and a slope, shared by all folds.
    """
    originals = np.flatnonzero(rated.where("original"))
    latent, fold_of = np.full(len(photos), np.nan), np.zeros(len(photos), int)
    fitted: list[Heads] = []
    for train, test in tqdm(list(folds(photos, np.arange(len(photos)))), desc="heads"):
        heads = fit_heads(examples(rated, train, renders, config), config)
        latent[test] = heads.logits(rated.x[originals[test]])[:, 0]
        fold_of[test] = len(fitted)
        fitted.append(heads)
    ready = [calibrated(heads, latent, photos.ratings) for heads in fitted]
    return [ready[fold] for fold in fold_of]
