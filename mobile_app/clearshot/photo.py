"""A picture file in; its upright 8-bit sRGB pixels out, or a typed error, in bounded memory.

A photo is untrusted input. Its format is told from its first bytes, its size is looked at before
it is decoded, and whatever its decoder raises arrives as a `PhotoUnreadable`.
"""

from __future__ import annotations

import os
import struct
import warnings
from dataclasses import dataclass
from io import BytesIO
from math import ceil, sqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError
from PIL.JpegImagePlugin import JpegImageFile

from clearshot.colour import averageable, to_srgb
from clearshot.errors import (
    PhotoDamaged,
    PhotoNotFound,
    PhotoTooLarge,
    PhotoUnreadable,
    RegionOutside,
)
from clearshot.formats import CUT_SHORT, find_jpeg_scan, picture_format

# A 64-megapixel sensor gives 9248 x 6944 pixels. Decoded they take 260 MB.
MAX_PIXELS = 66_000_000
# A baseline JPEG is scaled down while it is decoded: 200-megapixel phones are no danger.
MAX_PIXELS_SCALED = 260_000_000
MAX_BYTES = 3 * MAX_PIXELS  # the largest picture, not compressed

# What the eight values of the EXIF tag Orientation (CIPA DC-008, table 6) ask for: swap rows and
# columns, then mirror left to right, then mirror top to bottom.
_ORIENTATION = 0x0112
_SWAPPED = {5, 6, 7, 8}
_MIRRORED = {2, 3, 6, 7}
_FLIPPED = {3, 4, 7, 8}


@dataclass(frozen=True)
class Box:
    """A rectangle in whole pixels, of the upright photo unless something else is said."""

    x: int
    y: int
    w: int
    h: int


@dataclass(frozen=True, eq=False)
class Photo:
    """A photo, or a part of one, as it is judged.

    Attributes:
        image: upright, RGB, 8 bit, sRGB; possibly scaled down from the original.
        box: the part of the upright photo that `image` shows.
        size: width and height of the whole upright photo, in its original pixels.
    """

    image: Image.Image
    box: Box
    size: tuple[int, int]

    @classmethod
    def of(cls, picture: Image.Image | NDArray[np.uint8]) -> Photo:
        """Take a picture that is in memory and upright, at its own size.

        Args:
            picture: an image of any mode, or (h, w) or (h, w, 3) uint8 in sRGB.

        >>> Photo.of(np.zeros((3, 4, 3), np.uint8)).box
        Box(x=0, y=0, w=4, h=3)
        """
        image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
        image = to_srgb(averageable(image), image.info.get("icc_profile"))
        return cls(image, Box(0, 0, *image.size), image.size)


def load_photo(
    source: str | os.PathLike[str] | bytes, long_side: int = 1248, roi: Box | None = None
) -> Photo:
    """Decode a photo at about the detail that is asked for.

    Args:
        source: a path, or the bytes of the file. It is only read.
        long_side: where the shown part has so many pixels, the long side of the result has at
            least these, and at most twice as many. Nothing is enlarged.
        roi: the part of the upright photo to show; what sticks out of the photo is cut off. A
            small part of a JPEG of more than `MAX_PIXELS` has half the detail that is there.

    Raises:
        PhotoNotFound: there is no such file, or it may not be read.
        NotAPhoto: the file is in no format that can be decoded here.
        PhotoDamaged: the file is truncated, corrupt or of an unsupported kind.
        PhotoTooLarge: the file has more than `MAX_BYTES` bytes, more than `MAX_PIXELS` pixels, or,
            for a JPEG that can be scaled while it is decoded, more than `MAX_PIXELS_SCALED`.
        RegionOutside: `roi` is empty or has no pixel in common with the photo.
    """
    data = source if isinstance(source, bytes) else _read(Path(source))
    if len(data) > MAX_BYTES:
        raise PhotoTooLarge(
            f"the file has {len(data) / 1e6:.0f} MB or more, at most {MAX_BYTES / 1e6:.0f} MB can "
            "be decoded safely: send a smaller photo"
        )
    try:
        with warnings.catch_warnings():
            # Pillow warns of odd metadata; the pixels are what counts.
            warnings.simplefilter("ignore")
            return _decode(data, long_side, roi)
    except PhotoUnreadable:
        raise
    except (Image.DecompressionBombError, MemoryError) as error:
        raise PhotoTooLarge(
            f"the picture has more pixels than the {MAX_PIXELS / 1e6:.0f} million that can be "
            "decoded safely: send a smaller photo"
        ) from error
    except Exception as error:  # Pillow documents no closed set of exceptions.
        # This one's text holds the address of an object.
        why = "its header is broken" if isinstance(error, UnidentifiedImageError) else error
        raise PhotoDamaged(
            f"the photo is damaged, or of a kind that cannot be decoded ({why}): "
            "send it again or take another photo"
        ) from error


def _read(path: Path) -> bytes:
    """Read a regular file, at most one byte more than `MAX_BYTES`."""
    try:
        if not path.is_file():
            found = "is not a file" if path.exists() else "does not exist"
            raise PhotoNotFound(f"{path} {found}, expected a photo: check the path")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise PhotoNotFound(f"{path} cannot be read ({error}): check the path") from error


def _decode(data: bytes, long_side: int, roi: Box | None) -> Photo:
    kind = picture_format(data)
    image = _open_jpeg(data) if kind == "JPEG" else _open_other(data, kind)
    orientation, icc = _orientation(image), image.info.get("icc_profile")
    stored = image.size
    size = stored[::-1] if orientation in _SWAPPED else stored
    shown = _clip(roi, size)
    scale = _jpeg_scale(stored, shown, long_side) if kind == "JPEG" else 1
    if kind == "JPEG":
        image = _decode_jpeg(data, scale)
    image = averageable(_part(image, _stored(shown, size, orientation), scale))
    image = image.reduce(max(1, max(image.size) // long_side))
    return Photo(_upright(to_srgb(image, icc), orientation), shown, size)


def _open_other(data: bytes, kind: str) -> Image.Image:
    """Decode a picture, unless it is too large; turned upright if it is a TIFF or HEIC."""
    image = Image.open(BytesIO(data), formats=(kind,))
    _check_pixels(image.size, MAX_PIXELS)
    image.load()
    return image


def _open_jpeg(data: bytes) -> JpegImageFile:
    """Read the header of a JPEG, unless it is too large."""
    # Not Image.open: its limit on pixels knows nothing of scaled decoding.
    image = JpegImageFile(BytesIO(data))
    _check_pixels(image.size, MAX_PIXELS if find_jpeg_scan(data).buffered else MAX_PIXELS_SCALED)
    return image


def _decode_jpeg(data: bytes, scale: int) -> Image.Image:
    """Decode a JPEG `scale` times smaller.

    The decoder paints grey, without a word, what is missing where a scan ends too early. Real
    grey is told from that by writing more bits there: they change only what was missing.
    """
    image = _draft_jpeg(data, scale)
    if image.getpixel((image.width - 1, image.height - 1)) in (128, (128, 128, 128)):
        end = find_jpeg_scan(data).end
        longer = _draft_jpeg(data[:end] + b"\x55" * 64 + data[end:], scale)
        if longer.tobytes() != image.tobytes():
            raise PhotoDamaged(CUT_SHORT)
    return image


def _draft_jpeg(data: bytes, scale: int) -> Image.Image:
    image = JpegImageFile(BytesIO(data))
    image.draft(None, (image.width // scale, image.height // scale))
    image.load()
    return image


def _check_pixels(size: tuple[int, int], limit: int) -> None:
    if size[0] * size[1] > limit:
        raise PhotoTooLarge(
            f"the picture has {size[0]} x {size[1]} pixels, at most {limit / 1e6:.0f} million of "
            "its kind can be decoded safely: send a smaller photo"
        )


def _orientation(image: Image.Image) -> int:
    """Read how the stored pixels have to be turned, 1 to 8."""
    if image.format in ("TIFF", "HEIF"):
        return 1  # their decoders have done it
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except (SyntaxError, ValueError, LookupError, TypeError, OSError, EOFError, struct.error):
        return 1  # broken metadata is no reason to refuse the pixels
    return value if value in range(1, 9) else 1


def _clip(roi: Box | None, size: tuple[int, int]) -> Box:
    """Cut off what lies outside the photo."""
    if roi is None:
        return Box(0, 0, *size)
    left, top = max(0, roi.x), max(0, roi.y)
    right, bottom = min(size[0], roi.x + roi.w), min(size[1], roi.y + roi.h)
    if left >= right or top >= bottom:
        raise RegionOutside(
            f"the region of interest, {roi.w} x {roi.h} pixels at ({roi.x}, {roi.y}), shows "
            f"nothing of the upright photo of {size[0]} x {size[1]} pixels: choose it within"
        )
    return Box(left, top, right - left, bottom - top)


def _stored(box: Box, size: tuple[int, int], orientation: int) -> Box:
    """Find where a box of the upright photo lies in the pixels as they are stored."""
    x = size[0] - box.x - box.w if orientation in _MIRRORED else box.x
    y = size[1] - box.y - box.h if orientation in _FLIPPED else box.y
    return Box(y, x, box.h, box.w) if orientation in _SWAPPED else Box(x, y, box.w, box.h)


def _jpeg_scale(size: tuple[int, int], shown: Box, long_side: int) -> int:
    """Choose how many times smaller the JPEG decoder makes the picture: 1, 2, 4 or 8.

    It keeps the detail asked for, save where that would decode more than `MAX_PIXELS`.
    """
    detail = max(shown.w, shown.h) // long_side
    memory = ceil(sqrt(size[0] * size[1] / MAX_PIXELS))
    return max(s for s in (1, 2, 4, 8) if s == 1 or s <= min(max(detail, memory), *size))


def _part(image: Image.Image, box: Box, scale: int) -> Image.Image:
    """Cut a box of the stored pixels out of a picture that was decoded `scale` times smaller."""
    left, top = box.x // scale, box.y // scale
    right, bottom = ceil((box.x + box.w) / scale), ceil((box.y + box.h) / scale)
    if (left, top, right, bottom) == (0, 0, *image.size):
        return image
    return image.crop((left, top, right, bottom))


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    if orientation == 1:
        return image
    pixels = np.asarray(image)
    if orientation in _SWAPPED:
        pixels = pixels.swapaxes(0, 1)
    if orientation in _MIRRORED:
        pixels = pixels[:, ::-1]
    if orientation in _FLIPPED:
        pixels = pixels[::-1]
    return Image.fromarray(pixels)
