from __future__ import annotations

import pytest
from PIL import features

from clearshot import formats
from clearshot.errors import NotAPhoto, PhotoDamaged
from clearshot.formats import JpegScan, find_jpeg_scan, picture_format

FRAME = b"\xff\xc0\x00\x11\x08\x00\x10\x00\x10\x03" + bytes(9)
SCAN = b"\xff\xda\x00\x0c\x03" + bytes(9)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\xff\xd8\xff\xe1", "JPEG"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "WEBP"),
        (b"II*\0\x08", "TIFF"),
        (b"MM\0*\0", "TIFF"),
        (b"II+\0\x08", "TIFF"),
        (b"BM\x36", "BMP"),
        (b"GIF87a", "GIF"),
        (b"GIF89a", "GIF"),
    ],
)
def test_a_format_is_told_from_its_first_bytes(head: bytes, name: str) -> None:
    assert picture_format(head) == name


def test_avif_and_heic_are_told_from_video_by_any_of_their_brands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(formats, "_register_heic_decoder", lambda: None)
    monkeypatch.setattr(features, "check", lambda name: name == "avif")
    assert picture_format(b"\0\0\0\x1cftypavif\0\0\0\0mif1miaf") == "AVIF"
    assert picture_format(b"\0\0\0\x1cftypmif1\0\0\0\0mif1avif") == "AVIF"
    assert picture_format(b"\0\0\0\x1cftypmif1\0\0\0\0mif1heic") == "HEIF"
    with pytest.raises(NotAPhoto, match="a video or the like"):
        picture_format(b"\0\0\0\x14ftypqt  \0\0\0\0qt  heic")


def test_an_avif_without_a_decoder_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "check", lambda name: False)
    with pytest.raises(NotAPhoto, match="install pillow"):
        picture_format(b"\0\0\0\x1cftypavif\0\0\0\0mif1miaf")


@pytest.mark.parametrize("head", [b"", b"\0", b"\xff\xd8", b"RIFF\0\0\0\0WAVE", b"8BPS", b"%!PS"])
def test_what_is_no_photo_is_refused(head: bytes) -> None:
    with pytest.raises(NotAPhoto, match="expected a photo: send JPEG, PNG"):
        picture_format(head)


def test_a_scan_is_found_behind_segments_that_hold_markers_themselves() -> None:
    thumbnail = b"\xff\xe1\x00\x18" + FRAME + b"\xff\xd9" + b"\0"
    jpeg = b"\xff\xd8" + thumbnail + b"\xff" + FRAME + SCAN + b"pixels\xff\xd9"
    assert find_jpeg_scan(jpeg) == JpegScan(buffered=False, end=len(jpeg) - 2)


@pytest.mark.parametrize("marker", [b"\xff\xc2", b"\xff\xc6", b"\xff\xca", b"\xff\xce"])
def test_a_progressive_frame_is_buffered(marker: bytes) -> None:
    assert find_jpeg_scan(b"\xff\xd8" + marker + FRAME[2:] + SCAN + b"\xff\xd9").buffered


def test_a_scan_of_fewer_colours_than_the_frame_is_buffered() -> None:
    scan = b"\xff\xda\x00\x08\x01" + bytes(5)
    assert find_jpeg_scan(b"\xff\xd8" + FRAME + scan + b"\xff\xd9").buffered


@pytest.mark.parametrize("rest", [b"", FRAME, FRAME + SCAN, FRAME + SCAN + b"pixels\xff"])
def test_a_jpeg_without_an_end_is_cut_short(rest: bytes) -> None:
    with pytest.raises(PhotoDamaged, match="cut short"):
        find_jpeg_scan(b"\xff\xd8" + rest)
