"""Pictures as the sensor lies in, upright pictures, points and files out.

Degrees are those by which a picture is turned clockwise to be upright: 0, 90, 180 or 270.
"""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from clearshot.regions import Pixels

# EXIF's number of each way that a picture may lie (CIPA DC-008, tag Orientation).
_ORIENTATION = 0x0112
_LIES = {90: 6, 180: 3, 270: 8}


def upright(pixels: Pixels, degrees: int) -> Pixels:
    """Turn a picture."""
    return np.ascontiguousarray(np.rot90(pixels, -(degrees // 90)))


def stored(x: float, y: float, degrees: int) -> tuple[float, float]:
    """Find where a point of the upright picture is in the picture as it lies, in shares of both.

    >>> stored(0.2, 0.3, 90)
    (0.3, 0.8)
    """
    for _ in range(degrees // 90 % 4):
        x, y = y, 1 - x
    return x, y


def marked(jpeg: bytes, degrees: int) -> bytes:
    """Say in a photo's file how it lies, if its camera did not: some forget it.

    The picture's own bytes stay as they are; a file that says it already is not changed.
    """
    if degrees % 360 not in _LIES or _says_how_it_lies(jpeg):
        return jpeg
    exif = Image.Exif()
    exif[_ORIENTATION] = _LIES[degrees % 360]
    content = exif.tobytes()  # begins with "Exif", by which readers know the segment
    segment = b"\xff\xe1" + (len(content) + 2).to_bytes(2, "big") + content
    return jpeg[:2] + segment + jpeg[2:]


def _says_how_it_lies(jpeg: bytes) -> bool:
    try:
        # Not Image.open: it refuses the largest sensors' photos before it reads a header.
        return _ORIENTATION in JpegImageFile(BytesIO(jpeg)).getexif()
    except Exception:  # noqa: BLE001 - Pillow documents no closed set of exceptions
        return True  # what is damaged is left alone
