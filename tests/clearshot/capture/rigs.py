"""An assistant with a real store, folder and bundle, a small camera, and a clock that is turned."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Literal

from PIL import Image

from clearshot.assess import Bundle, load_bundle
from clearshot.capture.assistant import Assistant
from clearshot.capture.events import Agree, Event
from clearshot.capture.session import Mode, Stage
from clearshot.capture.store import Store
from clearshot.ports import Frame, Picker
from clearshot.submit.folder import FolderSubmitter
from tests.conftest import Picture

WAIT = 60  # seconds; only a broken program waits so long
EXAMPLES = Path(__file__).parents[3] / "assets" / "examples"


def example(name: str) -> bytes:
    """Read a rendered photo of skin."""
    return (EXAMPLES / f"{name}.jpg").read_bytes()


def jpeg(picture: Picture) -> bytes:
    """Write a picture as a camera would."""
    file = BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=92)
    return file.getvalue()


@dataclass
class SmallCamera:
    """A camera that does what a test tells it to; its photos come on a thread of their own."""

    photos: list[bytes | None] = field(default_factory=list)
    starts: int = 0
    open: bool = False
    answers: bool = True
    lens: str = ""
    has_light: bool = False
    has_front: bool = True
    number: int = 0
    trouble: Exception | None = None

    def start(
        self,
        on_frame: Callable[[Frame], None],
        on_ready: Callable[[], None],
        on_refused: Callable[[bool], None],
        on_lost: Callable[[str], None],
    ) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.starts, self.open, self.number = self.starts + 1, True, 0
        self.on_frame, self.on_refused, self.on_lost = on_frame, on_refused, on_lost
        on_ready()

    def stop(self) -> None:
        self.open = False

    def take(self, on_photo: Callable[[bytes | None], None]) -> None:
        if self.answers:
            threading.Thread(target=on_photo, args=(self.photos.pop(0),)).start()

    def show(self, picture: Picture, seconds: float) -> None:
        """See a picture at this time."""
        self.on_frame(Frame(picture, self.number, seconds))
        self.number += 1

    def light(self, on: bool) -> None:
        pass

    def focus(self, x: float, y: float) -> None:
        pass

    def face(self, lens: Literal["back", "front"]) -> None:
        self.lens = lens


class Rig:
    """A window's thread, which is the test's own, and all that is around an assistant."""

    def __init__(
        self,
        folder: Path,
        *photos: bytes | None,
        load: Callable[[], Bundle] | None = None,
        mode: Mode = "patient",
        picker: Picker | None = None,
    ) -> None:
        self.now = 1000.0
        self.handed: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self.camera = SmallCamera([*photos])
        self.sent = FolderSubmitter(folder / "sent")
        self.assistant = Assistant(
            Store(folder / "state"),
            self.sent,
            self.camera,
            picker,
            load or (lambda: load_bundle(notes=folder / "state")),
            self.handed.put,
            mode=mode,
            clock=lambda: self.now,
        )
        self.assistant.start()

    @property
    def stage(self) -> Stage:
        return self.assistant.session.stage

    def agree(self) -> Rig:
        self.assistant.happen(Agree())
        return self

    def do(self, *events: Event, then: Stage) -> Rig:
        """Let these happen, and wait for a stage."""
        for event in events:
            self.assistant.happen(event)
        self.until(lambda: self.stage is then)
        return self

    def until(self, true: Callable[[], bool]) -> None:
        """Turn the window until it is true; the rig's own clock stands."""
        end = time.monotonic() + WAIT
        while not true():
            assert time.monotonic() < end, self.assistant.session
            self.turn(0.02)

    def turn(self, wait: float = 0.0) -> None:
        """Do what was handed to the window."""
        try:
            self.handed.get(timeout=wait)() if wait else self.handed.get_nowait()()
        except Empty:
            return

    def idle(self) -> None:
        """Do all that was handed to the window, until nothing comes for a while."""
        while True:
            try:
                self.handed.get(timeout=0.2)()
            except Empty:
                return

    def pass_by(self, seconds: float) -> None:
        """Let time pass, ten ticks a second."""
        for _ in range(round(10 * seconds)):
            self.now += 0.1
            self.assistant.tick()
            self.turn()
