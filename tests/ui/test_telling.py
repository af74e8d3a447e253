"""What each screen of the phone says, without a window."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from clearshot.capture.events import (
    Again,
    OpenCamera,
    Pick,
    SaveAgain,
    Send,
    ShowSpot,
    Skip,
    Use,
)
from clearshot.capture.hints import PRIORITY, READY, START, Hint
from clearshot.capture.session import Attempt, Session, Stage, View
from clearshot.capture.settings import Language, Settings
from clearshot.decision import Reason, Region, Verdict
from clearshot.photo import Box, Photo
from clearshot.ui.icons import GLYPHS
from clearshot.ui.marking import marked, tag
from clearshot.ui.telling import tell
from clearshot.ui.telling_pages import ask, tell_page
from clearshot.ui.told import Around, Ask, Button, Do, Go, Group, Set, Told
from clearshot.words import Words
from tests.ui.scenes import Scene, picture, scenes

SIZE = (400, 300)
WHERE = tuple(Box(x, y, 200, 150) for y in (0, 150) for x in (0, 200))
RETAKE = Verdict(
    verdict="retake",
    score=20.0,
    grade=None,
    reasons=(Reason("blur_focus", 0.8, prompts=True), Reason("noise", 0.6, prompts=False)),
    policy="test-1",
    operating_point="youden",
    regions=tuple(map(Region, WHERE, (70.0, 21.0, 80.0, 20.0))),
)
ACCEPT = replace(RETAKE, verdict="accept", score=90.0, reasons=())
UNSURE = replace(
    RETAKE, verdict="cannot_judge", score=None, reasons=(Reason("cannot_judge", 1.0, False),)
)
ALL = Around(picker=True, can_open=frozenset({"settings", "storage"}), lamp=True, front=True)


class Shown(Scene):
    """A scene with a plain photo."""

    def photo(self, attempt: str) -> Photo:
        return Photo.of(picture("light").resize(SIZE))


def shown(stage: Stage, *verdicts: Verdict | None, **parts: object) -> Shown:
    attempts = tuple(Attempt(f"a{at}", each, saved=True) for at, each in enumerate(verdicts))
    current = attempts[-1].id if attempts else None
    session = Session(stage, views=(View("photo", attempts),), current=current)
    return Shown(replace(session, **parts))  # type: ignore[arg-type]


def acts(told: Told) -> list[object]:
    return [button.act for button in told.buttons]


def test_a_retake_has_one_reason_one_action_and_three_ways_on() -> None:
    told = tell(shown(Stage.RETAKE, RETAKE), ALL)
    assert (told.title, told.body) == (
        "The spot is blurry",
        "Tap the spot on the screen. Wait until it looks sharp.",
    )
    assert acts(told) == [Again(), Use(), ShowSpot()]
    assert told.tries == (1, 4)
    assert told.tries_words == "Try 1 of 4"


def test_glare_of_the_own_lamp_is_mended_by_switching_it_off() -> None:
    glare = replace(RETAKE, reasons=(Reason("glare", 0.8, prompts=True),))
    assert tell(shown(Stage.RETAKE, glare), ALL).body == "Tilt the phone a little."
    told = tell(shown(Stage.RETAKE, glare), replace(ALL, flashed=True))
    assert told.body == "Turn off the phone light."


def test_after_the_last_try_nothing_is_asked_for_any_more() -> None:
    told = tell(shown(Stage.RETAKE, *[RETAKE] * 4), ALL)
    assert told.title == "This is a hard one to take"
    assert acts(told)[0] == Use()
    assert told.tries == (0, 0)


def test_a_photo_that_cannot_be_judged_is_first_of_all_to_be_used() -> None:
    told = tell(shown(Stage.RETAKE, UNSURE), ALL)
    assert (told.tone, acts(told)[0]) == ("note", Use())
    assert told.marked is None


def test_a_better_photo_is_said_to_be_better() -> None:
    better = replace(RETAKE, score=30.0)
    said = [words for _, words in tell(shown(Stage.RETAKE, RETAKE, better), ALL).notes]
    assert said == ["Better than last time."]
    assert tell(shown(Stage.RETAKE, better, RETAKE), ALL).notes == ()


def test_simple_checks_are_said_to_be_simple() -> None:
    simple = replace(ACCEPT, fallback="the model is missing")
    said = [words for _, words in tell(shown(Stage.CLEAR, simple), ALL).notes]
    assert said[0] == "This was a simple check only."


def test_the_parts_that_are_as_bad_as_the_worst_are_outlined_together() -> None:
    mark = marked(RETAKE, SIZE, Words())
    assert mark is not None
    assert mark.edges == (0.5, 0.0, 1.0, 1.0)
    assert mark.words == "Blurry here"
    assert mark.says == "Blurry here, on the right"


def test_where_nearly_all_is_bad_the_worst_part_is_outlined() -> None:
    scores = (40.0, 21.0, 22.0, 20.0)
    verdict = replace(RETAKE, regions=tuple(map(Region, WHERE, scores)))
    mark = marked(verdict, SIZE, Words())
    assert mark is not None
    assert mark.edges == (0.5, 0.5, 1.0, 1.0)


@pytest.mark.parametrize("code", ["colour_cast", "low_resolution", "compression"])
def test_what_is_wrong_with_the_whole_photo_has_no_outline(code: str) -> None:
    verdict = replace(RETAKE, reasons=(Reason(code, 0.8, prompts=True),))
    assert marked(verdict, SIZE, Words()) is None


def test_attempts_are_named_by_what_they_are_like() -> None:
    words = Words()
    assert tag(RETAKE, False, words) == "Blurry"
    assert tag(ACCEPT, True, words) == "Clearest"
    assert tag(None, True, words) == "Not checked"


def test_one_can_go_on_without_the_check_when_it_is_slow() -> None:
    assert acts(tell(shown(Stage.CHECKING, None), ALL)) == []
    told = tell(shown(Stage.CHECKING, None), replace(ALL, slow=True))
    assert acts(told) == [Skip()]


def test_a_photo_is_said_to_be_saved_only_when_it_is() -> None:
    scene = shown(Stage.CHECKING, None)
    assert tell(scene, ALL).notes != ()
    scene.session = scene.session.with_attempt(Attempt("a0", None, saved=False))
    assert tell(scene, ALL).notes == ()


def test_a_camera_that_was_refused_for_ever_has_every_way_on() -> None:
    told = tell(shown(Stage.CAMERA_OFF, RETAKE, refused="for_ever"), ALL)
    assert acts(told) == [Do("settings"), Use(), Pick(), OpenCamera()]


def test_where_no_photo_can_be_picked_none_is_offered() -> None:
    told = tell(shown(Stage.CAMERA_OFF, refused="once"), Around())
    assert acts(told) == [OpenCamera()]


def test_a_full_phone_offers_no_page_that_it_has_not() -> None:
    told = tell(shown(Stage.FULL, RETAKE), ALL)
    assert acts(told) == [SaveAgain(), Do("storage"), Ask("delete")]
    assert acts(tell(shown(Stage.FULL, RETAKE), Around())) == [SaveAgain(), Ask("delete")]


def test_the_review_is_sent_with_one_tap() -> None:
    told = tell(shown(Stage.REVIEW, RETAKE, ACCEPT), ALL)
    assert told.main is not None
    assert told.main.act == Send()
    assert [choice.chosen for choice in told.choices] == [False, True]


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("code", [*PRIORITY, "level", "start", "ready", "blur_focus_near"])
def test_every_hint_has_an_icon_and_words(language: Language, code: str) -> None:
    scene = shown(Stage.FRAMING)
    scene.hint, scene.settings = Hint(code), replace(scene.settings, language=language)
    told = tell(scene, ALL)
    assert told.pill is not None
    assert told.pill.icon in GLYPHS
    assert told.pill.words


def test_ready_is_told_by_an_icon_and_words_and_not_by_green_alone() -> None:
    pills = []
    for hint in (START, READY):
        scene = shown(Stage.FRAMING)
        scene.hint = hint
        pills.append(tell(scene, ALL).pill)
    start, ready = pills
    assert start is not None
    assert ready is not None
    assert ready.ready
    assert start.icon != ready.icon
    assert start.words != ready.words


def test_the_lamp_is_offered_only_where_it_is_dark() -> None:
    scene = shown(Stage.FRAMING)
    for code, ring in (("too_dark", "cam_retake"), ("too_far", "")):
        scene.hint = Hint(code)
        lamp = tell(scene, ALL).round[0]
        assert lamp is not None
        assert (lamp.act, lamp.ring) == (Do("light"), ring)


def test_a_front_camera_has_a_way_back_and_no_lamp() -> None:
    scene = shown(Stage.FRAMING)
    scene.settings = Settings(front=True)
    left = tell(scene, ALL).round[0]
    assert left is not None
    assert left.act == Set("front", False)


def test_a_timer_that_is_set_can_be_seen_and_stopped_where_one_shoots() -> None:
    scene = shown(Stage.FRAMING)
    scene.settings = Settings(timer=10)
    right = tell(scene, ALL).round[1]
    assert right is not None
    assert (right.words, right.act) == ("Timer 10 s", Set("timer", 0))


def test_from_the_second_try_on_the_last_photo_can_be_used() -> None:
    last = tell(shown(Stage.FRAMING, RETAKE), ALL).round[0]
    assert last is not None
    assert (last.act, last.photo) == (Use(), "a0")


ALL_TITLES = frozenset({"The camera stopped.", "Simple checks only."})


def test_there_is_one_banner_and_a_lost_camera_comes_first() -> None:
    scene = shown(Stage.FRAMING, RETAKE, resumed=True, lost=1)
    scene.fallback = "the model is missing"
    titles = []
    for session in (
        scene.session,
        replace(scene.session, lost=0),
    ):
        scene.session = session
        notice = tell(scene, ALL).notice
        assert notice is not None
        titles.append(notice.title)
    assert titles == ["The camera stopped.", "Simple checks only."]


def test_a_banner_that_was_read_folds_into_the_top_bar() -> None:
    scene = shown(Stage.FRAMING)
    scene.fallback = "the model is missing"
    told = tell(scene, replace(ALL, folded=frozenset({"Simple checks only."})))
    assert told.notice is None
    assert told.right is not None
    assert told.right.act == Go("basic")


def test_a_lost_camera_is_told_for_as_long_as_it_is_lost() -> None:
    notice = tell(shown(Stage.FRAMING, lost=1), replace(ALL, folded=ALL_TITLES)).notice
    assert notice is not None
    assert notice.title in ALL_TITLES


def test_a_question_comes_with_the_answer_that_changes_nothing_first() -> None:
    first, second = ask("delete", Settings()).buttons
    assert (first.words, first.kind) == ("Keep them", "filled")
    assert (second.words, second.kind) == ("Delete", "danger")


def test_the_chosen_answer_has_a_sign() -> None:
    [group] = ask("colours", Settings(colours="dark")).groups
    assert [entry.title for entry in group.entries if entry.chosen] == ["Dark"]


def _buttons(told: Told) -> list[Button]:
    return [each for each in (*told.buttons, *told.round, told.left, told.right) if each]


def _groups(told: Told) -> list[Group]:
    return list(told.groups)


@pytest.mark.parametrize("language", get_args(Language))
def test_every_screen_says_what_it_is_and_names_its_buttons_and_icons(language: Language) -> None:
    for name, scene in scenes():
        scene.settings = replace(scene.settings, language=language)
        told = tell_page(scene.pages[-1], scene, ALL) if scene.pages else tell(scene, ALL)
        assert told.title, name
        for button in _buttons(told):
            assert button.words, name
            assert not button.icon or button.icon in GLYPHS, button
        for group in _groups(told):
            assert all(not entry.icon or entry.icon in GLYPHS for entry in group.entries)


def test_no_screen_is_a_dead_end() -> None:
    for name, scene in scenes():
        told = tell_page(scene.pages[-1], scene, ALL) if scene.pages else tell(scene, ALL)
        waits = told.screen in ("checking", "sending", "framing", "sites")
        assert waits or (told.main is not None and told.main.kind in ("filled", "cam", "danger")), (
            name
        )
