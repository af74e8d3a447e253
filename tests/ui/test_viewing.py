"""What a screen shows of a photo, from the first moment to the verdict; no window is open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from clearshot.assess import Bundle, simple_checks
from clearshot.decision import Reason, Region, Verdict
from clearshot.errors import PhotoNotFound, PhotoUnreadable
from clearshot.photo import Box, Photo
from clearshot.reasons import REASON_CODES
from clearshot.ui.newest import Newest
from clearshot.ui.viewing import ScreenWords, View, Viewer, caption, outline
from clearshot.words import LANGUAGES

WAIT = 20  # seconds; only a broken program waits so long
WORDS = ScreenWords("en")
PHOTO = Photo.of(Image.new("RGB", (400, 300)))
RETAKE = Verdict(
    verdict="retake",
    score=20.0,
    grade=None,
    reasons=(Reason("blur_focus", 0.8, prompts=True), Reason("noise", 0.6, prompts=False)),
    policy="test-1",
    operating_point="youden",
    regions=(Region(Box(0, 0, 200, 300), 70.0), Region(Box(200, 0, 200, 300), 20.0)),
)
ACCEPT = replace(RETAKE, verdict="accept", score=90.0, reasons=RETAKE.reasons[1:])
CANNOT_JUDGE = replace(
    RETAKE, verdict="cannot_judge", score=None, reasons=(Reason("cannot_judge", 1.0, False),)
)


def test_a_retake_has_one_reason_and_one_action() -> None:
    told = caption(RETAKE, WORDS)
    assert told.title == "Take it again"
    assert told.reason == "The spot is blurry."
    assert told.action == "Tap the spot on the screen. Wait until it looks sharp."


def test_a_photo_that_is_clear_has_no_reason_although_one_informs() -> None:
    told = caption(ACCEPT, WORDS)
    assert (told.sign, told.title, told.reason) == ("accept", "This photo is clear", "")


def test_a_photo_that_cannot_be_judged_may_be_sent() -> None:
    told = caption(CANNOT_JUDGE, WORDS)
    assert told.reason == ""
    assert told.action.startswith("You can use it.")


def test_simple_checks_are_said_to_be_simple() -> None:
    assert not caption(ACCEPT, WORDS).simple
    assert caption(replace(ACCEPT, fallback="the model is missing"), WORDS).simple


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("error", [PhotoUnreadable, *PhotoUnreadable.__subclasses__()])
def test_a_file_that_cannot_be_read_has_words_and_a_way_on(
    language: str, error: type[PhotoUnreadable]
) -> None:
    told = caption(error("detail"), ScreenWords(language))
    assert told.sign == "unreadable"
    assert told.title.endswith(".")
    assert told.action.endswith(".")
    assert "detail" not in told.title + told.action


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", REASON_CODES)
def test_every_reason_can_be_told(language: str, code: str) -> None:
    verdict = replace(RETAKE, reasons=(Reason(code, 0.9, prompts=True),))
    told = caption(verdict, ScreenWords(language))
    assert told.reason.endswith(".")
    assert told.action


def test_the_least_clear_part_of_a_retake_is_outlined() -> None:
    assert outline(PHOTO, RETAKE) == (0.5, 0.0, 1.0, 1.0)


@pytest.mark.parametrize(
    "verdict",
    [ACCEPT, replace(RETAKE, regions=()), replace(RETAKE, regions=RETAKE.regions[:1])],
    ids=["accept", "no regions", "one region"],
)
def test_nothing_is_outlined_where_there_is_nothing_to_point_at(verdict: Verdict) -> None:
    assert outline(PHOTO, verdict) is None


class Visit:
    """A viewer whose window takes its turns when the test says so."""

    def __init__(self, photos: Sequence[Path], bundle: Bundle) -> None:
        self._handed: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self.newest = Newest(self._handed.put)
        self.views: list[View] = []
        self.loads = 0
        self._bundle = bundle
        self.viewer = Viewer(photos, WORDS, self._load, self.newest, self.views.append)

    def _load(self) -> Bundle:
        self.loads += 1
        return self._bundle

    def turn(self) -> View:
        """Take one turn; give the view that stands there after it."""
        self._handed.get(timeout=WAIT)()
        return self.views[-1]

    def look(self) -> View:
        """Wait for what becomes of the photo."""
        while self.views[-1].caption.sign == "checking":
            self.turn()
        return self.views[-1]


@pytest.fixture
def visit() -> Iterator[Callable[[Sequence[Path]], Visit]]:
    visits: list[Visit] = []

    def make(photos: Sequence[Path]) -> Visit:
        visits.append(Visit(photos, simple_checks("the tests have no model")))
        return visits[-1]

    yield make
    for made in visits:
        made.newest.close()


@pytest.fixture
def three(tmp_path: Path, texture: Callable[..., NDArray[np.uint8]]) -> list[Path]:
    """Write a sharp, a blurred and a broken photo; each has a width of its own."""
    paths = [tmp_path / name for name in ("sharp.png", "blurred.png", "broken.png")]
    Image.fromarray(texture(size=(640, 480))).save(paths[0])
    Image.fromarray(texture(size=(600, 480), blur=6.0)).save(paths[1])
    paths[2].write_bytes(paths[0].read_bytes()[:3000])
    return paths


def test_a_photo_is_seen_before_its_verdict_is_there(
    visit: Callable[[Sequence[Path]], Visit], three: list[Path]
) -> None:
    seen = visit(three)
    seen.viewer.step(0)
    at_once = seen.views[-1]
    assert (at_once.place, at_once.name) == ("Photo 1 of 3", "sharp.png")
    assert (at_once.picture, at_once.caption.sign) == (None, "checking")
    loaded = seen.turn()
    assert loaded.picture is not None
    assert loaded.caption.sign == "checking"
    judged = seen.turn()
    assert judged.picture is loaded.picture
    assert judged.caption.sign == "accept"
    assert judged.caption.simple


def test_a_blurred_photo_is_to_be_taken_again(
    visit: Callable[[Sequence[Path]], Visit], three: list[Path]
) -> None:
    seen = visit(three[1:])
    seen.viewer.step(0)
    assert seen.look().caption.reason == "The spot is blurry."


def test_the_verdict_on_an_old_photo_is_never_shown_on_a_new_one(
    visit: Callable[[Sequence[Path]], Visit], three: list[Path]
) -> None:
    seen = visit(three)
    seen.viewer.step(0)
    seen.turn()  # its pixels are there, and it is being judged
    seen.viewer.step(1)
    seen.look()
    widths = {"sharp.png": 640, "blurred.png": 600}
    for view in seen.views:
        assert view.picture is None or view.picture.width == widths[view.name]
    signs = [(view.name, view.caption.sign) for view in seen.views]
    assert ("sharp.png", "accept") not in signs
    assert signs[-1] == ("blurred.png", "retake")


def test_a_photo_that_cannot_be_read_takes_away_the_one_before(
    visit: Callable[[Sequence[Path]], Visit], three: list[Path]
) -> None:
    seen = visit(three)
    seen.viewer.step(0)
    seen.look()
    seen.viewer.step(2)
    broken = seen.look()
    assert (broken.name, broken.caption.sign) == ("broken.png", "unreadable")
    assert (broken.picture, broken.outline) == (None, None)


def test_after_the_last_photo_comes_the_first_and_before_it_the_last(
    visit: Callable[[Sequence[Path]], Visit], three: list[Path]
) -> None:
    seen = visit(three)
    names = []
    for by in (0, -1, 1):
        seen.viewer.step(by)
        names.append(seen.views[-1].name)
    assert names == ["sharp.png", "broken.png", "sharp.png"]


def test_what_judges_is_loaded_once(
    visit: Callable[[Sequence[Path]], Visit], three: list[Path]
) -> None:
    seen = visit(three)
    for by in (0, 1, 1):
        seen.viewer.step(by)
        seen.look()
    assert seen.loads == 1


def test_a_missing_file_is_told_like_any_other(
    visit: Callable[[Sequence[Path]], Visit], tmp_path: Path
) -> None:
    seen = visit([tmp_path / "gone.jpg"])
    seen.viewer.step(0)
    assert seen.look().caption == caption(PhotoNotFound("gone"), WORDS)
