"""How each event feels: milliseconds moving, still, moving...."""

from __future__ import annotations

from clearshot.ports import Buzz

PATTERNS: dict[Buzz, tuple[int, ...]] = {
    "tick": (15,),
    "ready": (20, 80, 20),
    "shutter": (40,),
    "clear": (30, 60, 30),
    "again": (120,),
    "saved": (20,),
}
