"""What was told before and what is told now in; what is said aloud and felt out. No Kivy.

A new screen says its title, then what to do, then its main button. Over the camera only hints are
said: each once, when it changes.
"""

from __future__ import annotations

from dataclasses import dataclass

from clearshot.ports import Buzz
from clearshot.ui.told import Told


@dataclass(frozen=True)
class Utterance:
    """Words to be said, "" for none; and what is to be felt, if anything."""

    words: str = ""
    buzz: Buzz | None = None


NOTHING = Utterance()

_FELT: dict[str, Buzz] = {"clear": "clear", "retake": "again", "sent": "saved"}


def utter(before: Told | None, now: Told) -> Utterance:
    """Find what to say and let be felt, as one screen follows another."""
    if now.screen == "framing":
        return _framing(before, now)
    if before is not None and _same(before, now):
        return Utterance(now.body) if now.body != before.body else NOTHING
    return Utterance(_whole(now), _FELT.get(now.screen))


def _same(before: Told, now: Told) -> bool:
    return (before.screen, before.title, before.attempt, before.tries) == (
        now.screen,
        now.title,
        now.attempt,
        now.tries,
    )


def _whole(told: Told) -> str:
    """Say title, action and main button, each as a sentence."""
    notice = "" if told.notice is None else f"{told.notice.title} {told.notice.text}"
    marked = "" if told.marked is None else told.marked.says
    main = "" if told.main is None else told.main.words
    return sentences(notice, told.title, marked, told.body, main)


def sentences(*parts: str) -> str:
    """Join words so that a voice pauses between them.

    >>> sentences("The spot is blurry", "", "Wait until it looks sharp.")
    'The spot is blurry. Wait until it looks sharp.'
    """
    ends = (".", "?", "!")
    stripped = [part.strip() for part in parts if part.strip()]
    return " ".join(part if part.endswith(ends) else f"{part}." for part in stripped)


def _framing(before: Told | None, now: Told) -> Utterance:
    """Say the hint when it changes, and count down with figures alone."""
    if before is None or before.screen != "framing":
        notice = "" if now.notice is None else f"{now.notice.title} {now.notice.text}"
        return Utterance(sentences(notice, now.title))
    if now.taking and not before.taking:
        return Utterance(buzz="shutter")
    if now.pill == before.pill or now.pill is None:
        new = now.notice is not None and now.notice != before.notice
        return Utterance(_notice(now)) if new else NOTHING
    if now.pill.number is not None:
        counts = before.pill is not None and before.pill.number is not None
        words = str(now.pill.number) if counts else now.pill.words
        return Utterance(words, "tick")
    ready = now.pill.ready and not (before.pill is not None and before.pill.ready)
    return Utterance(now.pill.words, "ready" if ready else "tick")


def _notice(told: Told) -> str:
    return "" if told.notice is None else sentences(told.notice.title, told.notice.text)
