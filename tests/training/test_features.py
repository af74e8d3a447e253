from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from clearshot.manifest import EMBEDDED
from training import features
from training.copies import ORIGINAL, Copy
from training.features import Job, describe


class FakeTrunk:
    """Stands for the int8 program, whose file no ordinary test has: a view's mean colour."""

    def __call__(self, views: np.ndarray) -> np.ndarray:
        return np.asarray(views.mean(axis=(1, 2), dtype=np.float32))


@pytest.fixture
def job(tmp_path: Path) -> Job:
    pixels = np.random.default_rng(0).integers(0, 255, (120, 160, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    return Job("a", tmp_path / "a.png", (ORIGINAL, Copy("fault", "too_dark", 0.8, 1)))


def test_a_job_is_described_once(job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "_trunk", lambda _: FakeTrunk())
    program = EMBEDDED / "quality.tflite"
    first = describe([job], program, tmp_path / "cache", workers=1)
    assert first.both.shape == (2, 6)
    assert first.whole[1].mean() < first.whole[0].mean()
    monkeypatch.setattr(features, "_trunk", lambda _: pytest.fail("was described before"))
    again = describe([job], program, tmp_path / "cache", workers=1)
    assert np.array_equal(first.both, again.both)
