"""Nothing in; the app's icon and first picture out: `python mobile_app/p4a/draw_mark.py`.

The mark is what the camera screen shows: four brackets around a spot.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

ASSETS = Path(__file__).parents[2] / "assets"
PRIMARY, PAPER, CLEAR = (11, 90, 88, 255), (246, 244, 239, 255), (0, 0, 0, 0)
FINER = 4  # drawn so many times larger, then averaged: smooth edges


def mark(size: int, share: float, colour: tuple[int, ...], ground: tuple[int, ...]) -> Image.Image:
    """Draw the mark in the middle of a square.

    Args:
        size: pixels of a side.
        share: of the side that the mark takes.
        colour: of the mark, RGBA.
        ground: of what is around it, RGBA.
    """
    side = size * FINER
    image = Image.new("RGBA", (side, side), ground)
    draw = ImageDraw.Draw(image)
    half, line = share * side / 2, share * side / 11
    low, high, arm = side / 2 - half, side / 2 + half, 0.62 * half
    for x, inwards in ((low, arm), (high, -arm)):
        for y, down in ((low, arm), (high, -arm)):
            _bar(draw, (x, y), (x + inwards, y), line, colour)
            _bar(draw, (x, y), (x, y + down), line, colour)
    spot = 0.42 * half
    draw.ellipse([side / 2 - spot, side / 2 - spot, side / 2 + spot, side / 2 + spot], fill=colour)
    return image.reduce(FINER)


def _bar(
    draw: ImageDraw.ImageDraw,
    begin: tuple[float, float],
    end: tuple[float, float],
    line: float,
    colour: tuple[int, ...],
) -> None:
    """Draw a line with round ends."""
    (left, right), (top, bottom) = sorted((begin[0], end[0])), sorted((begin[1], end[1]))
    edges = (left - line / 2, top - line / 2, right + line / 2, bottom + line / 2)
    draw.rounded_rectangle(edges, radius=line / 2, fill=colour)


def main() -> int:
    """Write the four pictures that buildozer.spec names."""
    pictures = {
        "icon": mark(512, 0.56, PAPER, PRIMARY),
        # Android cuts the outer sixth of these off, in a shape that the phone's maker chose.
        "icon_foreground": mark(432, 0.36, PAPER, CLEAR),
        "icon_background": Image.new("RGBA", (432, 432), PRIMARY),
        "presplash": mark(512, 0.4, PRIMARY, PAPER),
    }
    for name, picture in pictures.items():
        picture.save(ASSETS / f"{name}.png", optimize=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
