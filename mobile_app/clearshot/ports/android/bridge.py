"""The app's own Java classes, by name. Import this on the main thread first.

A thread that Python made cannot look classes up: all are looked up here, once. For the same reason
only numbers, texts and arrays come back from them, never another object.
"""

from __future__ import annotations

from typing import Any

from jnius import autoclass

# Any: what pyjnius makes by looking at a class when it runs.
ACTIVITY: Any = autoclass("org.kivy.android.PythonActivity").mActivity


def _own(name: str) -> Any:
    """Look up a class of `p4a/java`; its private parts would hide public ones of the same name."""
    return autoclass(f"org.clearshot.{name}", include_protected=False, include_private=False)


CameraFeed = _own("CameraFeed")
Network = _own("Network")
PhotoPicker = _own("PhotoPicker")
Voice = _own("Voice")
Buzzer = _own("Buzzer")
Screen = _own("Screen")
Holding = _own("Holding")
SystemPages = _own("SystemPages")


def content(array: Any) -> bytes | None:
    """Copy what a method that gives `byte[]` gave; None for null."""
    return None if array is None else bytes(array.tostring())
