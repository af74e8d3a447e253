from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image

from training import invariance
from training.config import ConfigRefused
from training.copies import ORIGINAL, TRAINING_DARKENERS
from training.features import Job
from training.invariance import (
    SHARES,
    Course,
    Pair,
    Picture,
    Sources,
    deviations,
    lesson,
    teach,
    views_of,
)
from training.trunks.lite0 import Lite0

COURSE = Course(steps=2, batch=2, side=64)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    """Two photos with all their copies, and a scene in two tones."""
    folder = tmp_path_factory.mktemp("photos")
    rng = np.random.default_rng(0)
    files = []
    for name in ("a", "b", "light", "dark"):
        pixels = rng.integers(60, 200, (30, 40, 3), np.uint8)
        Image.fromarray(pixels).resize((640, 480)).save(folder / f"{name}.png")
        copies = invariance._copies(name) if len(name) == 1 else (ORIGINAL,)
        invariance._cut(Job(name, folder / f"{name}.png", copies), folder / f"{name}.npz")
        files.append(folder / f"{name}.npz")
    light, dark = (Picture(file, 0) for file in files[2:])
    photos = [invariance._pairs(file) for file in files[:2]]
    return Sources(photos, [[Pair(light, light), Pair(dark, light)]])


def network() -> Lite0:
    torch.manual_seed(1)
    return Lite0()


def test_a_darker_copy_is_to_be_like_its_photo_and_a_fault_like_itself(sources: Sources) -> None:
    pairs = sources.photos[0]
    assert len(pairs) == len(SHARES)
    wanted = [pair.wanted.place for pair in pairs]
    assert wanted == [0, *[0] * len(TRAINING_DARKENERS), 3, 4]
    assert [pair.shown.place for pair in pairs] == list(range(len(SHARES)))


def test_copies_lie_on_each_other(sources: Sources) -> None:
    """A darker copy has the very views of its photo, whole and region, and is darker there."""
    photo, darker = (views_of(sources.photos[0][place].shown) for place in (0, 1))
    assert photo.shape == darker.shape == (2, 448, 448, 3)
    for before, after in zip(photo, darker, strict=True):
        assert after.mean() < before.mean()
        assert np.corrcoef(before.ravel(), after.ravel())[0, 1] > 0.7


def test_what_is_shown_is_turned_and_what_is_wanted_is_upright() -> None:
    """Codes of the place in the pixels: the same ones are seen, in another order."""
    codes = np.arange(448 * 448, dtype=np.uint32).view(np.uint8).reshape(448, 448, 4)[..., :3]

    def seen(pixels: NDArray[np.uint8]) -> list[bytes]:
        return sorted(bytes(pixel) for pixel in pixels.reshape(-1, 3))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(invariance, "views_of", lambda picture: np.stack([codes, codes]))
        pair = Pair(Picture(Path(), 0), Picture(Path(), 0))
        alone = Sources([[pair] * len(SHARES)], [])
        lessons = [lesson(alone, 64, np.random.default_rng(seed)) for seed in range(20)]
    assert all(
        shown.shape == (64, 64, 3) and seen(shown) == seen(wanted) for shown, wanted in lessons
    )
    upright = [np.array_equal(shown, wanted) for shown, wanted in lessons]
    assert 0 < sum(upright) < 10


def test_scenes_and_photos_are_both_drawn(sources: Sources) -> None:
    rng = np.random.default_rng(2)
    drawn = [sources.drawn(rng) for _ in range(300)]
    scenes = sum(pair in sources.scenes[0] for pair in drawn)
    assert 30 < scenes < 90
    assert all(Sources(sources.photos, []).drawn(rng) for _ in range(9))


def test_a_killed_run_goes_on_to_the_same_weights(
    sources: Sources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invariance, "EVERY", 1)
    through, stopped, resumed = network(), network(), network()
    teach(through, sources, COURSE, tmp_path / "through.pt")

    save = invariance._save

    def killed(state: Path, parts: invariance.Parts, course: Course, step: int) -> None:
        save(state, parts, course, step)
        raise KeyboardInterrupt

    monkeypatch.setattr(invariance, "_save", killed)
    with pytest.raises(KeyboardInterrupt):
        teach(stopped, sources, COURSE, tmp_path / "state.pt")
    monkeypatch.setattr(invariance, "_save", save)
    teach(resumed, sources, COURSE, tmp_path / "state.pt")
    for found, expected in zip(resumed.parameters(), through.parameters(), strict=True):
        assert torch.equal(found, expected)
    assert not torch.equal(next(through.parameters()), next(network().parameters()))
    assert not any(each.requires_grad for each in through.parameters())
    with pytest.raises(ConfigRefused, match="of another run"):
        teach(network(), sources, replace(COURSE, steps=9), tmp_path / "state.pt")


def test_a_feature_that_never_changes_does_not_lead() -> None:
    features = torch.tensor([[0.0, 5.0], [10.0, 5.0]])
    assert deviations(features)[1] == pytest.approx(0.01 * float(features.std()))
