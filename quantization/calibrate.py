"""Which views set the ranges of the activations: photos, whole and cut, with and without faults."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from clearshot.photo import Photo, load_photo
from clearshot.regions import ViewSpec, cut
from training.copies import Copy, make_copy
from training.degrade import OPERATORS

Pixels = NDArray[np.uint8]

SEED = 11
SEVERE = 0.8


def calibration_views(
    paths: Sequence[Path], spec: ViewSpec, count: int = 200, seed: int = SEED
) -> list[Pixels]:
    """Pick at most `count` views, (size, size, 3): two a photo drawn by seed, one of them faulty.

    Faults belong here: a range that knows only good photos saturates on bright and noisy ones.
    Sizes of 20 to 800 views gave the same int8 network.
    """
    rng = np.random.default_rng(seed)
    drawn = rng.choice(len(paths), min(len(paths), -(-count // 2)), replace=False)
    chosen = [paths[i] for i in drawn]
    views = [view for path in tqdm(chosen, desc="calibration") for view in _two(path, spec, rng)]
    return views[:count]


def _two(path: Path, spec: ViewSpec, rng: np.random.Generator) -> Iterator[Pixels]:
    """Give the whole view of a photo and one region of a faulty copy of it."""
    photo = load_photo(path, spec.working_long_side)
    yield cut(photo, spec).whole
    fault = Copy("fault", str(rng.choice(sorted(OPERATORS))), SEVERE, int(rng.integers(2**31)))
    regions = cut(Photo.of(make_copy(np.asarray(photo.image), fault)), spec).regions
    yield regions[rng.integers(len(regions))]
