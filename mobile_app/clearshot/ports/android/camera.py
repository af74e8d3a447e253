"""CameraX in, a `Camera` out: our Java class holds the camera, a Python thread asks it for frames."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from android.permissions import Permission, check_permission, request_permissions

from clearshot.ports import Frame
from clearshot.ports.android.bridge import ACTIVITY, CameraFeed, SystemPages, content
from clearshot.ports.pulled import PulledCamera
from clearshot.ports.turning import marked, stored, upright
from clearshot.regions import Pixels

# Milliseconds. Phones open a camera within 1 s and take a photo within 2.
OPEN, PHOTO, FRAME = 8_000, 8_000, 50
# How often in a row no frame came before the camera counts as lost: 5 s.
SILENT = 100


class AndroidCamera(PulledCamera):
    """The phone's camera; it asks for permission when it is started without."""

    def __init__(self, fps: float = 30) -> None:
        """Make a closed camera; its lenses and its lamp are known once it was open."""
        self._feed = _Feed()
        super().__init__(self._feed, fps)
        self._pages = SystemPages(ACTIVITY)
        self._lock = threading.RLock()
        self._asking = 0

    @property
    def has_light(self) -> bool:
        """Whether the lens in use has a lamp beside it."""
        return self._feed.has_light

    @property
    def has_front(self) -> bool:
        """Whether there is a second lens; taken for granted until the camera was open once."""
        return self._feed.has_front

    def start(
        self,
        on_frame: Callable[[Frame], None],
        on_ready: Callable[[], None],
        on_refused: Callable[[bool], None],
        on_lost: Callable[[str], None],
    ) -> None:
        """Open it, after the person allowed it."""
        self.stop()
        asked = self._asking

        def begin() -> None:
            super(AndroidCamera, self).start(on_frame, on_ready, on_refused, on_lost)

        def answered(permissions: list[str], granted: list[bool]) -> None:
            with self._lock:
                if asked != self._asking:
                    return  # it was stopped meanwhile
                if granted and all(granted):
                    begin()
                else:
                    # Nothing granted and nothing refused: the question was broken off.
                    on_refused(bool(permissions) and not self._pages.asksAgain())

        if check_permission(Permission.CAMERA):
            begin()
        else:
            request_permissions([Permission.CAMERA], answered)

    def stop(self) -> None:
        """Close it; an answer about the permission is not waited for any more."""
        with self._lock:
            self._asking += 1
        super().stop()

    def light(self, on: bool) -> None:
        """Switch the lamp."""
        self._feed.light(on)

    def focus(self, x: float, y: float) -> None:
        """Focus on a point of the upright frame."""
        self._feed.focus(x, y)


class _Feed:
    """One Java camera after the other: each is opened once."""

    has_light = False
    has_front = True

    def __init__(self) -> None:
        self._java: Any = None
        self._degrees = self._silent = 0

    def open(self, lens: Literal["back", "front"]) -> None:
        feed = CameraFeed(ACTIVITY)
        feed.open(lens == "front")
        if not feed.isReady(OPEN):
            why = feed.trouble() or "the camera did not start in time"
            feed.close()
            raise RuntimeError(why)
        self.has_light, self.has_front = feed.hasLight(), feed.hasFront()
        self._silent = 0
        self._java = feed

    def next(self) -> Pixels | None:
        rgba = content(self._java.frame(FRAME))
        if rgba is None:
            self._notice_silence()
            return None
        self._silent = 0
        width, height, self._degrees = self._java.frameShape()
        pixels = np.frombuffer(rgba, np.uint8).reshape(height, width, 4)[..., :3]
        return upright(pixels, self._degrees)

    def _notice_silence(self) -> None:
        self._silent += 1
        trouble = self._java.trouble()
        if trouble or self._silent > SILENT:
            raise RuntimeError(trouble or "the camera gives no more frames")

    def photo(self) -> bytes | None:
        self._java.take()
        jpeg = content(self._java.photo(PHOTO))
        return None if jpeg is None else marked(jpeg, self._java.photoDegrees())

    def close(self) -> None:
        java, self._java = self._java, None
        java.close()

    def light(self, on: bool) -> None:
        if (java := self._java) is not None:
            java.light(on)

    def focus(self, x: float, y: float) -> None:
        if (java := self._java) is not None:
            java.focus(*stored(x, y, self._degrees))
