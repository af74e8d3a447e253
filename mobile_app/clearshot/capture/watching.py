"""Frames in, what was seen in them out: on a thread of its own, the newest frame only."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from clearshot.ports import Frame

log = logging.getLogger(__name__)

T = TypeVar("T")


class Watcher(Generic[T]):
    """Looks at frames one at a time; what comes while it looks waits in one slot, the newest.

    A frame that is being looked at is always finished and told, however fast others come; what
    belongs to a run of the camera that has ended is not told. What goes wrong with one frame is
    logged the first time, and the next one is looked at.

    Args:
        look: takes a frame; called on the watcher's thread, which calls nothing else at a time.
        tell: takes the run, the frame's number, and what was seen; called on that thread, too.
    """

    def __init__(self, look: Callable[[Frame], T], tell: Callable[[int, int, T], None]) -> None:
        self._look = look
        self._tell = tell
        self._changed = threading.Condition()
        self._slot: tuple[int, Frame] | None = None
        self._run = 0
        self._closed = False
        self._logged = False
        self._thread = threading.Thread(target=self._work, name="watcher", daemon=True)
        self._thread.start()

    def begin(self, run: int) -> None:
        """Tell only of this run of the camera from now on."""
        with self._changed:
            if run != self._run:
                self._run, self._slot = run, None

    def show(self, run: int, frame: Frame) -> None:
        """Put a frame in the slot, in place of one that waits; returns at once, on any thread."""
        with self._changed:
            if run == self._run and not self._closed:
                self._slot = (run, frame)
                self._changed.notify()

    def close(self) -> None:
        """Look at no more frames, and wait for the last one."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def _work(self) -> None:
        while (waiting := self._next()) is not None:
            run, frame = waiting
            try:
                seen = self._look(frame)
                with self._changed:
                    current = run == self._run and not self._closed
                if current:
                    self._tell(run, frame.number, seen)
            except Exception:  # whatever it is, the live view goes on
                if not self._logged:
                    self._logged = True
                    log.exception("a frame could not be looked at; others like it are not logged")

    def _next(self) -> tuple[int, Frame] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._slot is not None or self._closed)
            waiting, self._slot = self._slot, None
            return None if self._closed else waiting
