from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from training.phantom.blur import convolve, disc, gaussian


@pytest.mark.parametrize("width", [0.5, 2.0, 6.0, 14.0])
def test_blurring_keeps_the_sum_of_the_light(width: float) -> None:
    field = np.zeros((120, 160), np.float32)
    field[58:62, 78:82] = 1
    assert gaussian(field, width).sum() == pytest.approx(16, rel=0.02)
    assert disc(field, width).sum() == pytest.approx(16, rel=0.02)


def test_a_wide_blur_on_a_reduced_field_is_the_blur_itself() -> None:
    field = np.zeros((150, 200), np.float32)
    field[40:90, 60:] = 1
    assert gaussian(field, 8.0) == pytest.approx(ndimage.gaussian_filter(field, 8.0), abs=0.02)


@pytest.mark.parametrize("radius", [2.0, 4.0, 9.0, 15.0, 40.0])
def test_a_point_out_of_focus_spreads_as_a_disc_of_its_radius_does(radius: float) -> None:
    field = np.zeros((257, 257), np.float32)
    field[128, 128] = 1
    spread = disc(field, radius)
    y, x = np.mgrid[-128:129, -128:129]
    squared = float((spread * (x * x + y * y)).sum() / spread.sum())
    # The mean square of a disc is r²/2; the kernel's edge is soft and brighter than its middle.
    assert np.sqrt(2 * squared) == pytest.approx(radius, rel=0.25)


def test_convolving_with_a_point_changes_nothing() -> None:
    picture = np.random.default_rng(1).random((30, 41, 3)).astype(np.float32)
    kernel = np.zeros((9, 9), np.float32)
    kernel[4, 4] = 1
    assert convolve(picture, kernel) == pytest.approx(picture, abs=1e-5)
