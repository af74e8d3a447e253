"""A session in; what the office's panel says of it, in a clinic's words, out. No Kivy.

The office sees scores and tries, which a patient does not; it never sees a name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from clearshot.capture.session import Attempt, Session, Stage, View
from clearshot.decision import Verdict
from clearshot.submit import Sent
from clearshot.ui.icons import REASON_ICONS
from clearshot.words import Words

KEEP = ("best", "still", "clear", "time")
"""Why an office keeps a photo that is not clear: codes, in the order of the keys 1 to 4."""

_ICONS = {"overview": "arrows-maximize", "closeup": "zoom-in", "ruler": "ruler-measure"}


@dataclass(frozen=True)
class ViewLine:
    """A line of the list of views.

    Attributes:
        title: name of the view.
        state: how far it is, in words.
        icon: of the state.
        ink: role of that icon's colour.
        attempt: id of the photo that would be kept; None if there is none.
        about: icon of the view itself, where there is no photo yet.
        current: whether it is the one that is taken or looked at.
    """

    title: str
    state: str
    icon: str
    ink: str
    attempt: str | None
    about: str
    current: bool

    @property
    def spoken(self) -> str:
        """Say it aloud."""
        return f"{self.title}. {self.state}"


@dataclass(frozen=True)
class Finding:
    """What is said about a photo that is not clear: the reason, the score, the one thing to do."""

    title: str
    under: str
    advice: str
    icon: str
    tone: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Try:
    """One photo of the current view: which try it was, its score, whether it is to be kept."""

    attempt: str
    title: str
    score: str
    kept: bool


def view_lines(session: Session, words: Words) -> tuple[ViewLine, ...]:
    """Give a line for every view."""
    return tuple(_line(session, at, words) for at in range(len(session.views)))


def _line(session: Session, at: int, words: Words) -> ViewLine:
    view, current = session.views[at], at == session.at
    state, icon, ink = _state(session, view, current, words)
    return ViewLine(
        words.say(f"off_{view.name}"),
        state,
        icon,
        "on_primary_soft" if current else ink,
        None if view.best is None else view.best.id,
        _ICONS.get(view.name, "photo-plus"),
        current,
    )


def _state(session: Session, view: View, current: bool, words: Words) -> tuple[str, str, str]:
    """Give words, icon and colour of how far a view is."""
    if current and session.stage is Stage.CHECKING:
        return words.say("checking_title"), "clock", "text_2"
    if view.kept is not None:
        reason = words.say(f"off_why_{view.kept}")
        return words.say("off_kept", reason=reason), "alert-circle", "retake"
    if view.done:
        return _clear(view, words), "circle-check", "good"
    if view.attempts and (not current or session.stage is not Stage.FRAMING):
        return words.say("off_not_clear"), "alert-circle", "retake"
    if current:
        return words.say("off_now"), "focus-2", "text"
    return words.say("off_todo"), "circle-dashed", "text_2"


def _clear(view: View, words: Words) -> str:
    """Say that a view is clear, and at which try if not at the first."""
    number = 1 + max(at for at, attempt in enumerate(view.attempts) if attempt.rank[0])
    if number == 1:
        return words.say("off_clear")
    return words.say("off_clear2") if number == 2 else words.say("off_clear_n", n=number)


def finding(session: Session, words: Words) -> Finding | None:
    """Say what is not clear about the photo that is looked at; None if there is nothing to say."""
    attempt = session.attempt
    if attempt is None or attempt.verdict is None or not attempt.verdict.reasons:
        return None
    verdict = attempt.verdict
    code, *others = (reason.code for reason in verdict.reasons)
    unsure = verdict.verdict == "cannot_judge"
    return Finding(
        words.reason(code, "office"),
        _score(session.view, verdict, words),
        words.advice(code, "office"),
        REASON_ICONS[code],
        "note" if unsure else "retake",
        tuple(words.reason(other, "office") for other in others),
    )


def _score(view: View, verdict: Verdict, words: Words) -> str:
    name = words.say(f"off_{view.name}")
    if verdict.score is None:
        return name
    return words.say("off_score", view=name, n=round(verdict.score))


def tries(session: Session, words: Words) -> tuple[Try, ...]:
    """List the photos of the current view, the newest first; of one there is nothing to choose."""
    best = session.view.best
    numbered = enumerate(session.view.attempts, 1)
    several = session.tries > 1
    told = [_try(number, each, several and each == best, words) for number, each in numbered]
    return tuple(reversed(told))


def _try(number: int, attempt: Attempt, kept: bool, words: Words) -> Try:
    score = None if attempt.verdict is None else attempt.verdict.score
    return Try(
        attempt.id,
        words.say("off_try_kept" if kept else "off_try", n=number),
        "" if score is None else words.say("off_try_score", n=round(score)),
        kept,
    )


def send_words(session: Session, words: Words) -> str:
    """Say what handing over would do now; "" if there is no photo yet."""
    count = len(session.to_send)
    if not count:
        return ""
    if session.complete:
        return words.say("off_send_next", n=count)
    return words.say("off_send_now" if count == 1 else "off_send_now_many", n=count)


def done_words(session: Session, words: Words) -> str:
    """Say that nothing is left to take: all are clear, or some were kept for a reason."""
    kept = any(view.kept is not None for view in session.views)
    return words.say("off_all_done" if kept else "off_done")


def undo_words(session: Session, words: Words) -> str:
    """Say what `Undo` would undo."""
    before = None if session.undo is None else session.undo.views
    for view, was in zip(session.views, before or (), strict=False):
        if view.kept is not None and view.kept != was.kept:
            return words.say("off_kept", reason=words.say(f"off_why_{view.kept}"))
    return words.say("deleted")


def sets_on(day: date, sent: Iterable[Sent]) -> int:
    """Count the sets that were handed over on a day: the photos of one set share their time."""
    return len({each.when for each in sent if each.when.astimezone().date() == day})


def is_record(text: str) -> bool:
    """Tell whether a text can be a record's number; a name cannot, as it has no digit.

    >>> is_record("4821"), is_record("Jo"), is_record("")
    (True, False, False)
    """
    return any(letter.isdigit() for letter in text)
