"""A key's code in; what it means out. No Kivy."""

from __future__ import annotations

from typing import Literal

Meaning = Literal["shutter", "main", "back"]

BACK = 27

_MEANINGS: dict[int, Meaning] = {
    32: "shutter",  # space
    0x40000080: "shutter",  # volume up, as SDL names it
    0x40000081: "shutter",  # volume down
    13: "main",  # Enter
    271: "main",  # Enter of the number pad
    BACK: "back",  # Escape, and Android's own way back
}


def meaning(key: int) -> Meaning | None:
    """Tell what a key means, if anything.

    >>> meaning(32), meaning(13), meaning(120)
    ('shutter', 'main', None)
    """
    return _MEANINGS.get(key)
