from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from training import trials
from training.ablate import nested
from training.ablate.__main__ import Scores, main, scores_of, sites_of, write
from training.ablate.nested import DECAYS, Lesson, nested_scores, within
from training.ablate.report import row
from training.ablate.variants import BASE, Variant, variants
from training.model import features_of
from training.ratings import RatedPhotos

CONFIG = replace(BASE, trunk="vgg16", stages="last", weights="random", size=64, components=8)
WEIGHTS = {"lite0": "lite0.safetensors", "vgg16": "vgg16.safetensors"}


@pytest.fixture(autouse=True)
def few_folds_and_iterations(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tested is who learns from whom, not how well."""
    monkeypatch.setattr(nested, "ITERATIONS", 8)
    monkeypatch.setattr(trials, "FOLDS", 3)


@pytest.fixture
def bags(photos: RatedPhotos) -> torch.Tensor:
    """Bags whose whole view tells the rating, by many of its features."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(len(photos), 3, features_of(CONFIG))).astype(np.float32)
    x[:, 0, :200] += 3 * photos.mean_rating[:, None].astype(np.float32)
    return torch.from_numpy(x)


def test_photos_are_judged_by_models_that_did_not_see_their_groups(
    photos: RatedPhotos, bags: torch.Tensor
) -> None:
    """A photo whose rating is changed beyond sense changes others' scores, never its own."""
    members = np.arange(70)
    ratings = photos.ratings.copy()
    ratings[0] = 5 - ratings[0]
    before = within(photos, bags, CONFIG, members)
    after = within(replace(photos, ratings=ratings), bags, CONFIG, members)
    same_group = photos.groups[members] == photos.groups[0]
    assert np.allclose(before[same_group], after[same_group])
    assert not np.allclose(before[~same_group], after[~same_group])


def test_the_pull_is_chosen_without_the_photos_that_are_judged(
    photos: RatedPhotos, bags: torch.Tensor
) -> None:
    train, test = np.arange(70), np.arange(70, 120)
    chosen = nested_scores(photos, bags, CONFIG, train, test)
    lesson = Lesson(photos, bags, CONFIG, train, test)
    options = [lesson.scores(decay) for decay in DECAYS]
    assert any(np.allclose(chosen, each) for each in options)
    ratings = photos.ratings.copy()
    ratings[test] = 5 - ratings[test]
    again = nested_scores(replace(photos, ratings=ratings), bags, CONFIG, train, test)
    assert np.allclose(chosen, again)


def test_what_tells_the_rating_is_found(photos: RatedPhotos, bags: torch.Tensor) -> None:
    members = np.arange(70)
    scores = within(photos, bags, CONFIG, members)
    assert row(photos, members, scores, None).figures["SRCC"].value > 0.5


def test_a_variant_is_compared_with_the_base_on_the_same_photos(photos: RatedPhotos) -> None:
    members, quality = np.arange(70), photos.mean_rating[:70]
    each = row(photos, members, quality, -quality)
    assert each.figures["SRCC"].value == pytest.approx(1)
    assert each.gains["SRCC"].value == pytest.approx(2)


def test_every_choice_of_the_issue_has_its_rows() -> None:
    listed = variants(WEIGHTS)
    choices = {each.choice for each in listed}
    assert choices >= {"trunk", "pooled", "bag", "regions", "head", "weights"}
    assert listed[0].choice == "base"
    assert len({each.members for each in listed}) == len(listed)


def test_a_table_has_a_row_for_each_variant(photos: RatedPhotos, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    conditions = ["north, 10-fold by group", "south, learnt on north alone"]
    sites = sites_of(photos)
    compared = variants(WEIGHTS)[:3]
    scores: dict[Variant, dict[str, Scores]] = {
        each: {name: rng.normal(size=len(sites[name.split(",")[0]])) for name in conditions}
        for each in compared
    }
    write(photos, scores, tmp_path)
    table = (tmp_path / "ablations.md").read_text()
    assert table.count("\n") == 2 + 3
    assert "north, 10-fold by group (n = 70)" in table
    assert {path.suffix for path in tmp_path.iterdir()} == {".md", ".json", ".png"}


@pytest.mark.slow
def test_ensembles_average_their_members_on_real_pictures(
    photos: RatedPhotos, tmp_path: Path
) -> None:
    rng = np.random.default_rng(0)
    paths = tuple(tmp_path / f"{name}.png" for name in photos.photo_ids)
    for path in paths:
        Image.fromarray(rng.integers(0, 256, (64, 64, 3), dtype=np.uint8)).save(path)
    there = replace(photos, paths=paths)
    base = replace(CONFIG, trunk="lite0")
    one, other = (replace(base, head=head) for head in ("cumulative_link", "coral"))
    each = [scores_of(there, Variant("", "", (m,)), tmp_path / "c", 1) for m in (one, other)]
    both = scores_of(there, Variant("", "", (one, other)), tmp_path / "c", 1)
    for name, values in both.items():
        assert np.allclose(values, (each[0][name] + each[1][name]) / 2)


def test_ratings_that_are_not_there_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--ratings", "no.csv", "--vgg16", "a", "--lite0", "b", "--out", "o"])
    assert "no.csv" in capsys.readouterr().err
