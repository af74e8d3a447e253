"""A listener that notes what a camera tells it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from clearshot.ports import Camera, Frame


@dataclass
class Listener:
    """Notes every callback; `on_frame` may be given something to do in it."""

    frames: list[Frame] = field(default_factory=list)
    photos: list[bytes | None] = field(default_factory=list)
    told: list[object] = field(default_factory=list)
    on_frame: Callable[[Frame], None] = lambda frame: None
    threads: set[int] = field(default_factory=set)

    def start(self, camera: Camera) -> None:
        camera.start(
            self.frame,
            lambda: self.told.append("ready"),
            lambda for_ever: self.told.append(("refused", for_ever)),
            lambda why: self.told.append(("lost", why)),
        )

    def frame(self, frame: Frame) -> None:
        self.threads.add(threading.get_ident())
        self.frames.append(frame)
        self.on_frame(frame)


def until(true: Callable[[], bool], seconds: float = 5) -> None:
    """Wait until it is true; a loaded machine may need a while."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "this did not come about in time"
        time.sleep(0.005)
