"""What a person does in; what that does to a session out: one small function for each. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from clearshot.capture.events import (
    AddView,
    Back,
    CheckSpot,
    Choose,
    Delete,
    Effect,
    Event,
    Forget,
    JudgePhoto,
    Jump,
    Keep,
    New,
    Pick,
    PickPhoto,
    SaveAgain,
    SavePhoto,
    Send,
    SetRecord,
    SetSite,
    Shutter,
    Skip,
    Submit,
    TakePhoto,
    Undo,
    Use,
)
from clearshot.capture.session import Attempt, Session, Stage, View

Step = tuple[Session, tuple[Effect, ...]]
Handler = Callable[[Session, Any], Step]  # Any: the event that the table pairs it with


def photos(session: Session) -> set[str]:
    """List the photos that a session has, or can have back."""
    before = set() if session.undo is None else photos(session.undo)
    return before | {each.id for each in session.attempts}


def seen(session: Session) -> Stage:
    """Give the stage that shows the current attempt."""
    if session.attempt is None:
        return Stage.FRAMING
    if session.attempt.verdict is None:
        return Stage.CHECKING
    return Stage.CLEAR if session.attempt.rank[0] else Stage.RETAKE


def shown(session: Session) -> Session:
    """Go to the stage that shows the current attempt; an office goes on after a clear one."""
    stage = seen(session)
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


def stay(session: Session, _: Event) -> Step:
    """Change nothing."""
    return session, ()


def to(stage: Stage) -> Handler:
    """Go to a stage."""
    return lambda session, _: (replace(session, stage=stage, taking=False), ())


def frame(session: Session, _: Event) -> Step:
    """Go to the camera."""
    return _framing(session), ()


def shutter(session: Session, _: Shutter) -> Step:
    """Let the camera take a photo, unless it does already."""
    if session.taking:
        return session, ()
    return replace(session, taking=True), (TakePhoto(),)


def pick(session: Session, _: Pick) -> Step:
    """Let the person pick a photo, unless one is on its way."""
    if session.taking:
        return session, ()
    return replace(session, taking=True), (PickPhoto(),)


def reviewed(session: Session) -> Session | None:
    """Go back to the review, for a patient who was there already when the disk was full."""
    if session.mode == "office" or session.view.chosen is None:
        return None
    return replace(session, stage=Stage.REVIEW)


def unsaved(session: Session) -> tuple[Attempt, ...]:
    """List the photos that are in memory only."""
    return tuple(each for each in session.attempts if not each.saved)


def use_this(session: Session, _: Use | Skip) -> Step:
    """Go to the review with the photo that is looked at."""
    session = session.with_view(replace(session.view, chosen=session.current))
    return replace(session, stage=Stage.REVIEW), ()


def use_clear(session: Session, event: Use) -> Step:
    """Go on with a clear photo: an office to the next view, a patient to the review."""
    if session.mode == "patient":
        return use_this(session, event)
    return _advance(session.with_view(replace(session.view, chosen=session.current))), ()


def use_best(session: Session, _: Use) -> Step:
    """Go to the review with the clearest photo chosen, if there is any.

    It stays the chosen one, should another photo or its verdict come later.
    """
    best = session.view.best
    if best is None:
        return session, ()
    session = session.with_view(replace(session.view, chosen=best.id))
    return replace(session, stage=Stage.REVIEW, current=best.id, taking=False), ()


def check_spot(session: Session, event: CheckSpot) -> Step:
    """Judge the photo again, with the spot that was shown."""
    if session.attempt is None:
        return session, ()
    session = session.with_attempt(replace(session.attempt, roi=event.roi, verdict=None))
    current = session.current or ""
    return replace(session, stage=Stage.CHECKING), (JudgePhoto(current, event.roi),)


def keep(session: Session, event: Keep) -> Step:
    """Keep what is not clear, and go on; it can be undone."""
    if session.mode != "office":
        return session, ()
    kept = session.with_view(replace(session.view, kept=event.because))
    return replace(_advance(kept), undo=replace(session, undo=None)), ()


def jump(session: Session, event: Jump) -> Step:
    """Make another view the current one, unless a photo for this one is on its way."""
    if session.mode != "office" or session.taking or not 0 <= event.at < len(session.views):
        return session, ()
    return _framing(replace(session, at=event.at, current=None)), ()


def add_view(session: Session, _: AddView) -> Step:
    """Add a view, and take it next."""
    if session.mode != "office" or session.taking:
        return session, ()
    views = (*session.views, View("other"))
    return jump(replace(session, views=views), Jump(len(views) - 1))


def choose(session: Session, event: Choose) -> Step:
    """Choose one of the current view's attempts."""
    if all(each.id != event.attempt for each in session.view.attempts):
        return session, ()
    session = session.with_view(replace(session.view, chosen=event.attempt))
    return replace(session, current=event.attempt), ()


def set_site(session: Session, event: SetSite) -> Step:
    """Note where on the body."""
    return replace(session, site=event.site), ()


def set_record(session: Session, event: SetRecord) -> Step:
    """Note whose photos these are."""
    return replace(session, record=event.record), ()


def send(session: Session, _: Send) -> Step:
    """Hand over; not while a photo is on its way that would be left behind."""
    if not session.to_send or session.taking:
        return session, ()
    return replace(session, stage=Stage.SENDING, undo=None), (Submit(session.to_send),)


def save_again(session: Session, _: SaveAgain) -> Step:
    """Try once more to write what is in memory only."""
    left = unsaved(session)
    if not left:  # it was the hand-over that found no room
        return replace(session, stage=Stage.REVIEW), ()
    return session, tuple(SavePhoto(each.id) for each in left)


def delete(session: Session, _: Delete) -> Step:
    """Begin anew; it can be undone for a while."""
    if session.taking or not session.attempts:
        return session, ()
    return replace(session.fresh(), undo=replace(session, undo=None)), ()


def undo(session: Session, _: Undo) -> Step:
    """Bring back what was there, with what was learnt and said since."""
    before = session.undo
    if before is None or session.taking:
        return session, ()
    site, record = session.site or before.site, session.record or before.record
    return replace(before, site=site, record=record), ()


def forget(session: Session, _: Forget) -> Step:
    """Let go of what could be brought back."""
    return replace(session, undo=None), ()


def back_to_photo(session: Session, _: Back) -> Step:
    """Show the photo that was looked at last, if one was."""
    if not session.view.attempts:
        return session, ()
    current = session.current if session.attempt else session.view.attempts[-1].id
    session = replace(session, current=current, taking=False)
    return replace(session, stage=seen(session)), ()


def back_from_full(session: Session, _: Back) -> Step:
    """Go on with a photo that is in memory only: what is shown says so."""
    return reviewed(session) or replace(session, stage=seen(session)), ()


def new(session: Session, _: New) -> Step:
    """Begin the next photo, or the next patient's."""
    return session.fresh(), ()
