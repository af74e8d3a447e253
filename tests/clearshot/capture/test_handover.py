"""What is handed over is the best attempt of each view, with all that is known of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from clearshot.capture.handover import note, sendings
from clearshot.capture.session import OFFICE_VIEWS, Attempt, Session, View
from tests.clearshot.capture.worlds import ACCEPT, RETAKE, SPOT

NOW = datetime(2026, 11, 30, 10, tzinfo=UTC)


def test_a_note_says_what_a_clinic_asks_for() -> None:
    attempts = (Attempt("a", RETAKE, True), Attempt("b", ACCEPT, True, SPOT), Attempt("c"))
    view = View("closeup", attempts, kept="cannot_now")
    session = Session(mode="office", views=(view,), site="left_arm", record="A-17")
    told = note(session, view, attempts[1], NOW)
    assert json.loads(json.dumps(told)) == told
    assert told["time"] == "2026-11-30T10:00:00+00:00"
    assert (told["id"], told["verdict"], told["score"]) == ("b", "accept", 90.0)
    assert told["roi"] == {"x": 10, "y": 20, "w": 30, "h": 40}
    assert (told["site"], told["record"], told["kept"]) == ("left_arm", "A-17", "cannot_now")
    assert [each["score"] for each in told["attempts"]] == [30.0, 90.0, None]
    assert told["attempts"][0]["reasons"] == [{"code": "blur_focus", "severity": 0.75}]
    assert {"policy", "model", "operating_point", "fallback", "app", "view", "mode"} <= told.keys()


def test_the_best_attempt_of_each_view_is_handed_over_and_an_empty_view_is_not() -> None:
    photos = {"a": b"\xff\xd8\xffa", "b": b"\xff\xd8\xffb"}
    view = View("overview", (Attempt("a", ACCEPT), Attempt("b", RETAKE)))
    session = Session(mode="office", views=(view, *OFFICE_VIEWS[1:]))
    (handed,) = sendings(session, session.views, photos.__getitem__, NOW)
    assert (handed.id, handed.photo, handed.suffix) == ("a", photos["a"], ".jpg")
    assert handed.note["view"] == "overview"
