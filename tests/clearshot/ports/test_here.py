"""A desktop's ports; those of phones are in their own tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PIL import Image

from clearshot.ports import Insets
from clearshot.ports.here import here
from clearshot.ports.replay import NotReplayable, ReplayCamera


def test_a_desktop_replays_and_does_nothing_else(tmp_path: Path) -> None:
    Image.new("RGB", (60, 40)).save(tmp_path / "a.jpg")
    ports = here(tmp_path)
    assert isinstance(ports.camera, ReplayCamera)
    assert ports.picker is None
    assert ports.safe_area.insets() == Insets()
    assert ports.sensors.motion() is None
    assert not ports.pages.has_settings
    ports.speech.say("Hold still", "en")
    ports.haptics.buzz("tick")
    ports.pages.settings()
    ports.pages.storage()
    assert ports.phone.wishes().language.isalpha()


def test_a_desktop_without_opencv_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cv2", None)
    for name in ("clip", "webcam"):
        monkeypatch.delitem(sys.modules, f"clearshot.ports.{name}", raising=False)
    with pytest.raises(NotReplayable, match=r"'clearshot\[webcam\]', or .* --replay FOLDER"):
        here()


def test_a_webcam_that_is_not_there_is_a_lost_camera() -> None:
    pytest.importorskip("cv2", reason="the webcam extra is not installed")
    from clearshot.ports.webcam import WebcamCamera
    from tests.clearshot.ports.listening import Listener, until

    camera, listener = WebcamCamera(99), Listener()
    listener.start(camera)
    until(lambda: listener.told == [("lost", "OpenCV opens no webcam number 99")])
    camera.stop()
