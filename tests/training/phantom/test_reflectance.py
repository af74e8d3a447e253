from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from training.phantom.reflectance import (
    MONK,
    colour,
    complexion,
    from_srgb,
    lab,
    reflectance,
    rgb,
    swatch,
    to_srgb,
)

TONES = range(1, 11)


def painted(tone: int, gain_share: float) -> np.ndarray[tuple[int, ...], np.dtype[np.floating]]:
    skin = complexion(tone)
    plain = colour(rgb([skin.melanin]), rgb([skin.blood]))[0]
    return np.asarray(plain * rgb(skin.gain) ** gain_share)


@pytest.mark.parametrize("tone", TONES)
def test_every_tone_comes_near_its_published_colour(tone: int) -> None:
    published = lab(swatch(tone))
    # 2.3 is a just noticeable difference; swatches 3-5 are yellower than pigments can be.
    assert np.linalg.norm(lab(painted(tone, 0.0)) - published) < 10
    assert np.linalg.norm(lab(painted(tone, 0.5)) - published) < 5.5


def test_tones_darken_from_four_to_ten_and_hold_more_melanin() -> None:
    tones = [complexion(t) for t in TONES]
    lightness = [lab(painted(t, 0.5))[0] for t in TONES]
    assert all(a.melanin <= b.melanin for a, b in pairwise(tones))
    # The published swatches 1-3 are about equally light.
    assert all(a > b for a, b in pairwise(lightness[2:]))


def test_a_tone_between_two_lies_between_them() -> None:
    assert complexion(6).melanin < complexion(6.5).melanin < complexion(7).melanin


@pytest.mark.parametrize("tone", [0.9, 10.1, float("nan")])
def test_a_tone_off_the_scale_is_refused(tone: float) -> None:
    with pytest.raises(ValueError, match="not on the Monk scale"):
        complexion(tone)


def test_blood_takes_green_before_red_and_melanin_darkens_all() -> None:
    pale, flushed, tanned = (
        colour(rgb([m]), rgb([b]))[0] for m, b in ((0.01, 0.002), (0.01, 0.05), (0.2, 0.002))
    )
    assert flushed[1] / pale[1] < 0.6 * flushed[0] / pale[0]
    assert np.all(tanned < pale)


def test_reflectance_shows_the_two_dips_of_oxygenated_blood() -> None:
    spectrum = reflectance(0.01, 0.02)
    at = {
        wavelength: spectrum[(wavelength - 400) // 10] for wavelength in (500, 540, 560, 580, 620)
    }
    assert at[540] < at[500]
    assert at[540] < at[560] > at[580]
    assert at[620] > 1.8 * at[580]


def test_srgb_goes_there_and_back() -> None:
    values = np.linspace(0, 1, 101)
    assert from_srgb(to_srgb(values)) == pytest.approx(values)
    assert len(MONK) == 10
