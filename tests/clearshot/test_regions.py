"""For any size, regions cover the photo, overlap enough, and map back to it exactly."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from clearshot.photo import Box, Photo
from clearshot.regions import ViewSpec, cut, partition, starts, to_photo, working_size

SIDES = st.integers(1, 5000)
OVERLAPS = st.integers(0, 50).map(lambda percent: percent / 100)
SPECS = st.builds(
    ViewSpec,
    size=st.integers(64, 512),  # the smallest make thousands of regions, and tell nothing new
    working_long_side=st.integers(64, 2000),
    overlap=OVERLAPS,
)


def covers(boxes: Iterable[Box], width: int, height: int) -> bool:
    """Tell whether boxes that lie in rows cover a rectangle exactly, with nothing outside."""
    rows: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for box in boxes:
        rows.setdefault((box.y, box.h), []).append((box.x, box.w))
    return spans(rows, height) and all(spans(columns, width) for columns in rows.values())


def spans(intervals: Iterable[tuple[int, int]], length: int) -> bool:
    """Tell whether intervals (start, extent) cover 0 to length exactly."""
    reached = 0
    for start, extent in sorted(intervals):
        if not 0 <= start <= reached or start + extent > length:
            return False
        reached = max(reached, start + extent)
    return reached == length


@given(SIDES, SIDES, SPECS)
def test_every_working_pixel_lies_in_a_region(width: int, height: int, spec: ViewSpec) -> None:
    assert covers(partition(width, height, spec), width, height)


@given(SIDES, st.integers(8, 512), OVERLAPS)
def test_neighbours_share_at_least_what_is_asked(length: int, size: int, overlap: float) -> None:
    for one, other in pairwise(starts(length, size, overlap)):
        assert size - (other - one) >= overlap * size


@given(SIDES, st.integers(8, 512), OVERLAPS)
def test_no_window_more_than_needed_is_placed(length: int, size: int, overlap: float) -> None:
    count = len(starts(length, size, overlap))
    step = int(size - overlap * size)  # the farthest that whole pixels allow
    assert count == 1 or size + (count - 2) * step < length


@given(SIDES, SIDES, st.integers(16, 2000))
def test_a_photo_is_scaled_down_in_proportion_and_never_up(
    width: int, height: int, long_side: int
) -> None:
    w, h = working_size(width, height, long_side)
    assert max(w, h) == min(long_side, max(width, height))
    for side, original in ((w, width), (h, height)):
        exact = Fraction(original * max(w, h), max(width, height))
        assert side == 1 or abs(side - exact) <= Fraction(1, 2)


@given(SIDES, SIDES, SPECS, st.integers(0, 3000), st.integers(0, 3000))
def test_boxes_map_outwards_and_exactly(
    width: int, height: int, spec: ViewSpec, left: int, top: int
) -> None:
    working = working_size(width, height, spec.working_long_side)
    shown = Box(left, top, width, height)
    for box in partition(*working, spec):
        mapped = to_photo(box, working, shown)
        for start, length, found, extent, scaled, whole, origin in (
            (box.x, box.w, mapped.x, mapped.w, working[0], width, left),
            (box.y, box.h, mapped.y, mapped.h, working[1], height, top),
        ):
            exact_start = origin + Fraction(start * whole, scaled)
            exact_end = origin + Fraction((start + length) * whole, scaled)
            assert 0 <= exact_start - found < 1
            assert 0 <= found + extent - exact_end < 1


@given(SIDES, SIDES, SPECS)
def test_the_mapped_regions_cover_the_photo_and_nothing_else(
    width: int, height: int, spec: ViewSpec
) -> None:
    working = working_size(width, height, spec.working_long_side)
    boxes = [to_photo(box, working, Box(0, 0, width, height)) for box in partition(*working, spec)]
    assert covers(boxes, width, height)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 700), st.integers(1, 700), st.integers(16, 64), st.integers(16, 200))
@example(1, 1, 64, 160)
@example(1, 700, 64, 160)
@example(700, 1, 64, 160)
def test_views_have_the_shape_of_the_network_for_any_photo(
    width: int, height: int, size: int, long_side: int
) -> None:
    photo = Photo.of(np.zeros((height, width, 3), np.uint8))
    views = cut(photo, ViewSpec(size, long_side))
    assert views.whole.shape == (size, size, 3)
    assert views.whole.dtype == views.regions.dtype == np.uint8
    assert views.regions.shape == (len(views.boxes), size, size, 3)


def test_a_region_shows_the_pixels_that_its_box_names() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (300, 400, 3), np.uint8)
    views = cut(Photo.of(picture), ViewSpec(size=128, working_long_side=400))
    for region, box in zip(views.regions, views.boxes, strict=True):
        part = picture[box.y : box.y + box.h, box.x : box.x + box.w]
        np.testing.assert_array_equal(region, part)


def test_a_photo_smaller_than_a_region_is_mirrored_not_enlarged() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (40, 50, 3), np.uint8)
    (region,) = cut(Photo.of(picture), ViewSpec(size=64, working_long_side=160)).regions
    np.testing.assert_array_equal(region[:40, :50], picture)
    np.testing.assert_array_equal(region[:40, 50:], picture[:, :-15:-1])
    np.testing.assert_array_equal(region[40:, :50], picture[:-25:-1])


def test_boxes_are_pixels_of_the_upright_original() -> None:
    """A photo that was decoded at half its size, of which a part is shown."""
    shown = Photo(Image.new("RGB", (400, 300)), Box(100, 50, 800, 600), (4000, 3000))
    boxes = cut(shown, ViewSpec(size=160, working_long_side=200)).boxes
    assert min(box.x for box in boxes) == 100
    assert min(box.y for box in boxes) == 50
    assert max(box.x + box.w for box in boxes) == 900
    assert max(box.y + box.h for box in boxes) == 650


@pytest.mark.parametrize(("size", "count"), [((4000, 3000), 9), ((384, 512), 2), ((1, 5000), 3)])
def test_a_photo_of_four_to_three_has_nine_regions(size: tuple[int, int], count: int) -> None:
    spec = ViewSpec()
    assert len(partition(*working_size(*size, spec.working_long_side), spec)) == count
