from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageFilter

from clearshot.photo import Photo
from clearshot.regions import ViewSpec, cut
from training.baselines import alone, logistic
from training.measures import Measures, column, grey, measure, simple
from training.pictures import Pictures

EVERY = np.arange(120)


def picture(blur: float = 0.0, low: int = 90, high: int = 110) -> Image.Image:
    pixels = np.random.default_rng(0).integers(low, high, (400, 600, 3), dtype=np.uint8)
    return Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(blur))


def measured(image: Image.Image) -> Measures:
    photo = Photo.of(np.asarray(image))
    return measure(photo, cut(photo, ViewSpec()))


def test_every_sharpness_falls_with_blur() -> None:
    sharp, blurred = measured(picture()), measured(picture(blur=2))
    for name in ("sharpness", "tenengrad_512", "tenengrad_768", "tenengrad_1024"):
        assert getattr(blurred, name) < getattr(sharp, name), name
    skin = Image.open("assets/examples/good_light.jpg").convert("RGB")
    softened = measured(skin.filter(ImageFilter.GaussianBlur(6)))
    assert softened.classical < measured(skin).classical


def test_brightness_is_the_mean_and_clipping_a_share() -> None:
    assert simple(picture()).brightness == pytest.approx(99.5, abs=1)
    half = np.asarray(picture()).copy()
    half[:200], half[200:300] = 255, 0
    found = simple(Image.fromarray(half))
    assert (found.clipped, found.crushed) == (0.5, 0.25)


def test_a_small_picture_is_not_enlarged() -> None:
    assert grey(picture(), 512).shape == (341, 512)
    assert grey(picture(), 1024).shape == (400, 600)
    one = measured(picture())
    assert one.tenengrad_768 == one.tenengrad_1024 != one.tenengrad_512


def test_simple_judges_go_by_what_was_measured(rated: Pictures) -> None:
    scores = alone("tenengrad_768")(rated, EVERY)(rated)
    assert np.array_equal(scores, column(rated.measures, "tenengrad_768"))
    assert logistic(rated, EVERY)(rated).shape == (len(rated.measures),)
