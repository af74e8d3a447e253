"""The picture of a verdict is readable at any size, and is still the photo."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from clearshot.decision import Kind, Reason, Region, Verdict
from clearshot.overlay import LONG_SIDE, draw, overlay_path
from clearshot.photo import Box, Photo
from clearshot.words import LANGUAGES, Words

GREY = 120
QUADRANTS = [Box(x, y, 440, 340) for y in (0, 260) for x in (0, 360)]


def grey(width: int = 800, height: int = 600) -> Photo:
    return Photo.of(np.full((height, width, 3), GREY, np.uint8))


def verdict(kind: Kind = "retake", scores: tuple[float, ...] = (90, 90, 90, 10)) -> Verdict:
    return Verdict(
        verdict=kind,
        score=None if kind == "cannot_judge" else 35.0,
        grade=None,
        reasons=(Reason("cannot_judge" if kind == "cannot_judge" else "blur_focus", 0.8, True),),
        policy="test-1",
        operating_point="here",
        regions=tuple(map(Region, QUADRANTS, scores)),
    )


def pixel(picture: Image.Image, x: int, y: int) -> tuple[int, ...]:
    found = picture.getpixel((x, y))
    assert isinstance(found, tuple)
    return found


def test_clear_parts_turn_blue_and_unclear_parts_orange() -> None:
    picture = draw(grey(), verdict("accept"), Words())
    clear, unclear = pixel(picture, 150, 220), pixel(picture, 650, 480)
    assert clear[2] > clear[0]
    assert unclear[0] > unclear[2] + 30


def test_a_clear_part_hardly_changes() -> None:
    clear = pixel(draw(grey(), verdict("accept"), Words()), 150, 220)
    assert max(abs(value - GREY) for value in clear) < 25


def test_the_least_clear_region_of_a_retake_is_outlined_in_white_between_dark() -> None:
    row = np.asarray(draw(grey(), verdict("retake"), Words()))[500, 355:375].min(axis=1)
    white = int(row.argmax())
    assert row[white] > 200
    assert row[:white].min() < 60
    assert row[white:].min() < 60


@pytest.mark.parametrize(
    ("kind", "scores"), [("accept", (90, 90, 90, 10)), ("retake", (12, 11, 12, 10))]
)
def test_nothing_is_outlined_on_a_clear_photo_or_where_all_is_alike(
    kind: Kind, scores: tuple[float, ...]
) -> None:
    row = np.asarray(draw(grey(), verdict(kind, scores), Words()))[500, 355:375]
    assert row.max() < 200


def test_of_equally_unclear_regions_the_one_in_the_middle_is_outlined() -> None:
    boxes = (Box(0, 0, 300, 600), Box(250, 0, 300, 600), Box(500, 0, 300, 600))
    regions = tuple(map(Region, boxes, (0.2, 0.4, 80.0)))
    row = np.asarray(draw(grey(), replace(verdict(), regions=regions), Words()))[500]
    assert row[:240].max() < 200
    assert row[250:270].min(axis=1).max() > 200


def test_a_photo_of_one_region_is_left_as_it_is() -> None:
    picture = draw(grey(), verdict(scores=(10,)), Words())
    assert np.array_equal(np.asarray(picture)[:600], np.asarray(grey().image))


def test_the_photo_itself_is_not_touched() -> None:
    photo = grey()
    draw(photo, verdict(), Words())
    assert np.asarray(photo.image).min() == np.asarray(photo.image).max() == GREY


@pytest.mark.parametrize("size", [(1, 1), (40, 30), (3, 2000), (2000, 3), (4000, 3000)])
@pytest.mark.parametrize("kind", ["accept", "retake", "cannot_judge"])
def test_any_size_is_drawn_with_a_caption_that_can_be_read(
    size: tuple[int, int], kind: Kind
) -> None:
    photo = grey(*size)
    regions = (Region(photo.box, 20.0), Region(Box(0, 0, 1, 1), 80.0))
    found = Verdict(kind, 35.0, None, (Reason("glare", 0.9, True),), "p", "o", regions=regions)
    picture = draw(photo, found, Words())
    assert 560 <= picture.width <= LONG_SIDE
    assert picture.height >= 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_advice_stays_inside(language: str) -> None:
    """Nothing is written on the outermost pixels of the caption."""
    found = Verdict("retake", 35.0, None, (Reason("too_far", 0.9, True),), "p", "o", fallback="x")
    caption = np.asarray(draw(grey(560, 100), found, Words(language)))[100:]
    edge = np.concatenate([caption[:, -8:].reshape(-1, 3), caption[-8:].reshape(-1, 3)])
    assert (edge == edge[0]).all()


def test_every_letter_of_both_languages_has_a_glyph() -> None:
    """A missing glyph is drawn as the box that stands for U+FFFF."""
    from clearshot.overlay import _font
    from clearshot.words import FOLDER

    written = "".join(file.read_text(encoding="utf-8") for file in FOLDER.rglob("*.po"))
    letters = set(written) - {"\n"}
    for bold in (False, True):
        font = _font(40, bold)
        missing = bytes(font.getmask("\uffff"))
        assert [letter for letter in letters if bytes(font.getmask(letter)) == missing] == []


def test_a_part_of_a_photo_is_marked_where_it_lies() -> None:
    """Decoded at half its size: the box of a region is in pixels of the original."""
    photo = Photo(grey(400, 300).image, Box(1000, 1000, 800, 600), (4000, 3000))
    moved = tuple(
        Region(Box(box.x + 1000, box.y + 1000, box.w, box.h), score)
        for box, score in zip(QUADRANTS, (10, 90, 90, 90), strict=True)
    )
    found = Verdict("accept", 60.0, None, (), "p", "o", regions=moved)
    picture = draw(photo, found, Words())
    left = (picture.width - 400) // 2
    unclear, clear = pixel(picture, left + 100, 100), pixel(picture, left + 350, 250)
    assert unclear[0] > unclear[2] + 30
    assert clear[2] > clear[0]


def test_names_that_clash_are_told_apart_and_no_picture_is_lost() -> None:
    taken: set[Path] = set()
    photos = ["a/x.jpg", "b/x.jpg", "x-2.jpg", "x.png"]
    names = [overlay_path(Path("out"), Path(photo), taken).name for photo in photos]
    assert names == [
        "x.verdict.jpg",
        "x-2.verdict.jpg",
        "x-2-2.verdict.jpg",
        "x-3.verdict.jpg",
    ]
