"""All that is known while photos are taken, as one value; a screen shows it and decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Literal

from clearshot.decision import Verdict
from clearshot.photo import Box

Mode = Literal["patient", "office"]

# How many photos a patient is asked to take again, unless the policy says otherwise.
RETAKES = 3


class Stage(Enum):
    """Where the person is; each is a screen, and each has a way on."""

    WELCOME = "welcome"  # what the app does, before anything is taken
    FRAMING = "framing"  # the camera is open
    CHECKING = "checking"  # a photo was taken and is being judged
    CLEAR = "clear"  # accepted
    RETAKE = "retake"  # a retake is suggested, or the photo could not be judged
    SPOT = "spot"  # the person shows what the photo is about
    REVIEW = "review"  # which photo, from where on the body; send
    SENDING = "sending"  # handed over, no answer yet
    SENT = "sent"  # the submitter has it
    CAMERA_OFF = "camera_off"  # refused, or it does not start
    FULL = "full"  # a photo is in memory and could not be saved


@dataclass(frozen=True)
class Attempt:
    """One photo that was taken.

    Attributes:
        id: unlike that of any other photo, ever: it names its file.
        verdict: None until it is judged, or if it was sent without the check.
        saved: whether the camera's bytes are on the disk, synced.
        roi: the spot that the person showed, in pixels of the upright photo.
    """

    id: str
    verdict: Verdict | None = None
    saved: bool = False
    roi: Box | None = None

    @property
    def rank(self) -> tuple[bool, float]:
        """Order attempts by clearness: accepted before all others, then by score."""
        if self.verdict is None:
            return False, -1.0
        score = -1.0 if self.verdict.score is None else self.verdict.score
        return self.verdict.verdict == "accept", score


@dataclass(frozen=True)
class View:
    """One photo that is wanted: a patient's only one, or a line of the office's list.

    Attributes:
        name: `photo`, or in the office `overview`, `closeup`, `ruler`, `other`.
        attempts: the oldest first.
        chosen: id of the attempt that a person chose; None leaves it to the clearest.
        kept: code of the reason for which an office keeps what is not clear.
    """

    name: str
    attempts: tuple[Attempt, ...] = ()
    chosen: str | None = None
    kept: str | None = None

    @property
    def best(self) -> Attempt | None:
        """Give the attempt to be sent: the chosen one, or else the clearest; the last of equals."""
        if self.chosen is not None:
            return next(each for each in self.attempts if each.id == self.chosen)
        return max(reversed(self.attempts), key=lambda each: each.rank, default=None)

    @property
    def done(self) -> bool:
        """Tell whether nothing is left to do for it."""
        return self.kept is not None or any(each.rank[0] for each in self.attempts)


PATIENT_VIEWS = (View("photo"),)
OFFICE_VIEWS = (View("overview"), View("closeup"), View("ruler"))


@dataclass(frozen=True)
class Session:
    """One set of photos of one person, from the first screen to the hand-over.

    Attributes:
        stage: the screen.
        mode: who holds the camera.
        retakes: how many are suggested for a view, at most.
        views: what is wanted, and what was taken for it.
        at: index of the current view.
        current: id of the attempt that is looked at, or checked.
        site: code of the body site; "" if not said.
        record: the office's number of the patient; "" if not said.
        taking: whether the shutter was pressed and no photo has come yet.
        lost: how often in a row the camera stopped.
        refused: the camera was refused: `once`, or `for_ever` if only the settings can undo it.
        resumed: whether it was found after the app had ended.
        undo: the session that `Undo` brings back, for a few seconds.
    """

    stage: Stage = Stage.WELCOME
    mode: Mode = "patient"
    retakes: int = RETAKES
    views: tuple[View, ...] = PATIENT_VIEWS
    at: int = 0
    current: str | None = None
    site: str = ""
    record: str = ""
    taking: bool = False
    lost: int = 0
    refused: Literal["once", "for_ever"] | None = None
    resumed: bool = False
    undo: Session | None = field(default=None, repr=False)

    @property
    def view(self) -> View:
        """Give the current view."""
        return self.views[self.at]

    @property
    def attempt(self) -> Attempt | None:
        """Give the attempt that is looked at."""
        return next((each for each in self.view.attempts if each.id == self.current), None)

    @property
    def tries(self) -> int:
        """Count the attempts at the current view."""
        return len(self.view.attempts)

    @property
    def last(self) -> bool:
        """Tell whether no further retake is suggested for the current view."""
        return self.tries > self.retakes

    @property
    def complete(self) -> bool:
        """Tell whether every view is done."""
        return all(view.done for view in self.views)

    @property
    def to_send(self) -> tuple[View, ...]:
        """Give the views that have a photo."""
        return tuple(view for view in self.views if view.attempts)

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """List the attempts at all views."""
        return tuple(each for view in self.views for each in view.attempts)

    def next_open(self) -> int:
        """Find the view to take next: the first that is not done from here on, around; or here."""
        order = (*range(self.at, len(self.views)), *range(self.at))
        return next((at for at in order if not self.views[at].done), self.at)

    def with_view(self, view: View) -> Session:
        """Put a view in the place of the current one."""
        return replace(self, views=(*self.views[: self.at], view, *self.views[self.at + 1 :]))

    def with_attempt(self, attempt: Attempt) -> Session:
        """Put an attempt in the place of the one with its id, wherever that is."""
        views = tuple(
            replace(
                view,
                attempts=tuple(
                    attempt if each.id == attempt.id else each for each in view.attempts
                ),
            )
            for view in self.views
        )
        return replace(self, views=views)

    def noting(self, attempt: str, change: Callable[[Attempt], Attempt]) -> Session:
        """Change what is known of an attempt, here and in what `Undo` brings back."""
        before = None if self.undo is None else self.undo.noting(attempt, change)
        found = self.find(attempt)
        noted = self if found is None else self.with_attempt(change(found))
        return replace(noted, undo=before)

    def looking_at(self, attempt: str) -> Session:
        """Make an attempt the current one, and its view the current view."""
        at = (at for at, v in enumerate(self.views) if any(a.id == attempt for a in v.attempts))
        return replace(self, at=next(at), current=attempt)

    def find(self, attempt: str) -> Attempt | None:
        """Find an attempt by its id."""
        return next((each for each in self.attempts if each.id == attempt), None)

    @classmethod
    def first(cls, mode: Mode = "patient") -> Session:
        """Give the session that an app begins with."""
        return replace(cls(mode=mode).fresh(), stage=Stage.WELCOME)

    def fresh(self) -> Session:
        """Give the session of the next photo, or of the office's next patient."""
        views = PATIENT_VIEWS if self.mode == "patient" else OFFICE_VIEWS
        return Session(Stage.FRAMING, self.mode, self.retakes, views)
