"""Nothing in; what this machine does in its own way out. The one place that asks which it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from clearshot.platforms import platform
from clearshot.ports import Camera, Haptics, Pages, Phone, Picker, SafeArea, Sensors, Speech
from clearshot.ports.nothing import (
    Desktop,
    NoPages,
    NoSensors,
    Silence,
    Stillness,
    WholeWindow,
)
from clearshot.ports.replay import NotReplayable, ReplayCamera


@dataclass(frozen=True)
class Here:
    """The ports of this machine; `picker` is None where there is no way to pick a photo."""

    camera: Camera
    picker: Picker | None
    speech: Speech
    haptics: Haptics
    safe_area: SafeArea
    sensors: Sensors
    pages: Pages
    phone: Phone


def here(replay: Path | None = None) -> Here:
    """Make the ports of this machine. Call it on the main thread: Android looks its classes up.

    Args:
        replay: a folder of pictures or a clip to be shown in place of a camera.

    Raises:
        NotReplayable: `replay` cannot be shown, or there is none and this desktop has no webcam
            that the app could use.
    """
    if platform() == "android":
        return _android(replay)
    if platform() == "ios":
        return _ios(replay)
    camera = ReplayCamera(replay) if replay is not None else _webcam()
    return Here(
        camera,
        None,
        Silence(),
        Stillness(),
        WholeWindow(),
        NoSensors(),
        NoPages(),
        Desktop(),
    )


def _webcam() -> Camera:
    try:
        from clearshot.ports.webcam import WebcamCamera
    except ImportError as error:
        raise NotReplayable(
            f"a webcam needs OpenCV ({error}): pip install 'clearshot[webcam]', "
            "or show a folder of photos with --replay FOLDER"
        ) from error
    return WebcamCamera()


def _android(replay: Path | None) -> Here:
    from clearshot.ports.android import camera, phone

    return Here(
        camera.AndroidCamera() if replay is None else ReplayCamera(replay),
        phone.AndroidPicker(),
        phone.AndroidSpeech(),
        phone.AndroidHaptics(),
        phone.AndroidSafeArea(),
        phone.AndroidSensors(),
        phone.AndroidPages(),
        phone.AndroidPhone(),
    )


def _ios(replay: Path | None) -> Here:
    from clearshot.ports.ios.camera import IosCamera
    from clearshot.ports.ios.phone import IosPhone

    phone = IosPhone()
    camera = IosCamera() if replay is None else ReplayCamera(replay)
    return Here(camera, phone, phone, phone, phone, phone, phone, phone)
