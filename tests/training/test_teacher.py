from __future__ import annotations

from argparse import ArgumentTypeError
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from clearshot import assess
from clearshot.photo import Photo
from clearshot.policy import OperatingPoint
from clearshot.regions import cut
from training.model import BagModel, ModelConfig
from training.policies import policy_of
from training.teacher import (
    Teacher,
    TeacherRefused,
    judge_folder,
    load_teacher,
    over_boxes,
    save_teacher,
)
from training.trunks import load_trunk

REASONS = ("glare", "noise")
CONFIG = ModelConfig(trunk="lite0", weights="random", size=64, working_long_side=128, components=8)


def teacher(config: ModelConfig = CONFIG) -> Teacher:
    torch.manual_seed(0)
    model = BagModel(config, REASONS, 4, load_trunk("lite0", "random"))
    model.standardise(torch.randint(0, 256, (12, 1, 64, 64, 3), dtype=torch.uint8))
    for layer in (model.head.directions, model.reasons):
        torch.nn.init.normal_(layer.weight, std=0.05)
    points = {
        name: OperatingPoint(50.0, "made up", 9, {})
        for name in ("few_false_retakes", "youden", "ppv90")
    }
    return Teacher(model.eval(), REASONS, policy_of(points, REASONS))


def photo() -> Photo:
    return Photo.of(np.random.default_rng(1).integers(0, 256, (96, 128, 3), dtype=np.uint8))


@pytest.mark.parametrize("regions", ["cells", "cut", "none"])
def test_a_saved_teacher_judges_as_before(tmp_path: Path, regions: str) -> None:
    before = teacher(replace(CONFIG, regions=regions))  # type: ignore[arg-type]
    save_teacher(before, tmp_path)
    first, again = assess(photo(), before.bundle("a")), assess(photo(), judge_folder(str(tmp_path)))
    assert first.score is not None
    assert again.score == pytest.approx(first.score, abs=1e-4)
    assert [r.score for r in again.regions] == pytest.approx([r.score for r in first.regions])
    assert len(again.regions) == len(cut(photo(), before.views).boxes)
    assert again.model == f"teacher {tmp_path.name}"


def test_grade_and_severities_are_probabilities() -> None:
    judged = teacher()
    reading = judged.bundle("t").scorer(cut(photo(), judged.views))
    assert reading.grade is not None
    assert sum(reading.grade) == pytest.approx(1)
    assert set(reading.severities) == set(REASONS)
    assert all(0 < severity < 1 for severity in reading.severities.values())


def test_regions_draw_the_map_of_the_cells_below_them() -> None:
    """The left half of the photo has other features than the right: so have its regions."""
    pixels = np.asarray(photo().image).copy()
    pixels[:, :64] = 128
    reading_of = teacher(replace(CONFIG, cells=2))
    views = cut(Photo.of(pixels), reading_of.views)
    scores = np.array(reading_of.bundle("t").scorer(views).region_scores)
    left = np.array([box.x == 0 for box in views.boxes])
    assert abs(scores[left].mean() - scores[~left].mean()) > scores[left].std()


def test_a_region_over_the_whole_photo_averages_all_cells() -> None:
    boxes = cut(Photo.of(np.zeros((60, 60, 3), np.uint8)), teacher().views).boxes
    assert over_boxes(np.arange(9.0), boxes).tolist() == [4.0]


def test_a_folder_without_a_teacher_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TeacherRefused, match=r"holds no teacher .*training\.teach"):
        load_teacher(tmp_path)


def test_a_teacher_with_another_networks_weights_is_refused(tmp_path: Path) -> None:
    save_teacher(teacher(), tmp_path / "one")
    save_teacher(teacher(replace(CONFIG, components=9)), tmp_path / "other")
    weights = (tmp_path / "other" / "model.safetensors").read_bytes()
    (tmp_path / "one" / "model.safetensors").write_bytes(weights)
    with pytest.raises(ArgumentTypeError, match="holds no teacher"):
        judge_folder(str(tmp_path / "one"))


def test_a_folder_without_a_bundle_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArgumentTypeError, match=str(tmp_path)):
        judge_folder(str(tmp_path))
