from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from clearshot.photo import Photo
from clearshot.regions import ViewSpec
from training.bags import BagSpec, describe_bags, describe_views, instances
from training.copies import ORIGINAL, faulty_copies
from training.features import Job
from training.trunks import load_trunk
from training.trunks.lite0 import Lite0

VIEWS = ViewSpec(size=64, working_long_side=128, overlap=0.1)


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> BagSpec:
    torch.manual_seed(0)
    weights = tmp_path_factory.mktemp("weights") / "lite0.safetensors"
    save_file(Lite0().state_dict(), weights)
    return BagSpec("lite0", weights, "cells", VIEWS, cells=2)


def noise(width: int, height: int, seed: int = 0) -> Image.Image:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(pixels)


def test_cells_are_the_whole_views_own_parts(spec: BagSpec) -> None:
    """Means of cells average to the whole's, where the grid divides the map."""
    trunk = load_trunk("lite0", spec.weights)
    bag = instances(trunk, Photo.of(np.asarray(noise(100, 80))), spec).astype(np.float64)
    assert bag.shape == (1 + 4, 2, trunk.length())
    assert np.allclose(bag[1:, 0].mean(0), bag[0, 0], rtol=0.01, atol=1e-3)


def test_cut_regions_are_described_by_themselves(spec: BagSpec) -> None:
    trunk = load_trunk("lite0", spec.weights)
    photo = Photo.of(np.asarray(noise(128, 64)))  # exactly two regions of 64, and one between
    bag = instances(trunk, photo, replace(spec, regions="cut"))
    assert len(bag) == 1 + 3
    alone = Photo.of(np.asarray(photo.image)[:, :64])
    region = instances(trunk, alone, replace(spec, regions="none"))
    assert np.array_equal(bag[1], region[0])


def test_the_deviation_is_that_of_the_map(spec: BagSpec) -> None:
    trunk = load_trunk("lite0", spec.weights)
    view = torch.from_numpy(np.array(noise(64, 64)))[None]
    with torch.inference_mode():
        first = next(trunk.maps(trunk.normalised(view)))
        moments = describe_views(trunk, view)
    channels = trunk.channels[0]
    expected = first.std((2, 3), correction=0)[0]
    assert torch.allclose(moments[0, 0, 1, :channels], expected, rtol=1e-3, atol=1e-4)


def test_bags_are_kept_and_read_again(spec: BagSpec, tmp_path: Path) -> None:
    noise(90, 70).save(tmp_path / "photo.png")
    jobs = [Job("photo", tmp_path / "photo.png", (ORIGINAL, *faulty_copies("photo", 1)))]
    first = describe_bags(jobs, spec, tmp_path / "cache", workers=1)
    kept = {file: file.stat().st_mtime_ns for file in (tmp_path / "cache").iterdir()}
    again = describe_bags(jobs, spec, tmp_path / "cache", workers=1)
    assert [len(bag) for bag in first[0]] == [5] * 4
    assert all(np.array_equal(a, b) for a, b in zip(first[0], again[0], strict=True))
    assert {file: file.stat().st_mtime_ns for file in (tmp_path / "cache").iterdir()} == kept


def test_another_way_to_cut_is_another_entry_of_the_cache(spec: BagSpec, tmp_path: Path) -> None:
    noise(90, 70).save(tmp_path / "photo.png")
    jobs = [Job("photo", tmp_path / "photo.png", (ORIGINAL,))]
    for each in (spec, replace(spec, regions="cut"), replace(spec, cells=1)):
        describe_bags(jobs, each, tmp_path / "cache", workers=1)
    assert len(list((tmp_path / "cache").iterdir())) == 3
