"""What an office hears while it looks at the skin."""

from __future__ import annotations

from dataclasses import replace

from clearshot.capture.session import OFFICE_VIEWS, Attempt, Session, Stage, View
from clearshot.decision import Kind, Reason, Region, Verdict
from clearshot.photo import Box, Photo
from clearshot.ui.office_spoken import utter_office
from clearshot.ui.spoken import NOTHING, Utterance
from clearshot.words import Words
from tests.conftest import render_texture

EN = Words("en")
PHOTO = Photo.of(render_texture(size=(300, 300)))
FRAMING = Session(Stage.FRAMING, "office", views=OFFICE_VIEWS)


def judged(kind: Kind, *codes: str) -> Attempt:
    boxes = [Box(100 * x, 100 * y, 100, 100) for y in range(3) for x in range(3)]
    regions = tuple(Region(box, 10.0 if at == 8 else 90.0) for at, box in enumerate(boxes))
    reasons = tuple(Reason(code, 0.9, prompts=True) for code in codes)
    return Attempt("photo", Verdict(kind, 50.0, None, reasons, "p", "o", regions=regions))


def taken(session: Session, attempt: Attempt) -> Session:
    view = replace(session.view, attempts=(*session.view.attempts, attempt))
    return session.with_view(view)


def test_at_the_start_the_first_view_is_named() -> None:
    assert utter_office(None, FRAMING, None, EN) == Utterance("Overview. Take this one now.")


def test_a_clear_view_is_said_and_felt_and_the_next_one_named() -> None:
    checking = replace(taken(FRAMING, Attempt("photo")), stage=Stage.CHECKING)
    after = replace(taken(FRAMING, judged("accept")), at=1)
    assert utter_office(checking, after, PHOTO, EN) == Utterance(
        "Overview. Clear. Close-up. Take this one now.", "clear"
    )


def test_what_is_not_clear_is_told_with_its_place_and_what_to_do() -> None:
    checking = replace(taken(FRAMING, Attempt("photo")), stage=Stage.CHECKING, current="photo")
    unclear = replace(
        taken(FRAMING, judged("retake", "blur_focus")), stage=Stage.RETAKE, current="photo"
    )
    assert utter_office(checking, unclear, PHOTO, EN) == Utterance(
        "Out of focus. Blurry here, at the bottom right. Tap the spot on the screen to focus.",
        "again",
    )


def test_a_complete_set_says_what_the_button_does() -> None:
    views = tuple(View(view.name, (judged("accept"),)) for view in OFFICE_VIEWS)
    before = replace(FRAMING, views=views, at=2, stage=Stage.CHECKING)
    told = utter_office(before, replace(before, stage=Stage.REVIEW), PHOTO, EN)
    assert told == Utterance(
        "With ruler. Clear. All views are clear. Keep 3, next patient.", "clear"
    )


def test_after_the_hand_over_it_is_said_that_the_photos_are_kept() -> None:
    sending = replace(taken(FRAMING, judged("accept")), stage=Stage.SENDING)
    told = utter_office(sending, FRAMING, None, EN)
    assert told == Utterance("Kept on this phone. Overview. Take this one now.", "saved")


def test_while_nothing_changes_the_hints_speak() -> None:
    assert utter_office(FRAMING, replace(FRAMING, record="4821"), None, EN) is None


def test_while_it_is_checked_nothing_is_said() -> None:
    checking = replace(taken(FRAMING, Attempt("photo")), stage=Stage.CHECKING)
    assert utter_office(FRAMING, checking, PHOTO, EN) == NOTHING
