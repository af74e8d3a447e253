"""Frames of the live view in, milliseconds of each out: judging it, and all that is done with it.

All that is done: judging, choosing the hint, and the bytes that a window draws. Not in it: what the
camera itself takes to give a frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path
from time import monotonic, perf_counter, sleep

import numpy as np
from numpy.typing import NDArray

from clearshot.capture.framing import Framing
from clearshot.capture.live import Live, Model
from clearshot.capture.watching import Watcher
from clearshot.photo import load_photo
from clearshot.ports import Frame
from clearshot.ports.replay import ReplayCamera
from clearshot.regions import Pixels

A_SECOND = 30
"""Frames that a camera gives."""

Milliseconds = NDArray[np.float64]


def pixels_of(folder: Path, long_side: int) -> list[Pixels]:
    """Read a folder of pictures as a camera's frames, the long side at most so many pixels."""
    found = []
    for file in sorted(folder.glob("*.jpg")):
        image = load_photo(file, long_side).image
        image.thumbnail((long_side, long_side))
        found.append(np.asarray(image))
    return found


def timed(
    pixels: Sequence[Pixels], count: int, model: Model | None = None
) -> tuple[Milliseconds, Milliseconds]:
    """Show `count` frames, over and over: milliseconds of judging and of the whole, (count,) each."""
    live, framing = Live(model), Framing()
    judging, whole = [], []
    for number, each in enumerate(islice(cycle(pixels), count + len(pixels))):
        now = number / A_SECOND
        started = perf_counter()
        found = live(Frame(each, number, now))
        judged = perf_counter()
        framing.see(found, None, now)
        framing.tick(now)
        each.tobytes()
        ended = perf_counter()
        judging.append(1000 * (judged - started))
        whole.append(1000 * (ended - started))
    # The first time round, memory and caches are cold.
    return np.array(judging[len(pixels) :]), np.array(whole[len(pixels) :])


def analysed(folder: Path, given: float, seconds: float) -> float:
    """Replay a folder to the live path's own thread: frames a second that it looks at.

    Args:
        folder: of pictures.
        given: frames a second that the camera gives.
        seconds: how long it is watched, after the first frames.
    """
    seen: list[float] = []
    watcher = Watcher(Live(), lambda run, number, found: seen.append(monotonic()))
    camera = ReplayCamera(folder, given)
    camera.start(lambda frame: watcher.show(0, frame), _nothing, _nothing, _nothing)
    try:
        sleep(seconds / 2)  # by then every picture is decoded once, as no camera has to
        begun = monotonic()
        sleep(seconds)
        return sum(each >= begun for each in seen) / (monotonic() - begun)
    finally:
        camera.stop()
        watcher.close()


def _nothing(*_: object) -> None:
    """Hear what does not matter here."""
