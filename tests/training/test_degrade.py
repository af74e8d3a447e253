import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from training.degrade import OPERATORS, RECIPE, Pixels, degrade, series
from training.degrade.__main__ import SEVERITIES, main
from training.degrade.camera import develop, scene_light
from training.degrade.optics import convolve, spread
from training.degrade.srgb import to_light, to_pixels

FAULTS = sorted(OPERATORS)
STEPS = (0.0, 0.25, 0.5, 0.75, 1.0)


def skin_on_linen(height: int = 192, width: int = 256, seed: int = 7) -> Pixels:
    """Paint an oval of textured skin with a dark red spot in its middle, on bluish grey."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:height, :width] / max(height, width)
    middle = np.hypot((y - y[-1, 0] / 2) / 0.30, (x - x[0, -1] / 2) / 0.40)[..., None]
    grain = ndimage.gaussian_filter(rng.standard_normal((height, width)), 1.0)[..., None] * 40
    skin = np.array([205, 155, 130]) * (1.05 - 0.2 * middle**2) + grain
    linen = np.array([150, 155, 162]) + grain / 2
    spot = np.hypot(y - y[-1, 0] / 2, x - x[0, -1] / 2)[..., None] < 0.05
    picture = np.where(spot, [110, 40, 40], np.where(middle < 1, skin, linen))
    return np.clip(picture, 0, 255).astype(np.uint8)


def psnr(one: Pixels, other: Pixels) -> float:
    error = np.mean((one.astype(float) - other.astype(float)) ** 2)
    return float(10 * np.log10(255**2 / max(error, 1e-9)))


def fine_detail(pixels: Pixels) -> float:
    return float(ndimage.laplace(pixels.astype(float).mean(axis=-1)).var())


def redness(pixels: Pixels) -> NDArray[np.bool_]:
    r, g, _ = np.moveaxis(pixels.astype(int), -1, 0)
    return np.asarray((r > 70) & (r < 150) & (g < 75))


def falls(values: list[float]) -> bool:
    return bool(np.all(np.diff(values) < 0))


def rises(values: list[float]) -> bool:
    return bool(np.all(np.diff(values) > 0))


def digest(pixels: Pixels) -> str:
    return hashlib.sha256(pixels.tobytes()).hexdigest()


PHOTO = skin_on_linen()


@pytest.mark.parametrize("fault", FAULTS)
def test_severity_zero_is_the_photo_through_the_camera_and_one_for_all_faults(fault: str) -> None:
    untouched = degrade(PHOTO, fault, 0, seed=3)
    assert psnr(untouched, PHOTO) > 30
    assert digest(untouched) == digest(degrade(PHOTO, FAULTS[0], 0, seed=3))
    assert digest(untouched) != digest(PHOTO)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faint_fault_is_near_severity_zero(fault: str) -> None:
    none, faint = series(PHOTO, fault, (0.0, 0.02), seed=3)
    assert psnr(none, faint) > 24  # two pixels' shift of grainy skin costs about this much


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("fault", FAULTS)
def test_every_step_of_severity_goes_farther_from_the_photo(fault: str, seed: int) -> None:
    copies = series(PHOTO, fault, (0.0, 0.3, 0.5, 1.0), seed)
    likeness = [psnr(copies[0], copy) for copy in copies[1:]]
    # What has left the view cannot leave it more: there a step may change little.
    slack = 0.7 if fault in ("framing", "too_far") else 0.0
    assert np.all(np.diff(likeness) < slack)
    assert likeness[-1] < 30


@pytest.mark.parametrize("fault", FAULTS)
def test_one_seed_gives_the_same_pixels_and_another_seed_others(fault: str) -> None:
    first = degrade(PHOTO, fault, 0.5, seed=5)
    assert digest(first) == digest(degrade(PHOTO, fault, 0.5, seed=5))
    assert digest(first) == digest(series(PHOTO, fault, (0.1, 0.5), seed=5)[1])
    assert digest(first) != digest(degrade(PHOTO, fault, 0.5, seed=6))


@pytest.mark.parametrize("size", [(64, 64), (65, 97), (150, 64)])
@pytest.mark.parametrize("fault", FAULTS)
def test_any_size_from_64_pixels_is_kept(fault: str, size: tuple[int, int]) -> None:
    photo = skin_on_linen(*size)
    for severity in (0.01, 1.0):
        copy = degrade(photo, fault, severity, seed=1)
        assert copy.shape == photo.shape
        assert copy.dtype == np.uint8


@pytest.mark.parametrize("fault", FAULTS)
def test_the_photo_that_is_given_is_left_as_it_is(fault: str) -> None:
    before = digest(PHOTO)
    degrade(PHOTO, fault, 1.0, seed=0)
    assert digest(PHOTO) == before


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("fault", ["blur_focus", "blur_motion", "low_resolution"])
def test_blur_and_lost_pixels_take_fine_detail_away(fault: str, seed: int) -> None:
    detail = [fine_detail(copy) for copy in series(PHOTO, fault, STEPS, seed)]
    assert falls(detail[:4])
    assert detail[4] < 0.1 * detail[0]


def test_defocus_blurs_alike_in_all_directions_and_shake_does_not() -> None:
    def lopsided(fault: str) -> float:
        light = scene_light(degrade(PHOTO, fault, 0.7, seed=4), RECIPE).mean(axis=-1)
        untouched = scene_light(degrade(PHOTO, fault, 0, seed=4), RECIPE).mean(axis=-1)
        left = [np.abs(ndimage.sobel(light, axis)).mean() for axis in (0, 1)]
        had = [np.abs(ndimage.sobel(untouched, axis)).mean() for axis in (0, 1)]
        ratio = left[0] / had[0] / (left[1] / had[1])
        return float(abs(np.log(ratio)))

    assert lopsided("blur_focus") < 0.12
    assert lopsided("blur_motion") > 2 * lopsided("blur_focus")


def test_a_blur_keeps_the_light() -> None:
    light = to_light(PHOTO)
    turn = np.linspace(0, 2 * np.pi, 50, endpoint=False)
    kernel = spread(3.3 * np.stack([np.sin(turn), np.cos(turn)], axis=-1))
    assert kernel.sum() == pytest.approx(1, abs=1e-5)
    assert convolve(light, kernel).mean() == pytest.approx(light.mean(), rel=0.01)


@pytest.mark.parametrize("fault", ["blur_focus", "blur_motion"])
def test_a_blur_takes_as_many_pixels_in_a_photo_of_twice_the_size(fault: str) -> None:
    """Where a photo is continued beyond its border, what was there is blurred as before."""
    recipe = replace(RECIPE, shot=0.0, read=0.0, quality=(95, 95))
    twice = np.pad(PHOTO, ((0, PHOTO.shape[0]), (0, PHOTO.shape[1]), (0, 0)), mode="symmetric")
    small = degrade(PHOTO, fault, 0.7, 2, recipe)
    large = degrade(twice, fault, 0.7, 2, recipe)[: PHOTO.shape[0], : PHOTO.shape[1]]
    assert psnr(small, large) > 35


def test_a_fault_means_the_same_in_a_photo_of_twice_the_size() -> None:
    large = skin_on_linen(384, 512)
    small = np.array(Image.fromarray(large).resize((256, 192), Image.Resampling.BOX))
    for fault in ("glare", "uneven_light", "framing", "obstructed"):
        one = degrade(small, fault, 0.7, seed=2)
        two = Image.fromarray(degrade(large, fault, 0.7, seed=2))
        assert psnr(one, np.array(two.resize((256, 192), Image.Resampling.BOX))) > 24, fault


def test_underexposure_darkens_and_its_gain_brings_noise() -> None:
    copies = series(PHOTO, "too_dark", STEPS, seed=1)
    assert falls([float(copy.mean()) for copy in copies])
    flat = np.full((128, 128, 3), 150, np.uint8)
    dark = degrade(flat, "too_dark", 0.6, seed=1).astype(float)
    clean = degrade(flat, "too_dark", 0, seed=1).astype(float)
    assert dark.std() / dark.mean() > 3 * clean.std() / clean.mean()


@pytest.mark.parametrize("fault", ["too_bright", "glare"])
def test_overexposure_and_glare_clip_more_and_more(fault: str) -> None:
    copies = series(PHOTO, fault, STEPS, seed=1)
    clipped = [float((copy.min(axis=-1) > 250).mean()) for copy in copies]
    assert clipped[0] == 0
    assert np.all(np.diff(clipped) >= 0)
    assert clipped[-1] > 0.1
    assert rises([float(copy.mean()) for copy in copies])


def test_exposure_faults_cost_dark_skin_no_less_than_light_skin() -> None:
    light_scene = scene_light(PHOTO, RECIPE)
    dark_photo = to_pixels(0.15 * light_scene)
    bright = [degrade(photo, "too_bright", 1, seed=0) for photo in (PHOTO, dark_photo)]
    assert all((copy.max(axis=-1) > 250).mean() > 0.5 for copy in bright)
    gone = [degrade(photo, "too_dark", 1, seed=0) for photo in (PHOTO, dark_photo)]
    assert all(np.median(copy) < 40 for copy in gone)


def test_uneven_light_pulls_the_sides_apart() -> None:
    photo = np.full((128, 160, 3), 140, np.uint8)
    contrast = [
        float(np.ptp(ndimage.gaussian_filter(copy[..., 1].astype(float), 4)))
        for copy in series(photo, "uneven_light", STEPS, seed=1)
    ]
    assert rises(contrast)


def test_a_cast_moves_grey_away_along_one_line_and_both_ways_over_seeds() -> None:
    grey = np.full((64, 64, 3), 128, np.uint8)
    directions = set()
    for seed in range(8):
        means = [c.reshape(-1, 3).mean(axis=0) for c in series(grey, "colour_cast", STEPS, seed)]
        assert rises([float(np.ptp(mean)) for mean in means])
        directions.add(bool(means[-1][0] > means[-1][2]))
    assert directions == {True, False}


def test_noise_grows_with_gain_and_is_stronger_in_the_light_by_shot_noise() -> None:
    flat = np.full((128, 128, 3), 120, np.uint8)
    assert rises([float(copy.std()) for copy in series(flat, "noise", STEPS, seed=1)])
    dim = np.full((128, 128, 3), 60, np.uint8)
    spread_in_light = [
        float(to_light(degrade(photo, "noise", 0.4, seed=1))[..., 1].std()) for photo in (dim, flat)
    ]
    assert spread_in_light[1] > 1.3 * spread_in_light[0]


def test_compression_shows_its_blocks() -> None:
    def blockiness(pixels: Pixels) -> float:
        step = np.abs(np.diff(pixels.astype(float).mean(axis=-1), axis=1)).mean(axis=0)
        return float(step[7::8].mean() / step.mean())

    for seed in range(4):
        none, _, ruined = series(PHOTO, "compression", (0.0, 0.5, 0.9), seed)
        assert blockiness(none) < 1.15
        assert blockiness(ruined) > 1.3


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_misframing_brings_the_middle_to_the_border_and_out(seed: int) -> None:
    away = []
    for copy in series(PHOTO, "framing", (0.0, 0.3, 0.6), seed):
        place = np.argwhere(redness(copy)).mean(axis=0) / copy.shape[:2]
        away.append(float(np.abs(place - 0.5).max()))
    assert rises(away)
    assert away[-1] > 0.2
    outer = degrade(PHOTO, "framing", 1.0, seed)
    assert redness(outer).sum() < 0.7 * redness(degrade(PHOTO, "framing", 0, seed)).sum()


def test_stepping_back_makes_the_subject_small() -> None:
    area = [float(redness(copy).sum()) for copy in series(PHOTO, "too_far", STEPS, seed=1)]
    assert falls(area)
    assert area[-1] < 0.1 * area[0]


@pytest.mark.parametrize("seed", [0, 1, 2, 3])
def test_an_obstacle_covers_more_and_never_uncovers(seed: int) -> None:
    copies = series(PHOTO, "obstructed", STEPS, seed)
    cover = [
        float((np.abs(copy.astype(int) - copies[0]).max(axis=-1) > 40).mean()) for copy in copies
    ]
    assert rises(cover[1:])
    assert cover[2] > 0.02
    assert cover[-1] > 0.15


def test_linear_light_and_back_is_the_same_file() -> None:
    levels = np.repeat(np.arange(256, dtype=np.uint8)[:, None, None], 3, axis=2)
    assert np.array_equal(to_pixels(to_light(levels)), levels)


def test_the_tone_curve_undone_and_done_again_is_the_same_file() -> None:
    levels = np.repeat(np.arange(256, dtype=np.uint8)[:, None, None], 3, axis=2)
    noiseless = replace(RECIPE, shot=0.0, read=0.0)
    light = scene_light(levels, noiseless)
    assert light.max() == pytest.approx(noiseless.white)
    assert np.array_equal(develop(light, 1.0, np.random.default_rng(0), noiseless), levels)


def test_an_unknown_fault_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"'blurry'.*blur_focus.*obstructed"):
        degrade(PHOTO, "blurry", 0.5, seed=0)


@pytest.mark.parametrize("severity", [-0.1, 1.01, float("nan")])
def test_a_severity_outside_0_to_1_is_refused(severity: float) -> None:
    with pytest.raises(ValueError, match=r"outside 0\.\.1"):
        degrade(PHOTO, "noise", severity, seed=0)


def test_pixels_of_another_form_are_refused() -> None:
    with pytest.raises(ValueError, match="uint8"):
        degrade(PHOTO[..., 0], "noise", 0.5, seed=0)
    with pytest.raises(ValueError, match="100x40 photo is too small"):
        degrade(np.zeros((40, 100, 3), np.uint8), "noise", 0.5, seed=0)


def test_the_command_draws_one_sheet_for_each_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = tmp_path / "photo.png"
    Image.fromarray(PHOTO).save(photo)
    out = tmp_path / "sheets"
    assert main(["--photo", str(photo), "--out", str(out), "--side", "96"]) == 0
    assert sorted(path.stem for path in out.iterdir()) == FAULTS
    with Image.open(out / "noise.jpg") as sheet:
        assert sheet.width == len(SEVERITIES) // 2 * 96
    assert "13 sheets of photo.png" in capsys.readouterr().out
