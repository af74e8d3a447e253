"""What the window notices as time passes."""

from __future__ import annotations

from typing import Any

import pytest

from clearshot.capture.session import Session, Stage
from clearshot.ui.noticing import FOLD, SLOW, Noticing
from clearshot.ui.told import Notice, Told
from tests.ui.scenes import StillCamera, machine

FRAMING, CHECKING = Session(Stage.FRAMING), Session(Stage.CHECKING)
TOLD = Told("framing", "Hold still", notice=Notice("Simple checks only."))


class Clock:
    """Shows the second that the test says."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class Lamp(StillCamera):
    """A camera that remembers whether its lamp is on."""

    on = False

    def light(self, on: bool) -> None:
        self.on = on


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def camera() -> Any:
    return Lamp()


@pytest.fixture
def noticing(clock: Clock, camera: Any) -> Noticing:
    return Noticing(machine(camera), ("1.0", "1.2"), clock)


def test_a_check_is_slow_after_two_seconds(noticing: Noticing, clock: Clock) -> None:
    noticing.note(FRAMING, None, covered=False)
    clock.now = SLOW - 0.1
    assert not noticing.note(CHECKING, None, covered=False)
    clock.now = SLOW
    assert noticing.note(CHECKING, None, covered=False)
    assert noticing.around.slow
    noticing.note(FRAMING, None, covered=False)
    assert not noticing.around.slow


def test_a_banner_is_folded_after_six_seconds_and_the_next_one_is_not(
    noticing: Noticing, clock: Clock
) -> None:
    noticing.note(FRAMING, TOLD, covered=False)
    clock.now = FOLD
    noticing.note(FRAMING, TOLD, covered=False)
    assert noticing.around.folded == {"Simple checks only."}
    other = Told("framing", "Hold still", notice=Notice("The camera stopped."))
    noticing.note(FRAMING, other, covered=False)
    assert noticing.around.folded == {"Simple checks only."}


def test_the_lamp_is_out_when_one_leaves_the_camera_and_its_photo_was_lit(
    noticing: Noticing, camera: Lamp
) -> None:
    noticing.light()
    assert camera.on
    noticing.note(FRAMING, None, covered=False)
    assert noticing.around.lit
    noticing.note(CHECKING, None, covered=False)
    assert not noticing.around.lit
    assert noticing.around.flashed
    noticing.note(FRAMING, None, covered=False)
    assert not noticing.around.flashed


def test_only_pages_that_the_phone_has_can_be_opened(noticing: Noticing) -> None:
    assert noticing.around.can_open == {"settings", "storage"}
