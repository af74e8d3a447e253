"""The bytes of a file in; the name of its picture format out, or what it is instead.

Nothing is decoded here: only headers are read.
"""

from __future__ import annotations

from dataclasses import dataclass

from PIL import features

from clearshot.errors import NotAPhoto, PhotoDamaged

CUT_SHORT = "the photo is cut short: send it again or take another photo"

_EXPECTED = "expected a photo: send JPEG, PNG, WebP, TIFF, BMP, GIF, HEIC or AVIF"
_SIGNATURES = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"II+\x00", "TIFF"),  # BigTIFF
    (b"MM\x00+", "TIFF"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"BM", "BMP"),
)

# ISO/IEC 23008-12, annex B, and the AV1 image file format.
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_AVIF_BRANDS = {b"avif", b"avis"}

# Second bytes of JPEG markers, ITU-T T.81, table B.1.
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_PROGRESSIVE_FRAMES = {0xC2, 0xC6, 0xCA, 0xCE}
_SCAN = 0xDA
_END_OF_IMAGE = b"\xff\xd9"


def picture_format(data: bytes) -> str:
    """Name the format by the first bytes, in Pillow's words.

    Raises:
        NotAPhoto: it is none that is decoded here, or its decoder is not installed.

    >>> picture_format(b"GIF89a...")
    'GIF'
    """
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            return name
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp":
        return _iso_media_format(data)
    found = f"begins with {data[:8]!r}" if data else "is empty"
    raise NotAPhoto(f"the file {found}, {_EXPECTED}")


def _iso_media_format(data: bytes) -> str:
    """Tell AVIF and HEIC from video, whose container they share."""
    end = min(int.from_bytes(data[:4], "big"), 256)
    brands = {data[8:12], *(data[at : at + 4] for at in range(16, end, 4))}
    if brands & _AVIF_BRANDS:
        if not features.check("avif"):
            raise NotAPhoto("the file is an AVIF picture: install pillow 11.3 or send a JPEG")
        return "AVIF"
    if brands & _HEIC_BRANDS:
        _register_heic_decoder()
        return "HEIF"
    raise NotAPhoto(f"the file is a video or the like, {_EXPECTED}")


def _register_heic_decoder() -> None:
    try:
        import pillow_heif
    except ImportError as error:
        raise NotAPhoto(
            "the file is a HEIC picture and its decoder is not installed: "
            "pip install clearshot[heif], or send a JPEG"
        ) from error
    pillow_heif.register_heif_opener(thumbnails=False)


@dataclass(frozen=True)
class JpegScan:
    """Where the pixels of a JPEG lie, and how.

    Attributes:
        buffered: a decoder must hold the whole picture, however small it is decoded: it is
            progressive, or has a scan per colour.
        end: position of the marker that ends the image.
    """

    buffered: bool
    end: int


def find_jpeg_scan(data: bytes) -> JpegScan:
    """Walk along the markers of a JPEG to its first scan (ITU-T T.81, annex B).

    Raises:
        PhotoDamaged: the file ends before its picture does.
    """
    at, progressive, components = 2, False, 0
    while at + 10 <= len(data):
        marker = data[at + 1]
        if data[at] != 0xFF or marker in (0x00, 0xFF):
            at += 1  # filling
            continue
        if marker == _SCAN and (end := data.find(_END_OF_IMAGE, at)) > 0:
            return JpegScan(progressive or data[at + 4] < components, end)
        if marker in _FRAMES:
            progressive, components = marker in _PROGRESSIVE_FRAMES, data[at + 9]
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    raise PhotoDamaged(CUT_SHORT)
