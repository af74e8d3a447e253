from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from training.phantom import Shot, encode, render, sample_shot, with_tone
from training.phantom.lesions import KINDS
from training.phantom.noise import Field
from training.phantom.render import expose_scene
from training.phantom.surface import Surface, lay_out

SIZE = (192, 144)


def surface_of(shot: Shot) -> Surface:
    return lay_out(shot.scene, shot.view, SIZE)


def skin_of(shot: Shot) -> Field:
    """Give the light of the skin alone, away from its outline: (pixels, 3)."""
    return np.asarray(expose_scene(shot, SIZE)[surface_of(shot).outside < -2])


def test_the_same_shot_gives_the_same_bytes_whatever_was_rendered_between(shot: Shot) -> None:
    before = encode(shot, SIZE)
    for seed in range(4):
        encode(sample_shot(seed), SIZE)
    assert encode(shot, SIZE) == before


def test_a_render_is_what_its_file_decodes_to(shot: Shot) -> None:
    picture = render(shot, SIZE)
    decoded = Image.open(io.BytesIO(encode(shot, SIZE)))
    assert decoded.format == "JPEG"
    assert picture.size == SIZE
    assert np.array_equal(np.asarray(picture), np.asarray(decoded))


def test_another_tone_leaves_every_pixel_of_the_background_as_it_was(fixed: Shot) -> None:
    light, dark = (expose_scene(with_tone(fixed, tone), SIZE) for tone in (2, 9))
    away = np.asarray(ndimage.binary_erosion(surface_of(fixed).cover == 0, iterations=12))
    assert away.sum() > 1000
    assert np.array_equal(light[away], dark[away])
    assert np.abs(light - dark)[~away].mean() > 0.05


def test_skin_darkens_with_every_tone_from_three_on(fixed: Shot) -> None:
    brightness = [float(np.median(skin_of(with_tone(fixed, tone)))) for tone in range(3, 11)]
    assert brightness == sorted(brightness, reverse=True)
    assert brightness[0] > 8 * brightness[-1]


def test_automatic_exposure_brings_dark_skin_nearer_to_light_skin(shot: Shot, fixed: Shot) -> None:
    def ratio(base: Shot) -> float:
        return float(
            np.median(skin_of(with_tone(base, 2))) / np.median(skin_of(with_tone(base, 9)))
        )

    full = replace(shot, camera=replace(shot.camera, metering=1.0))
    assert ratio(full) < 0.4 * ratio(fixed)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_lesion_can_be_told_from_the_skin_round_it(shot: Shot, kind: str) -> None:
    lesion = replace(shot.scene.lesion, kind=kind)
    ill = replace(shot, scene=replace(shot.scene, lesion=lesion))
    # The same skin, with its lesion far outside the picture.
    healthy = replace(shot, scene=replace(shot.scene, lesion=replace(lesion, v=2000.0)))
    surface = surface_of(shot)
    near = np.hypot(surface.skin.u, surface.skin.v) < 0.8 * lesion.radius
    change = np.abs(expose_scene(ill, SIZE) - expose_scene(healthy, SIZE)).mean(axis=-1)
    assert change[near].mean() > 0.02
    assert change[near].mean() > 5 * change[surface.skin.v > 3 * lesion.radius].mean()


def test_a_picture_too_small_to_hold_anything_is_refused(shot: Shot) -> None:
    with pytest.raises(ValueError, match="16x12 is too small"):
        render(shot, (16, 12))


def test_a_picture_may_have_any_odd_size(shot: Shot) -> None:
    assert render(shot, (101, 77)).size == (101, 77)


def test_a_larger_picture_shows_the_same_scene(shot: Shot) -> None:
    small = np.asarray(render(shot, SIZE), float)
    large = render(shot, (2 * SIZE[0], 2 * SIZE[1])).resize(SIZE, Image.Resampling.BOX)
    assert np.corrcoef(small.ravel(), np.asarray(large, float).ravel())[0, 1] > 0.95
