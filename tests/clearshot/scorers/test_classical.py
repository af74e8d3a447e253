"""The classical checks see faults of the photo, and never how dark the skin is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest

from clearshot.decision import Reading
from clearshot.photo import Photo
from clearshot.regions import ViewSpec, cut
from clearshot.scorers.classical import ClassicalScorer, light_range, measure, sharpness

if TYPE_CHECKING:
    from tests.conftest import Picture

LIGHT_SKIN, DARK_SKIN = 0.5, 0.075  # reflectance in red; the darker has .15 of the lighter
Texture = Callable[..., "Picture"]


def read(picture: Picture) -> Reading:
    return ClassicalScorer()(cut(Photo.of(picture), ViewSpec()))


def worst(picture: Picture) -> str:
    """Name the fault that would ask for a retake, or `none`."""
    reading = read(picture)
    code = max(reading.severities, key=lambda code: reading.severities[code])
    return code if reading.score < 50 else "none"


@pytest.mark.parametrize("reflectance", [LIGHT_SKIN, DARK_SKIN])
def test_a_sharp_texture_is_accepted_on_light_and_on_dark_skin(
    texture: Texture, reflectance: float
) -> None:
    reading = read(texture(reflectance))
    assert reading.score >= 90
    assert reading.grade is None
    assert min(reading.region_scores) >= 80


@pytest.mark.parametrize("reflectance", [LIGHT_SKIN, 0.25, 0.15, DARK_SKIN])
def test_the_same_fault_gets_the_same_verdict_on_any_skin(
    texture: Texture, reflectance: float
) -> None:
    assert worst(texture(reflectance, blur=3.0)) == "blur_focus"


@pytest.mark.parametrize("reflectance", [LIGHT_SKIN, DARK_SKIN])
def test_blur_lowers_the_score_step_by_step(texture: Texture, reflectance: float) -> None:
    scores = [read(texture(reflectance, blur=blur)).score for blur in (0.0, 1.0, 2.0, 6.0)]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] >= 90
    assert scores[-1] <= 20


def test_blur_is_seen_without_any_noise(texture: Texture) -> None:
    assert worst(texture(blur=3.0, noise=0.0)) == "blur_focus"


def test_grain_that_drowns_detail_is_noise_in_a_bright_photo(texture: Texture) -> None:
    assert worst(texture(contrast=0.03, noise=10.0)) == "noise"


def test_grain_that_drowns_detail_in_a_dim_photo_is_want_of_light(texture: Texture) -> None:
    assert worst(texture(reflectance=0.02, contrast=0.06, noise=5.0)) == "too_dark"


def test_crushed_detail_is_too_dark(texture: Texture) -> None:
    assert worst(texture(reflectance=3e-5, noise=0.3)) == "too_dark"


def test_clipped_detail_is_too_bright_and_not_called_blur(texture: Texture) -> None:
    reading = read(texture(reflectance=3.0))
    assert reading.score < 10
    assert max(reading.severities, key=lambda code: reading.severities[code]) == "too_bright"
    assert reading.severities["blur_focus"] < 0.1


def test_a_white_patch_in_the_middle_is_glare(texture: Texture) -> None:
    picture = texture()
    picture[320:440, 400:560] = 255
    assert worst(picture) == "glare"


@pytest.mark.parametrize("reflectance", [LIGHT_SKIN, DARK_SKIN])
def test_a_strong_shadow_is_uneven_light(texture: Texture, reflectance: float) -> None:
    shadow = np.where(np.arange(960) < 480, 1.0, 0.05).astype(np.float32)
    assert worst(texture(reflectance, light=shadow)) == "uneven_light"


def test_a_soft_gradient_of_light_is_fine(texture: Texture) -> None:
    assert worst(texture(light=np.linspace(0.6, 1.2, 960, dtype=np.float32))) == "none"


def test_cloth_of_another_colour_is_no_shadow(texture: Texture) -> None:
    picture = texture()
    picture[:, :300] = picture[:, :300] // 6 * np.array([0, 1, 2], np.uint8)
    assert worst(picture) == "none"


def test_the_light_range_is_in_stops(texture: Texture) -> None:
    half = np.where(np.arange(448) < 224, 1.0, 0.25).astype(np.float32)
    picture = texture(contrast=0.01, light=half, size=(448, 448))
    assert light_range(picture) == pytest.approx(2.0, abs=0.15)


def test_noise_is_measured_in_levels() -> None:
    plane = np.random.default_rng(3).normal(128, 5, (448, 448)).astype(np.float32)
    noise, detail, _ = sharpness(plane)
    assert noise == pytest.approx(5, rel=0.1)
    assert detail < 0.3


def test_detail_does_not_depend_on_exposure(texture: Texture) -> None:
    """Detail over noise scales with neither, as long as both are scaled."""
    plane = texture(size=(448, 448), noise=1.0)[..., 0].astype(np.float32)
    assert sharpness((plane / 2 + 3).astype(np.float32))[1:] == pytest.approx(
        sharpness(plane)[1:], rel=0.02
    )


def test_a_fault_of_a_few_regions_lowers_their_scores_only(texture: Texture) -> None:
    picture = texture()
    picture[:300, :300] = texture(blur=6.0)[:300, :300]
    reading = read(picture)
    assert reading.score >= 90
    assert min(reading.region_scores) < max(reading.region_scores)


def test_a_plain_picture_gives_numbers(texture: Texture) -> None:
    assert measure(np.full((448, 448, 3), 99, np.uint8)).noise > 0
