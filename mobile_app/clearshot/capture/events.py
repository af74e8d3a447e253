"""What can happen while photos are taken, and what is to be done about it: plain values."""

from __future__ import annotations

from dataclasses import dataclass

from clearshot.capture.session import View
from clearshot.decision import Verdict
from clearshot.photo import Box


@dataclass(frozen=True)
class Event:
    """Something that a person did, or that a part of the app reports."""


@dataclass(frozen=True)
class Agree(Event):
    """The person read what the app does, and goes on."""


@dataclass(frozen=True)
class Shutter(Event):
    """Take a photo now: by the button, the timer, a key or by itself."""


@dataclass(frozen=True)
class Pick(Event):
    """Use a photo that the phone has already."""


@dataclass(frozen=True)
class Taken(Event):
    """The camera, or the phone's picker, gave a photo; `attempt` is its new id."""

    attempt: str


@dataclass(frozen=True)
class NotTaken(Event):
    """The camera gave none, or the person picked none."""


@dataclass(frozen=True)
class Saved(Event):
    """A photo's bytes are on the disk, synced."""

    attempt: str


@dataclass(frozen=True)
class NotSaved(Event):
    """A photo's bytes could not be written; they are in memory only."""

    attempt: str


@dataclass(frozen=True)
class Judged(Event):
    """A photo was judged, with the spot that was shown by then."""

    attempt: str
    verdict: Verdict
    roi: Box | None = None


@dataclass(frozen=True)
class Skip(Event):
    """Do not wait for the check."""


@dataclass(frozen=True)
class Use(Event):
    """Go on with this photo: it is clear, or it is to be sent as it is."""


@dataclass(frozen=True)
class Again(Event):
    """Take one more."""


@dataclass(frozen=True)
class ShowSpot(Event):
    """Show what the photo is about."""


@dataclass(frozen=True)
class CheckSpot(Event):
    """Judge the photo again, with the spot that was shown (pixels of the upright photo)."""

    roi: Box


@dataclass(frozen=True)
class Keep(Event):
    """Keep what is not clear, for a reason (office): its code goes with the photo."""

    because: str


@dataclass(frozen=True)
class Jump(Event):
    """Make another view the current one (office)."""

    at: int


@dataclass(frozen=True)
class AddView(Event):
    """Add a view to the list (office)."""


@dataclass(frozen=True)
class Choose(Event):
    """Choose the attempt to be sent."""

    attempt: str


@dataclass(frozen=True)
class SetSite(Event):
    """Say where on the body."""

    site: str


@dataclass(frozen=True)
class SetRecord(Event):
    """Say whose photos these are, by the office's number."""

    record: str


@dataclass(frozen=True)
class Send(Event):
    """Hand the photos over."""


@dataclass(frozen=True)
class Submitted(Event):
    """The submitter has them, for good."""


@dataclass(frozen=True)
class NotSubmitted(Event):
    """The submitter could not take them, as the disk is full or cannot be written."""


@dataclass(frozen=True)
class SaveAgain(Event):
    """Try once more to write what is in memory only."""


@dataclass(frozen=True)
class Delete(Event):
    """Delete the photos of this session."""


@dataclass(frozen=True)
class Undo(Event):
    """Bring back what the last step took away."""


@dataclass(frozen=True)
class Forget(Event):
    """The seconds in which one can undo are over."""


@dataclass(frozen=True)
class Back(Event):
    """Go back, by the arrow or the system's gesture."""


@dataclass(frozen=True)
class New(Event):
    """Begin a new photo, or the next patient."""


@dataclass(frozen=True)
class CameraReady(Event):
    """The camera gives frames."""


@dataclass(frozen=True)
class CameraRefused(Event):
    """The person did not allow the camera; `for_ever` if the system will not ask again."""

    for_ever: bool


@dataclass(frozen=True)
class CameraLost(Event):
    """The camera stopped, or did not start."""


@dataclass(frozen=True)
class OpenCamera(Event):
    """Try to open the camera once more."""


@dataclass(frozen=True)
class Paused(Event):
    """The app is in the background; it may be ended there."""


@dataclass(frozen=True)
class Effect:
    """Something to be done outside of the flow; its outcome comes back as an event."""


@dataclass(frozen=True)
class TakePhoto(Effect):
    """Let the camera take a photo: `Taken`, `NotTaken` or `CameraLost` follows."""


@dataclass(frozen=True)
class PickPhoto(Effect):
    """Let the person pick a photo: `Taken` or `NotTaken` follows."""


@dataclass(frozen=True)
class SavePhoto(Effect):
    """Write a photo's bytes: `Saved` or `NotSaved` follows."""

    attempt: str


@dataclass(frozen=True)
class JudgePhoto(Effect):
    """Judge a photo: `Judged` follows."""

    attempt: str
    roi: Box | None = None


@dataclass(frozen=True)
class Submit(Effect):
    """Hand the best attempt of each view over: `Submitted` or `NotSubmitted` follows."""

    views: tuple[View, ...]


@dataclass(frozen=True)
class Discard(Effect):
    """Delete these photos from the disk, for good. Nothing follows."""

    attempts: tuple[str, ...]
