"""A wish for one of the phone's own photos in; its bytes out, or a word that there is none."""

from __future__ import annotations

import logging
from collections.abc import Callable

from clearshot.ports import Picker

log = logging.getLogger(__name__)

BACK = 3.0  # seconds in which a picker gives its photo, once the app is in front again


class Picking:
    """Asks the phone's picker, and gives up on one that never answers. On the window's thread.

    Args:
        picker: None where there is no way to choose.
        later: runs a function on the window's thread, soon.
        on_photo: takes a photo's bytes, on any thread.
        on_none: is told that none will come.
    """

    def __init__(
        self,
        picker: Picker | None,
        later: Callable[[Callable[[], None]], None],
        on_photo: Callable[[bytes], None],
        on_none: Callable[[], None],
    ) -> None:
        self._picker = picker
        self._later = later
        self._on_photo = on_photo
        self._on_none = on_none
        self._open = False
        self._until = float("inf")

    def ask(self) -> None:
        """Let the person choose."""
        self._open = True
        try:
            if self._picker is None:
                self._answer(None)
            else:
                self._picker.pick(self._answer)
        except Exception:  # whatever a phone's picker raises, it gave no photo
            log.exception("no photo was picked")
            self._answer(None)

    def back(self, now: float) -> None:
        """The app is in front again: the picker is closed, and its answer is due."""
        if self._open:
            self._until = now + BACK

    def tick(self, now: float) -> None:
        """Give up on an answer that does not come; should it come yet, it is not lost."""
        if now >= self._until:
            self._end()
            self._on_none()

    def _answer(self, photo: bytes | None) -> None:
        self._later(self._end)
        if photo is None:
            self._later(self._on_none)
        else:
            self._on_photo(photo)

    def _end(self) -> None:
        self._open, self._until = False, float("inf")
