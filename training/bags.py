"""Photos in, bags of instances out: what a frozen trunk says of each view, kept on disk.

The first instance is the whole view; the others are its regions, of which there are two kinds:
`cut` ones go through the trunk by themselves, at the photo's own pixels; `cells` are parts of the
whole view's maps (as in Fast R-CNN, Girshick 2015, arXiv 1504.08083), and cost nothing more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from clearshot.photo import Photo
from clearshot.regions import ViewSpec, cut
from training.copies import make_copy, working_pixels
from training.features import Job, digest, kept
from training.trunks import Trunk, load_trunk, pool

Halves = NDArray[np.float16]


@dataclass(frozen=True)
class BagSpec:
    """How a photo becomes a bag.

    Attributes:
        trunk: name of the trunk.
        weights: its file.
        regions: `cut` at the photo's own pixels, `cells` of the whole view's maps, or `none`.
        views: size of a view, working resolution and overlap.
        cells: of the grid, along each side; `coarser` makes fewer of them.
    """

    trunk: str
    weights: Path
    regions: Literal["cut", "cells", "none"] = "cells"
    views: ViewSpec = field(default_factory=ViewSpec)
    cells: int = 4


def describe_bags(
    jobs: list[Job], spec: BagSpec, cache: Path, workers: int = 2, label: str = "bags"
) -> list[list[Halves]]:
    """Describe every copy of every job, from the cache where it was done before.

    Returns:
        For each job, for each of its copies, (m, 2, F): of each instance, the whole view first,
        mean and deviation of each channel of each stage.
    """
    key = (spec.trunk, digest(spec.weights), spec.regions, spec.views, spec.cells)
    files = kept(jobs, key, cache, lambda job, file: _describe(job, file, spec), workers, label)
    return [_read(file) for file in files]


def _read(file: Path) -> list[Halves]:
    with np.load(file) as stored:
        edges = np.cumsum(stored["counts"])[:-1]
        return np.split(stored["instances"], edges)


def _describe(job: Job, file: Path, spec: BagSpec) -> None:
    trunk = _trunk(spec.trunk, spec.weights)
    bags = [instances(trunk, photo, spec) for photo in copies_of(job, spec.views)]
    np.savez(file, instances=np.concatenate(bags), counts=[len(bag) for bag in bags])


def copies_of(job: Job, views: ViewSpec) -> list[Photo]:
    """Make the copies of a photo, at working resolution."""
    pixels = working_pixels(job.path, views.working_long_side)
    return [Photo.of(make_copy(pixels, copy)) for copy in job.copies]


def instances(trunk: Trunk, photo: Photo, spec: BagSpec) -> Halves:
    """Describe one photo by its bag, (m, 2, F)."""
    views = cut(photo, spec.views)
    if spec.regions == "cells":
        return described(trunk, views.whole, (1, spec.cells))
    regions = views.regions if spec.regions == "cut" else ()
    return np.concatenate([described(trunk, view) for view in (views.whole, *regions)])


@torch.inference_mode()
def described(trunk: Trunk, view: NDArray[np.uint8], grids: tuple[int, ...] = (1,)) -> Halves:
    """Describe one view, (H, W, 3) uint8, by (m, 2, F): the cells of each grid in reading order."""
    moments = describe_views(trunk, torch.tensor(view)[None], grids)[0]
    return moments.to(torch.float16).numpy()


def describe_views(trunk: Trunk, views: Tensor, grids: tuple[int, ...] = (1,)) -> Tensor:
    """Describe views, (N, H, W, 3) in 0..255, by (N, m, 2, F); see `described`."""
    maps = trunk.maps(trunk.normalised(views))
    return torch.cat([torch.cat([_moments(x, c) for c in grids], 1) for x in maps], 3)


def _moments(x: Tensor, cells: int) -> Tensor:
    """Give mean and deviation within each cell of a map, (N, C, h, w): (N, cells^2, 2, C)."""
    mean = pool(x, cells)
    variance = pool(x.square(), cells) - mean.square()
    # Not 0, where the root's slope would be infinite.
    return torch.stack([mean, variance.clamp_min(1e-8).sqrt()], 1).flatten(3).permute(0, 3, 1, 2)


@lru_cache(maxsize=1)
def _trunk(name: str, weights: Path) -> Trunk:
    torch.set_num_threads(1)  # one process a core does more than one process over all of them
    return load_trunk(name, weights).to(memory_format=torch.channels_last)


def coarser(bag: Halves, cells: int) -> Halves:
    """Join the cells of a bag, (1 + g^2, 2, F), to a grid of `cells`, which divides g.

    >>> bag = np.float16([[[2.5]], [[1]], [[2]], [[3]], [[4]]]).repeat(2, 1)  # deviations as means
    >>> bag[:, 1] = 0
    >>> coarser(bag, 1)[:, :, 0]
    array([[2.5  , 0.   ],
           [2.5  , 1.118]], dtype=float16)
    """
    side = round((len(bag) - 1) ** 0.5)
    if side == cells:
        return bag
    each = side // cells
    grid = bag[1:].astype(np.float32).reshape(cells, each, cells, each, *bag.shape[1:])
    mean = grid[..., 0, :].mean((1, 3))
    square = (grid[..., 1, :] ** 2 + grid[..., 0, :] ** 2).mean((1, 3))
    joined = np.stack([mean, np.sqrt(np.maximum(square - mean**2, 0))], 2)
    return np.concatenate([bag[:1], joined.reshape(-1, *bag.shape[1:])]).astype(np.float16)
