"""A source that is asked for its next picture in, a `Camera` out: one thread, or steps by hand.

An exception in a callback ends nothing; what a run of the camera left undone cannot reach the next.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from clearshot.ports import Frame
from clearshot.regions import Pixels

logger = logging.getLogger(__name__)

# Seconds that `stop` waits for a driver to let go; no callback comes after it either way.
PATIENCE = 0.5
# Seconds that the next run waits for it, on its own thread: a phone may be taking a photo still.
HELD = 10.0


class Refused(Exception):
    """The camera may not be used; `for_ever` if there is no use in asking again."""

    def __init__(self, for_ever: bool) -> None:
        super().__init__(for_ever)
        self.for_ever = for_ever


class Source(Protocol):
    """Gives pictures when asked; used by one thread at a time. What it raises is a lost camera."""

    def open(self, lens: Literal["back", "front"]) -> None:
        """Begin.

        Raises:
            Refused: the person does not allow it.
        """

    def next(self) -> Pixels | None:
        """Give the next picture of the live view, (h, w, 3) sRGB, upright.

        May wait for it, but not long: None if there is none yet.
        """

    def photo(self) -> bytes | None:
        """Give a photo of what `next` gave last, as a file's bytes."""

    def close(self) -> None:
        """End; `open` may follow."""


@dataclass(frozen=True)
class _Told:
    frame: Callable[[Frame], None]
    ready: Callable[[], None]
    refused: Callable[[bool], None]
    lost: Callable[[str], None]


class PulledCamera:
    """A `Camera` over a source, with a thread of its own that asks for `fps` frames a second."""

    def __init__(
        self, source: Source, fps: float = 15, has_front: bool = False, by_hand: bool = False
    ) -> None:
        """Make a closed camera.

        Args:
            source: what is asked for pictures.
            fps: frames a second, at most.
            has_front: whether the source tells one lens from the other.
            by_hand: without a thread: every `step` gives one frame. For tests.
        """
        self._has_front = has_front
        self._source, self._fps, self._by_hand = source, fps, by_hand
        self._lens: Literal["back", "front"] = "back"
        self._run: _Run | None = None
        self._thread: threading.Thread | None = None
        self._held = threading.Lock()  # by the run that has the source

    @property
    def has_light(self) -> bool:
        """Whether there is a lamp; a source has none."""
        return False

    @property
    def has_front(self) -> bool:
        """Whether there is a second lens."""
        return self._has_front

    def start(
        self,
        on_frame: Callable[[Frame], None],
        on_ready: Callable[[], None],
        on_refused: Callable[[bool], None],
        on_lost: Callable[[str], None],
    ) -> None:
        """Open it; see `Camera`."""
        self.stop()
        told = _Told(on_frame, on_ready, on_refused, on_lost)
        run = self._run = _Run(self._source, self._lens, told)
        if not self._by_hand:
            args = (self._fps, self._held)
            self._thread = threading.Thread(target=run.go, args=args, name="camera", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Close it; a photo that is being taken is answered with None."""
        run, self._run = self._run, None
        if run is not None:
            run.end()
            if self._by_hand:
                run.close()
            elif self._thread is not None and self._thread is not threading.current_thread():
                self._thread.join(PATIENCE)

    def take(self, on_photo: Callable[[bytes | None], None]) -> None:
        """Take a photo of the frame that was shown last."""
        if self._run is None or not self._run.ask(on_photo):
            on_photo(None)

    def step(self) -> None:
        """Give the photos asked for, then one frame; only if made with `by_hand`."""
        if self._run is not None:
            self._run.turn()

    def light(self, on: bool) -> None:
        """Do nothing: there is no lamp."""

    def focus(self, x: float, y: float) -> None:
        """Do nothing: it is as sharp as it is."""

    def face(self, lens: Literal["back", "front"]) -> None:
        """Use this lens from the next start on."""
        self._lens = lens if self.has_front else "back"


class _Run:
    """From one start of the camera to its stop."""

    def __init__(self, source: Source, lens: Literal["back", "front"], told: _Told) -> None:
        self._source, self._lens, self._told = source, lens, told
        self._lock = threading.RLock()  # held while a callback runs, which may stop the camera
        self._wake = threading.Event()
        self._asked: list[Callable[[bytes | None], None]] = []
        self._opened = self._ended = False
        self._number = 0

    def go(self, fps: float, held: threading.Lock) -> None:
        """Turn until the end, once the run before has let go of the source."""
        if not held.acquire(timeout=HELD):
            self._finish(self._told.lost, "the camera is still held by the run before")
            return
        try:
            due = time.monotonic()
            while not self._ended:
                self.turn()
                due = max(due + 1 / fps, time.monotonic())  # late is late: no burst to catch up
                self._wait(due)
            self.close()
        finally:
            held.release()

    def _wait(self, due: float) -> None:
        while not self._ended and (left := due - time.monotonic()) > 0:
            if self._wake.wait(left):
                self._wake.clear()
                self._give_photos()

    def turn(self) -> None:
        """Open if need be, give the photos asked for, then one frame."""
        try:
            if not self._opened and not self._ended:
                self._source.open(self._lens)
                self._opened = True
            self._give_photos()
            if not self._ended and (pixels := self._source.next()) is not None:
                self._show(pixels)
        except Refused as refusal:
            self._finish(self._told.refused, refusal.for_ever)
        # Drivers and decoders document no closed set of exceptions.
        except Exception as error:  # noqa: BLE001
            self._finish(self._told.lost, str(error) or type(error).__name__)

    def _show(self, pixels: Pixels) -> None:
        if not self._number:  # what opens and gives nothing is no camera that works
            self._tell(self._told.ready)
        frame = Frame(pixels, self._number, time.monotonic())
        self._number += 1
        self._tell(self._told.frame, frame)

    def ask(self, on_photo: Callable[[bytes | None], None]) -> bool:
        """Ask for a photo; tell whether there will be an answer."""
        with self._lock:
            if not self._ended:
                self._asked.append(on_photo)
                self._wake.set()
            return not self._ended

    def end(self) -> None:
        """Let no callback come any more."""
        with self._lock:
            self._ended = True
            asked, self._asked = self._asked, []
        self._wake.set()
        for on_photo in asked:
            _call(on_photo, None)

    def close(self) -> None:
        """Let go of the source."""
        if self._opened:
            self._opened = False
            _call(self._source.close)

    def _finish(self, tell: Callable[..., None], *values: Any) -> None:
        """Tell why it ends, after the photos that nobody will take."""
        with self._lock:
            if not self._ended:
                self.end()
                _call(tell, *values)
        self.close()

    def _give_photos(self) -> None:
        """Give what was asked for; before the first frame there is nothing to take, and it waits."""
        while self._asked and self._number and not self._ended:
            photo = self._photo()
            with self._lock:
                if self._asked:
                    _call(self._asked.pop(0), photo)

    def _photo(self) -> bytes | None:
        try:
            return self._source.photo()
        except OSError as error:  # the file is gone, say
            logger.warning("the camera took no photo: %s", error)
            return None
        except Exception:  # as for frames; the camera itself may go on
            logger.exception("the camera took no photo")
            return None

    def _tell(self, callback: Callable[..., None], *values: Any) -> None:
        with self._lock:
            if not self._ended:
                _call(callback, *values)


def _call(callback: Callable[..., None], *values: Any) -> None:
    """Call; what the callback raises is noted and ends nothing."""
    try:
        callback(*values)
    except Exception:
        logger.exception("a listener of the camera raised")
