"""The iPhone's voice, vibration, edges, sensors, photos and settings, each as its port."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from clearshot.ports import Buzz, Insets, Motion, Wishes
from clearshot.ports.held import held
from clearshot.ports.ios.bridge import ClearshotPhone, as_text, copied, text
from clearshot.ports.patterns import PATTERNS

NAP = 0.1  # seconds between two questions whether the person has chosen
# Milliseconds of vibration that are one knock of full strength: iOS knows no lengths.
FULL = 60


class IosPhone:
    """All of it: one Objective-C object does them. One method a port, so each is a port."""

    has_settings = True
    has_storage = False  # iOS lets no app open that page

    def __init__(self) -> None:
        self._phone: Any = ClearshotPhone.alloc().init()

    def say(self, words: str, language: str) -> None:
        """Say it, by VoiceOver where it is on."""
        self._phone.say_language_(as_text(words), as_text(language))

    def buzz(self, kind: Buzz) -> None:
        """Knock where the pattern moves: the longer, the stronger."""
        begun = 0
        for place, length in enumerate(PATTERNS[kind]):
            if place % 2 == 0:
                self._phone.knockAfter_strength_(begun, min(1.0, length / FULL))
            begun += length

    def insets(self) -> Insets:
        """Give the insets as they are now."""
        scale = self._phone.scale()
        return Insets(*(scale * self._phone.inset_(side) for side in range(4)))

    def motion(self) -> Motion | None:
        """Give the latest; None until something was felt."""
        pull = [self._phone.pull_(axis) for axis in range(3)]
        turn = [self._phone.turn_(axis) for axis in range(3)]
        return held((pull[0], pull[1], pull[2]), (turn[0], turn[1], turn[2]))

    def pick(self, on_photo: Callable[[bytes | None], None]) -> None:
        """Show the system's photo picker; the answer comes on a thread of its own."""
        self._phone.pick()

        def wait() -> None:
            while self._phone.pickState() == 0:
                time.sleep(NAP)
            file = copied(self._phone.pickedLength(), self._phone.copyPicked_length_)
            on_photo(None if file is None else bytes(file))

        threading.Thread(target=wait, name="picker", daemon=True).start()

    def settings(self) -> None:
        """Show the app's page of the settings."""
        self._phone.openSettings()

    def storage(self) -> None:
        """Do nothing: iOS has no such page for an app."""

    def wishes(self) -> Wishes:
        """Give the person's settings as they are now."""
        language = text(self._phone.language()).partition("-")[0].lower()
        return Wishes(self._phone.isDark(), self._phone.isStill(), language)
