"""Our files for iOS, over a bridge that knows our Objective-C classes by their headers."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import numpy as np
import pytest

from clearshot.ports import Insets, Wishes
from clearshot.ports.here import here
from tests.clearshot.ports.ios_phone import Text, ios_phone
from tests.clearshot.ports.listening import Listener, until
from tests.clearshot.ports.stand_in import Bridge


@pytest.fixture
def bridge() -> Iterator[Bridge]:
    with ios_phone() as bridge:
        yield bridge


def copying(content: bytes) -> Callable[[int, int], bool]:
    """Copy to an address, if there is room for exactly this."""

    def copy(address: int, length: int) -> bool:
        if length == len(content):
            ctypes.memmove(address, content, length)
        return length == len(content)

    return copy


@pytest.fixture
def camera(bridge: Bridge) -> Iterator[Any]:
    """Make a camera that gives frames of 2 x 3 pixels, blue below."""
    bgra = np.zeros((3, 2, 4), np.uint8)
    bgra[2, :, 0] = 255
    feed = {
        "state": 1,
        "hasLight": True,
        "nextFrame": True,
        "frameWidth": 2,
        "frameHeight": 3,
        "copyFrame_length_": copying(bgra.tobytes()),
        "degrees": 90,
    }
    bridge.answers.update({("ClearshotCamera", name): answer for name, answer in feed.items()})
    camera = import_module("clearshot.ports.ios.camera").IosCamera(fps=200)
    yield camera
    camera.stop()


def test_frames_are_rgb(camera: Any, bridge: Bridge) -> None:
    listener = Listener()
    listener.start(camera)
    until(lambda: len(listener.frames) > 1)
    camera.stop()
    assert listener.frames[0].pixels.shape == (3, 2, 3)
    assert listener.frames[0].pixels[2, 0].tolist() == [0, 0, 255]
    assert listener.told == ["ready"]
    assert camera.has_light
    assert not camera.has_front
    assert bridge.called("openFront_") == [(False,)]
    assert len(bridge.called("close")) == 1


def test_a_photo_is_the_files_bytes(camera: Any, bridge: Bridge) -> None:
    answers = {"photoState": 1, "photoLength": 5, "copyPhoto_length_": copying(b"photo")}
    bridge.answers.update({("ClearshotCamera", name): value for name, value in answers.items()})
    listener = Listener()
    listener.start(camera)
    until(lambda: len(listener.frames) > 0)
    camera.take(listener.photos.append)
    until(lambda: listener.photos == [b"photo"])


def test_a_photo_that_was_not_taken_is_none(camera: Any, bridge: Bridge) -> None:
    bridge.answers["ClearshotCamera", "photoState"] = 2
    listener = Listener()
    listener.start(camera)
    until(lambda: len(listener.frames) > 0)
    camera.take(listener.photos.append)
    until(lambda: listener.photos == [None])


def test_a_refusal_is_for_ever_as_ios_asks_once(camera: Any, bridge: Bridge) -> None:
    bridge.answers["ClearshotCamera", "state"] = 2
    listener = Listener()
    listener.start(camera)
    until(lambda: listener.told == [("refused", True)])


def test_a_camera_that_stops_is_lost_with_the_systems_words(
    camera: Any, bridge: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module("clearshot.ports.ios.camera"), "FRAME", 0.01)
    listener = Listener()
    listener.start(camera)
    until(lambda: len(listener.frames) > 0)
    answers = {"nextFrame": False, "state": 3, "trouble": b"another app took the camera"}
    bridge.answers.update({("ClearshotCamera", name): value for name, value in answers.items()})
    until(lambda: ("lost", "another app took the camera") in listener.told)


def test_a_stop_does_not_wait_for_the_persons_answer(camera: Any, bridge: Bridge) -> None:
    bridge.answers["ClearshotCamera", "state"] = 0
    listener = Listener()
    listener.start(camera)
    until(lambda: len(bridge.called("state")) > 0)
    camera.stop()
    assert listener.told == []
    until(lambda: len(bridge.called("close")) == 1)


def test_lamp_and_focus_reach_the_open_camera(camera: Any, bridge: Bridge) -> None:
    listener = Listener()
    listener.start(camera)
    until(lambda: len(listener.frames) > 0)
    camera.light(True)
    camera.focus(0.2, 0.3)
    assert bridge.called("light_") == [(True,)]
    assert bridge.called("focusX_y_") == [(pytest.approx(0.3), pytest.approx(0.8))]


def test_the_phone_is_found_and_each_of_its_ports_works(
    bridge: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIVY_BUILD", "ios")
    answers = {
        "inset_": lambda side: float([0, 47, 0, 34][side]),
        "scale": 3.0,
        "pull_": lambda axis: [0.0, -1.0, 0.0][axis],
        "isStill": True,
        "language": b"es-MX",
        "pickState": 1,
        "pickedLength": 5,
        "copyPicked_length_": copying(b"photo"),
    }
    bridge.answers.update({("ClearshotPhone", name): value for name, value in answers.items()})
    ports = here()
    ports.speech.say("Quédese quieto", "es")
    assert bridge.called("say_language_") == [(Text("Quédese quieto"), Text("es"))]
    ports.haptics.buzz("clear")
    assert bridge.called("knockAfter_strength_") == [(0, 0.5), (90, 0.5)]
    assert ports.safe_area.insets() == Insets(0, 141, 0, 102)
    assert ports.phone.wishes() == Wishes(dark=False, still=True, language="es")
    motion = ports.sensors.motion()
    assert motion is not None
    assert motion.down == pytest.approx((0, -1, 0))
    ports.pages.settings()
    assert bridge.called("openSettings") == [()]
    assert not ports.pages.has_storage
    photos: list[bytes | None] = []
    assert ports.picker is not None
    ports.picker.pick(photos.append)
    until(lambda: photos == [b"photo"])
