"""AVFoundation in, a `Camera` out: our Objective-C class holds the camera, a thread asks it."""

from __future__ import annotations

import time
from typing import Any, Literal

import numpy as np

from clearshot.ports.ios.bridge import ClearshotCamera, copied, text
from clearshot.ports.pulled import PulledCamera, Refused
from clearshot.ports.turning import stored
from clearshot.regions import Pixels

# Seconds. iOS opens a camera within 1 s, once the person allowed it; a person may take a while.
ALLOWED, PHOTO, FRAME = 600.0, 8.0, 0.05
# How often in a row no frame came before the camera counts as lost: 5 s.
SILENT = 100
# Seconds between two questions; the bridge cannot wait without holding all of Python up.
NAP = 0.005

_OPENING, _READY, _REFUSED = 0, 1, 2
_BGR = [2, 1, 0]


class IosCamera(PulledCamera):
    """The phone's camera; iOS asks for permission, once, when it is started first."""

    def __init__(self, fps: float = 30) -> None:
        """Make a closed camera; its lenses and its lamp are known once it was open."""
        self._feed = _Feed()
        super().__init__(self._feed, fps)

    @property
    def has_light(self) -> bool:
        """Whether the lens in use has a lamp beside it."""
        return self._feed.has_light

    @property
    def has_front(self) -> bool:
        """Whether there is a second lens; taken for granted until the camera was open once."""
        return self._feed.has_front

    def light(self, on: bool) -> None:
        """Switch the lamp."""
        self._feed.light(on)

    def focus(self, x: float, y: float) -> None:
        """Focus on a point of the upright frame."""
        self._feed.focus(x, y)

    def stop(self) -> None:
        """Close it; the question about the permission is not waited for any more."""
        self._feed.wanted = False
        super().stop()


class _Feed:
    """One Objective-C camera after the other: each is opened once."""

    has_light = False
    has_front = True
    wanted = True

    def __init__(self) -> None:
        self._camera: Any = None
        self._silent = 0

    def open(self, lens: Literal["back", "front"]) -> None:
        self.wanted = True
        camera = ClearshotCamera.alloc().init()
        camera.openFront_(lens == "front")
        end = time.monotonic() + ALLOWED
        while camera.state() == _OPENING and self.wanted and time.monotonic() < end:
            time.sleep(NAP)
        if camera.state() == _REFUSED:
            raise Refused(for_ever=True)  # iOS does not ask twice
        if camera.state() != _READY:
            why = text(camera.trouble())
            camera.close()
            raise RuntimeError(why)
        self.has_light, self.has_front = camera.hasLight(), camera.hasFront()
        self._silent = 0
        self._camera = camera

    def next(self) -> Pixels | None:
        camera, end = self._camera, time.monotonic() + FRAME
        while not camera.nextFrame():
            if time.monotonic() > end:
                self._notice_silence()
                return None
            time.sleep(NAP)
        self._silent = 0
        height, width = camera.frameHeight(), camera.frameWidth()
        bgra = copied(4 * width * height, camera.copyFrame_length_)
        if bgra is None:
            return None
        return np.frombuffer(bgra, np.uint8).reshape(height, width, 4)[..., _BGR]

    def _notice_silence(self) -> None:
        self._silent += 1
        if self._camera.state() != _READY or self._silent > SILENT:
            raise RuntimeError(text(self._camera.trouble()) or "the camera gives no more frames")

    def photo(self) -> bytes | None:
        camera, end = self._camera, time.monotonic() + PHOTO
        camera.take()
        while camera.photoState() == 0:
            if time.monotonic() > end:
                return None
            time.sleep(NAP)
        file = copied(camera.photoLength(), camera.copyPhoto_length_)
        return None if file is None else bytes(file)

    def close(self) -> None:
        camera, self._camera = self._camera, None
        camera.close()

    def light(self, on: bool) -> None:
        if (camera := self._camera) is not None:
            camera.light_(on)

    def focus(self, x: float, y: float) -> None:
        if (camera := self._camera) is not None:
            camera.focusX_y_(*stored(x, y, camera.degrees()))
