"""A session and an event in; the next session, and what is to be done, out. One table, pure.

No event in any stage raises or blocks: what has no meaning in a stage leaves it as it is, and that,
too, is an entry of `TABLE`. Results name the photo that they are about, so what comes late never
shows: it is noted where it belongs, or dropped with its session.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from clearshot.capture import moves, reports
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
    SaveAgain,
    Saved,
    Send,
    SetRecord,
    SetSite,
    ShowSpot,
    Shutter,
    Skip,
    Submit,
    Submitted,
    Taken,
    Undo,
    Use,
)
from clearshot.capture.moves import Handler, Step
from clearshot.capture.session import Session, Stage, View


def step(session: Session, event: Event) -> Step:
    """Take one step; a photo that nothing can bring back any more is discarded."""
    after, effects = TABLE[session.stage, type(event)](session, event)
    gone = moves.photos(session) - moves.photos(after)
    return after, (*effects, Discard(tuple(sorted(gone)))) if gone else effects


def resume(session: Session) -> Step:
    """Go on with a session that was found on the disk: photos that were not saved are gone.

    What was being sent is sent, if all of it is still there: to send it twice changes nothing.
    What was sent already is over, and what was deleted stays so.
    """
    if session.stage is Stage.SENT:
        return session.fresh(), _discard(moves.photos(session))
    left = replace(_only_saved(session), taking=False, undo=None, refused=None, lost=0)
    left = replace(left, resumed=bool(left.to_send))
    stage = _resumed(left, whole=_chosen(left) == _chosen(session))
    sent = (Submit(left.to_send),) if stage is Stage.SENDING else ()
    unjudged = (JudgePhoto(a.id, a.roi) for a in left.attempts if a.verdict is None)
    deleted = moves.photos(session) - {each.id for each in session.attempts}
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
    return moves.seen(left)


def _chosen(session: Session) -> list[str]:
    return [view.best.id for view in session.views if view.best is not None]


def _discard(photos: set[str]) -> tuple[Effect, ...]:
    return (Discard(tuple(sorted(photos))),) if photos else ()


def _only_saved(session: Session) -> Session:
    def saved(view: View) -> View:
        left = tuple(each for each in view.attempts if each.saved)
        chosen = view.chosen if any(each.id == view.chosen for each in left) else None
        return replace(view, attempts=left, chosen=chosen, kept=view.kept if left else None)

    return replace(session, views=tuple(map(saved, session.views)))


_ANY: dict[type[Event], Handler] = {
    Taken: reports.keep_taken,
    Saved: reports.saved,
    NotSaved: reports.not_saved,
    Judged: reports.note_verdict,
    NotTaken: reports.not_taken,
    SetSite: moves.set_site,
    SetRecord: moves.set_record,
    Undo: moves.undo,
    Forget: moves.forget,
}
"""What means the same wherever the person is; a stage may say otherwise."""

_OFFICE: dict[type[Event], Handler] = {Jump: moves.jump, AddView: moves.add_view, Send: moves.send}

# The hand-over has its photos: what else is said or learnt belongs to the next ones.
_CLOSED: dict[type[Event], Handler] = dict.fromkeys(
    (NotSaved, SetSite, SetRecord, Undo), moves.stay
)

_OF: dict[Stage, dict[type[Event], Handler]] = {
    Stage.WELCOME: {Agree: moves.frame},
    Stage.FRAMING: {
        **_OFFICE,
        Shutter: moves.shutter,
        Pick: moves.pick,
        Taken: reports.taken,
        Use: moves.use_best,
        Back: moves.back_to_photo,
        Delete: moves.delete,
        CameraReady: reports.camera_ready,
        CameraRefused: reports.camera_refused,
        CameraLost: reports.camera_lost,
    },
    Stage.CHECKING: {
        **_OFFICE,
        Judged: reports.judged,
        Skip: moves.use_this,
        Use: moves.use_this,
        Back: moves.frame,
    },
    Stage.CLEAR: {
        **_OFFICE,
        Use: moves.use_clear,
        Again: moves.frame,
        Shutter: moves.frame,
        Back: moves.frame,
    },
    Stage.RETAKE: {
        **_OFFICE,
        Use: moves.use_best,
        Again: moves.frame,
        Shutter: moves.frame,
        Back: moves.frame,
        ShowSpot: moves.to(Stage.SPOT),
        Keep: moves.keep,
    },
    Stage.SPOT: {
        **_OFFICE,
        Use: moves.use_best,
        CheckSpot: moves.check_spot,
        Back: moves.to(Stage.RETAKE),
    },
    Stage.REVIEW: {
        **_OFFICE,
        Choose: moves.choose,
        Again: moves.frame,
        Shutter: moves.frame,
        Back: moves.back_to_photo,
        Delete: moves.delete,
    },
    Stage.SENDING: {**_CLOSED, Submitted: reports.submitted, NotSubmitted: reports.not_submitted},
    Stage.SENT: {**_CLOSED, New: moves.new, Back: moves.new},
    Stage.CAMERA_OFF: {
        **_OFFICE,
        Pick: moves.pick,
        Taken: reports.taken,
        Use: moves.use_best,
        Back: moves.back_to_photo,
        OpenCamera: moves.frame,
        CameraRefused: reports.camera_refused,
    },
    Stage.FULL: {
        Send: moves.send,
        SaveAgain: moves.save_again,
        Back: moves.back_from_full,
        Delete: moves.delete,
    },
}

TABLE: dict[tuple[Stage, type[Event]], Handler] = {
    (stage, event): _OF[stage].get(event, _ANY.get(event, moves.stay))
    for stage, event in product(Stage, Event.__subclasses__())
}
