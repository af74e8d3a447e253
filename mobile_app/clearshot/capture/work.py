"""What the flow asks for in, done on other threads; what came of it out, as events.

It holds the bytes of photos until they are saved, and of a few the picture that is shown.
"""

from __future__ import annotations

import logging
import secrets
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from clearshot.assess import Bundle
from clearshot.capture.events import (
    Event,
    Judged,
    JudgePhoto,
    NotSaved,
    NotSubmitted,
    Saved,
    Submit,
    Submitted,
    Taken,
)
from clearshot.capture.handover import sendings
from clearshot.capture.judging import Judge
from clearshot.capture.session import Session
from clearshot.capture.settings import Settings
from clearshot.capture.store import Store
from clearshot.photo import Photo
from clearshot.submit import NotSubmitted as Refused
from clearshot.submit import Submitter

log = logging.getLogger(__name__)

T = TypeVar("T")

DECODED = 4  # photos that are kept decoded, of some 10 MB each
FLUSH = 2.0  # seconds that a pause waits for the disk


class Work:
    """Saves, judges, hands over and deletes photos; keeps the session. On the window's thread.

    What writes is done in the order in which it was asked for.

    Args:
        store: keeps what is not handed over yet.
        submitter: takes what is handed over.
        judge: judges and decodes.
        later: runs a function on the window's thread, soon, unless the app is closed by then.
        happen: takes what came of it.
    """

    def __init__(
        self,
        store: Store,
        submitter: Submitter,
        judge: Judge,
        later: Callable[[Callable[[], None]], None],
        happen: Callable[[Event], None],
    ) -> None:
        self._store = store
        self._submitter = submitter
        self._judge = judge
        self._later = later
        self._happen = happen
        self._bytes: dict[str, bytes] = {}  # of attempts that are not saved yet
        self._decoded: OrderedDict[str, Photo | None] = OrderedDict()
        self._judging = ThreadPoolExecutor(1, thread_name_prefix="judge")
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="disk")

    def prepare(self, loaded: Callable[[Bundle], None]) -> None:
        """Load the bundle."""
        self._do(self._judging, self._judge.prepare, loaded)

    def arrived(self, photo: bytes) -> None:
        """Take a photo, on any thread; it is decoded there, and the window goes on meanwhile."""
        attempt = new_id()
        decoded = self._judge.decode(photo)

        def take() -> None:
            self._bytes[attempt] = photo
            self._remember(attempt, decoded)
            self._happen(Taken(attempt))

        self._later(take)

    def photo(self, attempt: str) -> Photo | None:
        """Give a photo as it is shown; None if it cannot be read."""
        if attempt not in self._decoded:
            try:
                self._remember(attempt, self._judge.decode(self._reader(attempt)()))
            except OSError as error:
                log.warning("a photo cannot be shown: %s", error)
                return None
        self._decoded.move_to_end(attempt)
        return self._decoded[attempt]

    def save(self, attempt: str) -> None:
        """Write a photo that is in memory: `Saved` or `NotSaved` follows."""
        photo = self._bytes.get(attempt)
        if photo is not None:
            self._do(self._disk, partial(self._save, attempt, photo), self._saved)

    def judge(self, asked: JudgePhoto) -> None:
        """Judge a photo: `Judged` follows."""
        read, decoded = self._reader(asked.attempt), self._decoded.get(asked.attempt)
        self._do(
            self._judging,
            lambda: self._judge(read, decoded, asked.roi),
            lambda verdict: self._happen(Judged(asked.attempt, verdict, asked.roi)),
        )

    def submit(self, asked: Submit, session: Session) -> None:
        """Hand photos over: `Submitted` or `NotSubmitted` follows."""
        readers = {each.id: self._reader(each.id) for each in session.attempts}
        self._do(self._disk, partial(self._submit, asked, session, readers), self._happen)

    def discard(self, attempts: tuple[str, ...]) -> None:
        """Let go of photos in memory; `keep` deletes them from the disk."""
        for attempt in attempts:
            self._bytes.pop(attempt, None)
            self._decoded.pop(attempt, None)

    def keep(self, session: Session, gone: tuple[str, ...]) -> None:
        """Write the session, and delete what it has no longer."""
        self._do(self._disk, partial(self._store.save_session, session, gone))

    def keep_settings(self, settings: Settings) -> None:
        """Write the settings."""
        self._do(self._disk, partial(self._store.save_settings, settings))

    def flush(self) -> None:
        """Wait until all is written, within reason."""
        with suppress(TookTooLong):
            self._disk.submit(lambda: None).result(FLUSH)

    def close(self) -> None:
        """Judge nothing any more, and finish what is to be written."""
        self._judging.shutdown(wait=True, cancel_futures=True)
        self._disk.shutdown(wait=True)

    def _save(self, attempt: str, photo: bytes) -> Event:
        try:
            self._store.save_photo(attempt, photo)
        except OSError as error:
            log.warning("a photo was not saved: %s", error)
            return NotSaved(attempt)
        return Saved(attempt)

    def _saved(self, event: Event) -> None:
        if isinstance(event, Saved):
            self._bytes.pop(event.attempt, None)
        self._happen(event)

    def _submit(
        self, asked: Submit, session: Session, readers: dict[str, Callable[[], bytes]]
    ) -> Event:
        now = datetime.now().astimezone()
        try:
            self._submitter.submit(
                sendings(session, asked.views, lambda attempt: readers[attempt](), now)
            )
        except (Refused, OSError) as error:
            log.warning("not handed over: %s", error)
            return NotSubmitted()
        except Exception:  # never a dead end
            log.exception("not handed over")
            return NotSubmitted()
        return Submitted()

    def _remember(self, attempt: str, decoded: Photo | None) -> None:
        self._decoded[attempt] = decoded
        while len(self._decoded) > DECODED:
            self._decoded.popitem(last=False)

    def _reader(self, attempt: str) -> Callable[[], bytes]:
        """Give what reads a photo's bytes on any thread, now or later."""
        held = self._bytes.get(attempt)
        return partial(self._store.photo, attempt) if held is None else lambda: held

    def _do(
        self,
        pool: ThreadPoolExecutor,
        work: Callable[[], T],
        then: Callable[[T], None] | None = None,
    ) -> None:
        """Do some work on a pool's thread, then show what came of it to the window."""

        def done(future: Future[T]) -> None:
            if future.cancelled():
                return
            error = future.exception()
            if error is not None:
                log.warning("%s", error, exc_info=None if isinstance(error, OSError) else error)
            elif then is not None:
                self._later(lambda: then(future.result()))

        pool.submit(work).add_done_callback(done)


def new_id() -> str:
    """Name a photo unlike any other; names sort by time."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
