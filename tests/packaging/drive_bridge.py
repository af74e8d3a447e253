"""Compiled classes in; what our files for Android do with them out, through pyjnius and a JVM."""

from __future__ import annotations

import json
import sys
import time
from types import ModuleType, SimpleNamespace
from typing import Any, Literal

import jnius_config  # type: ignore[import-not-found, unused-ignore]

jnius_config.set_classpath(*sys.argv[1:])
permissions = ModuleType("android.permissions")
permissions.__dict__.update(
    Permission=SimpleNamespace(CAMERA="android.permission.CAMERA"),
    check_permission=lambda permission: True,
    request_permissions=None,
)
sys.modules.update({"android": ModuleType("android"), "android.permissions": permissions})

from clearshot.ports.android.camera import AndroidCamera
from clearshot.ports.android.phone import AndroidHaptics, AndroidPages, AndroidSpeech


def until(true: Any) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)


def main() -> int:
    camera = AndroidCamera()
    told: list[object] = []
    frames: list[Any] = []
    photos: list[bytes | None] = []
    lenses: tuple[Literal["back", "front"], ...] = ("back", "front")
    for lens in lenses:
        camera.face(lens)
        camera.start(frames.append, lambda: told.append("ready"), told.append, told.append)
        seen = len(frames)
        until(lambda seen=seen: len(frames) > seen + 3)
        camera.light(True)
        camera.focus(0.5, 0.25)
        camera.take(photos.append)
        until(lambda: len(photos) == len(told))
        camera.stop()
    AndroidSpeech().say("Quédese quieto", "es")
    AndroidHaptics().buzz("ready")
    AndroidPages().settings()
    first = {"shape": frames[0].pixels.shape, "corner": frames[0].pixels[0, 1].tolist()}
    taken = [list(photo or b"") for photo in photos]
    has = [camera.has_light, camera.has_front]
    print(json.dumps({"told": told, "frame": first, "photos": taken, "lenses": has}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
