"""A picture in; what the model sees of it out: cached instances, or views cut from its pixels.

Instances are computed once, by a trunk that learns nothing. Views are cut anew each time, from copies
of the photo that were made once, so that they can be augmented and the trunk can learn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch import Tensor

from clearshot.photo import Photo
from clearshot.regions import ViewSpec, cut
from training.augment import UPRIGHT, draw_turn, turned
from training.bags import BagSpec, coarser, copies_of, describe_bags
from training.config import TeachConfig
from training.features import Job, kept
from training.fresh import Freshness
from training.model import ModelConfig, moments_kept
from training.trunks import TrunkRefused, load_trunk

Halves = NDArray[np.float16]
Bag = Halves | NDArray[np.uint8]


class Draw(NamedTuple):
    """Which family, in which epoch: all that its augmentation depends on, beside the seed."""

    epoch: int
    family: int


Look = Callable[[int, Draw], Bag]
"""Give the bag of one picture: (m, F) instances, or (m, size, size, 3) views."""


@dataclass(frozen=True)
class Looks:
    """What the model sees to learn from, and to be judged."""

    learnt: Look
    judged: Look


def make_looks(config: TeachConfig, jobs: Sequence[Job], cache: Path) -> Looks:
    """Compute what can be computed once, from the cache where it was done before.

    Args:
        config: of the run.
        jobs: whose copies are the pictures, in their order.
        cache: folder, for all runs.
    """
    views = ViewSpec(config.model.size, config.model.working_long_side, config.model.overlap)
    if cached(config):
        instances = Instances(_bags(config, jobs, views, cache))
        return Looks(instances, instances)
    places = keep_pixels(jobs, views, cache, config.data.workers)
    regions = config.model.regions == "cut"
    seed = config.seed if config.fit.augment else None
    fresh = freshness(config, jobs)
    return Looks(Cuts(places, views, regions, seed, fresh), Cuts(places, views, regions, None))


def freshness(config: TeachConfig, jobs: Sequence[Job]) -> Freshness:
    """Say which pictures get a fresh fault."""
    copies = [copy for job in jobs for copy in job.copies]
    return Freshness.of(copies, config.seed, config.fit.fresh)


def cached(config: TeachConfig) -> bool:
    """Say whether the trunk is run once: it learns nothing and sees each picture in one way."""
    return config.model.trainable == 0 and not config.fit.augment and not config.fit.fresh


@dataclass(frozen=True, eq=False)
class Instances:
    """Bags that a frozen trunk made once: (m, F) of each picture. Nothing is drawn."""

    bags: Sequence[NDArray[np.float16]]

    def __call__(self, row: int, draw: Draw) -> Bag:
        """Give the bag of a picture."""
        return self.bags[row]


@dataclass(frozen=True, eq=False)
class Cuts:
    """Bags of views, cut from the pixels of a picture each time.

    Attributes:
        places: of each picture, its file and its number there; see `keep_pixels`.
        views: how it is cut.
        regions: whether regions are cut beside the whole view.
        seed: of the augmentation; None for none.
        fresh: which pictures get a fault that no other epoch shows.
    """

    places: Sequence[tuple[Path, int]]
    views: ViewSpec
    regions: bool
    seed: int | None
    fresh: Freshness | None = None

    def __call__(self, row: int, draw: Draw) -> Bag:
        """Cut a picture; all of a family are held alike, so that they stay comparable."""
        file, number = self.places[row]
        with np.load(file) as stored:
            pixels = stored[f"arr_{number}"]
        fresh = self.fresh and self.fresh.drawn(row, draw.epoch)
        pixels = fresh.make(pixels) if fresh else pixels
        turn = UPRIGHT if self.seed is None else draw_turn(self.seed, *draw)
        parts = cut(Photo.of(turned(pixels, turn)), self.views)
        whole = parts.whole[np.newaxis]
        return np.concatenate([whole, parts.regions]) if self.regions else whole


def keep_pixels(
    jobs: Sequence[Job], views: ViewSpec, cache: Path, workers: int
) -> list[tuple[Path, int]]:
    """Make every copy of every job once; give the file of each, and its number there."""
    key = ("pixels", views.working_long_side)

    def work(job: Job, file: Path) -> None:
        np.savez(file, *(np.asarray(photo.image) for photo in copies_of(job, views)))

    files = kept(jobs, key, cache, work, workers, "copies")
    pairs = zip(jobs, files, strict=True)
    return [(file, number) for job, file in pairs for number in range(len(job.copies))]


def padded(bags: Sequence[Bag]) -> Tensor:
    """Stack bags, filled up to the longest: instances with NaN, views with black ones.

    >>> padded([np.float16([[1.0], [2.0]]), np.float16([[3.0]])])[:, :, 0]
    tensor([[1., 2.],
            [3., nan]])
    """
    longest = max(len(bag) for bag in bags)
    views = bags[0].dtype == np.uint8
    shape = (len(bags), longest, *bags[0].shape[1:])
    filled = np.full(shape, 0 if views else np.nan, np.uint8 if views else np.float32)
    for bag, place in zip(bags, filled, strict=True):
        place[: len(bag)] = bag
    return torch.from_numpy(filled)


def _bags(config: TeachConfig, jobs: Sequence[Job], views: ViewSpec, cache: Path) -> list[Halves]:
    model = config.model
    spec = BagSpec(model.trunk, trunk_file(model, cache, config.seed), model.regions, views)
    described = describe_bags(list(jobs), spec, cache, config.data.workers)
    return [instances_kept(bag, model) for job in described for bag in job]


def instances_kept(bag: Halves, model: ModelConfig) -> Halves:
    """Keep of a cached bag, (m, 2, channels), what the model looks at: (m, F)."""
    joined = coarser(bag, model.cells) if model.regions == "cells" else bag
    return moments_kept(torch.from_numpy(joined), model).numpy()


def trunk_file(model: ModelConfig, cache: Path, seed: int) -> Path:
    """Give the trunk's weights a file where they have none: the cache knows them by their bytes.

    Args:
        model: names trunk and weights.
        cache: folder where a missing file is written.
        seed: of random weights.

    Raises:
        TrunkRefused: the file that the model names is not there.
    """
    name, weights = model.trunk, model.weights
    if weights not in ("torchvision", "random"):
        if not Path(weights).is_file():
            raise TrunkRefused(
                f"there is no file {weights}; expected {name}'s weights, safetensors"
            )
        return Path(weights)
    file = cache / f"{name}-{weights}{seed if weights == 'random' else ''}.safetensors"
    if not file.exists():
        cache.mkdir(parents=True, exist_ok=True)
        torch.manual_seed(seed)
        save_file(load_trunk(name, weights).state_dict(), file)
    return file
