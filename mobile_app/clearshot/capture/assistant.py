"""Events in, the session to be shown out: does what the flow asks for, by threads, disk and camera.

All of it is called on the window's thread. What takes time is done on others, and comes back as an
event, by `in_window`.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from clearshot.assess import Bundle
from clearshot.capture import flow
from clearshot.capture.events import (
    Agree,
    Discard,
    Effect,
    Event,
    Forget,
    Judged,
    JudgePhoto,
    NotSaved,
    NotSubmitted,
    NotTaken,
    Paused,
    PickPhoto,
    Saved,
    SavePhoto,
    Shutter,
    Submit,
    Submitted,
    Taken,
    TakePhoto,
)
from clearshot.capture.framing import Framing
from clearshot.capture.handover import sendings
from clearshot.capture.hints import START, Hint
from clearshot.capture.judging import Judge
from clearshot.capture.live import Findings, Live
from clearshot.capture.session import RETAKES, Mode, Session, Stage
from clearshot.capture.settings import Settings
from clearshot.capture.store import Store
from clearshot.capture.viewfinder import Viewfinder
from clearshot.capture.watching import Watcher
from clearshot.photo import Photo
from clearshot.ports import Camera, Frame, Picker, Sensors
from clearshot.submit import NotSubmitted as Refused
from clearshot.submit import Submitter

log = logging.getLogger(__name__)

T = TypeVar("T")

UNDO = 5.0  # seconds
DECODED = 4  # photos that are kept decoded, of some 10 MB each
BACK = 3.0  # seconds in which the phone's picker gives its photo, once the app is in front again
FLUSH = 2.0  # seconds that a pause waits for the disk


class Assistant:
    """The capture assistant without its screens.

    Args:
        store: keeps what is not handed over yet.
        submitter: takes what is handed over.
        camera: gives frames and photos.
        picker: the phone's own photos; None where there is no way to choose one.
        load: loads the bundle; called once, off the window's thread.
        in_window: runs a function on the window's thread, soon.
        sensors: feel how the phone is held.
        mode: who holds the camera.
        clock: seconds, never going back.
    """

    def __init__(
        self,
        store: Store,
        submitter: Submitter,
        camera: Camera,
        picker: Picker | None,
        load: Callable[[], Bundle],
        in_window: Callable[[Callable[[], None]], None],
        sensors: Sensors | None = None,
        mode: Mode = "patient",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.camera, self.picker = camera, picker
        self.submitter = submitter
        self.settings: Settings = store.settings()
        self.session: Session = Session.first(mode)
        self.hint: Hint = START
        self.fallback: str | None = None
        self.frame_listener: Callable[[Frame], None] | None = None
        self._store, self._sensors, self._clock, self._mode = store, sensors, clock, mode
        self._window = in_window
        self._told: list[Callable[[], None]] = []
        self._bytes: dict[str, bytes] = {}  # of attempts that are not saved yet
        self._decoded: OrderedDict[str, Photo | None] = OrderedDict()
        self._undo_until = self._pick_until = float("inf")
        self._picking = False
        self._paused = self._closed = False
        self._judge = Judge(load)
        self._judging = ThreadPoolExecutor(1, thread_name_prefix="judge")
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="disk")
        self._framing = Framing()
        self._watcher = Watcher(Live(self._judge.glance), self._seen)
        self._finder = Viewfinder(
            camera, self._later, clock, self._framed, self._arrived, self.happen
        )

    def start(self) -> None:
        """Go on where the app was when it ended, or begin."""
        self._do_on(self._judging, self._judge.prepare, self._loaded)
        found = self._store.session(self._mode)
        if found is not None and (found.attempts or found.mode == self._mode):
            self._become(*flow.resume(found))
        if self.settings.agreed and self.session.stage is Stage.WELCOME:
            self._become(self.session.fresh(), ())

    def happen(self, event: Event) -> None:
        """Take one step of the flow, and do what it asks for."""
        if self._closed:
            return
        if isinstance(event, Agree):
            self.change(replace(self.settings, agreed=True))
        if isinstance(event, Shutter) and self._counts(event):
            self._tell()
            return
        self._become(*flow.step(self.session, event))

    def change(self, settings: Settings) -> None:
        """Keep settings, and do as they say."""
        before, self.settings = self.settings, settings
        self._do_on(self._disk, partial(self._store.save_settings, settings))
        if settings.auto != before.auto and self.session.stage is Stage.FRAMING:
            self._framing.begin(self._clock(), settings.auto)
        self._follow()
        self._tell()

    def photo(self, attempt: str) -> Photo | None:
        """Give a photo as it is shown: upright, at working size; None if it cannot be read."""
        if attempt not in self._decoded:
            try:
                self._remember(attempt, self._judge.decode(self._read(attempt)))
            except OSError as error:
                log.warning("a photo cannot be shown: %s", error)
                return None
        self._decoded.move_to_end(attempt)
        return self._decoded[attempt]

    def listen(self, told: Callable[[], None]) -> None:
        """Call this after every change of session, hint, settings or fallback."""
        self._told.append(told)

    def tick(self) -> None:
        """Let time pass: about ten times a second."""
        if self._closed:
            return
        self._finder.tick()
        if self._clock() >= self._pick_until:
            self._pick_until = float("inf")
            self.happen(NotTaken())
        if self.session.undo is not None and self._clock() >= self._undo_until:
            self.happen(Forget())
        if self.session.stage is not Stage.FRAMING:
            return
        hint, fires = self._framing.tick(self._clock())
        if fires:
            self._become(*flow.step(self.session, Shutter()))
        if hint != self.hint:
            self.hint = hint
            self._tell()

    def pause(self) -> None:
        """Close the camera and have all on the disk: the app may be ended in the background."""
        self.happen(Paused())
        self._paused = True
        self._follow()
        with suppress(TookTooLong):
            self._disk.submit(lambda: None).result(FLUSH)

    def resume(self) -> None:
        """Open the camera again, if it is wanted."""
        self._paused = False
        if self._picking:
            self._pick_until = self._clock() + BACK
        self._follow()

    def close(self) -> None:
        """End everything; what was begun to be written is finished."""
        self._paused = True
        self._follow()
        self._closed = True
        self._watcher.close()
        self._judging.shutdown(wait=True, cancel_futures=True)
        self._disk.shutdown(wait=True)

    # What changes

    def _become(self, session: Session, effects: tuple[Effect, ...]) -> None:
        """Show a session, do what is asked for, and keep both."""
        before, self.session = self.session, session
        if session.undo is not None and session.undo is not before.undo:
            self._undo_until = self._clock() + UNDO
        if (session.stage is Stage.FRAMING) != (before.stage is Stage.FRAMING):
            self._turn_to(session.stage is Stage.FRAMING)
        gone = tuple(id for each in effects if isinstance(each, Discard) for id in each.attempts)
        for effect in effects:
            self._do(effect)
        if session != before or gone:
            self._do_on(self._disk, partial(self._store.save_session, session, gone))
        self._follow()
        self._tell()

    def _turn_to(self, framing: bool) -> None:
        """Begin with the live view, or leave it."""
        self.hint = START
        if framing:
            self._framing.begin(self._clock(), self.settings.auto)
        else:
            self._framing.leave()

    def _counts(self, _: Shutter) -> bool:
        """Let a tap stop what counts down, or start the timer; tell whether it did."""
        if self.session.stage is not Stage.FRAMING or self.session.taking:
            return False
        now = self._clock()
        if self._framing.tap(now):
            return True
        if self.settings.timer:
            self._framing.start_timer(self.settings.timer, now)
        return bool(self.settings.timer)

    def _follow(self) -> None:
        """Have the camera open while it is wanted."""
        wanted = flow.wants_camera(self.session) and not self._paused and not self._closed
        self._finder.want(wanted, self.settings.front)
        self._watcher.begin(self._finder.run)

    def _tell(self) -> None:
        for told in self._told:
            told()

    # What is asked for

    def _do(self, effect: Effect) -> None:
        if isinstance(effect, TakePhoto):
            self._finder.take()
        elif isinstance(effect, PickPhoto):
            self._pick()
        elif isinstance(effect, SavePhoto):
            self._save(effect.attempt)
        elif isinstance(effect, JudgePhoto):
            self._judge_photo(effect)
        elif isinstance(effect, Submit):
            self._submit(effect)
        elif isinstance(effect, Discard):
            for attempt in effect.attempts:
                self._bytes.pop(attempt, None)
                self._decoded.pop(attempt, None)

    def _pick(self) -> None:
        self._picking = True
        try:
            if self.picker is None:
                self._picked(None)
            else:
                self.picker.pick(self._picked)
        except Exception:  # whatever a phone's picker raises, it gave no photo
            log.exception("no photo was picked")
            self._picked(None)

    def _picked(self, photo: bytes | None) -> None:
        """Take what was picked, on any thread."""
        self._later(self._pick_ended)
        if photo is None:
            self._later(lambda: self.happen(NotTaken()))
        else:
            self._arrived(photo)

    def _pick_ended(self) -> None:
        self._picking, self._pick_until = False, float("inf")

    def _save(self, attempt: str) -> None:
        photo = self._bytes.get(attempt)
        if photo is None:
            return

        def save() -> Event:
            try:
                self._store.save_photo(attempt, photo)
            except OSError as error:
                log.warning("a photo was not saved: %s", error)
                return NotSaved(attempt)
            return Saved(attempt)

        self._do_on(self._disk, save, self._saved)

    def _saved(self, event: Event) -> None:
        if isinstance(event, Saved):
            self._bytes.pop(event.attempt, None)
        self.happen(event)

    def _judge_photo(self, effect: JudgePhoto) -> None:
        read, decoded = self._reader(effect.attempt), self._decoded.get(effect.attempt)
        self._do_on(
            self._judging,
            lambda: self._judge(read, decoded, effect.roi),
            lambda verdict: self.happen(Judged(effect.attempt, verdict, effect.roi)),
        )

    def _submit(self, effect: Submit) -> None:
        session, when = self.session, datetime.now().astimezone()
        readers = {id: self._reader(id) for id in (a.id for a in session.attempts)}

        def submit() -> Event:
            try:
                self.submitter.submit(
                    sendings(session, effect.views, lambda id: readers[id](), when)
                )
            except (Refused, OSError) as error:
                log.warning("not handed over: %s", error)
                return NotSubmitted()
            except Exception:  # never a dead end
                log.exception("not handed over")
                return NotSubmitted()
            return Submitted()

        self._do_on(self._disk, submit, self.happen)

    # What comes back

    def _loaded(self, bundle: Bundle) -> None:
        self.fallback = bundle.fallback
        retakes = min(RETAKES, bundle.policy.retake_limit)
        self._become(replace(self.session, retakes=retakes), ())

    def _framed(self, run: int, frame: Frame) -> None:
        """Take a frame, on the camera's thread."""
        self._watcher.show(run, frame)
        if self.frame_listener is not None:
            self.frame_listener(frame)

    def _seen(self, run: int, number: int, findings: Findings) -> None:
        """Take what a frame shows, on the watcher's thread."""
        motion = None if self._sensors is None else self._sensors.motion()

        def see() -> None:
            if run == self._finder.run:
                self._framing.see(findings, motion, self._clock())

        self._later(see)

    def _arrived(self, photo: bytes) -> None:
        """Take a photo, on any thread; it is decoded there, and the window goes on meanwhile."""
        attempt = new_id()
        decoded = self._judge.decode(photo)

        def take() -> None:
            self._bytes[attempt] = photo
            self._remember(attempt, decoded)
            self.happen(Taken(attempt))

        self._later(take)

    def _remember(self, attempt: str, decoded: Photo | None) -> None:
        self._decoded[attempt] = decoded
        while len(self._decoded) > DECODED:
            self._decoded.popitem(last=False)

    def _read(self, attempt: str) -> bytes:
        return self._reader(attempt)()

    def _reader(self, attempt: str) -> Callable[[], bytes]:
        """Give what reads a photo's bytes on any thread, now or later."""
        held = self._bytes.get(attempt)
        return partial(self._store.photo, attempt) if held is None else lambda: held

    def _later(self, do: Callable[[], None]) -> None:
        """Do it on the window's thread, unless the app is closed by then."""
        self._window(lambda: None if self._closed else do())

    def _do_on(
        self,
        pool: ThreadPoolExecutor,
        work: Callable[[], T],
        then: Callable[[T], None] | None = None,
    ) -> None:
        def done(future: Future[T]) -> None:
            if future.cancelled():
                return
            error = future.exception()
            if error is not None:
                log.warning("%s", error, exc_info=None if isinstance(error, OSError) else error)
            elif then is not None:
                self._later(lambda: then(future.result()))

        if not self._closed:
            pool.submit(work).add_done_callback(done)


def new_id() -> str:
    """Name a photo unlike any other; names sort by time."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
