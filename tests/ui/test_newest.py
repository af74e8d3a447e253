"""Work is done off the window's thread, and only the newest is shown."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from queue import SimpleQueue

import pytest

from clearshot.ui.newest import Newest

WAIT = 20  # seconds; only a broken program waits so long


class Window:
    """Stands for the window's thread: does what it was handed when the test says so."""

    def __init__(self) -> None:
        self._handed: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self.newest = Newest(self._handed.put)
        self.shown: list[object] = []

    def ask(self, work: Callable[[], object]) -> None:
        self.newest.ask(work, self.shown.append)

    def turn(self) -> None:
        self._handed.get(timeout=WAIT)()

    def is_idle(self) -> bool:
        return self._handed.empty()


@pytest.fixture
def window() -> Iterator[Window]:
    window = Window()
    yield window
    window.newest.close()


def test_work_is_done_on_another_thread(window: Window) -> None:
    window.ask(threading.get_ident)
    window.turn()
    assert window.shown != [threading.get_ident()]


def test_a_result_waits_for_the_windows_turn(window: Window) -> None:
    done = threading.Event()
    window.ask(done.set)
    assert done.wait(WAIT)
    assert window.shown == []
    window.turn()
    assert window.shown == [None]


def test_a_result_that_newer_work_has_overtaken_is_not_shown(window: Window) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> str:
        begun.set()
        go_on.wait(WAIT)
        return "old"

    window.ask(slow)
    assert begun.wait(WAIT)
    window.ask(lambda: "new")
    go_on.set()
    window.turn()
    window.turn()
    assert window.shown == ["new"]


def test_a_result_that_is_there_already_is_not_shown_after_newer_work_was_asked_for(
    window: Window,
) -> None:
    window.ask(lambda: "old")
    while window.is_idle():
        threading.Event().wait(0.001)
    window.ask(lambda: "new")
    window.turn()
    assert window.shown == []
    window.turn()
    assert window.shown == ["new"]


def test_work_that_was_overtaken_before_it_began_is_never_done(window: Window) -> None:
    begun, go_on = threading.Event(), threading.Event()
    done: list[str] = []

    def slow() -> None:
        begun.set()
        go_on.wait(WAIT)

    window.ask(slow)
    assert begun.wait(WAIT)
    window.ask(lambda: done.append("second"))
    window.ask(lambda: done.append("third"))
    go_on.set()
    for _ in range(3):
        window.turn()
    assert done == ["third"]


def test_what_goes_wrong_in_the_work_is_raised_in_the_window_and_stops_nothing(
    window: Window,
) -> None:
    window.ask(lambda: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        window.turn()
    window.ask(lambda: "next")
    window.turn()
    assert window.shown == ["next"]


def test_nothing_is_shown_after_the_window_was_closed(window: Window) -> None:
    window.ask(lambda: "late")
    window.newest.close()
    window.turn()
    assert window.shown == []
