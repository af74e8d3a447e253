"""The newest frame is looked at on another thread, whatever goes wrong with one of them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from queue import SimpleQueue

import numpy as np
import pytest

from clearshot.capture.watching import Watcher
from clearshot.ports import Frame

WAIT = 20  # seconds; only a broken program waits so long
PIXELS = np.zeros((2, 2, 3), np.uint8)


def frame(number: int) -> Frame:
    return Frame(PIXELS, number, number / 30)


class Watched:
    """A watcher whose looking waits until the test says so."""

    def __init__(self, look: Callable[[Frame], int] | None = None) -> None:
        self.told: SimpleQueue[tuple[int, int, int]] = SimpleQueue()
        self.begun: SimpleQueue[int] = SimpleQueue()
        self.go_on: SimpleQueue[None] = SimpleQueue()
        self.watcher = Watcher(look or self.look, lambda *seen: self.told.put(seen))
        self.watcher.begin(1)

    def look(self, frame: Frame) -> int:
        self.begun.put(frame.number)
        self.go_on.get(timeout=WAIT)
        return threading.get_ident()


@pytest.fixture
def watched() -> Iterator[Watched]:
    watched = Watched()
    yield watched
    for _ in range(9):
        watched.go_on.put(None)
    watched.watcher.close()


def test_a_frame_is_looked_at_on_another_thread(watched: Watched) -> None:
    watched.watcher.show(1, frame(0))
    watched.go_on.put(None)
    run, number, thread = watched.told.get(timeout=WAIT)
    assert (run, number) == (1, 0)
    assert thread != threading.get_ident()


def test_the_newest_of_those_that_wait_is_next_and_what_was_begun_is_told(
    watched: Watched,
) -> None:
    watched.watcher.show(1, frame(0))
    assert watched.begun.get(timeout=WAIT) == 0
    for number in (1, 2, 3):
        watched.watcher.show(1, frame(number))
    watched.go_on.put(None)
    watched.go_on.put(None)
    assert [watched.told.get(timeout=WAIT)[1] for _ in range(2)] == [0, 3]


def test_what_belongs_to_an_ended_run_is_not_told(watched: Watched) -> None:
    watched.watcher.show(1, frame(0))
    assert watched.begun.get(timeout=WAIT) == 0
    watched.watcher.show(1, frame(1))
    watched.watcher.begin(2)
    watched.watcher.show(1, frame(2))
    watched.watcher.show(2, frame(0))
    watched.go_on.put(None)
    watched.go_on.put(None)
    assert watched.told.get(timeout=WAIT)[:2] == (2, 0)
    assert watched.told.empty()


def test_a_frame_that_fails_is_logged_once_and_the_next_is_looked_at(
    caplog: pytest.LogCaptureFixture,
) -> None:
    done: SimpleQueue[int] = SimpleQueue()

    def look(frame: Frame) -> int:
        done.put(frame.number)
        if frame.number < 3:
            raise ZeroDivisionError("what a frame can do")
        return 7

    watched = Watched(look)
    for number in range(4):
        watched.watcher.show(1, frame(number))
        assert done.get(timeout=WAIT) == number
    assert watched.told.get(timeout=WAIT) == (1, 3, 7)
    watched.watcher.close()
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_nothing_is_told_once_it_is_closed() -> None:
    watched = Watched(lambda frame: frame.number)
    watched.watcher.close()
    watched.watcher.show(1, frame(0))
    assert watched.told.empty()
    assert not any(thread.name == "watcher" for thread in threading.enumerate())
