"""Pictures in their frames, and marks on pictures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearshot.photo import Box
from clearshot.ui import fitting
from clearshot.ui.fitting import WHOLE, Edges

SIDES = st.floats(50, 2000)
SIZES = st.tuples(SIDES, SIDES)
SHARES = st.floats(0, 1)


@st.composite
def edges(draw: st.DrawFn) -> Edges:
    left, right = sorted((draw(SHARES), draw(SHARES)))
    top, bottom = sorted((draw(SHARES), draw(SHARES)))
    return left, top, right, bottom


@given(picture=SIZES, frame=SIZES, keep=edges())
def test_what_is_outlined_is_never_cut_off(
    picture: tuple[float, float], frame: tuple[float, float], keep: Edges
) -> None:
    left, top, right, bottom = fitting.crop(picture, frame, keep)
    assert left <= keep[0] + 1e-9
    assert top <= keep[1] + 1e-9
    assert right >= keep[2] - 1e-9
    assert bottom >= keep[3] - 1e-9


@given(picture=SIZES, frame=SIZES)
def test_a_picture_is_never_cut_down_to_a_strip(
    picture: tuple[float, float], frame: tuple[float, float]
) -> None:
    left, top, right, bottom = fitting.crop(picture, frame)
    assert (right - left) * (bottom - top) >= fitting.LEAST_SEEN - 1e-9


@given(picture=SIZES, frame=SIZES, keep=edges())
def test_a_picture_lies_within_its_frame_and_is_not_bent(
    picture: tuple[float, float], frame: tuple[float, float], keep: Edges
) -> None:
    part = fitting.crop(picture, frame, keep)
    x, y, width, height = fitting.place(picture, part, (10, 20, *frame))
    assert x >= 10 - 1e-6
    assert y >= 20 - 1e-6
    assert x + width <= 10 + frame[0] + 1e-6
    assert y + height <= 20 + frame[1] + 1e-6
    across = width / (picture[0] * (part[2] - part[0]))
    assert across == pytest.approx(height / (picture[1] * (part[3] - part[1])))


@given(marked=edges(), frame=st.tuples(st.floats(100, 2000), st.floats(100, 2000)))
def test_an_outline_is_large_enough_to_be_seen_and_within_the_picture(
    marked: Edges, frame: tuple[float, float]
) -> None:
    x, y, width, height = fitting.outline(marked, WHOLE, (0, 0, *frame), pad=8, least=64)
    assert min(width, height) >= 64 - 1e-6
    assert x >= -1e-6
    assert y >= -1e-6
    assert x + width <= frame[0] + 1e-6
    assert y + height <= frame[1] + 1e-6


def test_a_spot_lies_where_the_photo_is_seen_although_a_part_is_cut_off() -> None:
    part = (0.25, 0.0, 0.75, 1.0)  # the middle of a wide photo in an upright frame
    spot = fitting.spot((100, 150, 50), part, (0, 0, 200, 300), (4000, 3000))
    assert spot == Box(1500, 1000, 1000, 1000)


def test_a_spot_at_the_edge_stays_within_the_photo() -> None:
    spot = fitting.spot((0, 300, 50), WHOLE, (0, 0, 400, 300), (4000, 3000))
    assert spot == Box(0, 0, 500, 500)


def test_a_disc_has_the_middle_of_its_texture_in_its_middle() -> None:
    fan = fitting.rounded((0, 0, 10, 10), 5, (0, 1, 1, 1, 1, 0, 0, 0))
    assert fan[:4] == [5, 5, 0.5, 0.5]
    assert fan[4:8] == fan[-4:]
