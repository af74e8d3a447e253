"""A tiny rated set: features made up such that the first tells quality and the last tone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from training.collect import REASONS, together
from training.copies import ORIGINAL, Copy, darker_copies, faulty_copies
from training.features import Features
from training.measures import Measures
from training.pictures import Pictures, rated_pictures
from training.ratings import RatedPhotos

PHOTOS, FEATURES = 120, 6


@pytest.fixture(scope="session")
def photos() -> RatedPhotos:
    """Two sites, two photos a group, four raters."""
    rng = np.random.default_rng(0)
    quality = rng.normal(size=PHOTOS)
    ratings = 1 + (
        2 * quality[:, None, None] + rng.logistic(size=(PHOTOS, 4, 1)) > [-4, -1, 2]
    ).sum(-1)
    names = [f"p{i}" for i in range(PHOTOS)]
    return RatedPhotos(
        paths=tuple(Path(name) for name in names),
        photo_ids=tuple(names),
        groups=np.array([f"g{i // 2}" for i in range(PHOTOS)]),
        sources=np.array(["north" if i < 70 else "south" for i in range(PHOTOS)]),
        ratings=ratings.astype(float),
        votes={"blur": np.zeros(PHOTOS), "glare": np.r_[np.full(10, 0.5), np.zeros(PHOTOS - 10)]},
        licences=np.array(["CC-BY-NC-4.0" if i < 70 else "CC0" for i in range(PHOTOS)]),
    )


@pytest.fixture(scope="session")
def rated(photos: RatedPhotos) -> Pictures:
    """The photos with their copies; a copy's first feature falls with its severity."""
    rng = np.random.default_rng(1)
    base = rng.normal(size=(PHOTOS, FEATURES))
    base[:, 0] = photos.mean_rating + 0.3 * rng.normal(size=PHOTOS)
    parts = []
    for plan in (lambda _: (ORIGINAL,), faulty_copies, darker_copies):
        copies = [plan(name) for name in photos.photo_ids]
        whole = np.concatenate(
            [np.stack([described(base[i], copy) for copy in c]) for i, c in enumerate(copies)]
        ).astype(np.float32)
        features = Features(
            whole, 0.5 * whole, np.resize(whole, (len(whole), len(Measures._fields)))
        )
        parts.append(rated_pictures(photos, copies, features, REASONS))
    return together(parts)


def described(base: np.ndarray, copy: Copy) -> np.ndarray:
    features = base.copy()
    if copy.kind == "fault":
        features[0] -= 2 * copy.severity
        features[1 + REASONS.index(copy.operator) % 3] += 3 * copy.severity
    if copy.kind == "darker":
        features[-1] += 4 * copy.severity
    return features
