import hashlib
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from training import degrade as learnt
from training.degrade.srgb import to_light
from training.unseen.operators import OPERATORS, degrade, series
from training.unseen.operators.__main__ import SEVERITIES, main
from training.unseen.operators.camera import BASE, WHITE, develop, scene_light

Pixels = NDArray[np.uint8]

FAULTS = sorted(OPERATORS)
SEEDS = (0, 1, 2, 3)  # enough to draw every kind of each fault


def psnr(one: Pixels, other: Pixels) -> float:
    error = np.mean((one.astype(float) - other.astype(float)) ** 2)
    return float(10 * np.log10(255**2 / max(error, 1e-9)))


def digest(pixels: Pixels) -> str:
    return hashlib.sha256(pixels.tobytes()).hexdigest()


def test_every_fault_of_the_training_has_an_operator_here_and_no_other_has() -> None:
    assert OPERATORS.keys() == learnt.OPERATORS.keys()


@pytest.mark.parametrize("fault", FAULTS)
def test_severity_zero_is_the_photo_through_this_camera_and_one_for_all(
    photo: Pixels, fault: str
) -> None:
    untouched = degrade(photo, fault, 0, seed=3)
    assert psnr(untouched, photo) > 28
    assert digest(untouched) == digest(degrade(photo, FAULTS[0], 0, seed=3))
    assert digest(untouched) != digest(learnt.degrade(photo, fault, 0, seed=3))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("fault", FAULTS)
def test_every_step_of_severity_goes_farther_from_the_photo(
    photo: Pixels, fault: str, seed: int
) -> None:
    copies = series(photo, fault, (0.0, 0.3, 0.6, 1.0), seed)
    likeness = [psnr(copies[0], copy) for copy in copies[1:]]
    # What has left the view cannot leave it more: there a step may change little.
    slack = 1.0 if fault in ("framing", "too_far") else 0.0
    assert np.all(np.diff(likeness) < slack)
    assert likeness[-1] < 30


@pytest.mark.parametrize("fault", FAULTS)
def test_one_seed_gives_the_same_pixels_and_another_seed_others(photo: Pixels, fault: str) -> None:
    first = degrade(photo, fault, 0.5, seed=5)
    assert digest(first) == digest(series(photo, fault, (0.1, 0.5), seed=5)[1])
    assert digest(first) != digest(degrade(photo, fault, 0.5, seed=6))


@pytest.mark.parametrize("fault", FAULTS)
def test_any_size_from_64_pixels_is_kept_and_the_photo_is_left_as_it_is(
    photo: Pixels, fault: str
) -> None:
    for small in (photo[:64, :97], photo[:65, :64]):
        before = digest(small)
        for severity in (0.01, 1.0):
            copy = degrade(small, fault, severity, seed=1)
            assert copy.shape == small.shape
            assert copy.dtype == np.uint8
        assert digest(small) == before


def test_the_tone_curve_undone_and_done_again_is_the_same_light() -> None:
    levels = np.repeat(np.arange(256, dtype=np.uint8)[:, None, None], 3, axis=2)
    light = scene_light(levels).astype(np.float64)
    shown = light * (1 + light / WHITE**2) / (1 + light)
    assert light.max() == pytest.approx(WHITE)
    assert np.allclose(shown, to_light(levels), atol=1e-5)


def test_a_flat_photo_stays_flat_at_severity_zero() -> None:
    grey = np.full((96, 96, 3), 120, np.uint8)
    taken = develop(scene_light(grey), BASE, 0.0, np.random.default_rng(0)).astype(float)
    assert abs(taken.mean() - 120) < 1
    assert taken.std() < 1.5


def test_noise_grows_and_has_colour() -> None:
    grey = np.full((96, 96, 3), 120, np.uint8)
    copies = [copy.astype(float) for copy in series(grey, "noise", (0.0, 0.3, 0.6, 1.0), seed=1)]
    assert np.all(np.diff([copy.std() for copy in copies]) > 0)
    assert 4 < copies[2].std() < 25
    assert (copies[2][..., 0] - copies[2][..., 2]).std() > 3


def test_a_blur_keeps_the_light_and_takes_the_detail(photo: Pixels) -> None:
    for fault in ("blur_focus", "blur_motion"):
        scene = scene_light(photo)
        blurred = OPERATORS[fault].scene(scene, 0.7, np.random.default_rng(2))
        assert blurred.mean() == pytest.approx(scene.mean(), rel=0.02)
        assert np.abs(np.diff(blurred, axis=1)).mean() < 0.6 * np.abs(np.diff(scene, axis=1)).mean()


def test_focus_is_worse_on_one_side() -> None:
    rng = np.random.default_rng(0)
    scene = scene_light(rng.integers(60, 190, (160, 160, 3), dtype=np.uint8))
    blurred = OPERATORS["blur_focus"].scene(scene, 0.7, np.random.default_rng(2))
    quarters = [part.std() for half in np.split(blurred, 2) for part in np.split(half, 2, axis=1)]
    assert max(quarters) > 1.2 * min(quarters)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_covered_stays_covered(photo: Pixels, seed: int) -> None:
    copies = series(photo, "obstructed", (0.0, 0.3, 0.6, 1.0), seed)
    covered = [
        (np.abs(copy.astype(int) - copies[0]).max(axis=-1) > 30).mean() for copy in copies[1:]
    ]
    assert np.all(np.diff(covered) > 0)
    assert covered[1] > 0.08


@pytest.mark.parametrize("seed", SEEDS)
def test_misframing_brings_the_middle_towards_the_border(photo: Pixels, seed: int) -> None:
    def away(copy: Pixels) -> float:
        r, g, _ = np.moveaxis(copy.astype(int), -1, 0)
        places = np.argwhere((r > 70) & (r < 150) & (g < 75)) / copy.shape[:2]
        return float(np.abs(places.mean(axis=0) - 0.5).max())

    none, some, more = series(photo, "framing", (0.0, 0.3, 0.6), seed)
    assert away(none) < away(some) < away(more)
    assert away(more) > 0.2


@pytest.mark.parametrize("seed", SEEDS)
def test_stepping_back_makes_the_subject_small(photo: Pixels, seed: int) -> None:
    def dark_spot(copy: Pixels) -> int:
        r, g, _ = np.moveaxis(copy.astype(int), -1, 0)
        return int(((r > 70) & (r < 150) & (g < 75)).sum())

    spots = [dark_spot(copy) for copy in series(photo, "too_far", (0.0, 0.3, 0.6, 1.0), seed)]
    assert spots[0] > spots[1] > spots[2] > spots[3]
    assert spots[2] < 0.3 * spots[0]


def test_a_warm_and_a_cold_lamp_are_both_drawn() -> None:
    grey = np.full((64, 64, 3), 128, np.uint8)
    means = [degrade(grey, "colour_cast", 1, seed).reshape(-1, 3).mean(axis=0) for seed in range(8)]
    assert {bool(mean[0] > mean[2]) for mean in means} == {True, False}


def test_what_cannot_be_made_is_refused(photo: Pixels) -> None:
    with pytest.raises(ValueError, match=r"'blurry'.*blur_focus.*obstructed"):
        degrade(photo, "blurry", 0.5, seed=0)
    with pytest.raises(ValueError, match=r"outside 0\.\.1"):
        degrade(photo, "noise", 1.01, seed=0)


def test_the_command_draws_one_sheet(
    photo: Pixels, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Image.fromarray(photo).save(tmp_path / "photo.png")
    given = ["--photo", str(tmp_path / "photo.png"), "--side", "96", "--shown", "64"]
    assert main([*given, "--out", str(tmp_path / "a" / "sheet.jpg")]) == 0
    with Image.open(tmp_path / "a" / "sheet.jpg") as sheet:
        assert sheet.width == len(SEVERITIES) * 64
    assert "13 faults of photo.png" in capsys.readouterr().out


def test_the_command_refuses_what_is_no_photo(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = str(tmp_path / "none.jpg")
    assert main(["--photo", missing, "--out", str(tmp_path / "sheet.jpg")]) == 2
    assert "none.jpg" in capsys.readouterr().err
