"""What is said aloud and felt, as one screen follows another."""

from __future__ import annotations

from dataclasses import replace

from clearshot.capture.events import Again
from clearshot.ui.spoken import NOTHING, Utterance, sentences, utter
from clearshot.ui.told import Button, Marked, Notice, Pill, Told

RETAKE = Told(
    "retake",
    "The spot is blurry",
    "Wait until it looks sharp.",
    buttons=(Button("Take it again", Again()),),
    marked=Marked((0, 0, 1, 1), "Blurry here", "blur", "Blurry here, in the middle"),
    attempt="a",
)
DARK = Pill("bulb", "Find more light", "cam_retake")
READY = Pill("check", "Hold still. Tap the button", "cam_good", ready=True)
FRAMING = Told("framing", DARK.words, pill=DARK)


def test_a_new_screen_says_title_place_action_and_main_button() -> None:
    said = utter(FRAMING, RETAKE)
    assert said.words == (
        "The spot is blurry. Blurry here, in the middle. Wait until it looks sharp. Take it again."
    )
    assert said.buzz == "again"


def test_a_screen_that_stays_is_not_said_twice() -> None:
    assert utter(RETAKE, RETAKE) == NOTHING
    slow = replace(RETAKE, body="This is slow today.")
    assert utter(RETAKE, slow) == Utterance("This is slow today.")


def test_the_next_photo_with_the_same_fault_is_said_again() -> None:
    assert utter(RETAKE, replace(RETAKE, attempt="b")).words


def test_what_is_clear_and_what_is_kept_is_felt() -> None:
    assert utter(None, Told("clear", "This photo is clear")).buzz == "clear"
    assert utter(None, Told("sent", "Your photo is kept")).buzz == "saved"


def test_a_hint_is_said_when_it_changes_and_ticks() -> None:
    start = replace(FRAMING, pill=replace(DARK, words="Put the spot in the frame"))
    assert utter(start, FRAMING) == Utterance("Find more light", "tick")
    assert utter(FRAMING, FRAMING) == NOTHING


def test_ready_is_felt_and_said_once() -> None:
    ready = replace(FRAMING, pill=READY)
    assert utter(FRAMING, ready) == Utterance(READY.words, "ready")
    assert utter(ready, ready) == NOTHING


def test_a_countdown_is_said_in_figures_after_its_first_words() -> None:
    two, one = (replace(READY, words=f"Hold still. {n}", number=n) for n in (2, 1))
    assert utter(replace(FRAMING, pill=READY), replace(FRAMING, pill=two)).words == two.words
    counted = utter(replace(FRAMING, pill=two), replace(FRAMING, pill=one))
    assert counted == Utterance("1", "tick")


def test_the_shutter_is_felt_and_not_said() -> None:
    assert utter(FRAMING, replace(FRAMING, taking=True)) == Utterance("", "shutter")


def test_a_new_banner_over_the_camera_is_said() -> None:
    stopped = replace(FRAMING, notice=Notice("The camera stopped.", "It will start again."))
    assert utter(FRAMING, stopped).words == "The camera stopped. It will start again."


def test_the_camera_says_its_first_hint() -> None:
    assert utter(RETAKE, FRAMING).words == "Find more light."


def test_what_ends_a_sentence_is_not_said_twice() -> None:
    assert sentences("Is it so?", "Yes", "") == "Is it so? Yes."
