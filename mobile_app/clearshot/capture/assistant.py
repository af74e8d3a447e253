"""Events in, the session to be shown out: the flow with its clock, camera, disk and judge.

All of it is called on the window's thread. What takes time is done on others, and comes back as an
event, by `in_window`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from clearshot.assess import Bundle
from clearshot.capture import flow
from clearshot.capture.events import (
    Agree,
    Discard,
    Effect,
    Event,
    Forget,
    JudgePhoto,
    NotTaken,
    Paused,
    PickPhoto,
    SavePhoto,
    Shutter,
    Submit,
    TakePhoto,
)
from clearshot.capture.framing import Framing
from clearshot.capture.hints import START, Hint
from clearshot.capture.judging import Judge
from clearshot.capture.live import Findings, Live
from clearshot.capture.picking import Picking
from clearshot.capture.session import RETAKES, Mode, Session, Stage
from clearshot.capture.settings import Settings
from clearshot.capture.store import Store
from clearshot.capture.viewfinder import Viewfinder
from clearshot.capture.watching import Watcher
from clearshot.capture.work import Work
from clearshot.photo import Photo
from clearshot.ports import Camera, Frame, Picker, Sensors
from clearshot.submit import Submitter

UNDO = 5.0  # seconds


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
        self._undo_until = float("inf")
        self._paused = self._closed = False
        judge = Judge(load)
        self._work = Work(store, submitter, judge, self._later, self.happen)
        self._picking = Picking(picker, self._later, self._work.arrived, self._none_came)
        self._framing = Framing()
        self._watcher = Watcher(Live(judge.glance), self._seen)
        self._finder = Viewfinder(
            camera, self._later, clock, self._framed, self._work.arrived, self.happen
        )

    def start(self) -> None:
        """Go on where the app was when it ended, or begin."""
        self._work.prepare(self._loaded)
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
        if self._closed:
            return
        before, self.settings = self.settings, settings
        self._work.keep_settings(settings)
        if settings.auto != before.auto and self.session.stage is Stage.FRAMING:
            self._framing.begin(self._clock(), settings.auto)
        self._follow()
        self._tell()

    def photo(self, attempt: str) -> Photo | None:
        """Give a photo as it is shown: upright, at working size; None if it cannot be read."""
        return self._work.photo(attempt)

    def listen(self, told: Callable[[], None]) -> None:
        """Call this after every change of session, hint, settings or fallback."""
        self._told.append(told)

    def tick(self) -> None:
        """Let time pass: about ten times a second."""
        if self._closed:
            return
        self._finder.tick()
        self._watcher.begin(self._finder.run)
        self._picking.tick(self._clock())
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
        if self._closed:
            return
        self.happen(Paused())
        self._paused = True
        self._follow()
        self._work.flush()

    def resume(self) -> None:
        """Open the camera again, if it is wanted."""
        self._paused = False
        self._picking.back(self._clock())
        self._follow()

    def close(self) -> None:
        """End everything; what was begun to be written is finished."""
        self._paused = True
        self._follow()
        self._closed = True
        self._watcher.close()
        self._work.close()

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
            self._work.keep(session, gone)
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

    def _do(self, effect: Effect) -> None:
        """Have something done that the flow asks for."""
        if isinstance(effect, TakePhoto):
            self._framing.leave()
            self._finder.take()
        elif isinstance(effect, PickPhoto):
            self._picking.ask()
        elif isinstance(effect, SavePhoto):
            self._work.save(effect.attempt)
        elif isinstance(effect, JudgePhoto):
            self._work.judge(effect)
        elif isinstance(effect, Submit):
            self._work.submit(effect, self.session)
        elif isinstance(effect, Discard):
            self._work.discard(effect.attempts)

    def _none_came(self) -> None:
        self.happen(NotTaken())

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

    def _later(self, do: Callable[[], None]) -> None:
        """Do it on the window's thread, unless the app is closed by then."""
        self._window(lambda: None if self._closed else do())
