"""A photo in; the whole view and its overlapping regions out, each at the model's input size.

The photo is first brought to the *working image*: its long side at most `working_long_side`
pixels, never enlarged. Regions are cut from it at its own pixels, so that fine blur is seen where
it is; the whole view is the working image squeezed to one region's size.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from clearshot.photo import Box, Photo

Pixels = NDArray[np.uint8]

BICUBIC = 3
"""`Image.Resampling.BICUBIC`, an enum that Pillow 8.2 (kivy-ios) does not have."""


@dataclass(frozen=True)
class ViewSpec:
    """How a photo is cut for a model; data of the manifest."""

    size: int = 448  # pixels; side of every view, the network's fixed input
    working_long_side: int = 1248  # pixels; gives 3 x 3 regions of a 4:3 photo
    overlap: float = 0.1  # least share of a region's side that it has in common with the next


@dataclass(frozen=True, eq=False)
class Views:
    """The bag of one photo.

    Attributes:
        whole: (size, size, 3) uint8, the working image squeezed to a square.
        regions: (n, size, size, 3) uint8, n >= 1, in reading order.
        boxes: for each region, the pixels of the upright photo that it shows.
    """

    whole: Pixels
    regions: Pixels
    boxes: tuple[Box, ...]


def working_size(width: int, height: int, long_side: int) -> tuple[int, int]:
    """Scale a size down to `long_side`, never up, never below one pixel.

    >>> working_size(4000, 3000, 1248)
    (1248, 936)
    >>> working_size(384, 512, 1248)
    (384, 512)
    """
    longest = max(width, height)
    if longest <= long_side:
        return width, height
    return (
        max(1, round(width * long_side / longest)),
        max(1, round(height * long_side / longest)),
    )


def starts(length: int, size: int, overlap: float) -> list[int]:
    """Place the fewest evenly spread windows that cover `length` and overlap enough.

    >>> starts(1248, 448, 0.1)
    [0, 400, 800]
    >>> starts(300, 448, 0.1)
    [0]
    """
    if length <= size:
        return [0]
    step = max(1, int(size - overlap * size))  # whole pixels, so that rounding shares no less
    count = ceil((length - size) / step) + 1
    return [round(i * (length - size) / (count - 1)) for i in range(count)]


def partition(width: int, height: int, spec: ViewSpec) -> list[Box]:
    """List the regions of a working image of this size, in reading order, in its own pixels.

    Every pixel lies in at least one region; a side shorter than a region is spanned by one.
    """
    return [
        Box(x, y, min(spec.size, width), min(spec.size, height))
        for y in starts(height, spec.size, spec.overlap)
        for x in starts(width, spec.size, spec.overlap)
    ]


def to_photo(box: Box, working: tuple[int, int], shown: Box) -> Box:
    """Map a box of the working image to the smallest box of the upright photo that holds it.

    Args:
        box: in pixels of the working image.
        working: width and height of the working image.
        shown: the part of the upright photo that the working image shows.

    >>> to_photo(Box(400, 0, 448, 448), (1248, 936), Box(0, 0, 4000, 3000))
    Box(x=1282, y=0, w=1436, h=1436)
    """
    left, right = _span(box.x, box.w, working[0], shown.w)
    top, bottom = _span(box.y, box.h, working[1], shown.h)
    return Box(shown.x + left, shown.y + top, right - left, bottom - top)


def _span(start: int, length: int, working: int, original: int) -> tuple[int, int]:
    """Scale an interval by original / working in whole numbers, rounding outwards."""
    return start * original // working, -(-(start + length) * original // working)


def cut(photo: Photo, spec: ViewSpec) -> Views:
    """Cut a photo into its whole view and regions."""
    width, height = working_size(*photo.image.size, spec.working_long_side)
    working = _resize(photo.image, (width, height))
    pixels = np.asarray(working)
    boxes = partition(width, height, spec)
    return Views(
        whole=np.asarray(_resize(working, (spec.size, spec.size))),
        regions=np.stack([_window(pixels, box, spec.size) for box in boxes]),
        boxes=tuple(to_photo(box, (width, height), photo.box) for box in boxes),
    )


def _resize(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    if image.size == size:
        return image
    # The gap lets Pillow average whole pixels first: three times faster, no visible difference.
    return image.resize(size, BICUBIC, reducing_gap=3.0)


def _window(pixels: Pixels, box: Box, size: int) -> Pixels:
    """Cut one region; mirror what is missing, so that nothing is enlarged and no edge is made."""
    part = pixels[box.y : box.y + box.h, box.x : box.x + box.w]
    return np.pad(part, ((0, size - box.h), (0, size - box.w), (0, 0)), mode="symmetric")
