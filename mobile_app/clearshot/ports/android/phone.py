"""The Android phone's voice, vibration, edges, sensors, photos and settings, each as its port."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from jnius import JavaException

from clearshot.ports import Buzz, Insets, Motion, Wishes
from clearshot.ports.android.bridge import (
    ACTIVITY,
    Buzzer,
    Holding,
    PhotoPicker,
    Screen,
    SystemPages,
    Voice,
    content,
)
from clearshot.ports.held import held
from clearshot.ports.patterns import PATTERNS

logger = logging.getLogger(__name__)

WAIT = 1_000  # milliseconds; a thread that waits for a person looks up so often


class AndroidSpeech:
    """Speaks by TalkBack where it is on, else by the phone's own voice."""

    def __init__(self) -> None:
        self._voice = Voice(ACTIVITY)

    def say(self, words: str, language: str) -> None:
        """Say it; a phone without a voice says nothing."""
        try:
            self._voice.say(words, language)
        except JavaException:
            logger.exception("the phone did not speak")


class AndroidHaptics:
    """Vibrates in the pattern of each event."""

    def __init__(self) -> None:
        self._buzzer = Buzzer(ACTIVITY)

    def buzz(self, kind: Buzz) -> None:
        """Vibrate; a phone that cannot does nothing."""
        try:
            self._buzzer.buzz([0, *PATTERNS[kind]])
        except JavaException:
            logger.exception("the phone did not vibrate")


class AndroidSafeArea:
    """What bars and notches cover: from API 35 on an app is drawn below them."""

    def __init__(self) -> None:
        self._screen = Screen(ACTIVITY)

    def insets(self) -> Insets:
        """Give the insets as they are now."""
        return Insets(*self._screen.insets())


class AndroidSensors:
    """Accelerometer and gyroscope."""

    def __init__(self) -> None:
        self._holding = Holding(ACTIVITY)

    def motion(self) -> Motion | None:
        """Give the latest; None until something was felt."""
        felt = self._holding.felt()
        if felt is None:
            return None
        right, top, front, *turn, quarters = felt
        # What is felt at rest is the hand that holds against the pull of the earth.
        return held((-right, -top, -front), (turn[0], turn[1], turn[2]), round(quarters))


class AndroidPicker:
    """The system's photo picker, which needs no permission."""

    def pick(self, on_photo: Callable[[bytes | None], None]) -> None:
        """Show it; the answer comes on a thread of its own."""
        picker = PhotoPicker(ACTIVITY)
        picker.open()

        def wait() -> None:
            while not picker.isDone(WAIT):
                pass
            on_photo(content(picker.photo()))

        threading.Thread(target=wait, name="picker", daemon=True).start()


class AndroidPages:
    """Pages of the phone's settings."""

    has_settings = True
    has_storage = True

    def __init__(self) -> None:
        self._pages = SystemPages(ACTIVITY)

    def settings(self) -> None:
        """Show the app's permissions."""
        self._pages.openSettings()

    def storage(self) -> None:
        """Show what takes room on the phone."""
        self._pages.openStorage()


class AndroidPhone:
    """Dark colours, motion and language, as the person set them."""

    def __init__(self) -> None:
        self._screen = Screen(ACTIVITY)

    def wishes(self) -> Wishes:
        """Give them as they are now."""
        screen = self._screen
        return Wishes(screen.isDark(), screen.isStill(), screen.language())
