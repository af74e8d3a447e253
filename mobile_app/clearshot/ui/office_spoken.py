"""An office's session before and now in; what is said aloud and felt out. No Kivy.

The eyes stay on the skin: what was clear, what is to be taken next, and what is not clear and why.
"""

from __future__ import annotations

from clearshot.capture.session import Session, Stage
from clearshot.photo import Photo
from clearshot.ui.marking import marked
from clearshot.ui.office_telling import done_words, finding, send_words, view_lines
from clearshot.ui.spoken import NOTHING, Utterance, sentences
from clearshot.words import Words


def utter_office(
    before: Session | None, now: Session, photo: Photo | None, words: Words
) -> Utterance | None:
    """Find what to say as one step follows another; None if it is the hint's turn to speak.

    Args:
        before: the session that was shown last; None at the start.
        now: the session.
        photo: that is looked at, if it is there.
        words: the language.
    """
    if before is not None and (before.stage, before.at) == (now.stage, now.at):
        return None
    if now.stage is Stage.RETAKE:
        return Utterance(_unclear(now, photo, words), "again")
    if now.stage in (Stage.FRAMING, Stage.REVIEW):
        past = NOTHING if before is None else _past(before, now, words)
        return Utterance(sentences(past.words, _next(now, words)), past.buzz)
    return NOTHING


def _unclear(now: Session, photo: Photo | None, words: Words) -> str:
    """Say the reason, where it is, and the one thing to do."""
    told, attempt = finding(now, words), now.attempt
    if told is None or attempt is None or attempt.verdict is None:
        return ""
    mark = None if photo is None else marked(attempt.verdict, photo.size, words)
    return sentences(told.title, "" if mark is None else mark.says, told.advice)


def _past(before: Session, now: Session, words: Words) -> Utterance:
    """Say what has just come to an end."""
    if before.stage is Stage.SENDING:
        return Utterance(words.say("row_kept"), "saved")
    if before.stage is Stage.CHECKING and now.views[before.at].done:
        return Utterance(view_lines(now, words)[before.at].spoken, "clear")
    return NOTHING


def _next(now: Session, words: Words) -> str:
    """Say what is to be done now."""
    if now.stage is Stage.REVIEW:
        ready = done_words(now, words) if now.complete else ""
        return sentences(ready, send_words(now, words))
    return view_lines(now, words)[now.at].spoken
