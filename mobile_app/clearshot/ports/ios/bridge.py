"""The app's own Objective-C classes, by name, and how texts and bytes cross.

Only numbers, addresses and texts cross: pyobjus handles blocks, errors and data objects poorly.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

from pyobjus import autoclass, objc_str

# Any: what pyobjus makes by looking at a class when it runs.
ClearshotCamera: Any = autoclass("ClearshotCamera")
ClearshotNetwork: Any = autoclass("ClearshotNetwork")
ClearshotPhone: Any = autoclass("ClearshotPhone")


def as_text(value: str) -> Any:
    """Make an Objective-C text."""
    return objc_str(value)


def text(value: bytes | str | None) -> str:
    """Read a text that a method gave as C characters."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value or ""


def copied(length: int, copy: Callable[[int, int], bool]) -> bytearray | None:
    """Let a method copy so many bytes to an address; None if it did not.

    Args:
        length: how many bytes there are.
        copy: takes the address and the length.
    """
    content = bytearray(length)
    space = (ctypes.c_char * length).from_buffer(content)
    return content if length and copy(ctypes.addressof(space), length) else None
