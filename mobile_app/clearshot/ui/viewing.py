"""Photos in; for the one that is looked at, what a screen shows of it, as it becomes known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from PIL import Image

from clearshot.assess import Bundle, assess
from clearshot.decision import Verdict
from clearshot.errors import PhotoUnreadable
from clearshot.overlay import Frame, worst_region
from clearshot.photo import Photo, load_photo
from clearshot.ui.newest import Newest
from clearshot.words import Words

Edges = tuple[float, float, float, float]


class ScreenWords(Words):
    """What a window says besides verdicts and reasons."""

    def label(self, name: str) -> str:
        """Say words that a screen shows as they stand."""
        return self.say(name)

    def place(self, number: int, of: int) -> str:
        """Say which of the photos this is, from 1."""
        return self.say("photo_place", n=number, of=of)


@dataclass(frozen=True)
class Caption:
    """What is said about a photo.

    Attributes:
        sign: `accept`, `retake`, `cannot_judge`, `unreadable` or `checking`.
        title: the head line.
        reason: what one sees, if the photo is to be taken again.
        action: the one thing to do, or what comes next.
        simple: whether only simple checks judged.
    """

    sign: str
    title: str
    reason: str = ""
    action: str = ""
    simple: bool = False


@dataclass(frozen=True)
class View:
    """All that a screen shows.

    Attributes:
        place: which of the photos this is.
        name: of its file.
        caption: what is said about it.
        picture: upright pixels; None if they are not there yet, or cannot be read.
        outline: left, top, right and bottom of what is least clear, as shares of the picture's
            width and height from its upper left; None if nothing is to be pointed at.
    """

    place: str
    name: str
    caption: Caption
    picture: Image.Image | None = None
    outline: Edges | None = None


def checking(words: ScreenWords) -> Caption:
    """Say that the verdict is about to come."""
    return Caption("checking", words.label("checking_title"), action=words.label("checking_body"))


def caption(result: Verdict | PhotoUnreadable, words: ScreenWords) -> Caption:
    """Say a verdict with its one reason and one action, or why a file cannot be read.

    >>> from clearshot.errors import NotAPhoto
    >>> told = caption(NotAPhoto("it begins with 'PK'"), ScreenWords("en"))
    >>> told.title, told.action
    ('This file is not a photo that we can open.', 'Use a JPEG or PNG photo.')
    """
    if isinstance(result, PhotoUnreadable):
        title, _, action = words.unreadable(result).partition(". ")
        return Caption("unreadable", f"{title}.", action=action)
    told = Caption(result.verdict, words.title(result.verdict), simple=result.fallback is not None)
    if result.verdict == "accept":
        return replace(told, action=words.label("accept_note"))
    code = result.reasons[0].code
    reason = f"{words.reason(code)}." if result.verdict == "retake" else ""
    return replace(told, reason=reason, action=words.advice(code))


def outline(photo: Photo, verdict: Verdict) -> Edges | None:
    """Find the part of a photo that made it one to take again, if it is a part."""
    if verdict.verdict != "retake" or not verdict.regions:
        return None
    worst = worst_region(verdict.regions, photo.box)
    return None if worst is None else Frame(photo.box, (1, 1)).edges(worst.box)


class Viewer:
    """Goes through photos, and judges the one that is looked at.

    Every view belongs to the photo that was asked for last: `newest` drops what comes late.

    Args:
        photos: at least one file.
        words: the language.
        bundle: loads what judges; called once, off the window's thread.
        newest: does the work.
        show: takes every new view, on the window's thread.
    """

    def __init__(
        self,
        photos: Sequence[Path],
        words: ScreenWords,
        bundle: Callable[[], Bundle],
        newest: Newest,
        show: Callable[[View], None],
    ) -> None:
        self._photos = photos
        self._words = words
        self._bundle = cache(bundle)
        self._newest = newest
        self._show = show
        self._at = 0

    def step(self, by: int) -> None:
        """Go on by so many photos, 0 to begin with the first; after the last comes the first."""
        self._at = (self._at + by) % len(self._photos)
        path = self._photos[self._at]
        place = self._words.place(self._at + 1, len(self._photos))
        view = View(place, path.name, checking(self._words))
        self._show(view)
        self._newest.ask(lambda: self._load(path), lambda photo: self._loaded(view, photo))

    def _load(self, path: Path) -> Photo | PhotoUnreadable:
        try:
            return load_photo(path, self._bundle().views.working_long_side)
        except PhotoUnreadable as error:
            return error

    def _loaded(self, view: View, photo: Photo | PhotoUnreadable) -> None:
        if isinstance(photo, PhotoUnreadable):
            self._show(replace(view, caption=caption(photo, self._words)))
            return
        seen = replace(view, picture=photo.image)
        self._show(seen)
        self._newest.ask(
            lambda: assess(photo, self._bundle()),
            lambda verdict: self._show(
                replace(
                    seen, caption=caption(verdict, self._words), outline=outline(photo, verdict)
                )
            ),
        )
