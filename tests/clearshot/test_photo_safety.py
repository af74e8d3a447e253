"""Files that were made, or broken, so as to hurt who opens them."""

from __future__ import annotations

import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, features

from clearshot.errors import PhotoTooLarge, PhotoUnreadable
from clearshot.photo import Box, load_photo
from tests.clearshot.oracles import jpeg_that_claims, p3_profile, png, png_chunk
from tests.clearshot.pictures import encode

LINUX = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the peak of a process is read from /proc"
)
# Prints how many MB the peak of a fresh process grows while it loads a photo. Not getrusage: its
# figure begins at the peak of the process that started this one.
PEAK = """
import sys
from clearshot.errors import PhotoUnreadable
from clearshot.photo import load_photo

def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))

before = peak()
try:
    print(max(load_photo(sys.argv[1]).image.size))
except PhotoUnreadable as error:
    print(error.code)
print((peak() - before) // 1024)
"""


def jpeg(size: tuple[int, int] = (64, 48), **options: object) -> bytes:
    return encode(Image.radial_gradient("L").resize(size).convert("RGB"), "JPEG", **options)


def load_and_measure(path: Path) -> tuple[str, int]:
    """Load a photo in a fresh process; give its long side, or error, and MB of memory."""
    command = [sys.executable, "-c", PEAK, str(path)]
    done = subprocess.run(
        command, env={"PYTHONPATH": "mobile_app"}, capture_output=True, text=True, check=True
    )
    outcome, megabytes = done.stdout.split()
    return outcome, int(megabytes)


@LINUX
def test_a_twelve_megapixel_jpeg_is_decoded_at_half_its_size(tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(jpeg((4032, 3024)))
    outcome, megabytes = load_and_measure(photo)
    assert outcome == "2016"
    assert megabytes < 48  # in full it takes 4032 x 3024 x 4 bytes = 49 MB, before anything else


@LINUX
@pytest.mark.slow  # making it takes 0.7 GB
def test_a_hundred_megapixel_jpeg_is_decoded_in_little_memory(tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(jpeg((11600, 8700)))
    outcome, megabytes = load_and_measure(photo)
    assert outcome == "1450"
    assert megabytes < 64
    part = load_photo(photo, roi=Box(5000, 5000, 1500, 1200))
    assert part.image.size == (750, 600)  # in full detail the photo takes 400 MB


@LINUX
@pytest.mark.parametrize(
    "bomb",
    [
        lambda: png(19000, 19000),
        lambda: png(9000, 9000),
        lambda: jpeg_that_claims(jpeg(progressive=True), 19000, 19000),
        lambda: jpeg_that_claims(jpeg(), 19000, 19000),
    ],
    ids=["png", "png that pillow takes", "progressive jpeg", "baseline jpeg"],
)
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(
    tmp_path: Path, bomb: Callable[[], bytes]
) -> None:
    photo = tmp_path / "bomb"
    photo.write_bytes(bomb())
    start = time.perf_counter()
    with pytest.raises(PhotoTooLarge, match="send a smaller photo"):
        load_photo(photo)
    assert time.perf_counter() - start < 0.5
    outcome, megabytes = load_and_measure(photo)
    assert outcome == "too_large"
    assert megabytes < 16


def test_more_pixels_are_allowed_to_a_jpeg_that_is_scaled_while_it_is_decoded() -> None:
    small = jpeg(quality=50)
    with pytest.raises(PhotoUnreadable, match="cut short"):  # its data are for 64 x 48
        load_photo(jpeg_that_claims(small, 12000, 9000))
    with pytest.raises(PhotoTooLarge, match="12000 x 9000 pixels, at most 66 million"):
        load_photo(jpeg_that_claims(jpeg(progressive=True), 12000, 9000))


def test_a_jpeg_with_a_scan_for_each_colour_counts_as_progressive() -> None:
    # One component in the first scan's header instead of three; how it goes on does not matter.
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"
    data = jpeg()
    data = data[: data.find(b"\xff\xda")] + scan + b"\0\0\xff\xd9"
    with pytest.raises(PhotoTooLarge, match="66 million"):
        load_photo(jpeg_that_claims(data, 12000, 9000))


@LINUX
@pytest.mark.parametrize("chunk", ["zTXt", "iTXt", "iCCP"])
def test_compressed_text_in_a_png_is_not_unpacked_without_end(tmp_path: Path, chunk: str) -> None:
    head = b"key\0\1\0\0\0" if chunk == "iTXt" else b"key\0\0"
    text = png_chunk(chunk.encode(), head + zlib.compress(bytes(200_000_000)))
    photo = tmp_path / "bomb.png"
    photo.write_bytes(png(64, 48, extra=text))
    outcome, megabytes = load_and_measure(photo)
    assert outcome in ("damaged", "64")
    assert megabytes < 16


def test_a_file_of_too_many_bytes_is_not_read_to_its_end(tmp_path: Path) -> None:
    photo = tmp_path / "sparse.jpg"
    with photo.open("wb") as file:
        file.write(jpeg())
        file.truncate(1 << 40)  # more than any memory; it takes no room on the disk
    with pytest.raises(PhotoTooLarge, match="198 MB"):
        load_photo(photo)


def test_what_follows_a_jpeg_does_not_matter() -> None:
    photo = load_photo(jpeg() + b"trailer of a phone" * 100)
    assert photo.size == (64, 48)


def seeds() -> dict[str, bytes]:
    """One small valid file for each way through the decoders."""
    picture = Image.radial_gradient("L").resize((24, 18)).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6
    ways: dict[str, dict[str, object]] = {
        "JPEG": {"exif": exif.tobytes(), "icc_profile": p3_profile()},
        "JPEG progressive": {"progressive": True},
        "PNG": {"exif": exif.tobytes(), "icc_profile": p3_profile()},
        "WEBP": {"exif": exif.tobytes(), "icc_profile": p3_profile()},
        "WEBP lossless": {"lossless": True},
        "TIFF": {"exif": exif.tobytes(), "icc_profile": p3_profile()},
        "TIFF lzw": {"compression": "tiff_lzw"},
        "BMP": {},
        "GIF": {},
    }
    if features.check("avif"):
        ways["AVIF"] = {"exif": exif.tobytes(), "icc_profile": p3_profile()}
    if find_spec("pillow_heif"):
        import pillow_heif

        pillow_heif.register_heif_opener()
        ways["HEIF"] = {"exif": exif.tobytes(), "icc_profile": p3_profile()}
    return {name: encode(picture, name.split()[0], **options) for name, options in ways.items()}


SEEDS = seeds()
HEADS = [data[:12] for data in SEEDS.values()] + [b"", b"\0\0\0\x18ftypheic\0\0\0\0mif1"]


def load_or_refuse(data: bytes) -> None:
    """Load a photo; only a `PhotoUnreadable` may come of it, within ten seconds."""
    start = time.perf_counter()
    with suppress(PhotoUnreadable):
        assert load_photo(data, long_side=64).image.mode == "RGB"
    assert time.perf_counter() - start < 10


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(HEADS), st.binary(max_size=400))
def test_random_bytes_never_raise_an_untyped_error(head: bytes, rest: bytes) -> None:
    load_or_refuse(head + rest)


@settings(max_examples=600, deadline=None)
@given(
    st.sampled_from(sorted(SEEDS)),
    st.lists(st.tuples(st.integers(0), st.integers(1, 255)), min_size=1, max_size=6),
    st.one_of(st.none(), st.integers(0)),
)
def test_a_damaged_file_never_raises_an_untyped_error(
    name: str, flips: list[tuple[int, int]], length: int | None
) -> None:
    data = bytearray(SEEDS[name])
    for at, bits in flips:
        data[at % len(data)] ^= bits
    load_or_refuse(bytes(data[: None if length is None else length % len(data)]))
