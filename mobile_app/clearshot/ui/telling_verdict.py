"""A judged photo in; what its screen shows out: clear, or one reason and one action. No Kivy."""

from __future__ import annotations

from clearshot.capture.events import Again, Back, ShowSpot, Use
from clearshot.capture.session import Attempt, Session
from clearshot.decision import Verdict
from clearshot.ui.icons import REASON_ICONS
from clearshot.ui.marking import marked
from clearshot.ui.told import Around, Button, Go, Notice, Scene, Told
from clearshot.words import Words

KEEP = "photo-check"
"""The icon of what hands a photo over."""


def back(words: Words) -> Button:
    """Give the way back of the top bar."""
    return Button(words.say("back"), Back(), "arrow-left")


def help_(words: Words) -> Button:
    """Give the way to the tips."""
    return Button(words.say("help"), Go("help"), "help")


def number(session: Session, words: Words) -> str:
    """Say which photo this is."""
    return words.say("photo_n", n=max(1, session.tries))


def resumed(session: Session, words: Words) -> Notice | None:
    """Say that all is still there, after a kill."""
    return Notice(words.say("resumed")) if session.resumed else None


def clear(scene: Scene, around: Around, words: Words) -> Told:
    """Tell that a photo is clear, and what may come yet."""
    session = scene.session
    notes = [("", words.say("accept_note"))]
    if session.attempt is not None and _simple(session.attempt.verdict):
        notes.insert(0, ("", words.say("retake_basic")))
    return Told(
        "clear",
        words.say("accept_title"),
        words.say("accept_body"),
        bar=number(session, words),
        left=back(words),
        right=help_(words),
        icon="circle-check",
        tone="good",
        notes=tuple(notes),
        buttons=(
            Button(words.say("accept_use"), Use(), "check"),
            Button(words.say("accept_more"), Again(), "camera", "outlined"),
        ),
        attempt=session.current,
        notice=resumed(session, words),
    )


def _simple(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.fallback is not None


def retake(scene: Scene, around: Around, words: Words) -> Told | None:
    """Tell one reason and one action, for what else was found is for the clinic; None without any."""
    session, attempt = scene.session, scene.session.attempt
    if attempt is None or attempt.verdict is None or not attempt.verdict.reasons:
        return None
    verdict, code = attempt.verdict, attempt.verdict.reasons[0].code
    unsure = verdict.verdict == "cannot_judge"
    photo = scene.photo(attempt.id)
    title, body = words.reason(code), words.advice(code)
    if code == "glare" and around.flashed:
        body = words.say("r_glare_torch_do")
    if session.last and not unsure:
        title, body = words.say("retake_last_title"), words.say("retake_last_body")
    return Told(
        "retake",
        title,
        body,
        bar=number(session, words),
        left=back(words),
        right=help_(words),
        icon=REASON_ICONS[code],
        tone="note" if unsure else "retake",
        notes=_retake_notes(session, attempt, words),
        buttons=_retake_buttons(session, unsure, words),
        attempt=attempt.id,
        marked=None if photo is None else marked(verdict, photo.size, words),
        tries=(session.tries, session.retakes + 1) if not session.last or unsure else (0, 0),
        tries_words=words.say("retake_try", n=session.tries, max=session.retakes + 1),
        notice=resumed(session, words),
    )


def _retake_notes(session: Session, attempt: Attempt, words: Words) -> tuple[tuple[str, str], ...]:
    notes = []
    before = [each for each in session.view.attempts if each.id != attempt.id]
    if before and not session.last and attempt.rank > max(each.rank for each in before):
        notes.append(("", words.say("retake_better")))
    if _simple(attempt.verdict):
        notes.append(("", words.say("retake_basic")))
    return tuple(notes)


def _retake_buttons(session: Session, unsure: bool, words: Words) -> tuple[Button, ...]:
    """Order them: what most want first. Where nothing could be judged, to go on comes first."""
    again = Button(words.say("retake_again"), Again(), "camera", "outlined")
    use = Button(words.say("send_anyway"), Use(), KEEP, "outlined")
    short = words.say("retake_spot_short")
    spot = Button(words.say("retake_spot"), ShowSpot(), "target", "text", short=short)
    if session.last and not unsure:
        clearest = Button(words.say("retake_last_send"), Use(), KEEP)
        more = Button(words.say("accept_more"), Again(), "camera", "outlined")
        return clearest, more, spot
    if unsure:
        return Button(use.words, use.act, KEEP), again, spot
    return Button(again.words, again.act, "camera"), use, spot
