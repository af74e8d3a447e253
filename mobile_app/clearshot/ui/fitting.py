"""Where a picture lies in its frame, and where a mark lies on the picture: pure geometry, no Kivy.

Boxes are x, y, width, height. Shares are of the picture's width and height from its upper left, as
people and photos count; pixels of a window count from its lower left, as Kivy does.
"""

from __future__ import annotations

from itertools import pairwise
from math import cos, hypot, pi, sin

from clearshot.photo import Box

Area = tuple[float, float, float, float]
Edges = tuple[float, float, float, float]
"""Left, top, right and bottom, as shares of a picture."""

WHOLE: Edges = (0.0, 0.0, 1.0, 1.0)
_ARC = 12  # straight lines that a quarter of a circle is drawn with
LEAST_SEEN = 0.35
"""Share of a picture that is in its frame at least; of what would show less, all is shown."""


def crop(picture: tuple[float, float], frame: tuple[float, float], keep: Edges = WHOLE) -> Edges:
    """Choose the part of a picture that fills a frame, the part to `keep` in it if there is room.

    >>> crop((400, 300), (300, 300))
    (0.125, 0.0, 0.875, 1.0)
    >>> crop((400, 300), (300, 300), keep=(0.0, 0.2, 0.3, 0.6))
    (0.0, 0.0, 0.75, 1.0)
    """
    scale = max(frame[0] / picture[0], frame[1] / picture[1])
    across = min(1.0, frame[0] / (scale * picture[0]))
    down = min(1.0, frame[1] / (scale * picture[1]))
    if across * down < LEAST_SEEN or (keep != WHOLE and not _holds((across, down), keep)):
        return WHOLE
    left, right = _slide(across, keep[0], keep[2])
    top, bottom = _slide(down, keep[1], keep[3])
    return left, top, right, bottom


def fill(picture: tuple[float, float], frame: tuple[float, float]) -> Edges:
    """Choose the middle of a picture that fills a frame, whatever is cut off.

    >>> fill((400, 300), (100, 300))
    (0.375, 0.0, 0.625, 1.0)
    """
    scale = max(frame[0] / picture[0], frame[1] / picture[1])
    across = min(1.0, frame[0] / (scale * picture[0]))
    down = min(1.0, frame[1] / (scale * picture[1]))
    return (1 - across) / 2, (1 - down) / 2, (1 + across) / 2, (1 + down) / 2


def _holds(room: tuple[float, float], keep: Edges) -> bool:
    return keep[2] - keep[0] <= room[0] and keep[3] - keep[1] <= room[1]


def _slide(room: float, low: float, high: float) -> tuple[float, float]:
    """Centre a stretch of the length `room`; move it no farther than it must to hold the other."""
    start = (1 - room) / 2
    if high - low <= room:
        start = min(start, low)
        start = max(start, high - room)
    return start, start + room


def place(picture: tuple[float, float], part: Edges, frame: Area) -> Area:
    """Place a part of a picture in a frame, as large as there is room, in the middle.

    >>> place((400, 300), WHOLE, (0, 0, 400, 400))
    (0.0, 50.0, 400.0, 300.0)
    """
    width, height = picture[0] * (part[2] - part[0]), picture[1] * (part[3] - part[1])
    scale = min(frame[2] / width, frame[3] / height)
    width, height = width * scale, height * scale
    return frame[0] + (frame[2] - width) / 2, frame[1] + (frame[3] - height) / 2, width, height


def outline(edges: Edges, part: Edges, shown: Area, pad: float, least: float) -> Area:
    """Lay an outline around what is marked, within the picture, and never too small to be seen.

    Args:
        edges: what is marked, of the whole picture.
        part: what of the picture is shown.
        shown: where that lies in the window.
        pad: pixels around what is marked.
        least: pixels that each side of the outline has at least.
    """
    x, y, width, height = shown
    across, down = width / (part[2] - part[0]), height / (part[3] - part[1])
    left, right = x + (edges[0] - part[0]) * across, x + (edges[2] - part[0]) * across
    top, bottom = y + height - (edges[1] - part[1]) * down, y + height - (edges[3] - part[1]) * down
    left, right = _grown(left - pad, right + pad, least, x, x + width)
    bottom, top = _grown(bottom - pad, top + pad, least, y, y + height)
    return left, bottom, right - left, top - bottom


def _grown(low: float, high: float, least: float, start: float, end: float) -> tuple[float, float]:
    """Make a stretch as long as it must be, and keep it within its bounds."""
    middle, half = (low + high) / 2, max(high - low, least) / 2
    low, high = max(start, middle - half), min(end, middle + half)
    if high - low < least:  # at a bound
        low, high = (start, start + least) if low == start else (end - least, end)
    return max(start, low), min(end, high)


def spot(ring: tuple[float, float, float], part: Edges, shown: Area, size: tuple[int, int]) -> Box:
    """Turn a ring on the shown picture into a square of the upright photo, in its pixels.

    Args:
        ring: middle x, y and radius, in pixels of the window.
        part: what of the picture is shown.
        shown: where that lies in the window.
        size: of the upright photo, in pixels.

    >>> spot((200, 150, 50), WHOLE, (0, 0, 400, 300), (4000, 3000))
    Box(x=1500, y=1000, w=1000, h=1000)
    """
    x, y, width, height = shown
    left, top, right, bottom = part
    across = (right - left) * size[0] / width
    down = (bottom - top) * size[1] / height
    start = left * size[0] + (ring[0] - ring[2] - x) * across
    high = top * size[1] + (y + height - ring[1] - ring[2]) * down
    end, low = start + 2 * ring[2] * across, high + 2 * ring[2] * down
    start, high = max(0.0, start), max(0.0, high)
    end, low = min(float(size[0]), end), min(float(size[1]), low)
    return Box(round(start), round(high), max(1, round(end - start)), max(1, round(low - high)))


def dashes(area: Area, radius: float, on: float, off: float) -> list[list[float]]:
    """Walk around a rounded rectangle in short lines; each is a list of x, y, x, y and so on.

    >>> len(dashes((0, 0, 100, 100), 10, 6, 4)), len(dashes((0, 0, 100, 100), 10, 60, 4))
    (37, 6)
    """
    x, y, width, height = area
    steps = int(2 * (width + height))  # about a pixel each
    walk = [_around(at / steps, x, y, width, height, radius) for at in range(steps + 1)]
    lines: list[list[float]] = []
    travelled = on + off
    for before, here in pairwise(walk):
        if travelled >= on + off:
            travelled = 0.0
            lines.append([*before])
        travelled += hypot(here[0] - before[0], here[1] - before[1])
        if travelled <= on:
            lines[-1] += here
    return [line for line in lines if len(line) > 2]


def _around(
    share: float, x: float, y: float, width: float, height: float, radius: float
) -> tuple[float, float]:
    """Find the point that lies a share of the way around a rounded rectangle."""
    corner = radius * pi / 2
    sides = (width - 2 * radius, height - 2 * radius) * 2
    way = share * (sum(sides) + 4 * corner)
    starts = (
        (x + radius, y, 1, 0),
        (x + width, y + radius, 0, 1),
        (x + width - radius, y + height, -1, 0),
        (x, y + height - radius, 0, -1),
    )
    for (sx, sy, dx, dy), side in zip(starts, sides, strict=True):
        if way <= side:
            return sx + way * dx, sy + way * dy
        way -= side
        if way <= corner:
            turn = way / radius
            # Around the corner's middle, which lies to the left of the way.
            mx, my = sx + side * dx - radius * dy, sy + side * dy + radius * dx
            return (
                mx + radius * (dy * cos(turn) + dx * sin(turn)),
                my + radius * (dy * sin(turn) - dx * cos(turn)),
            )
        way -= corner
    return x + radius, y


def rounded(area: Area, radius: float, corners: tuple[float, ...]) -> list[float]:
    """Give a fan of triangles that fills a rounded rectangle with a texture.

    Kivy's own rounded rectangle bends a texture that does not fill its memory.

    Args:
        area: where it lies.
        radius: of its corners, half of its side for a disc.
        corners: u and v of the texture at the lower left, lower right, upper right and upper left.

    Returns:
        x, y, u, v of the middle, and then of each point around it; the last is the first again.
    """
    x, y, width, height = area
    radius = min(radius, width / 2, height / 2)
    points = [(x + width / 2, y + height / 2)]
    for cx, cy, start in (
        (x + width - radius, y + radius, -pi / 2),
        (x + width - radius, y + height - radius, 0.0),
        (x + radius, y + height - radius, pi / 2),
        (x + radius, y + radius, pi),
    ):
        for step in range(_ARC + 1):
            turn = start + pi / 2 * step / _ARC
            points.append((cx + radius * cos(turn), cy + radius * sin(turn)))
    points.append(points[1])
    u, v = corners[0], corners[1]
    vertices: list[float] = []
    for px, py in points:
        across, up = (px - x) / width, (py - y) / height
        vertices += [
            px,
            py,
            u + across * (corners[2] - u) + up * (corners[6] - u),
            v + across * (corners[3] - v) + up * (corners[7] - v),
        ]
    return vertices
