"""What a part of the app reports in; what that does to a session out: one function for each. Pure."""

from __future__ import annotations

from dataclasses import replace

from clearshot.capture.events import (
    CameraLost,
    CameraReady,
    CameraRefused,
    Judged,
    JudgePhoto,
    NotSaved,
    NotSubmitted,
    NotTaken,
    Saved,
    SavePhoto,
    Submitted,
    Taken,
)
from clearshot.capture.moves import Step, photos, reviewed, shown, unsaved
from clearshot.capture.session import Attempt, Session, Stage

# After so many stops in a row the camera is not started again by itself.
LOST = 2


def taken(session: Session, event: Taken) -> Step:
    """Take a photo in, and show it as it is checked."""
    kept, effects = keep_taken(session, event)
    if not effects:
        return session, ()
    view = replace(kept.view, chosen=None, kept=None)
    kept = replace(kept.with_view(view), stage=Stage.CHECKING, current=event.attempt)
    return replace(kept, taking=False, resumed=False), effects


def keep_taken(session: Session, event: Taken) -> Step:
    """Take a photo in that comes when the person has gone on: it is one of the attempts.

    What was there before it cannot be brought back any more, as it would be lost with that.
    """
    if event.attempt in photos(session):
        return session, ()
    attempts = (*session.view.attempts, Attempt(event.attempt))
    session = session.with_view(replace(session.view, attempts=attempts))
    return replace(session, undo=None), (SavePhoto(event.attempt), JudgePhoto(event.attempt))


def not_taken(session: Session, _: NotTaken) -> Step:
    """Wait for no photo any more."""
    return replace(session, taking=False), ()


def saved(session: Session, event: Saved) -> Step:
    """Note that a photo is on the disk; what stood in the way of going on may be gone."""
    session = session.noting(event.attempt, lambda attempt: replace(attempt, saved=True))
    if session.stage is Stage.FULL and not unsaved(session):
        return reviewed(session) or shown(session), ()
    return session, ()


def not_saved(session: Session, event: NotSaved) -> Step:
    """Show the photo that could not be written, whatever was shown by then."""
    attempt = session.find(event.attempt)
    if attempt is None or attempt.saved:
        return session, ()
    return replace(session.looking_at(event.attempt), stage=Stage.FULL, taking=False), ()


def note_verdict(session: Session, event: Judged) -> Step:
    """Note a verdict, unless another spot was shown since."""
    return session.noting(
        event.attempt,
        lambda attempt: (
            replace(attempt, verdict=event.verdict) if attempt.roi == event.roi else attempt
        ),
    ), ()


def judged(session: Session, event: Judged) -> Step:
    """Show a verdict if its photo is the one that is being checked."""
    noted, _ = note_verdict(session, event)
    if session.current != event.attempt or noted.attempt is None or noted.attempt.roi != event.roi:
        return noted, ()
    return shown(noted), ()


def submitted(session: Session, _: Submitted) -> Step:
    """Tell a patient; an office goes on with the next one."""
    if session.mode == "office":
        return session.fresh(), ()
    return replace(session, stage=Stage.SENT), ()


def not_submitted(session: Session, _: NotSubmitted) -> Step:
    """Show a photo that could not be handed over."""
    best = session.to_send[0].best if session.to_send else None
    session = session if best is None else session.looking_at(best.id)
    return replace(session, stage=Stage.FULL), ()


def camera_ready(session: Session, _: CameraReady) -> Step:
    """Note that the camera works."""
    return replace(session, lost=0), ()


def camera_refused(session: Session, event: CameraRefused) -> Step:
    """Go where the camera is not needed, and can be allowed."""
    refused = replace(session, refused="for_ever" if event.for_ever else "once", taking=False)
    return replace(refused, stage=Stage.CAMERA_OFF), ()


def camera_lost(session: Session, _: CameraLost) -> Step:
    """Wait for the camera to start again; after a while, go on without."""
    lost = session.lost + 1
    stage = Stage.CAMERA_OFF if lost >= LOST else Stage.FRAMING
    return replace(session, stage=stage, lost=lost, taking=False), ()
