from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy import ndimage

from training.phantom import FAULTS, Shot, encode, render, with_fault, with_tone
from training.phantom.lesions import draw_lesion
from training.phantom.noise import Field
from training.phantom.optics import focus_blur, focus_for_blur, shake_kernel
from training.phantom.surface import lay_out

SIZE = (192, 144)
SEVERITIES = (0.0, 0.4, 0.9)


def pixels(shot: Shot) -> Field:
    return np.asarray(render(shot, SIZE), np.float32)


def fine_detail(shot: Shot) -> float:
    """Measure the variance of the Laplacian, relative to the brightness."""
    grey = pixels(shot).mean(axis=-1)
    return float(ndimage.laplace(grey).var() / grey.mean() ** 2)


def clipped(shot: Shot) -> float:
    return float((pixels(shot).min(axis=-1) >= 250).mean())


def unevenness(shot: Shot) -> float:
    smooth = ndimage.gaussian_filter(pixels(shot).mean(axis=-1)[30:-30, 30:-30], 6)
    return float(np.log(np.percentile(smooth, 95) / np.percentile(smooth, 5)))


def tint(shot: Shot) -> float:
    """Measure how far the mean colour is from that of the same photo with the right balance."""

    def chroma(picture: Field) -> Field:
        mean = picture.mean(axis=(0, 1))
        return np.asarray(mean / mean.sum())

    reference = replace(shot, camera=replace(shot.camera, white_balance=(1.0, 1.0, 1.0)))
    return float(np.abs(chroma(pixels(shot)) - chroma(pixels(reference))).sum())


def blockiness(shot: Shot) -> float:
    """Compare steps across the borders of JPEG's 8-pixel blocks with those inside them."""
    steps = np.abs(np.diff(pixels(shot).mean(axis=-1), axis=1)).mean(axis=0)
    border = np.arange(1, SIZE[0]) % 8 == 0
    return float(steps[border].mean() / steps[~border].mean())


def lesion_share(shot: Shot) -> float:
    surface = lay_out(shot.scene, shot.view, SIZE)
    return float((draw_lesion(shot.scene, surface.skin).height > 0.1).mean())


def brightness(shot: Shot) -> float:
    return float(pixels(shot).mean())


def covered(shot: Shot) -> float:
    bare = replace(shot, finger=None)
    return float((np.abs(pixels(shot) - pixels(bare)).max(axis=-1) > 12).mean())


# fault: what it changes, and whether that grows (1) or falls (-1)
EFFECTS: dict[str, tuple[Callable[[Shot], float], int]] = {
    "blur_focus": (fine_detail, -1),
    "blur_motion": (fine_detail, -1),
    "too_dark": (brightness, -1),
    "too_bright": (clipped, 1),
    "glare": (clipped, 1),
    "uneven_light": (unevenness, 1),
    "colour_cast": (tint, 1),
    "noise": (fine_detail, 1),
    "low_resolution": (fine_detail, -1),
    "compression": (blockiness, 1),
    "framing": (lesion_share, -1),
    "too_far": (lesion_share, -1),
    "obstructed": (covered, 1),
}


def test_every_fault_has_an_effect_to_be_measured_by() -> None:
    assert set(EFFECTS) == set(FAULTS)


@pytest.mark.parametrize("fault", FAULTS)
def test_severity_nought_is_the_good_photo(shot: Shot, fault: str) -> None:
    assert with_fault(shot, fault, 0) == shot
    assert encode(with_fault(shot, fault, 0.3), SIZE) != encode(shot, SIZE)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("tone", [3, 9])
def test_the_effect_of_a_fault_grows_with_its_severity(shot: Shot, fault: str, tone: int) -> None:
    measure, direction = EFFECTS[fault]
    base = with_tone(shot, tone)
    good, bad, ruined = (direction * measure(with_fault(base, fault, s)) for s in SEVERITIES)
    assert good <= bad < ruined


@pytest.mark.parametrize(("aspect", "size"), [(0.75, SIZE), (4 / 3, (SIZE[1], SIZE[0]))])
@pytest.mark.parametrize("axis", [0.0, np.pi / 2])
def test_bad_framing_loses_the_lesion_lying_or_upright(
    shot: Shot, aspect: float, size: tuple[int, int], axis: float
) -> None:
    scene = replace(shot.scene, body=replace(shot.scene.body, axis=axis))
    bad = with_fault(
        replace(shot, scene=scene, view=replace(shot.view, aspect=aspect)), "framing", 1.0
    )
    surface = lay_out(bad.scene, bad.view, size)
    assert (draw_lesion(bad.scene, surface.skin).height > 0.1).mean() < 0.01


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_changes_neither_scene_nor_tone(shot: Shot, fault: str) -> None:
    bad = with_fault(shot, fault, 0.7)
    assert (bad.scene, bad.tone) == (shot.scene, shot.tone)


def test_focus_is_set_where_the_lens_law_asks_for_it(shot: Shot) -> None:
    surface = lay_out(shot.scene, shot.view, SIZE)
    focus = focus_for_blur(surface.distance, shot.camera, radius=0.5)
    camera = replace(shot.camera, focus=focus)
    assert float(focus_blur(surface, camera, 0.0)) * surface.pixel == pytest.approx(0.5, rel=1e-3)


def test_a_shaken_picture_moves_along_a_path_of_the_given_length() -> None:
    kernel = shake_kernel(40, seed=3)
    rows, columns = np.nonzero(kernel > kernel.max() / 50)
    assert kernel.sum() == pytest.approx(1)
    assert np.hypot(np.ptp(rows), np.ptp(columns)) == pytest.approx(45, abs=10)


def test_an_unknown_fault_is_refused_with_the_known_ones(shot: Shot) -> None:
    with pytest.raises(ValueError, match="no fault is called 'smudge': choose one of blur_focus"):
        with_fault(shot, "smudge", 0.5)


@pytest.mark.parametrize("severity", [-0.1, 1.1])
def test_a_severity_off_the_dial_is_refused(shot: Shot, severity: float) -> None:
    with pytest.raises(ValueError, match="out of range"):
        with_fault(shot, "noise", severity)
