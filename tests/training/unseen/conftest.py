"""A painted photo, rated photos on disk, and answers of a judge that is made up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from training.unseen.baseline import MEASURES
from training.unseen.plan import BAD, BOUNDARY, FAULTS, RECIPES, UNSEEN, UNTOUCHED, ZERO

Pixels = NDArray[np.uint8]


def painted(height: int = 192, width: int = 256, seed: int = 7) -> Pixels:
    """Paint an oval of textured skin with a dark red spot in its middle, on bluish grey."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:height, :width] / max(height, width)
    dy, dx = y - y[-1, 0] / 2, x - x[0, -1] / 2
    middle = np.hypot(dy / 0.30, dx / 0.40)[..., None]
    grain = ndimage.gaussian_filter(rng.standard_normal((height, width)), 1.0)[..., None] * 40
    skin = np.array([195, 145, 120]) * (1.05 - 0.2 * middle**2) + grain
    linen = np.array([150, 155, 162]) + grain / 2
    spot = np.hypot(dy, dx)[..., None] < 0.05
    picture = np.where(spot, [110, 40, 40], np.where(middle < 1, skin, linen))
    return np.clip(picture, 0, 255).astype(np.uint8)


@pytest.fixture(scope="session")
def photo() -> Pixels:
    return painted()


@pytest.fixture
def ratings(tmp_path: Path) -> Path:
    """Eight photos of two sites: `p2` is rated bad by one rater, `p3` is not pristine."""
    rows = []
    for i in range(8):
        folder = tmp_path / ("north", "south")[i % 2]
        folder.mkdir(exist_ok=True)
        Image.fromarray(painted(320, 320, seed=i)).save(folder / f"p{i}.png")
        rated = [3, 2 if i == 2 else 4]
        rows.append((f"{folder.name}/p{i}.png", f"p{i}", f"g{i}", folder.name, *rated))
    columns = ["path", "photo_id", "patient_id", "source", "rater_1", "rater_2"]
    pd.DataFrame(rows, columns=columns).to_csv(tmp_path / "rated.csv", index=False)
    return tmp_path / "rated.csv"


@pytest.fixture
def manifest(tmp_path: Path, ratings: Path) -> Path:
    table = pd.read_csv(ratings)[["path"]]
    table["path"] = "pack/" + table["path"]
    table["looks_pristine"] = ["1", "", "1", "0", "1", "1", "", "1"]
    table.to_csv(tmp_path / "manifest.csv", index=False)
    return tmp_path / "manifest.csv"


@pytest.fixture
def answers() -> pd.DataFrame:
    """Twelve photos: all faults are told by score and name, save unseen glare and blur_motion.

    Unseen glare is not noticed; unseen blur_motion is called the other blur.
    """
    rng = np.random.default_rng(0)
    rows = []
    for photo in range(12):
        good = 80 + rng.normal()
        rows.append((photo, "", UNTOUCHED, "", good, photo == 0, ""))
        for recipe in RECIPES:
            rows.append((photo, recipe, ZERO, "", 80 + rng.normal(), False, ""))
            for fault in FAULTS:
                missed = recipe == UNSEEN and fault == "glare"
                motion = recipe == UNSEEN and fault == "blur_motion"
                first = "" if missed else "blur_focus" if motion else fault
                for level, lower in ((BOUNDARY, 1.0), (BAD, 40.0)):
                    score = 80 - (0 if missed else lower) + rng.normal()
                    rows.append((photo, recipe, level, fault, score, not missed, first))
    columns = ["photo", "recipe", "level", "fault", "score", "prompted", "first"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(**{name: rng.normal(size=len(table)) for name in MEASURES})
