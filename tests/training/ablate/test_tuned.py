from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from training.ablate import tuned
from training.ablate.report import MEASURES
from training.ablate.tuned import Tuning, mean_over_seeds, tuned_scores, tuned_table, tunings
from training.figures import Authentic
from training.harness import ResumeRefused
from training.ratings import RatedPhotos
from training.splits import new_split

WEIGHTS = {"lite0": "random", "vgg16": "random"}


def test_all_of_a_trunk_learns_only_where_two_cores_can_do_it() -> None:
    learning = {(each.model.trunk, each.model.trainable) for each in tunings(WEIGHTS)}
    assert learning == {("lite0", 0), ("lite0", 1), ("lite0", 6), ("vgg16", 0), ("vgg16", 1)}


def test_a_row_is_compared_with_the_heads_of_its_own_trunk(photos: RatedPhotos) -> None:
    """Lite0's stages tell nothing more than its heads, VGG16's everything."""
    quality = photos.mean_rating[new_split(photos).test]
    noise = np.random.default_rng(0).normal(size=(3, len(quality)))
    values = [noise, noise, noise, noise, np.stack([quality] * 3)]
    rows = tuned_table(photos, dict(zip(tunings(WEIGHTS), values, strict=True))).splitlines()[2:]
    assert [("<br>" in each) for each in rows] == [False, True, True, False, True]
    assert rows[1].count("SRCC .00 (.00-.00)") == rows[2].count("SRCC .00 (.00-.00)") == 2
    assert rows[4].count("| 1.00 1.00 1.00 ") == 2


def test_a_figure_of_three_seeds_is_the_mean_of_theirs() -> None:
    rating = np.array([1.0, 2.0, 3.0, 4.0])
    unknown = np.full(4, np.nan)
    scores = np.stack([rating, -rating, rating], axis=1)
    data = Authentic(rating, scores, unknown, unknown, rating > 3, rating.astype(str))
    assert mean_over_seeds(MEASURES["SRCC"])(data) == pytest.approx(1 / 3)


@pytest.mark.slow
def test_stages_that_learn_change_what_is_said(
    photos: RatedPhotos, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tuned, "SEEDS", (0,))
    monkeypatch.setattr(tuned, "LOOP", replace(tuned.LOOP, epochs=1, trunk_learning_rate=1e-2))
    rng = np.random.default_rng(0)
    paths = tuple(tmp_path / f"{name}.png" for name in photos.photo_ids)
    for path in paths:
        Image.fromarray(rng.integers(0, 256, (64, 64, 3), dtype=np.uint8)).save(path)
    there = replace(photos, paths=paths)
    heads, stage = (
        Tuning(each.name, replace(each.model, size=64)) for each in tunings(WEIGHTS)[:2]
    )
    one, other = (tuned_scores(there, t, tmp_path / "c", tmp_path, 1) for t in (heads, stage))
    assert one.shape == other.shape == (1, len(new_split(photos).test))
    assert not np.allclose(one, other)
    again = tuned_scores(there, stage, tmp_path / "c", tmp_path, 1)
    assert np.array_equal(again, other)
    with pytest.raises(ResumeRefused, match="another run"):
        tuned_scores(replace(there, ratings=5 - there.ratings), stage, tmp_path / "c", tmp_path, 1)
