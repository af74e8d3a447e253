"""Predictions of the tiny rated set: two trials, three folds each, the second one less sure."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from training.ratings import RatedPhotos
from training.report.predictions import Trial, read_predictions

FOLDS = 3


@pytest.fixture(scope="session")
def table(photos: RatedPhotos) -> pd.DataFrame:
    """The predictions as a table, a row a photo in each fold of each trial."""
    parts = []
    for trial, noise in (("sure", 0.3), ("unsure", 1.2)):
        rng = np.random.default_rng(2)
        latent = 2 * (photos.mean_rating - 2.5) + noise * rng.normal(size=len(photos))
        above = 1 / (1 + np.exp([-2, 0, 2] - latent[:, None]))
        grade = -np.diff(np.c_[np.ones(len(photos)), above, np.zeros(len(photos))])
        whole = pd.DataFrame({"trial": trial, "photo_id": photos.photo_ids})
        whole[[f"rank_{rank}" for rank in range(1, 5)]] = grade.round(5)
        glare = photos.votes["glare"] + 0.2 * rng.random(len(photos))
        whole = whole.assign(reason_glare=glare, reason_blur_focus=0.1, reason_blur_motion=0.2)
        whole["darker"] = (
            100 * above[:, 1] * np.where(rng.random(len(photos)) < 0.1, 0.2, 1)
        ).round(3)
        fold = np.array([int(group[1:]) % FOLDS for group in photos.groups])
        for number in range(FOLDS):
            part = np.where(fold == number, "test", "validation")
            parts.append(whole.assign(fold=number, part=part))
    return pd.concat(parts, ignore_index=True)


@pytest.fixture(scope="session")
def trials(
    table: pd.DataFrame, photos: RatedPhotos, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Trial, ...]:
    """The trials, read from a file."""
    return read(table, photos, tmp_path_factory.mktemp("predictions"))


def read(table: pd.DataFrame, photos: RatedPhotos, folder: Path) -> tuple[Trial, ...]:
    csv = folder / "predictions.csv"
    table.to_csv(csv, index=False)
    return read_predictions(csv, photos)
