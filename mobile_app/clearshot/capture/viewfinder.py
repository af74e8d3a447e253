"""Whether the camera is wanted in; its frames, photos and troubles out, each of one run only.

A run lasts from one start of the camera to its end. What belongs to an ended run is dropped: after
a camera was closed, nothing of it shows.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from clearshot.capture.events import CameraLost, CameraReady, CameraRefused, Event, NotTaken
from clearshot.ports import Camera, Frame

log = logging.getLogger(__name__)

RESTART = 1.0  # seconds after a stop until the camera is started again
PATIENCE = 8.0  # seconds that a photo may take


class Viewfinder:
    """Opens and closes the camera, as it is wanted. On the window's thread, save `on_frame`.

    Args:
        camera: what it opens.
        in_window: runs a function on the window's thread, soon.
        clock: seconds, never going back.
        on_frame: takes the run and a frame, on the camera's thread.
        on_photo: takes a photo's bytes, on any thread.
        happen: takes what happens to the camera.
    """

    def __init__(
        self,
        camera: Camera,
        in_window: Callable[[Callable[[], None]], None],
        clock: Callable[[], float],
        on_frame: Callable[[int, Frame], None],
        on_photo: Callable[[bytes], None],
        happen: Callable[[Event], None],
    ) -> None:
        self._camera = camera
        self._in_window = in_window
        self._clock = clock
        self._on_frame = on_frame
        self._on_photo = on_photo
        self._happen = happen
        self._front = False
        self._taking_since: float | None = None
        self._restart_at: float | None = None
        self.run = 0
        self.open = False

    def want(self, open: bool, front: bool = False) -> None:
        """Have the camera open, by this lens, or closed."""
        if self.open and (not open or front != self._front):
            self._end()
        if not open:
            self._restart_at = None
        if open and not self.open and self._restart_at is None:
            self._start(front)

    def take(self) -> None:
        """Take a photo, with the camera that is open."""
        if not self.open:
            self._in_window(lambda: self._happen(NotTaken()))
            return
        self._taking_since = self._clock()
        run = self.run

        def answer(photo: bytes | None) -> None:
            self._later(run, lambda: self._answered(photo is not None))
            if photo is not None and run == self.run:
                self._on_photo(photo)

        try:
            self._camera.take(answer)
        except Exception:  # whatever a phone's camera raises, it gave no photo
            log.exception("the camera took no photo")
            answer(None)

    def tick(self) -> None:
        """Start again what stopped a second ago, and give up on a photo that does not come."""
        now = self._clock()
        if self._restart_at is not None and now >= self._restart_at:
            self._restart_at = None
            self._start(self._front)
        if self._taking_since is not None and now - self._taking_since >= PATIENCE:
            self._lost(f"it gave no photo within {PATIENCE:g} seconds")

    def _start(self, front: bool) -> None:
        self.run += 1
        self.open, self._front = True, front
        run = self.run
        try:
            self._camera.face("front" if front else "back")
            self._camera.start(
                on_frame=lambda frame: self._on_frame(run, frame),
                on_ready=lambda: self._later(run, lambda: self._happen(CameraReady())),
                on_refused=lambda ever: self._later(run, lambda: self._refused(ever)),
                on_lost=lambda why: self._later(run, lambda: self._lost(why)),
            )
        except Exception:  # as if it had said so itself
            log.exception("the camera did not start")
            self._later(run, lambda: self._lost("it did not start"))

    def _end(self) -> None:
        self.run += 1
        self.open = False
        try:
            self._camera.stop()
        except Exception:
            log.exception("the camera did not close")
        if self._taking_since is not None:
            self._taking_since = None
            self._happen(NotTaken())

    def _answered(self, taken: bool) -> None:
        self._taking_since = None
        if not taken:  # never in silence: to start it anew may help
            self._lost("it gave no photo")

    def _refused(self, for_ever: bool) -> None:
        self._taking_since = None
        self._end()
        self._happen(CameraRefused(for_ever))

    def _lost(self, why: str) -> None:
        log.warning("the camera stopped: %s", why)
        self._taking_since = None
        self._end()
        self._restart_at = self._clock() + RESTART
        self._happen(CameraLost())

    def _later(self, run: int, tell: Callable[[], None]) -> None:
        """Tell it on the window's thread, if the run still goes on by then."""
        self._in_window(lambda: tell() if run == self.run else None)
