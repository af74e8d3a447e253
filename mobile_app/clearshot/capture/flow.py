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
    """Take one step; a photo that nothing can bring back any more is discarded."""
    after, effects = TABLE[session.stage, type(event)](session, event)
    gone = _photos(session) - _photos(after)
    return after, (*effects, Discard(tuple(sorted(gone)))) if gone else effects


def resume(session: Session) -> Step:
    """Go on with a session that was found on the disk: photos that were not saved are gone.

    What was being sent is sent, if all of it is still there: to send it twice changes nothing.
    What was sent already is over, and what was deleted stays so.
    """
    if session.stage is Stage.SENT:
        return session.fresh(), _discard(_photos(session))
    left = replace(_only_saved(session), taking=False, undo=None, refused=None, lost=0)
    left = replace(left, resumed=bool(left.to_send))
    stage = _resumed(left, whole=_chosen(left) == _chosen(session))
    sent = (Submit(left.to_send),) if stage is Stage.SENDING else ()
    unjudged = (JudgePhoto(a.id, a.roi) for a in left.attempts if a.verdict is None)
    deleted = _photos(session) - {each.id for each in session.attempts}
    return replace(left, stage=stage), (*sent, *unjudged, *_discard(deleted))


def wants_camera(session: Session) -> bool:
    """Tell whether the camera is to be open."""
    return session.stage is Stage.FRAMING


def _resumed(left: Session, whole: bool) -> Stage:
    """Find the stage to go on in, with what is left; `whole` if all that was chosen is there."""
    if left.stage is Stage.WELCOME:
        return Stage.WELCOME
    if left.stage is Stage.SENDING and left.to_send:
        return Stage.SENDING if whole else Stage.REVIEW
    if left.stage is Stage.REVIEW and left.to_send:
        return Stage.REVIEW
    return _seen(left)


def _chosen(session: Session) -> list[str]:
    return [view.best.id for view in session.views if view.best is not None]


def _discard(photos: set[str]) -> tuple[Effect, ...]:
    return (Discard(tuple(sorted(photos))),) if photos else ()


def _photos(session: Session) -> set[str]:
    """List the photos that a session has, or can have back."""
    before = set() if session.undo is None else _photos(session.undo)
    return before | {each.id for each in session.attempts}


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


def _shown(session: Session) -> Session:
    """Go to the stage that shows the current attempt; an office goes on after a clear one."""
    stage = _seen(session)
    if session.mode == "office" and stage is Stage.CLEAR:
        return _advance(session)
    return _framing(session) if stage is Stage.FRAMING else replace(session, stage=stage)


def _framing(session: Session) -> Session:
    """Go to the camera, and try it anew: what refused it may have changed by now."""
    return replace(session, stage=Stage.FRAMING, refused=None, lost=0, taking=False)


def _advance(session: Session) -> Session:
    """Go to the next view that is to be taken; after the last one, to the review."""
    session = replace(session, at=session.next_open(), current=None)
    return replace(session, stage=Stage.REVIEW) if session.complete else _framing(session)


def _stay(session: Session, _: Event) -> Step:
    return session, ()


def _to(stage: Stage) -> Handler:
    return lambda session, _: (replace(session, stage=stage, taking=False), ())


def _frame(session: Session, _: Event) -> Step:
    return _framing(session), ()


def _shutter(session: Session, _: Shutter) -> Step:
    if session.taking:
        return session, ()
    return replace(session, taking=True), (TakePhoto(),)


def _pick(session: Session, _: Pick) -> Step:
    if session.taking:
        return session, ()
    return replace(session, taking=True), (PickPhoto(),)


def _taken(session: Session, event: Taken) -> Step:
    """Take a photo in, and show it as it is checked."""
    kept, effects = _keep_taken(session, event)
    if not effects:
        return session, ()
    view = replace(kept.view, chosen=None, kept=None)
    kept = replace(kept.with_view(view), stage=Stage.CHECKING, current=event.attempt)
    return replace(kept, taking=False, resumed=False, undo=None), effects


def _keep_taken(session: Session, event: Taken) -> Step:
    """Take a photo in that comes when the person has gone on: it is one of the attempts."""
    if event.attempt in _photos(session):
        return session, ()
    attempts = (*session.view.attempts, Attempt(event.attempt))
    session = session.with_view(replace(session.view, attempts=attempts))
    return session, (SavePhoto(event.attempt), JudgePhoto(event.attempt))


def _not_taken(session: Session, _: NotTaken) -> Step:
    return replace(session, taking=False), ()


def _saved(session: Session, event: Saved) -> Step:
    session = session.noting(event.attempt, lambda attempt: replace(attempt, saved=True))
    if session.stage is Stage.FULL and not _unsaved(session):
        return _shown(session), ()
    return session, ()


def _unsaved(session: Session) -> tuple[Attempt, ...]:
    return tuple(each for each in session.attempts if not each.saved)


def _not_saved(session: Session, event: NotSaved) -> Step:
    """Show the photo that could not be written, whatever was shown by then."""
    attempt = session.find(event.attempt)
    if attempt is None or attempt.saved:
        return session, ()
    return replace(session.looking_at(event.attempt), stage=Stage.FULL, taking=False), ()


def _note_verdict(session: Session, event: Judged) -> Step:
    """Note a verdict, unless another spot was shown since."""
    return session.noting(
        event.attempt,
        lambda attempt: (
            replace(attempt, verdict=event.verdict) if attempt.roi == event.roi else attempt
        ),
    ), ()


def _judged(session: Session, event: Judged) -> Step:
    """Show a verdict if its photo is the one that is being checked."""
    noted, _ = _note_verdict(session, event)
    if session.current != event.attempt or noted.attempt is None or noted.attempt.roi != event.roi:
        return noted, ()
    return _shown(noted), ()


def _use_this(session: Session, _: Use | Skip) -> Step:
    session = session.with_view(replace(session.view, chosen=session.current))
    return replace(session, stage=Stage.REVIEW), ()


def _use_clear(session: Session, event: Use) -> Step:
    """Go on with a clear photo: an office to the next view, a patient to the review."""
    if session.mode == "patient":
        return _use_this(session, event)
    return _advance(session.with_view(replace(session.view, chosen=session.current))), ()


def _use_best(session: Session, _: Use) -> Step:
    """Go to the review with the clearest photo chosen, if there is any.

    It stays the chosen one, should another photo or its verdict come later.
    """
    best = session.view.best
    if best is None:
        return session, ()
    session = session.with_view(replace(session.view, chosen=best.id))
    return replace(session, stage=Stage.REVIEW, current=best.id, taking=False), ()


def _check_spot(session: Session, event: CheckSpot) -> Step:
    if session.attempt is None:
        return session, ()
    session = session.with_attempt(replace(session.attempt, roi=event.roi, verdict=None))
    current = session.current or ""
    return replace(session, stage=Stage.CHECKING), (JudgePhoto(current, event.roi),)


def _keep(session: Session, event: Keep) -> Step:
    if session.mode != "office":
        return session, ()
    kept = session.with_view(replace(session.view, kept=event.because))
    return replace(_advance(kept), undo=replace(session, undo=None)), ()


def _jump(session: Session, event: Jump) -> Step:
    if session.mode != "office" or session.taking or not 0 <= event.at < len(session.views):
        return session, ()
    return _framing(replace(session, at=event.at, current=None)), ()


def _add_view(session: Session, _: AddView) -> Step:
    if session.mode != "office" or session.taking:
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
    """Hand over; not while a photo is on its way that would be left behind."""
    if not session.to_send or session.taking:
        return session, ()
    return replace(session, stage=Stage.SENDING, undo=None), (Submit(session.to_send),)


def _submitted(session: Session, _: Submitted) -> Step:
    if session.mode == "office":
        return session.fresh(), ()
    return replace(session, stage=Stage.SENT), ()


def _not_submitted(session: Session, _: NotSubmitted) -> Step:
    best = session.to_send[0].best if session.to_send else None
    session = session if best is None else session.looking_at(best.id)
    return replace(session, stage=Stage.FULL), ()


def _save_again(session: Session, _: SaveAgain) -> Step:
    unsaved = _unsaved(session)
    if not unsaved:  # it was the hand-over that found no room
        return replace(session, stage=Stage.REVIEW), ()
    return session, tuple(SavePhoto(each.id) for each in unsaved)


def _delete(session: Session, _: Delete) -> Step:
    if session.taking or not session.attempts:
        return session, ()
    return replace(session.fresh(), undo=replace(session, undo=None)), ()


def _undo(session: Session, _: Undo) -> Step:
    """Bring back what was there, with what was learnt and said since."""
    before = session.undo
    if before is None or session.taking:
        return session, ()
    site, record = session.site or before.site, session.record or before.record
    return replace(before, site=site, record=record), ()


def _forget(session: Session, _: Forget) -> Step:
    return replace(session, undo=None), ()


def _back_to_photo(session: Session, _: Back) -> Step:
    """Show the photo that was looked at last, if one was."""
    if not session.view.attempts:
        return session, ()
    current = session.current if session.attempt else session.view.attempts[-1].id
    session = replace(session, current=current, taking=False)
    return replace(session, stage=_seen(session)), ()


def _back_from_full(session: Session, _: Back) -> Step:
    """Go on with a photo that is in memory only: what is shown says so."""
    return replace(session, stage=_seen(session)), ()


def _new(session: Session, _: New) -> Step:
    return session.fresh(), ()


def _camera_ready(session: Session, _: CameraReady) -> Step:
    return replace(session, lost=0), ()


def _camera_refused(session: Session, event: CameraRefused) -> Step:
    refused = replace(session, refused="for_ever" if event.for_ever else "once", taking=False)
    return replace(refused, stage=Stage.CAMERA_OFF), ()


def _camera_lost(session: Session, _: CameraLost) -> Step:
    lost = session.lost + 1
    stage = Stage.CAMERA_OFF if lost >= LOST else Stage.FRAMING
    return replace(session, stage=stage, lost=lost, taking=False), ()


_ANY: dict[type[Event], Handler] = {
    Taken: _keep_taken,
    Saved: _saved,
    NotSaved: _not_saved,
    Judged: _note_verdict,
    NotTaken: _not_taken,
    SetSite: _set_site,
    SetRecord: _set_record,
    Undo: _undo,
    Forget: _forget,
}
"""What means the same wherever the person is; a stage may say otherwise."""

_OFFICE: dict[type[Event], Handler] = {Jump: _jump, AddView: _add_view, Send: _send}

# The hand-over has its photos: what else is said or learnt belongs to the next ones.
_CLOSED: dict[type[Event], Handler] = dict.fromkeys((NotSaved, SetSite, SetRecord, Undo), _stay)

_OF: dict[Stage, dict[type[Event], Handler]] = {
    Stage.WELCOME: {Agree: _frame},
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
    Stage.CHECKING: {
        **_OFFICE,
        Judged: _judged,
        Skip: _use_this,
        Use: _use_this,
        Back: _frame,
    },
    Stage.CLEAR: {
        **_OFFICE,
        Use: _use_clear,
        Again: _frame,
        Shutter: _frame,
        Back: _frame,
    },
    Stage.RETAKE: {
        **_OFFICE,
        Use: _use_best,
        Again: _frame,
        Shutter: _frame,
        Back: _frame,
        ShowSpot: _to(Stage.SPOT),
        Keep: _keep,
    },
    Stage.SPOT: {**_OFFICE, Use: _use_best, CheckSpot: _check_spot, Back: _to(Stage.RETAKE)},
    Stage.REVIEW: {
        **_OFFICE,
        Choose: _choose,
        Again: _frame,
        Shutter: _frame,
        Back: _back_to_photo,
        Delete: _delete,
    },
    Stage.SENDING: {**_CLOSED, Submitted: _submitted, NotSubmitted: _not_submitted},
    Stage.SENT: {**_CLOSED, New: _new, Back: _new},
    Stage.CAMERA_OFF: {
        **_OFFICE,
        Pick: _pick,
        Taken: _taken,
        Use: _use_best,
        Back: _back_to_photo,
        OpenCamera: _frame,
        CameraRefused: _camera_refused,
    },
    Stage.FULL: {Send: _send, SaveAgain: _save_again, Back: _back_from_full},
}

TABLE: dict[tuple[Stage, type[Event]], Handler] = {
    (stage, event): _OF[stage].get(event, _ANY.get(event, _stay))
    for stage, event in product(Stage, Event.__subclasses__())
}


def kinds() -> Iterable[type[Event]]:
    """List every kind of event, for a test that tries them all."""
    return Event.__subclasses__()
