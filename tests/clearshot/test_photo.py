from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, features

from clearshot.errors import NotAPhoto, PhotoDamaged, PhotoNotFound, RegionOutside
from clearshot.photo import Box, Photo, load_photo
from tests.clearshot.oracles import CORNERS, jpeg_that_claims, stored_corners
from tests.clearshot.pictures import SKIN, encode, flat, jagged, middle

HEIF_MISSING = "pillow-heif is not installed: pip install clearshot[heif]"
PLAIN_FORMATS = ["JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF"]
ROTATABLE_FORMATS = ["JPEG", "PNG", "WEBP", "TIFF"]
if features.check("avif"):
    PLAIN_FORMATS.append("AVIF")
    ROTATABLE_FORMATS.append("AVIF")


@pytest.mark.parametrize("kind", PLAIN_FORMATS)
def test_a_photo_of_each_format_keeps_its_colour_and_size(kind: str) -> None:
    photo = load_photo(encode(flat(), kind))
    assert (photo.image.mode, photo.image.size, photo.size) == ("RGB", (60, 40), (60, 40))
    assert photo.box == Box(0, 0, 60, 40)
    assert middle(photo) == pytest.approx(SKIN, abs=4)


def test_a_heic_photo_keeps_its_colour() -> None:
    pytest.importorskip("pillow_heif", reason=HEIF_MISSING).register_heif_opener()
    photo = load_photo(encode(flat(size=(64, 48)), "HEIF", quality=95))
    assert photo.size == (64, 48)
    assert middle(photo) == pytest.approx(SKIN, abs=4)


def test_a_heic_photo_without_a_decoder_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
    with pytest.raises(NotAPhoto, match=r"pip install clearshot\[heif\]"):
        load_photo(heic)


def test_the_first_picture_of_a_multi_picture_jpeg_is_taken() -> None:
    mpo = encode(flat(), "MPO", save_all=True, append_images=[flat((0, 0, 0))])
    assert middle(load_photo(mpo)) == pytest.approx(SKIN, abs=4)


def test_the_first_frame_of_a_gif_is_taken() -> None:
    gif = encode(flat(), "GIF", save_all=True, append_images=[flat((0, 0, 0))])
    assert middle(load_photo(gif)) == pytest.approx(SKIN, abs=4)


def test_a_file_is_read_by_path_and_not_changed(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(encode(flat(), "JPEG"))
    before = path.read_bytes(), path.stat().st_mtime_ns
    assert load_photo(path).size == load_photo(str(path)).size == (60, 40)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ROTATABLE_FORMATS)
def test_every_exif_orientation_comes_out_upright(kind: str, orientation: int) -> None:
    assert_upright(load_photo(rotated(kind, orientation)))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_rotated_heic_photo_comes_out_upright(orientation: int) -> None:
    pytest.importorskip("pillow_heif", reason=HEIF_MISSING).register_heif_opener()
    assert_upright(load_photo(rotated("HEIF", orientation)))


def rotated(kind: str, orientation: int, block: int = 16) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encode(
        Image.fromarray(stored_corners(orientation, block)), kind, exif=exif.tobytes(), quality=95
    )


def assert_upright(photo: Photo) -> None:
    assert photo.size == photo.image.size == (64, 32)
    pixels = np.asarray(photo.image).astype(int)
    for sides, colour in CORNERS.items():
        y, x = (24 if "bottom" in sides else 8), (48 if "right" in sides else 16)
        assert tuple(pixels[y, x]) == pytest.approx(colour, abs=12), sides


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_roi_is_in_pixels_of_the_upright_photo(kind: str, orientation: int) -> None:
    data = rotated(kind, orientation, block=64)  # 256 x 128, upright
    photo = load_photo(data, long_side=20, roi=Box(136, 8, 112, 48))
    assert (photo.size, photo.box) == ((256, 128), Box(136, 8, 112, 48))
    colour = np.array(CORNERS[frozenset(("top", "right"))])
    assert np.abs(np.asarray(photo.image) - colour).max() <= 12
    assert photo.image.width > 2 * photo.image.height


def test_a_broken_orientation_is_ignored() -> None:
    exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x63\0\0\0\0\0\0\0"
    for metadata in (exif, b"Exif\0\0broken", exif[:20]):
        assert load_photo(encode(flat(), "JPEG", exif=metadata)).size == (60, 40)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 300), st.integers(1, 300), st.integers(1, 80), st.sampled_from(["JPEG", "PNG"])
)
def test_the_detail_asked_for_is_there_and_not_much_more(
    width: int, height: int, long_side: int, kind: str
) -> None:
    photo = load_photo(encode(flat(size=(width, height)), kind), long_side)
    longest = max(photo.image.size)
    assert min(long_side, width, height) <= min(long_side, longest)
    assert min(long_side, max(width, height)) <= longest <= min(2 * long_side, max(width, height))
    assert photo.size == (width, height)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_roi_shows_just_its_pixels(data: st.DataObject) -> None:
    pixels = jagged(40, 30)
    x, y = data.draw(st.integers(-50, 39)), data.draw(st.integers(-50, 29))
    w, h = data.draw(st.integers(1 - min(x, 0), 99)), data.draw(st.integers(1 - min(y, 0), 99))
    photo = load_photo(encode(Image.fromarray(pixels), "BMP"), roi=Box(x, y, w, h))
    box = photo.box
    assert (box.x, box.y) == (max(x, 0), max(y, 0))
    assert (box.x + box.w, box.y + box.h) == (min(x + w, 40), min(y + h, 30))
    expected = pixels[box.y : box.y + box.h, box.x : box.x + box.w]
    assert (np.asarray(photo.image) == expected).all()


@pytest.mark.parametrize(
    "roi", [Box(60, 0, 9, 9), Box(0, 40, 9, 9), Box(-9, 0, 9, 9), Box(5, 5, 0, 9), Box(5, 5, 9, -3)]
)
def test_a_roi_that_shows_nothing_is_refused_with_both_sizes(roi: Box) -> None:
    with pytest.raises(RegionOutside, match=rf"{roi.w} x {roi.h} .* 60 x 40"):
        load_photo(encode(flat(), "PNG"), roi=roi)


def test_a_small_roi_of_a_large_jpeg_is_decoded_in_full() -> None:
    jpeg = encode(Image.fromarray(jagged(1600, 1200)), "JPEG")
    assert load_photo(jpeg, 300).image.size == (400, 300)
    assert load_photo(jpeg, 300, roi=Box(800, 400, 320, 240)).image.size == (320, 240)
    # Decoded four times smaller, these 160 columns lie on 41 of its pixels.
    assert load_photo(jpeg, 40, roi=Box(802, 400, 160, 120)).image.size == (41, 30)


def test_a_picture_in_memory_becomes_a_photo() -> None:
    photo = Photo.of(np.full((20, 30, 3), SKIN, np.uint8))
    assert (photo.size, photo.box, middle(photo)) == ((30, 20), Box(0, 0, 30, 20), SKIN)
    assert middle(Photo.of(Image.new("L", (5, 5), 7))) == (7, 7, 7)


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"optimize": True}])
def test_a_jpeg_that_was_cut_anywhere_is_refused(options: dict[str, bool]) -> None:
    jpeg = encode(Image.fromarray(jagged(48, 32)), "JPEG", quality=60, **options)
    for length in range(3, len(jpeg)):
        with pytest.raises(PhotoDamaged, match="send it again"):
            load_photo(jpeg[:length])


def test_a_jpeg_whose_picture_is_shorter_than_its_header_says_is_refused() -> None:
    jpeg = encode(Image.fromarray(jagged(48, 32)), "JPEG")
    assert load_photo(jpeg_that_claims(jpeg, 48, 32)).size == (48, 32)
    with pytest.raises(PhotoDamaged, match="cut short"):
        load_photo(jpeg_that_claims(jpeg, 48, 3200))


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_grey_jpeg_is_not_taken_for_a_short_one(mode: str) -> None:
    grey = Image.new("RGB", (100, 60), (128, 128, 128)).convert(mode)
    assert middle(load_photo(encode(grey, "JPEG"))) == (128, 128, 128)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "BMP", "TIFF"])
def test_half_a_file_is_refused(kind: str) -> None:
    data = encode(Image.fromarray(jagged(48, 32)), kind)
    with pytest.raises(PhotoDamaged):
        load_photo(data[: len(data) // 2])


def test_what_is_no_photo_is_named() -> None:
    with pytest.raises(NotAPhoto, match="is empty"):
        load_photo(b"")
    with pytest.raises(NotAPhoto, match="%PDF"):
        load_photo(b"%PDF-1.7\n")
    with pytest.raises(NotAPhoto, match="a video"):
        load_photo(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom")


def test_a_path_without_a_file_is_refused(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    cases: list[tuple[str | Path, str]] = [
        (tmp_path / "missing.jpg", "does not exist"),
        (tmp_path, "is not a file"),
        (pipe, "is not a file"),
        ("a\0b", "a\0b"),
        ("a" * 5000, "cannot be read|does not exist"),
    ]
    for path, found in cases:
        with pytest.raises(PhotoNotFound, match=found):
            load_photo(path)
