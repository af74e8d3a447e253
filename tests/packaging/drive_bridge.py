"""Folders of compiled classes in; what our files for Android do with them out, as JSON.

Through pyjnius and a JVM, in a process of its own: a JVM that was started stays.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any, Literal


def prepare(folders: list[str]) -> None:
    """Let pyjnius find the classes, and let the camera be allowed."""
    import jnius_config  # type: ignore[import-not-found, unused-ignore]

    jnius_config.set_classpath(*folders)
    permissions = ModuleType("android.permissions")
    permissions.__dict__.update(
        Permission=SimpleNamespace(CAMERA="android.permission.CAMERA"),
        check_permission=lambda permission: True,
        request_permissions=None,
    )
    sys.modules.update({"android": ModuleType("android"), "android.permissions": permissions})


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)


def drive_camera() -> dict[str, Any]:
    """Open both lenses, one after the other; give what was told, seen and taken."""
    from clearshot.ports.android.camera import AndroidCamera

    camera = AndroidCamera()
    told: list[object] = []
    frames: list[Any] = []
    photos: list[bytes | None] = []
    lenses: tuple[Literal["back", "front"], ...] = ("back", "front")
    for lens in lenses:
        camera.face(lens)
        camera.start(frames.append, lambda: told.append("ready"), told.append, told.append)
        seen = len(frames)
        until(lambda seen=seen: len(frames) > seen + 3)  # type: ignore[misc]
        camera.light(True)
        camera.focus(0.5, 0.25)
        camera.take(photos.append)
        until(lambda: len(photos) == len(told))
        camera.stop()
    return {
        "told": told,
        "frame": {"shape": frames[0].pixels.shape, "corner": frames[0].pixels[0, 1].tolist()},
        "photos": [list(photo or b"") for photo in photos],
        "lenses": [camera.has_light, camera.has_front],
    }


def drive_phone() -> None:
    """Call what needs no service of a phone."""
    from clearshot.ports.android.phone import AndroidHaptics, AndroidPages, AndroidSpeech

    AndroidSpeech().say("Quédese quieto", "es")
    AndroidHaptics().buzz("ready")
    AndroidPages().settings()
    AndroidPages().storage()


if __name__ == "__main__":
    prepare(sys.argv[1:])
    drive_phone()
    print(json.dumps(drive_camera()))
