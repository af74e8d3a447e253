from __future__ import annotations

import numpy as np
import pytest

from training.phantom.noise import Plane, smooth_step


def test_a_seed_decides_the_noise() -> None:
    plane = Plane.flat(50, (64, 48))
    assert np.array_equal(plane.noise(5, seed=3), plane.noise(5, seed=3))
    assert np.abs(plane.noise(5, seed=3) - plane.noise(5, seed=4)).mean() > 0.1


def test_noise_does_not_depend_on_where_the_picture_is_cut() -> None:
    whole = Plane.flat(10, (100, 80))
    part = Plane(whole.u[20:60, 30:90], whole.v[20:60, 30:90], whole.pixel)
    assert part.noise(0.5, 7) == pytest.approx(whole.noise(0.5, 7)[20:60, 30:90], abs=1e-4)


def test_a_field_evaluated_on_a_thinned_grid_lies_where_the_full_one_does() -> None:
    # A scale of 20 mm is thinned on the first plane (0.25 mm a pixel), not on the second.
    fine, coarse = Plane.flat(100, (400, 300)), Plane.flat(100, (50, 38))
    thinned, full = fine.noise(20, 1), coarse.noise(20, 1)
    assert thinned[::8, ::8][:38] == pytest.approx(full, abs=0.02)


def test_detail_finer_than_two_pixels_is_left_out() -> None:
    plane = Plane.flat(100, (50, 40))
    assert not plane.noise(3, 1).any()
    assert plane.fractal(16, 1, octaves=3) == pytest.approx(plane.fractal(16, 1, octaves=4))


def test_cells_are_nearest_to_their_centre_and_meet_where_the_gap_is_nought() -> None:
    cells = Plane.flat(20, (400, 300)).cells(2, 1)
    border = np.abs(np.diff(cells.number, axis=1)) > 0
    assert cells.gap[:, 1:][border].max() < 0.15
    assert cells.gap.min() >= 0
    assert 0 <= cells.number.min() < cells.number.max() <= 1


@pytest.mark.parametrize(("start", "end"), [(0.0, 1.0), (1.0, 0.0)])
def test_a_smooth_step_goes_one_way_only(start: float, end: float) -> None:
    steps = np.diff(smooth_step(start, end, np.linspace(-1, 2, 50, dtype=np.float32)))
    assert np.all(steps * (end - start) >= 0)
