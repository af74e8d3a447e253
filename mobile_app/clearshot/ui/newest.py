"""Work in, its result out on the window's thread; what newer work has overtaken is never shown."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


class Newest:
    """Does the newest piece of work on one thread of its own.

    Call it from the window's thread only. An exception of the work is raised there, too.

    Args:
        in_window: runs a function on the window's thread, soon; called from any thread.
    """

    def __init__(self, in_window: Callable[[Callable[[], None]], None]) -> None:
        self._in_window = in_window
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="judge")
        self._latest: Future[Any] | None = None  # of any type of result

    def ask(self, work: Callable[[], T], show: Callable[[T], None]) -> None:
        """Do `work`, then `show` its result, unless `ask` was called again by then."""
        if self._latest is not None:
            self._latest.cancel()  # only what has not begun
        latest = self._latest = self._pool.submit(work)

        def deliver() -> None:
            if latest is self._latest:
                show(latest.result())

        latest.add_done_callback(lambda _: self._in_window(deliver))

    def close(self) -> None:
        """Show nothing any more, and begin nothing."""
        self._latest = None
        self._pool.shutdown(wait=False, cancel_futures=True)
