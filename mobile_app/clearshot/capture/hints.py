"""What is found in the live view in, and the time; the one hint to be shown out. Pure.

A hint that comes and goes with every frame cannot be followed: one is shown only when it has held
for `HOLD` seconds, and stays for `KEEP` at least.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clearshot.reasons import REASON_CODES

HOLD = 0.6  # seconds that a hint must be true before it is shown
KEEP = 1.5  # seconds that it stays, before another one is shown
TOLD = 0.5  # severity from which a finding is told

# What has to be mended first: without light nothing can be sharp, and what moves is not in place.
_FIRST = ("too_dark", "glare", "blur_motion", "blur_focus", "too_far", "framing")
# The last cannot be mended while the photo is framed.
_NEVER = ("low_resolution", "compression", "cannot_judge")
PRIORITY: tuple[str, ...] = (
    *_FIRST,
    *(code for code in REASON_CODES if code not in (*_FIRST, *_NEVER)),
)


@dataclass(frozen=True)
class Hint:
    """What the pill under the live view says.

    Attributes:
        code: `start` (nothing is known yet), `ready` (steady and sharp), `auto` (a photo will be
            taken by itself), `level` (the phone is not flat), a reason code, or
            `blur_focus_near` (blurred, and the lens cannot focus nearer).
        number: seconds that are left, for `auto`.
    """

    code: str
    number: int | None = None


START = Hint("start")
READY = Hint("ready")


@dataclass(frozen=True)
class Seen:
    """What is known of the live view at one moment.

    Attributes:
        severities: by reason code, 0 to 1.
        steady: whether the phone is held still.
        sharp: whether the picture is sharp.
        level: whether the phone is flat, as far as that can be told.
        near: whether the lens is at its nearest.
    """

    severities: Mapping[str, float]
    steady: bool
    sharp: bool
    level: bool = True
    near: bool = False

    @property
    def ready(self) -> bool:
        """Tell whether a photo that is taken now will do, as far as can be seen."""
        return self.steady and self.sharp and wanted(self) == READY


def wanted(seen: Seen | None) -> Hint:
    """Choose the hint for one moment, by priority.

    >>> wanted(Seen({"framing": 0.9, "glare": 0.6}, steady=True, sharp=True))
    Hint(code='glare', number=None)
    """
    if seen is None:
        return START
    for code in PRIORITY:
        if seen.severities.get(code, 0.0) >= TOLD:
            return Hint("blur_focus_near" if code == "blur_focus" and seen.near else code)
    if not seen.steady:
        return Hint("blur_motion")
    if not seen.level:
        return Hint("level")
    return READY if seen.sharp else START


class Pill:
    """Shows one hint at a time, long enough to be read and followed."""

    def __init__(self) -> None:
        self.begin(0.0)

    def begin(self, now: float) -> None:
        """Start anew with the first hint: the live view was opened."""
        self.shown = START
        self._since = now - KEEP  # nothing was read yet, so anything may follow
        self._next = START
        self._held = now

    def see(self, hint: Hint, now: float) -> Hint:
        """Take the hint that is true now, and give the one to be shown.

        Args:
            hint: what `wanted` says.
            now: seconds, by a clock that never goes back.
        """
        if hint != self._next:
            self._next, self._held = hint, now
        if hint != self.shown and now - self._held >= HOLD and now - self._since >= KEEP:
            self.shown, self._since = hint, now
        return self.shown
