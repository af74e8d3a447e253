"""What a desktop does where a phone speaks, buzzes, feels and covers its edges: nothing."""

from __future__ import annotations

import locale

from clearshot.ports import Buzz, Insets, Motion, Wishes


class Silence:
    """Says nothing."""

    def say(self, words: str, language: str) -> None:
        """Do nothing."""


class Stillness:
    """Does not vibrate."""

    def buzz(self, kind: Buzz) -> None:
        """Do nothing."""


class WholeWindow:
    """A window of which nothing is covered."""

    def insets(self) -> Insets:
        """Give none."""
        return Insets()


class NoSensors:
    """Feels nothing."""

    def motion(self) -> Motion | None:
        """Give None."""
        return None


class NoPages:
    """Has no settings to open."""

    has_settings = False
    has_storage = False

    def settings(self) -> None:
        """Do nothing."""

    def storage(self) -> None:
        """Do nothing."""


class Desktop:
    """A desktop, of which only the language is asked."""

    def wishes(self) -> Wishes:
        """Give the language of the session."""
        name = locale.getlocale()[0] or "en"
        return Wishes(language=name.partition("_")[0].lower())
