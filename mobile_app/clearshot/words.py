"""A language in; the words for verdicts, reasons and files that cannot be read, out of words.csv.

They speak of the photo, never of the skin or of the person, at a sixth grader's reading level.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from clearshot.errors import PhotoUnreadable

LANGUAGES: tuple[str, ...] = ("en", "es")

_FILE = Path(__file__).with_name("words.csv")


@dataclass(frozen=True)
class Words:
    """What is said in one language.

    Attributes:
        language: one of `LANGUAGES`.

    Raises:
        ValueError: there are no words in this language.

    >>> Words("en").advice("too_dark")
    'Go near a window or turn on a lamp.'
    >>> Words("es").verdict("retake")
    'repetir'
    """

    language: str = "en"

    def __post_init__(self) -> None:
        """Refuse a language that there are no words in."""
        if self.language not in LANGUAGES:
            raise ValueError(f'no words in "{self.language}", use one of: {", ".join(LANGUAGES)}')

    def reason(self, code: str) -> str:
        """Say what one sees, for a reason code: "The spot is blurry"."""
        return self._say(f"r_{code}_title")

    def advice(self, code: str) -> str:
        """Say the one thing to do about a reason."""
        return self._say(f"r_{code}_do")

    def verdict(self, kind: str) -> str:
        """Say `accept`, `retake`, `cannot_judge` or `unreadable` in a word or two."""
        return self._say(f"verdict_{kind}")

    def title(self, kind: str) -> str:
        """Say `accept`, `retake` or `cannot_judge` as the head line over a photo."""
        return self._say(f"title_{kind}")

    def score(self, score: float) -> str:
        """Say a score from 0 to 100."""
        return self._say("score").format(n=round(score))

    def unreadable(self, error: PhotoUnreadable) -> str:
        """Say why a file could not be judged as a photo, and what to do."""
        return self._say(f"unreadable_{error.code}")

    def simple_checks(self, why: str | None = None) -> str:
        """Say that the classical checks judged, and why."""
        note = self._say("simple_checks")
        return note if why is None else f"{note} {why}"

    def _say(self, name: str) -> str:
        return _read(self.language)[name]


@cache
def _read(language: str) -> Mapping[str, str]:
    with _FILE.open(encoding="utf-8", newline="") as lines:
        return {row["id"]: row[language] for row in csv.DictReader(lines)}
