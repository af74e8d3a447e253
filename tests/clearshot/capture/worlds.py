"""What can happen around a session: verdicts, and every event that a moment allows."""

from __future__ import annotations

from collections.abc import Iterator

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
    Event,
    Forget,
    Judged,
    Jump,
    Keep,
    New,
    NotSaved,
    NotSubmitted,
    NotTaken,
    OpenCamera,
    Paused,
    Pick,
    SaveAgain,
    Saved,
    Send,
    SetRecord,
    SetSite,
    ShowSpot,
    Shutter,
    Skip,
    Submitted,
    Taken,
    Undo,
    Use,
)
from clearshot.capture.moves import photos
from clearshot.capture.session import Session, Stage
from clearshot.decision import Kind, Reason, Region, Verdict
from clearshot.photo import Box

SPOT = Box(10, 20, 30, 40)


def verdict(kind: Kind, score: float | None = None) -> Verdict:
    """Make a verdict with a reason and a region, as the model gives them."""
    reasons = () if kind == "accept" else (Reason("blur_focus", 0.75, True),)
    regions = (Region(SPOT, 40.0),)
    grade = (0.1, 0.2, 0.3, 0.4)
    return Verdict(kind, score, grade, reasons, "p1", "few_false_retakes", regions=regions)


ACCEPT, RETAKE = verdict("accept", 90.0), verdict("retake", 30.0)
BETTER, UNKNOWN = verdict("retake", 50.0), verdict("cannot_judge")
VERDICTS = (ACCEPT, RETAKE, BETTER, UNKNOWN)


def actions(session: Session) -> Iterator[Event]:
    """List all that a person can do, on whatever screen."""
    for kind in (
        *(Agree, Shutter, Pick, Skip, Use, Again, ShowSpot, AddView, Send, SaveAgain, Delete),
        *(Undo, Back, New, OpenCamera),
    ):
        yield kind()
    yield CheckSpot(SPOT)
    yield Keep("cannot_now")
    yield from (Jump(at) for at in range(-1, len(session.views) + 1))
    yield from (Choose(each.id) for each in session.attempts)
    yield from (SetSite("left_arm"), SetRecord("A-17"))


def reports(session: Session) -> Iterator[Event]:
    """List all that the parts of an app can report at this moment."""
    yield from (NotTaken(), Paused(), Forget())
    if session.taking:
        yield Taken(new_photo(session))
    for each in session.attempts:
        if not each.saved:
            yield from (Saved(each.id), NotSaved(each.id))
        if each.verdict is None:
            yield from (Judged(each.id, said, each.roi) for said in VERDICTS)
    if session.stage is Stage.SENDING:
        yield from (Submitted(), NotSubmitted())
    if session.stage in (Stage.FRAMING, Stage.CAMERA_OFF):
        yield from (CameraReady(), CameraLost(), CameraRefused(False), CameraRefused(True))


def new_photo(session: Session) -> str:
    """Name a photo unlike those of a session."""
    return next(id for at in range(99) if (id := f"photo{at}") not in photos(session))
