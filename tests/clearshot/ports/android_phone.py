"""An Android phone that is none: `jnius` and `android.permissions`, as far as our files use them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import ModuleType, SimpleNamespace
from typing import Any

from tests.clearshot.ports.stand_in import Bridge, StandIn, imported, java_classes

CAMERA = "android.permission.CAMERA"
ACTIVITY = object()
OURS = ("clearshot.ports.android", "clearshot.scorers.android")

FITS: dict[str, Callable[[Any], bool]] = {
    "boolean": lambda value: type(value) is bool,
    "int": lambda value: type(value) is int and abs(value) < 2**31,
    "long": lambda value: type(value) is int and abs(value) < 2**63,
    "float": lambda value: type(value) in (int, float),
    "String": lambda value: type(value) is str,
    "byte[]": lambda value: type(value) in (bytes, bytearray),
    "long[]": lambda value: type(value) is list and all(type(each) is int for each in value),
    "Activity": lambda value: value is ACTIVITY,
    "PythonActivity": lambda value: value is ACTIVITY,
}
# Objects come back as numbers, texts and arrays only; an array, a text may be null.
GIVES: dict[str, Any] = {
    "void": type(None),
    "boolean": bool,
    "int": int,
    "String": (str, type(None)),
    "byte[]": (bytes, type(None)),
    "int[]": list,
    "float[]": (list, type(None)),
}


class JavaException(Exception):
    pass


class ByteArray:
    """What pyjnius makes of `byte[]`."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def tostring(self) -> bytes:
        return self._content


def given(kind: str, answer: Any) -> Any:
    if answer is None and kind in ("boolean", "int"):
        answer = {"boolean": False, "int": 0}[kind]
    assert isinstance(answer, GIVES[kind]), f"{answer!r} is no {kind}"
    return ByteArray(answer) if kind == "byte[]" and answer is not None else answer


@dataclass
class Permissions:
    """What the person allows; `ask` notes the question, the test answers it."""

    allowed: bool = True
    ask: list[Callable[[list[str], list[bool]], None]] = field(default_factory=list)

    def check_permission(self, permission: str) -> bool:
        assert permission == CAMERA
        return self.allowed

    def request_permissions(
        self, permissions: list[str], callback: Callable[[list[str], list[bool]], None]
    ) -> None:
        assert permissions == [CAMERA]
        self.ask.append(callback)


@contextmanager
def android_phone() -> Iterator[tuple[Bridge, Permissions]]:
    """Let our files for Android be imported here, against a bridge."""
    bridge = Bridge(java_classes(), lambda kind, value: FITS[kind](value), given)
    permissions = Permissions()

    def autoclass(
        name: str, include_protected: bool = True, include_private: bool = True
    ) -> object:
        if name == "org.kivy.android.PythonActivity":
            return SimpleNamespace(mActivity=ACTIVITY)
        package, _, owner = name.rpartition(".")
        assert package == "org.clearshot", f"{name} is none of our classes"
        assert not include_protected
        assert not include_private, "a private field would hide a method of its name"

        def make(*arguments: object) -> StandIn:
            bridge.call(owner, owner, arguments)
            return StandIn(bridge, owner)

        return make

    jnius = ModuleType("jnius")
    jnius.__dict__.update(autoclass=autoclass, JavaException=JavaException)
    android = ModuleType("android")
    asked = ModuleType("android.permissions")
    asked.__dict__.update(
        Permission=SimpleNamespace(CAMERA=CAMERA),
        check_permission=permissions.check_permission,
        request_permissions=permissions.request_permissions,
    )
    modules = {"jnius": jnius, "android": android, "android.permissions": asked}
    with imported(modules, OURS):
        yield bridge, permissions
