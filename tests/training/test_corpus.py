from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from training.config import DataConfig, TeachConfig
from training.corpus import read_corpus


def test_photos_that_forbid_commercial_use_can_be_left_out(tmp_path: Path) -> None:
    rows = ["path,photo_id,patient_id,source,rater_1,licence,split"]
    for number in range(12):
        pixels = np.random.default_rng(number).integers(0, 256, (48, 64, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(tmp_path / f"{number}.png")
        licence = "CC BY-NC 4.0" if number % 2 else "CC BY 4.0"
        part = ("train", "validation", "test")[number // 2 % 3]
        rows.append(f"{number}.png,p{number},p{number},clinic,{1 + number % 4},{licence},{part}")
    (tmp_path / "rated.csv").write_text("\n".join(rows) + "\n")
    data = DataConfig(ratings=tmp_path / "rated.csv", faults=0, darker=False)
    whole = read_corpus(TeachConfig(data), tmp_path)
    some = read_corpus(TeachConfig(replace(data, permissive=True)), tmp_path)
    assert len(whole.photos) == 12
    assert some.photos.photo_ids == tuple(f"p{number}" for number in range(0, 12, 2))
    assert len(some.pictures.photo) == len(some.jobs) == 6
    assert not set(some.split.train) & set(some.split.test)
