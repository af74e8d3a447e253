"""What the office's panel says at every step, without a window."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from clearshot.capture.session import OFFICE_VIEWS, Attempt, Session, Stage, View
from clearshot.decision import Kind, Reason, Verdict
from clearshot.reasons import REASON_CODES
from clearshot.submit import Sent
from clearshot.ui.office_telling import (
    KEEP,
    done_words,
    finding,
    is_record,
    send_words,
    sets_on,
    tries,
    undo_words,
    view_lines,
)
from clearshot.words import LANGUAGES, Words

EN = Words("en")


def judged(name: str, kind: Kind, score: float | None, *codes: str) -> Attempt:
    reasons = tuple(Reason(code, 0.9, prompts=True) for code in codes)
    return Attempt(name, Verdict(kind, score, None, reasons, "p", "o"), saved=True)


CLEAR = judged("clear", "accept", 88.4)
BLURRED = judged("blurred", "retake", 34.0, "blur_focus", "noise")


def office(*views: View, at: int = 0, stage: Stage = Stage.FRAMING) -> Session:
    return Session(stage, "office", views=(*views, *OFFICE_VIEWS[len(views) :]), at=at)


def test_a_new_patient_has_one_view_to_take_now_and_the_others_to_do() -> None:
    lines = view_lines(office(), EN)
    assert [(line.title, line.state, line.current) for line in lines] == [
        ("Overview", "Take this one now", True),
        ("Close-up", "To do", False),
        ("With ruler", "To do", False),
    ]
    assert send_words(office(), EN) == ""


def test_a_view_that_is_clear_says_at_which_try() -> None:
    first, second = View("overview", (CLEAR,)), View("closeup", (BLURRED, CLEAR))
    third = View("ruler", (BLURRED, BLURRED, CLEAR))
    states = [line.state for line in view_lines(office(first, second, third, at=2), EN)]
    assert states == ["Clear", "Clear, second try", "Clear, try 3"]


def test_what_is_kept_says_why_and_is_never_called_clear() -> None:
    kept = View("overview", (BLURRED,), kept="still")
    session = office(kept, View("closeup", (CLEAR,)), View("ruler", (CLEAR,)), at=1)
    line = view_lines(session, EN)[0]
    assert (line.state, line.icon, line.ink) == (
        "Kept: Cannot hold still",
        "alert-circle",
        "retake",
    )
    assert done_words(session, EN) == "All views are taken"


def test_a_view_that_was_left_is_still_open() -> None:
    session = office(View("overview", (BLURRED,)), at=1)
    assert view_lines(session, EN)[0].state == "Not clear yet"


def test_states_differ_by_icon_and_words_not_by_colour_alone() -> None:
    session = office(View("overview", (CLEAR,)), View("closeup", (BLURRED,), kept="time"), at=2)
    lines = view_lines(session, EN)
    assert len({line.icon for line in lines}) == len({line.state for line in lines}) == len(lines)


def test_a_photo_that_is_not_clear_has_a_reason_a_score_and_one_thing_to_do() -> None:
    session = replace(office(at=1).with_view(View("closeup", (BLURRED,))), current="blurred")
    told = finding(session, EN)
    assert told is not None
    assert (told.title, told.under) == ("Out of focus", "Close-up, score 34 of 100")
    assert told.advice == "Tap the spot on the screen to focus."
    assert told.others == ("Grainy",)


def test_what_could_not_be_judged_has_no_score() -> None:
    unsure = judged("wall", "cannot_judge", None, "cannot_judge")
    session = replace(office(View("overview", (unsure,))), current="wall")
    told = finding(session, EN)
    assert told is not None
    assert (told.under, told.tone) == ("Overview", "note")


def test_before_the_verdict_nothing_is_said() -> None:
    session = replace(office(View("overview", (Attempt("new"),))), current="new")
    assert finding(session, EN) is None
    checking = replace(session, stage=Stage.CHECKING)
    assert view_lines(checking, EN)[0].state == "Checking your photo"


def test_tries_are_listed_newest_first_and_the_clearest_is_kept() -> None:
    told = tries(office(View("overview", (BLURRED, CLEAR))), EN)
    assert [(each.title, each.score, each.kept) for each in told] == [
        ("Try 2, kept", "Score 88 of 100", True),
        ("Try 1", "Score 34 of 100", False),
    ]


@pytest.mark.parametrize(
    ("views", "said"),
    [
        ([View("overview", (CLEAR,))], "Keep 1 photo now"),
        ([View("overview", (CLEAR,)), View("closeup", (BLURRED,))], "Keep 2 photos now"),
        ([View(view.name, (CLEAR,)) for view in OFFICE_VIEWS], "Keep 3, next patient"),
    ],
)
def test_the_last_button_counts_what_it_hands_over(views: list[View], said: str) -> None:
    assert send_words(office(*views), EN) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_can_be_said_in_both_languages(language: str) -> None:
    words = Words(language)
    assert all(words.say(f"off_why_{because}") for because in KEEP)
    for code in REASON_CODES:
        unclear = judged("photo", "retake", 20.0, code)
        session = replace(office(View("overview", (unclear,))), current="photo")
        told = finding(session, words)
        assert told is not None
        assert told.title


def test_a_name_is_no_record_number() -> None:
    assert is_record("A-4821")
    assert not is_record("Ana")


def test_the_sets_of_a_day_are_counted_by_their_hand_over() -> None:
    noon = datetime(2026, 3, 9, 12).astimezone()
    times = (noon, noon, noon + timedelta(minutes=5), noon - timedelta(days=1))
    sent = [Sent(f"{at}", when, "", bytes) for at, when in enumerate(times)]
    assert sets_on(noon.date(), sent) == 2


def test_what_can_be_undone_is_said() -> None:
    before = office(View("overview", (BLURRED,)))
    kept = before.with_view(View("overview", (BLURRED,), kept="time"))
    assert undo_words(replace(kept, undo=before), EN) == "Kept: No time"
