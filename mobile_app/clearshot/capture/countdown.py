"""Seconds until a photo is taken without a tap: by itself when it is steady, or by the timer. Pure."""

from __future__ import annotations

from math import ceil

AUTO = 2.0  # seconds that it counts down, once the live view is steady and sharp


class Auto:
    """Takes one photo for each arming, when the live view has been ready for `AUTO` seconds.

    >>> auto = Auto()
    >>> auto.arm()
    >>> auto.see(True, now=0.0), auto.see(True, now=0.5), auto.see(True, now=1.5)
    (False, False, False)
    >>> auto.left(1.5), auto.see(True, now=2.0), auto.see(True, now=9.0)
    (1, True, False)
    """

    def __init__(self) -> None:
        self._armed = False
        self._since: float | None = None

    def arm(self) -> None:
        """Allow one photo: the person went to the live view."""
        self._armed, self._since = True, None

    def stop(self) -> None:
        """Take none until it is armed again: the person tapped, or left."""
        self._armed, self._since = False, None

    def see(self, ready: bool, now: float) -> bool:
        """Take what is true now; tell whether to take the photo, once.

        Args:
            ready: whether it is steady and sharp. If not, it will count from the beginning.
            now: seconds, by a clock that never goes back.
        """
        if not (self._armed and ready):
            self._since = None
            return False
        self._since = now if self._since is None else self._since
        if now - self._since < AUTO:
            return False
        self.stop()
        return True

    def left(self, now: float) -> int | None:
        """Give the whole seconds to be shown, 1 or more; None if it does not count."""
        return None if self._since is None else max(1, ceil(AUTO - (now - self._since)))


class SelfTimer:
    """Counts down from the shutter to the photo, for somebody who has to get in place."""

    def __init__(self) -> None:
        self._seconds = 0.0
        self._since: float | None = None

    def start(self, seconds: float, now: float) -> None:
        """Begin to count down."""
        self._seconds, self._since = seconds, now

    def stop(self) -> None:
        """Take no photo: the person tapped, or left."""
        self._since = None

    def see(self, now: float) -> bool:
        """Tell whether to take the photo, once."""
        if self._since is None or now - self._since < self._seconds:
            return False
        self._since = None
        return True

    def left(self, now: float) -> int | None:
        """Give the whole seconds to be shown, 1 or more; None if it does not count."""
        if self._since is None:
            return None
        return max(1, ceil(self._seconds - (now - self._since)))
