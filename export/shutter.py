"""Photos through the app without its window: time from the shutter to the verdict, and memory.

The real assistant, store, submitter, bundle and replayed camera; only the window and the person are
played. Memory is that of a process of its own, as Linux counts it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic, perf_counter

from clearshot import Bundle, load_bundle
from clearshot.capture.assistant import Assistant
from clearshot.capture.events import Again, Agree, New, Send, Shutter, Use
from clearshot.capture.session import Stage
from clearshot.capture.settings import Settings
from clearshot.capture.store import Store
from clearshot.ports.replay import ReplayCamera
from clearshot.submit.folder import FolderSubmitter

PATIENCE = 30.0
"""Seconds after which a stage that does not come is an error."""
TURN = 0.1
"""Seconds between two ticks of the window."""


class Stuck(RuntimeError):
    """The app did not come to a stage in time."""


class Window:
    """Runs what the assistant's threads hand over on this thread, as a window's does."""

    def __init__(self) -> None:
        self._left: SimpleQueue[Callable[[], None]] = SimpleQueue()

    def __call__(self, run: Callable[[], None]) -> None:
        """Take it from any thread."""
        self._left.put(run)

    def until(self, come: Callable[[], bool], turn: Callable[[], None]) -> None:
        """Run what is handed over, and `turn` in between, until something has come.

        Raises:
            Stuck: it does not come.
        """
        late = monotonic() + PATIENCE
        while not come():
            try:
                self._left.get(timeout=TURN)()
            except Empty:
                turn()
            if monotonic() > late:
                raise Stuck(f"not there after {PATIENCE:g} seconds")


class Visit:
    """A person who takes photo after photo of what a folder of pictures shows."""

    def __init__(self, pictures: Path, state: Path, bundle: Bundle, fps: float) -> None:
        self._window = Window()
        self._frames = 0
        camera = ReplayCamera(pictures, fps)
        submitter = FolderSubmitter(state / "sent")
        store = Store(state / "app")
        store.save_settings(replace(Settings(), agreed=True, speak=False, vibrate=False))
        self._app = Assistant(store, submitter, camera, None, lambda: bundle, self._window)
        self._app.frame_listener = self._seen
        self._app.start()

    def shoot(self) -> float:
        """Press the shutter and wait for the verdict: seconds in between."""
        self._ready()
        started = perf_counter()
        self._app.happen(Shutter())
        self._until(lambda: self._app.session.stage in (Stage.CLEAR, Stage.RETAKE))
        return perf_counter() - started

    def go_on(self) -> None:
        """Send a clear photo and begin anew; take one that is not clear again."""
        if self._app.session.stage is Stage.RETAKE and not self._app.session.last:
            self._app.happen(Again())
            return
        self._app.happen(Use())
        self._app.happen(Send())
        self._until(lambda: self._app.session.stage is Stage.SENT)
        self._app.happen(New())

    def close(self) -> None:
        """End it."""
        self._app.close()

    def _ready(self) -> None:
        if self._app.session.stage is Stage.WELCOME:
            self._app.happen(Agree())
        self._until(lambda: self._app.session.stage is Stage.FRAMING)
        before = self._frames
        self._until(lambda: self._frames > before)

    def _seen(self, _: object) -> None:
        self._frames += 1

    def _until(self, come: Callable[[], bool]) -> None:
        self._window.until(come, self._app.tick)


def seconds_to_verdict(
    picture: bytes, bundle: Bundle, shots: int, between: Callable[[], None]
) -> list[float]:
    """Take the same photo again and again: seconds from the shutter to the verdict of each.

    The first one does not count, nor does what is done `between` two, once after each.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pictures").mkdir()
        (folder / "pictures" / "photo.jpg").write_bytes(picture)
        visit = Visit(folder / "pictures", folder, bundle, fps=15)
        seconds = []
        try:
            for _ in range(shots + 1):
                seconds.append(visit.shoot())
                between()  # the camera is closed, so that nothing else runs
                visit.go_on()
        finally:
            visit.close()
        return seconds[1:]


def memory(pictures: Path, model: Path, captures: int) -> list[float]:
    """Take photos in a process of its own: its resident memory after each, MiB."""
    command = [sys.executable, "-m", "export.shutter", str(pictures), str(model), str(captures)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [float(each) for each in json.loads(said.splitlines()[-1])]


def resident() -> float:
    """Tell this process's resident memory, MiB, as Linux counts it."""
    said = Path("/proc/self/status").read_text(encoding="utf-8").split()
    return int(said[said.index("VmRSS:") + 1]) / 1024


def _main(pictures: Path, model: Path, captures: int) -> None:
    """Say the memory after each capture, as JSON."""
    with tempfile.TemporaryDirectory() as name:
        visit = Visit(pictures, Path(name), load_bundle(model, threads=1), fps=15)
        said = []
        for _ in range(captures):
            visit.shoot()
            visit.go_on()
            said.append(resident())
        visit.close()
    print(json.dumps(said))


if __name__ == "__main__":
    _main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
