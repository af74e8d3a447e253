"""A session and an event in; the next session, and what is to be done, out. One table, pure.

No event in any stage raises or blocks: what has no meaning in a stage leaves it as it is, and that,
too, is an entry of `TABLE`. Results name the photo that they are about, so what comes late never
shows: it is noted where it belongs, or dropped with its session.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import product
from typing import Any

from clearshot.capture.events import (
    AddView,
    Again,
    Agree,
    Back,
    CameraLost,
    CameraReady,
    CameraRefused,
    CheckSpot,
    Choose,
    Delete,
    Discard,
    Effect,
    Event,
    Forget,
    Judged,
    JudgePhoto,
    Jump,
    Keep,
    New,
    NotSaved,
    NotSubmitted,
    NotTaken,
    OpenCamera,
    Paused,
    Pick,
    PickPhoto,
    SaveAgain,
    Saved,
    SavePhoto,
    Send,
    SetRecord,
    SetSite,
    ShowSpot,
    Shutter,
    Skip,
    Submit,
    Submitted,
    Taken,
    TakePhoto,
    Undo,
    Use,
)
from clearshot.capture.session import Attempt, Session, Stage, View

Step = tuple[Session, tuple[Effect, ...]]
Handler = Callable[[Session, Any], Step]  # Any: the event that the table pairs it with

# After so many stops in a row the camera is not started again by itself.
LOST = 2


def step(session: Session, event: Event) -> Step:
    """Take one step; what can no longer be undone after it is discarded."""
    after, effects = TABLE[session.stage, type(event)](session, event)
    gone = _photos(session) - _photos(after)
    return after, (*effects, Discard(tuple(sorted(gone)))) if gone and _ends(event) else effects


def resume(session: Session) -> Step:
    """Go on with a session that was found on the disk: photos that were not saved are gone."""
    session = replace(_only_saved(session), taking=False, undo=None, refused=None, lost=0)
    session = replace(session, resumed=bool(session.to_send))
    if session.stage is Stage.SENDING:
        return session, (Submit(session.to_send),)
    if session.stage is Stage.CHECKING and session.attempt is not None:
        return session, (JudgePhoto(session.attempt.id, session.attempt.roi),)
    if session.stage in (Stage.WELCOME, Stage.SENT, Stage.REVIEW):
        return session, ()
    return replace(session, stage=_seen(session)), ()


def wants_camera(session: Session) -> bool:
    """Tell whether the camera is to be open."""
    return session.stage is Stage.FRAMING and session.refused is None


def _ends(event: Event) -> bool:
    """Tell whether photos that a session no longer has are to be deleted, or were handed over."""
    return not isinstance(event, New | Submitted)


def _photos(session: Session) -> set[str]:
    """List the photos that a session has, or can have back."""
    before = set() if session.undo is None else _photos(session.undo)
    return before | {each.id for view in session.views for each in view.attempts}


def _only_saved(session: Session) -> Session:
    def saved(view: View) -> View:
        left = tuple(each for each in view.attempts if each.saved)
        chosen = view.chosen if any(each.id == view.chosen for each in left) else None
        return replace(view, attempts=left, chosen=chosen, kept=view.kept if left else None)

    return replace(session, views=tuple(map(saved, session.views)))


def _seen(session: Session) -> Stage:
    """Give the stage that shows the current attempt."""
    if session.attempt is None:
        return Stage.FRAMING
    if session.attempt.verdict is None:
        return Stage.CHECKING
    return Stage.CLEAR if session.attempt.rank[0] else Stage.RETAKE


def _stay(session: Session, _: Event) -> Step:
    return session, ()


def _to(stage: Stage) -> Handler:
    return lambda session, _: (replace(session, stage=stage), ())


def _shutter(session: Session, _: Shutter) -> Step:
    if session.taking:
        return session, ()
    return replace(session, taking=True), (TakePhoto(),)


def _pick(session: Session, _: Pick) -> Step:
    if session.taking:
        return session, ()
    return replace(session, taking=True), (PickPhoto(),)


def _taken(session: Session, event: Taken) -> Step:
    if not session.taking or session.find(event.attempt) is not None:
        return session, ()
    view = replace(
        session.view,
        attempts=(*session.view.attempts, Attempt(event.attempt)),
        chosen=None,
        kept=None,
    )
    session = replace(
        session.with_view(view),
        stage=Stage.CHECKING,
        current=event.attempt,
        taking=False,
        resumed=False,
        undo=None,
    )
    return session, (SavePhoto(event.attempt), JudgePhoto(event.attempt))


def _not_taken(session: Session, _: NotTaken | Paused) -> Step:
    return replace(session, taking=False), ()


def _saved(session: Session, event: Saved) -> Step:
    attempt = session.find(event.attempt)
    if attempt is None:
        return session, ()
    session = session.with_attempt(replace(attempt, saved=True))
    if session.stage is Stage.FULL and not _unsaved(session):
        session = replace(session, stage=_seen(session))
    return session, ()


def _unsaved(session: Session) -> tuple[Attempt, ...]:
    return tuple(a for view in session.views for a in view.attempts if not a.saved)


def _not_saved(session: Session, event: NotSaved) -> Step:
    """Show the photo that could not be written, whatever was shown by then."""
    at = next(
        (
            at
            for at, view in enumerate(session.views)
            if any(each.id == event.attempt for each in view.attempts)
        ),
        None,
    )
    if at is None:
        return session, ()
    return replace(session, stage=Stage.FULL, at=at, current=event.attempt, taking=False), ()


def _judged(session: Session, event: Judged) -> Step:
    """Note a verdict; show it if its photo is the one that is being checked."""
    attempt = session.find(event.attempt)
    if attempt is None or attempt.roi != event.roi:
        return session, ()
    session = session.with_attempt(replace(attempt, verdict=event.verdict))
    if session.stage is not Stage.CHECKING or session.current != event.attempt:
        return session, ()
    if session.mode == "office" and event.verdict.verdict == "accept":
        return _advance(session), ()
    return replace(session, stage=_seen(session)), ()


def _advance(session: Session) -> Session:
    """Go to the next view that is to be taken; after the last one, to the review."""
    stage = Stage.REVIEW if session.complete else Stage.FRAMING
    return replace(session, stage=stage, at=session.next_open(), current=None)


def _use_this(session: Session, _: Use | Skip) -> Step:
    session = session.with_view(replace(session.view, chosen=session.current))
    return replace(session, stage=Stage.REVIEW), ()


def _use_best(session: Session, _: Use) -> Step:
    """Go to the review with the clearest photo chosen, if there is any."""
    best = session.view.best
    if best is None:
        return session, ()
    return replace(session, stage=Stage.REVIEW, current=best.id), ()


def _check_spot(session: Session, event: CheckSpot) -> Step:
    if session.attempt is None:
        return session, ()
    session = session.with_attempt(replace(session.attempt, roi=event.roi))
    current = session.current or ""
    return replace(session, stage=Stage.CHECKING), (JudgePhoto(current, event.roi),)


def _keep(session: Session, event: Keep) -> Step:
    if session.mode != "office":
        return session, ()
    kept = session.with_view(replace(session.view, kept=event.because))
    return replace(_advance(kept), undo=replace(session, undo=None)), ()


def _jump(session: Session, event: Jump) -> Step:
    if session.mode != "office" or not 0 <= event.at < len(session.views):
        return session, ()
    return replace(session, stage=Stage.FRAMING, at=event.at, current=None, taking=False), ()


def _add_view(session: Session, _: AddView) -> Step:
    if session.mode != "office":
        return session, ()
    views = (*session.views, View("other"))
    return _jump(replace(session, views=views), Jump(len(views) - 1))


def _choose(session: Session, event: Choose) -> Step:
    if all(each.id != event.attempt for each in session.view.attempts):
        return session, ()
    session = session.with_view(replace(session.view, chosen=event.attempt))
    return replace(session, current=event.attempt), ()


def _set_site(session: Session, event: SetSite) -> Step:
    return replace(session, site=event.site), ()


def _set_record(session: Session, event: SetRecord) -> Step:
    return replace(session, record=event.record), ()


def _send(session: Session, _: Send) -> Step:
    if not session.to_send:
        return session, ()
    return replace(session, stage=Stage.SENDING, undo=None), (Submit(session.to_send),)


def _submitted(session: Session, _: Submitted) -> Step:
    if session.mode == "office":
        return session.fresh(), ()
    return replace(session, stage=Stage.SENT), ()


def _not_submitted(session: Session, _: NotSubmitted) -> Step:
    best = session.to_send[0].best
    return replace(session, stage=Stage.FULL, current=None if best is None else best.id), ()


def _save_again(session: Session, _: SaveAgain) -> Step:
    unsaved = _unsaved(session)
    if not unsaved:  # it was the hand-over that found no room
        return replace(session, stage=Stage.REVIEW), ()
    return session, tuple(SavePhoto(each.id) for each in unsaved)


def _delete(session: Session, _: Delete) -> Step:
    return replace(session.fresh(), undo=replace(session, undo=None)), ()


def _undo(session: Session, _: Undo) -> Step:
    return (session if session.undo is None else session.undo), ()


def _forget(session: Session, _: Forget) -> Step:
    return replace(session, undo=None), ()


def _back_to_photo(session: Session, _: Back) -> Step:
    """Show the photo that was looked at last, if one was."""
    last = session.view.attempts[-1].id if session.view.attempts else None
    session = replace(session, current=session.current or last, taking=False)
    return replace(session, stage=_seen(session)), ()


def _new(session: Session, _: New) -> Step:
    return session.fresh(), ()


def _camera_ready(session: Session, _: CameraReady) -> Step:
    stage = Stage.FRAMING if session.stage is Stage.CAMERA_OFF else session.stage
    return replace(session, stage=stage, lost=0, refused=None), ()


def _camera_refused(session: Session, event: CameraRefused) -> Step:
    refused = replace(session, refused="for_ever" if event.for_ever else "once", taking=False)
    return replace(refused, stage=Stage.CAMERA_OFF), ()


def _camera_lost(session: Session, _: CameraLost) -> Step:
    lost = session.lost + 1
    stage = Stage.CAMERA_OFF if lost >= LOST else Stage.FRAMING
    return replace(session, stage=stage, lost=lost, taking=False), ()


def _open_camera(session: Session, _: OpenCamera) -> Step:
    return replace(session, stage=Stage.FRAMING, refused=None, lost=0, taking=False), ()


_ANY: dict[type[Event], Handler] = {
    Saved: _saved,
    NotSaved: _not_saved,
    Judged: _judged,
    NotTaken: _not_taken,
    Paused: _not_taken,
    SetSite: _set_site,
    SetRecord: _set_record,
    Undo: _undo,
    Forget: _forget,
}
"""What means the same wherever the person is; a stage may say otherwise."""

_OFFICE: dict[type[Event], Handler] = {Jump: _jump, AddView: _add_view, Send: _send}

_OF: dict[Stage, dict[type[Event], Handler]] = {
    Stage.WELCOME: {Agree: _to(Stage.FRAMING)},
    Stage.FRAMING: {
        **_OFFICE,
        Shutter: _shutter,
        Pick: _pick,
        Taken: _taken,
        Use: _use_best,
        Back: _back_to_photo,
        Delete: _delete,
        CameraReady: _camera_ready,
        CameraRefused: _camera_refused,
        CameraLost: _camera_lost,
    },
    Stage.CHECKING: {Skip: _use_this, Use: _use_this, Back: _to(Stage.FRAMING)},
    Stage.CLEAR: {
        **_OFFICE,
        Use: _use_this,
        Again: _to(Stage.FRAMING),
        Shutter: _to(Stage.FRAMING),
        Back: _to(Stage.FRAMING),
    },
    Stage.RETAKE: {
        **_OFFICE,
        Use: _use_best,
        Again: _to(Stage.FRAMING),
        Shutter: _to(Stage.FRAMING),
        Back: _to(Stage.FRAMING),
        ShowSpot: _to(Stage.SPOT),
        Keep: _keep,
    },
    Stage.SPOT: {Use: _use_best, CheckSpot: _check_spot, Back: _to(Stage.RETAKE)},
    Stage.REVIEW: {
        **_OFFICE,
        Choose: _choose,
        Again: _to(Stage.FRAMING),
        Shutter: _to(Stage.FRAMING),
        Back: _back_to_photo,
        Delete: _delete,
    },
    Stage.SENDING: {
        Submitted: _submitted,
        NotSubmitted: _not_submitted,
        **dict.fromkeys((NotSaved, SetSite, SetRecord, Undo), _stay),
    },
    Stage.SENT: {
        New: _new,
        Back: _new,
        **dict.fromkeys((NotSaved, SetSite, SetRecord, Undo), _stay),
    },
    Stage.CAMERA_OFF: {
        Pick: _pick,
        Taken: _taken,
        Use: _use_best,
        OpenCamera: _open_camera,
        CameraReady: _camera_ready,
        CameraRefused: _camera_refused,
        CameraLost: _camera_lost,
    },
    Stage.FULL: {Send: _send, SaveAgain: _save_again},
}

TABLE: dict[tuple[Stage, type[Event]], Handler] = {
    (stage, event): _OF[stage].get(event, _ANY.get(event, _stay))
    for stage, event in product(Stage, Event.__subclasses__())
}


def kinds() -> Iterable[type[Event]]:
    """List every kind of event, for a test that tries them all."""
    return Event.__subclasses__()
