"""The app's window in a process of its own: how soon it is there, and what it costs while it waits.

It is the whole app over a replayed folder, drawn offscreen by the processor: on a phone the graphics
chip draws. Measured as a person has it: from the start of the command to the first frame that is seen.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

from clearshot.capture.settings import Settings
from clearshot.capture.store import Store

FPS = 30
"""Frames a second of the camera."""

# What is waited for is the first frame of the window, or with the camera open the second after a
# picture of its came: that one is drawn by then.
_WINDOW = """
import json, os, sys, time
from kivy.app import App
from kivy.clock import Clock
from clearshot.ports import replay
from clearshot.cli import main
from clearshot.ui.preview import Preview

started, seconds, camera, fps, *command = sys.argv[1:]
replay.FPS_PICTURES = float(fps)  # a folder is shown more slowly than a camera gives frames
came, flips, said = [], [], {}
offer = Preview.offer
Preview.offer = lambda self, frame: (came.append(frame), offer(self, frame))[1]

def used():
    return sum(os.times()[:2])

def flipped(_):
    if came or camera == "closed":
        flips.append(time.monotonic())
    if "first" not in said and len(flips) >= (1 if camera == "closed" else 2):
        said["first"] = flips[-1] - float(started)
        Clock.schedule_once(settled, 2)

def settled(_):
    said["from"] = time.monotonic(), used()
    Clock.schedule_once(ended, float(seconds))

def ended(_):
    at, before = said.pop("from")
    said["busy"] = (used() - before) / (time.monotonic() - at)
    status = open("/proc/self/status", encoding="utf-8").read().split()
    said["memory"] = int(status[status.index("VmRSS:") + 1]) / 1024
    App.get_running_app().stop()

def listen(_):
    from kivy.core.window import Window
    Window.bind(on_flip=flipped)

Clock.schedule_once(listen, -1)
status = main(["app", *command])
print(json.dumps(said))
sys.exit(status)
"""


class NoWindow(RuntimeError):
    """The app did not open, or not to the end."""


@dataclass(frozen=True)
class Opened:
    """Of one start of the app.

    Attributes:
        first: seconds from the command to the first frame that is drawn.
        busy: share of one core that the app takes, from two seconds later on.
        memory: resident then, MiB, the graphics' own part of it when the processor draws.
    """

    first: float
    busy: float
    memory: float


def opened(pictures: Path, seconds: float, camera: bool) -> Opened:
    """Start the app afresh, on its first page or with the camera open, and watch it so long.

    Raises:
        NoWindow: it did not come so far; the text says what it said.
    """
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        Store(home / "app").save_settings(replace(Settings(), agreed=camera))
        options = ["--replay", str(pictures), "--state", str(home / "app")]
        watched = [str(seconds), "open" if camera else "closed", str(FPS)]
        command = [sys.executable, "-c", _WINDOW, str(monotonic()), *watched, *options]
        places = {**os.environ, **_places(home)}
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=places)
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        raise NoWindow(said[-1] if said else f"it ended with status {done.returncode}")
    return Opened(**json.loads(done.stdout.splitlines()[-1]))


def _places(home: Path) -> dict[str, str]:
    """Have Kivy draw into memory and leave nothing behind."""
    kept = {"HOME": str(home), "KIVY_HOME": str(home / "kivy")}
    quiet = {"KIVY_NO_ARGS": "1", "KIVY_NO_FILELOG": "1", "KIVY_LOG_MODE": "PYTHON"}
    return {**kept, **quiet, "SDL_VIDEODRIVER": "offscreen"}
