"""What the live view shows in, by time; the hint and the moment of the photo out. Pure."""

from __future__ import annotations

from math import acos, degrees

from clearshot.capture.countdown import Auto, SelfTimer
from clearshot.capture.hints import READY, START, Hint, Pill, Seen, wanted
from clearshot.capture.live import Findings
from clearshot.ports import Motion

FRESH = 1.0  # seconds after which what was seen says nothing of now
STILL = 0.25  # severity of motion up to which the picture stands
TURNING = 0.35  # radians a second; a hand at rest turns the phone by up to 0.2
LEVEL = 8.0  # degrees that a phone over a table may be tilted
HELD_FLAT = 30.0  # degrees up to which it is meant to be flat at all


class Framing:
    """The pill, the countdown that takes a photo by itself, and the timer, at one place.

    All times are seconds by a clock that never goes back.
    """

    def __init__(self) -> None:
        self._pill = Pill()
        self._auto = Auto()
        self._timer = SelfTimer()
        self._seen: tuple[Seen, float] | None = None

    def begin(self, now: float, auto: bool) -> None:
        """The live view was opened; `auto` allows one photo to be taken by itself."""
        self._pill.begin(now)
        self._seen = None
        self.leave()
        if auto:
            self._auto.arm()

    def leave(self) -> None:
        """The live view was closed: nothing counts down."""
        self._auto.stop()
        self._timer.stop()

    def see(self, findings: Findings, motion: Motion | None, now: float) -> None:
        """Take what a frame shows, and how the phone is held."""
        turning = 0.0 if motion is None else motion.turning
        seen = Seen(
            findings.severities,
            steady=findings.moving <= STILL and turning <= TURNING,
            sharp=findings.sharp,
            level=motion is None or is_level(motion.down),
        )
        self._seen = seen, now

    def start_timer(self, seconds: float, now: float) -> None:
        """Take a photo after so many seconds; none by itself before that."""
        self._auto.stop()
        self._timer.start(seconds, now)

    def tap(self, now: float) -> bool:
        """Stop what counts down; tell whether anything did."""
        counting = self._left(now) is not None
        if counting:
            self.leave()
        return counting

    def tick(self, now: float) -> tuple[Hint, bool]:
        """Give the hint to be shown, and whether to take the photo now."""
        seen = None
        if self._seen is not None and now - self._seen[1] < FRESH:
            seen = self._seen[0]
        shown = self._pill.see(START if seen is None else wanted(seen), now)
        ready = seen is not None and seen.ready and shown == READY
        fires = self._auto.see(ready, now) or self._timer.see(now)
        left = self._left(now)
        return (shown if left is None else Hint("auto", left)), fires

    def _left(self, now: float) -> int | None:
        timer = self._timer.left(now)
        return self._auto.left(now) if timer is None else timer


def is_level(down: tuple[float, float, float]) -> bool:
    """Tell whether a phone that is held flat is so; upright, it may point anywhere.

    Args:
        down: unit vector towards the ground, as in `Motion`.

    >>> is_level((0.0, 0.0, -1.0)), is_level((0.3, 0.0, -0.95)), is_level((0.0, -1.0, 0.0))
    (True, False, True)
    """
    tilt = degrees(acos(min(1.0, abs(down[2]))))
    return not LEVEL < tilt < HELD_FLAT
