"""Rated photos in; the pictures of the test out: each photo untouched, without and with faults."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clearshot.regions import ViewSpec
from training import degrade
from training.copies import working_pixels
from training.ratings import RatedPhotos
from training.unseen import operators

Indices = NDArray[np.int64]
Pixels = NDArray[np.uint8]
Series = Callable[[Pixels, str, Sequence[float], int], list[Pixels]]

UNSEEN, LEARNT = "unseen", "training"
RECIPES: dict[str, Series] = {UNSEEN: operators.series, LEARNT: degrade.series}
WORKING = ViewSpec().working_long_side
FAULTS = tuple(degrade.OPERATORS)

UNTOUCHED, ZERO, BOUNDARY, BAD = "untouched", "zero", "boundary", "bad"
SEVERITIES = {BOUNDARY: (0.3, 0.5), BAD: (0.6, 1.0)}
"""Between which the severity of a fault is drawn: next to the boundary, and plainly bad."""


class ManifestRefused(ValueError):
    """The table that says which photos are pristine cannot be used; the message says why."""


@dataclass(frozen=True, eq=False)
class Picture:
    """One picture of the test.

    Attributes:
        photo: index of the rated photo.
        recipe: whose operators made it, a key of `RECIPES`; blank for the untouched photo.
        level: `untouched`, `zero`, `boundary` or `bad`.
        fault: a reason code; blank if there is none.
        severity: 0 to 1.
        pixels: (H, W, 3) uint8.
    """

    photo: int
    recipe: str
    level: str
    fault: str
    severity: float
    pixels: Pixels


def pristine_photos(photos: RatedPhotos, manifest: Path | None) -> Indices:
    """List the photos that every rater calls good and that no measurement calls less than pristine.

    Args:
        photos: with two ratings or more of each.
        manifest: CSV with `path` and `looks_pristine` (1, 0, or blank for never measured, which
            leaves the word to the raters); None if there is none. A photo's row is found by the
            last two parts of its path.

    Raises:
        ManifestRefused: a column is missing, or a photo has no row.
    """
    fine = photos.fine
    if manifest is not None:
        fine = fine & _not_spoilt(photos, manifest)
    return np.flatnonzero(fine)


def _not_spoilt(photos: RatedPhotos, manifest: Path) -> NDArray[np.bool_]:
    table = pd.read_csv(manifest, dtype=str, keep_default_na=False)
    for column in ("path", "looks_pristine"):
        if column not in table.columns:
            raise ManifestRefused(f"{manifest}: there is no column {column}: expected it")
    names = [_name(Path(path)) for path in table["path"]]
    pristine = dict(zip(names, table["looks_pristine"], strict=True))
    for path in photos.paths:
        if _name(path) not in pristine:
            raise ManifestRefused(f"{manifest}: no row for {path}: give the photos' own manifest")
    return np.array([pristine[_name(path)] != "0" for path in photos.paths])


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def draw_photos(photos: RatedPhotos, members: Indices, count: int, seed: int = 0) -> Indices:
    """Draw photos evenly from all sources, one of a group at most, in order."""
    order = np.random.default_rng(seed).permutation(members)
    _, first = np.unique(photos.groups[order], return_index=True)
    order = order[np.sort(first)]
    turns = pd.Series(photos.sources[order]).groupby(photos.sources[order]).cumcount()
    return np.sort(order[np.argsort(turns, kind="stable")][:count])


def pictures_of(photos: RatedPhotos, rows: Indices, recipe: str) -> Iterator[Picture]:
    """Make the pictures of some photos by one recipe, a photo after the other.

    Of each, the copy at severity zero, then of every fault one next to the boundary and one
    plainly bad, both from one draw. Severities and draws are the photo's own, the severities the
    same in both recipes. One picture is in memory at a time with its sister.

    Args:
        photos: all rated photos.
        rows: which of them.
        recipe: a key of `RECIPES`.
    """
    make = RECIPES[recipe]
    for row in rows:
        pixels = working_pixels(photos.paths[row], WORKING)
        seed = _seed(photos.photo_ids[row])
        zero = make(pixels, FAULTS[0], [0.0], seed)[0]
        yield Picture(int(row), recipe, ZERO, "", 0.0, zero)
        for fault, severities in drawn_severities(seed).items():
            copies = make(pixels, fault, list(severities.values()), seed)
            for (level, severity), copy in zip(severities.items(), copies, strict=True):
                yield Picture(int(row), recipe, level, fault, severity, copy)


def untouched(photos: RatedPhotos, rows: Indices) -> Iterator[Picture]:
    """Give some photos as they are."""
    for row in rows:
        pixels = working_pixels(photos.paths[row], WORKING)
        yield Picture(int(row), "", UNTOUCHED, "", 0.0, pixels)


def drawn_severities(seed: int) -> dict[str, dict[str, float]]:
    """Draw a photo's severity of every fault at each level."""
    rng = np.random.default_rng(seed)
    return {
        fault: {level: float(rng.uniform(*limits)) for level, limits in SEVERITIES.items()}
        for fault in FAULTS
    }


def _seed(photo_id: str) -> int:
    """Give a photo a seed that is not the one by which its training copies were drawn."""
    return zlib.crc32(f"test of {photo_id}".encode())
