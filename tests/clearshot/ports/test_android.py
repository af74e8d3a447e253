"""Our files for Android, over a bridge that knows our Java classes by their source."""

from __future__ import annotations

import time
from collections.abc import Iterator
from importlib import import_module
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image

from clearshot.ports import Buzz, Insets, Wishes
from clearshot.ports.here import here
from tests.clearshot.pictures import encode
from tests.clearshot.ports.android_phone import JavaException, Permissions, android_phone
from tests.clearshot.ports.listening import Listener, until
from tests.clearshot.ports.stand_in import Bridge

Phone = tuple[Bridge, Permissions]


@pytest.fixture
def phone() -> Iterator[Phone]:
    with android_phone() as (bridge, permissions):
        yield bridge, permissions


@pytest.fixture
def camera(phone: Phone) -> Iterator[Any]:
    """Make a camera that gives frames of 4 x 2 pixels that are to be turned by 90 degrees."""
    bridge, _ = phone
    pixels = np.zeros((2, 4, 4), np.uint8)
    pixels[..., 0] = 200  # red
    pixels[0, 0] = (0, 0, 255, 255)  # the upper left as it lies is blue

    def frame(millis: int) -> bytes:
        time.sleep(0.002)
        return pixels.tobytes()

    feed = {
        "isReady": True,
        "hasLight": True,
        "hasFront": False,
        "frame": frame,
        "frameShape": [4, 2, 90],
    }
    bridge.answers.update({("CameraFeed", name): answer for name, answer in feed.items()})
    camera = import_module("clearshot.ports.android.camera").AndroidCamera()
    yield camera
    camera.stop()


def test_frames_are_upright_and_rgb(camera: Any, phone: Phone) -> None:
    listener = Listener()
    listener.start(camera)
    until(lambda: len(listener.frames) > 1)
    camera.stop()
    pixels = listener.frames[0].pixels
    assert pixels.shape == (4, 2, 3)
    assert pixels[0, 1].tolist() == [0, 0, 255]
    assert pixels[1, 1].tolist() == [200, 0, 0]
    assert listener.told == ["ready"]
    bridge, _ = phone
    assert bridge.called("open") == [(False,)]
    assert len(bridge.called("close")) == 1


def test_a_lamp_and_a_second_lens_are_known_once_it_is_open(camera: Any) -> None:
    assert (camera.has_light, camera.has_front) == (False, True)
    listener = Listener()
    listener.start(camera)
    until(lambda: "ready" in listener.told)
    assert (camera.has_light, camera.has_front) == (True, False)


def test_the_front_lens_is_used_from_the_next_start_on(camera: Any, phone: Phone) -> None:
    camera.face("front")
    listener = Listener()
    listener.start(camera)
    until(lambda: "ready" in listener.told)
    assert phone[0].called("open") == [(True,)]


def test_a_photo_is_the_jpeg_that_says_how_it_lies(camera: Any, phone: Phone) -> None:
    jpeg = encode(Image.new("RGB", (60, 40)), "JPEG")
    phone[0].answers.update({("CameraFeed", "photo"): jpeg, ("CameraFeed", "photoDegrees"): 90})
    listener = Listener()
    listener.start(camera)
    until(lambda: len(listener.frames) > 0)
    camera.take(listener.photos.append)
    until(lambda: len(listener.photos) == 1)
    photo = listener.photos[0]
    assert photo is not None
    assert photo.endswith(jpeg[2:])
    assert Image.open(BytesIO(photo)).getexif()[0x0112] == 6


def test_a_photo_that_was_not_taken_is_none(camera: Any) -> None:
    listener = Listener()
    listener.start(camera)
    until(lambda: len(listener.frames) > 0)
    camera.take(listener.photos.append)
    until(lambda: listener.photos == [None])


def test_a_camera_that_does_not_open_is_lost_with_the_systems_words(
    camera: Any, phone: Phone
) -> None:
    phone[0].answers.update(
        {("CameraFeed", "isReady"): False, ("CameraFeed", "trouble"): "camera in use"}
    )
    listener = Listener()
    listener.start(camera)
    until(lambda: listener.told == [("lost", "camera in use")])
    assert len(phone[0].called("close")) == 1


def test_a_camera_that_stops_is_lost_and_may_be_started_again(camera: Any, phone: Phone) -> None:
    listener = Listener()
    listener.start(camera)
    until(lambda: len(listener.frames) > 0)
    frame = phone[0].answers["CameraFeed", "frame"]
    phone[0].answers.update(
        {("CameraFeed", "frame"): None, ("CameraFeed", "trouble"): "another app took it"}
    )
    until(lambda: ("lost", "another app took it") in listener.told)
    phone[0].answers.update({("CameraFeed", "frame"): frame, ("CameraFeed", "trouble"): None})
    seen = len(listener.frames)
    listener.start(camera)
    until(lambda: len(listener.frames) > seen)


def test_a_camera_that_falls_silent_is_lost(
    camera: Any, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = import_module("clearshot.ports.android.camera")
    monkeypatch.setattr(module, "SILENT", 2)
    phone[0].answers["CameraFeed", "frame"] = None
    listener = Listener()
    listener.start(camera)
    until(lambda: ("lost", "the camera gives no more frames") in listener.told)


def test_lamp_and_focus_reach_the_camera_only_while_it_is_open(camera: Any, phone: Phone) -> None:
    bridge, _ = phone
    camera.light(True)
    camera.focus(0.2, 0.3)
    assert bridge.called("light") == bridge.called("focus") == []
    listener = Listener()
    listener.start(camera)
    until(lambda: len(listener.frames) > 0)
    camera.light(True)
    camera.focus(0.2, 0.3)
    assert bridge.called("light") == [(True,)]
    assert bridge.called("focus") == [(pytest.approx(0.3), pytest.approx(0.8))]


def test_permission_is_asked_for_and_the_camera_opens_when_it_is_given(
    camera: Any, phone: Phone
) -> None:
    _, permissions = phone
    permissions.allowed = False
    listener = Listener()
    listener.start(camera)
    assert listener.told == []
    permissions.ask[0](["android.permission.CAMERA"], [True])
    until(lambda: len(listener.frames) > 0)


@pytest.mark.parametrize(
    ("permissions", "asks_again", "for_ever"),
    [
        (["android.permission.CAMERA"], True, False),
        (["android.permission.CAMERA"], False, True),
        ([], False, False),  # the question was broken off
    ],
)
def test_a_refusal_says_whether_the_system_will_ask_again(
    camera: Any, phone: Phone, permissions: list[str], asks_again: bool, for_ever: bool
) -> None:
    bridge, asked = phone
    asked.allowed = False
    bridge.answers["SystemPages", "asksAgain"] = asks_again
    listener = Listener()
    listener.start(camera)
    asked.ask[0](permissions, [False] * len(permissions))
    assert listener.told == [("refused", for_ever)]


def test_an_answer_after_the_stop_is_not_heard(camera: Any, phone: Phone) -> None:
    _, permissions = phone
    permissions.allowed = False
    listener = Listener()
    listener.start(camera)
    camera.stop()
    permissions.ask[0](["android.permission.CAMERA"], [True])
    permissions.ask[0](["android.permission.CAMERA"], [False])
    time.sleep(0.05)
    assert listener.told == []
    assert listener.frames == []


def test_the_phone_is_found_and_each_of_its_ports_works(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    bridge, _ = phone
    monkeypatch.setenv("ANDROID_ARGUMENT", "app")
    bridge.answers.update(
        {
            ("Screen", "insets"): [0, 80, 0, 48],
            ("Screen", "isDark"): True,
            ("Screen", "language"): "es",
            ("Holding", "felt"): [0.0, 9.81, 0.0, 0.0, 0.5, 0.0, 0.0],
            ("PhotoPicker", "isDone"): True,
            ("PhotoPicker", "photo"): b"photo",
        }
    )
    ports = here()
    ports.speech.say("Hold still", "en")
    assert bridge.called("say") == [("Hold still", "en")]
    ports.pages.settings()
    ports.pages.storage()
    assert bridge.called("openSettings") == bridge.called("openStorage") == [()]
    assert ports.safe_area.insets() == Insets(0, 80, 0, 48)
    assert ports.phone.wishes() == Wishes(dark=True, still=False, language="es")
    motion = ports.sensors.motion()
    assert motion is not None
    assert motion.down == pytest.approx((0, -1, 0))  # what is felt at rest is the hand below
    assert motion.turning == pytest.approx(0.5)
    photos: list[bytes | None] = []
    assert ports.picker is not None
    ports.picker.pick(photos.append)
    until(lambda: photos == [b"photo"])


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [("tick", [0, 15]), ("ready", [0, 20, 80, 20]), ("clear", [0, 30, 60, 30])],
)
def test_each_event_is_felt_in_its_pattern(phone: Phone, kind: Buzz, pattern: list[int]) -> None:
    import_module("clearshot.ports.android.phone").AndroidHaptics().buzz(kind)
    assert phone[0].called("buzz") == [(pattern,)]


def test_a_phone_without_voice_or_vibration_goes_on(phone: Phone) -> None:
    def broken(*_: object) -> None:
        raise JavaException("no such service")

    bridge, _ = phone
    bridge.answers.update({("Voice", "say"): broken, ("Buzzer", "buzz"): broken})
    module = import_module("clearshot.ports.android.phone")
    module.AndroidSpeech().say("Hold still", "en")
    module.AndroidHaptics().buzz("again")
    assert len(bridge.calls) == 4


def test_before_anything_is_felt_there_is_no_motion(phone: Phone) -> None:
    assert import_module("clearshot.ports.android.phone").AndroidSensors().motion() is None
