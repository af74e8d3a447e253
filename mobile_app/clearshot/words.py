"""A language and an id in; words out, by gettext, from the catalogues in `locale`.

An id stands for words wherever they are shown, so that both languages are translations. The words
speak of the photo, never of the skin or of the person, at a sixth grader's reading level. Edit the
`.po` files; `make words` compiles them into the `.mo` files that are read here.
"""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from clearshot.errors import PhotoUnreadable

LANGUAGES: tuple[str, ...] = ("en", "es")
DOMAIN = "clearshot"
FOLDER = Path(__file__).with_name("locale")

TITLES = {
    "accept": "accept_title",
    "retake": "retake_again",
    "cannot_judge": "r_cannot_judge_title",
}
"""The head line over a photo, by its verdict."""

PLACES = (
    ("place_top_left", "place_top", "place_top_right"),
    ("place_left", "place_middle", "place_right"),
    ("place_bottom_left", "place_bottom", "place_bottom_right"),
)
"""The ninths of a picture, row by row from its upper left."""


@dataclass(frozen=True)
class Words:
    """What is said in one language.

    Attributes:
        language: one of `LANGUAGES`.

    Raises:
        ValueError: there are no words in this language.

    >>> Words("en").advice("too_dark")
    'Go near a window or turn on a lamp.'
    >>> Words("es").say("photo_n", n=2)
    'Foto 2'
    """

    language: str = "en"

    def __post_init__(self) -> None:
        """Refuse a language that there are no words in."""
        if self.language not in LANGUAGES:
            raise ValueError(f'no words in "{self.language}", use one of: {", ".join(LANGUAGES)}')

    def say(self, name: str, /, **values: object) -> str:
        """Say the words of an id, with values in the places that they name.

        Raises:
            KeyError: there are no words for this id.
        """
        text = _catalogue(self.language).gettext(name)
        if text == name:
            raise KeyError(f'no words for "{name}" in the catalogue of "{self.language}"')
        return text.format(**values) if values else text

    def has(self, name: str) -> bool:
        """Tell whether there are words for an id: not every reason has a mark or a hint."""
        return _catalogue(self.language).gettext(name) != name

    def reason(self, code: str, mode: Literal["patient", "office"] = "patient") -> str:
        """Say what one sees, for a reason code: "The spot is blurry"; in a clinic's words if asked."""
        return self.say(f"o_{code}_title" if mode == "office" else f"r_{code}_title")

    def advice(self, code: str, mode: Literal["patient", "office"] = "patient") -> str:
        """Say the one thing to do about a reason."""
        return self.say(f"o_{code}_do" if mode == "office" else f"r_{code}_do")

    def hint(self, code: str, number: int | None = None) -> str:
        """Say a live hint: `start`, `ready`, `level`, `auto` with its seconds, or a reason's."""
        name = f"hint_{code}" if self.has(f"hint_{code}") else f"r_{code}_hint"
        return self.say(name, n=number)

    def mark(self, code: str, across: float, down: float) -> str:
        """Say aloud what an outline shows, and where: "Blurry here, in the middle".

        Args:
            code: of the reason.
            across: where the outline's middle is, as a share of the picture's width.
            down: the same of its height, from the top.
        """
        if not self.has(f"r_{code}_mark"):
            return self.reason(code)
        mark = self.say(f"r_{code}_mark")
        return self.say("mark_place", mark=mark, place=self.where(across, down))

    def where(self, across: float, down: float) -> str:
        """Say in which ninth of the picture a point lies.

        >>> Words("en").where(0.9, 0.1)
        'at the top right'
        """
        row, column = (min(2, max(0, int(3 * share))) for share in (down, across))
        return self.say(PLACES[row][column])

    def site(self, code: str) -> str:
        """Say a place on the body; for none, that one may be chosen."""
        return self.say(f"site_{code}" if code else "review_where_none")

    def verdict(self, kind: str) -> str:
        """Say `accept`, `retake`, `cannot_judge` or `unreadable` in a word or two."""
        return self.say(f"verdict_{kind}")

    def title(self, kind: str) -> str:
        """Say `accept`, `retake` or `cannot_judge` as the head line over a photo."""
        return self.say(TITLES[kind])

    def score(self, score: float) -> str:
        """Say a score from 0 to 100."""
        return self.say("score", n=round(score))

    def unreadable(self, error: PhotoUnreadable) -> str:
        """Say why a file could not be judged as a photo, and what to do."""
        return self.say(f"unreadable_{error.code}")

    def simple_checks(self, why: str | None = None) -> str:
        """Say that the classical checks judged, and why."""
        note = self.say("retake_basic")
        return note if why is None else f"{note} {why}"


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """Read a catalogue; one that is missing raises, as nothing could be said without it."""
    return gettext.translation(DOMAIN, FOLDER, [language])
