"""What is told now in; it is said aloud and let be felt, if the person wants that. No Kivy."""

from __future__ import annotations

from clearshot.capture.session import Session
from clearshot.ports import Haptics, Speech
from clearshot.ui.office_spoken import utter_office
from clearshot.ui.spoken import NOTHING, Utterance, utter
from clearshot.ui.told import Scene, Told
from clearshot.words import Words


class Announcer:
    """Remembers what was said, so that only what is new is said."""

    def __init__(self, speech: Speech, haptics: Haptics) -> None:
        self._speech, self._haptics = speech, haptics
        self._told: Told | None = None
        self._session: Session | None = None

    def announce(self, told: Told, scene: Scene, office: bool) -> None:
        """Say what is new; an office hears a clinic's words.

        Args:
            told: what the screen shows.
            scene: what it shows it of.
            office: whether it is the office's own screen.
        """
        new = self._new(told, scene, office)
        self._told, self._session = told, scene.session
        if new.words and scene.settings.speak:
            self._speech.say(new.words, scene.settings.language)
        if new.buzz is not None and scene.settings.vibrate:
            self._haptics.buzz(new.buzz)

    def _new(self, told: Told, scene: Scene, office: bool) -> Utterance:
        if not office:
            return utter(self._told, told)
        session = scene.session
        photo = None if session.current is None else scene.photo(session.current)
        words = Words(scene.settings.language)
        new = utter_office(self._session, session, photo, words)
        if new is None:
            return utter(self._told, told) if told.screen == "framing" else NOTHING
        return new
