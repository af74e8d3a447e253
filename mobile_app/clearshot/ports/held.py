"""What a phone's sensors feel in, how it is held out."""

from __future__ import annotations

from math import hypot

from clearshot.ports import Motion


def held(
    pull: tuple[float, float, float], turn: tuple[float, float, float], quarters: int = 0
) -> Motion | None:
    """Tell how the phone is held; None while it falls.

    Args:
        pull: the way to the ground along the phone's own right, top and front, of any length.
        turn: radians a second about the same.
        quarters: how often the screen's picture is turned by 90 degrees against the phone,
            counter-clockwise, as Android counts it.

    >>> held((0.0, -9.8, 0.0), (0.0, 0.0, 0.0))
    Motion(turning=0.0, down=(0.0, -1.0, 0.0))
    """
    length = hypot(*pull)
    if length == 0:
        return None
    right, top, front = (part / length for part in pull)
    for _ in range(quarters % 4):
        right, top = -top, right
    return Motion(hypot(*turn), (right, top, front))
