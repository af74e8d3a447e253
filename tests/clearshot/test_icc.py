from __future__ import annotations

import re
import struct
import subprocess
import sys
import time
import tracemalloc
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageCms

from clearshot import colour
from clearshot.icc import apply_profile, read_profile
from tests.clearshot.oracles import (
    ADOBE_PRIMARIES,
    P3_PRIMARIES,
    SRGB_FORMULA,
    SRGB_PRIMARIES,
    formula,
    grey_profile,
    matrix_profile,
    p3_profile,
    p3_to_srgb,
    points,
    profile,
)
from tests.clearshot.pictures import encode, jagged

ROOT = Path(__file__).parents[2]
TABLE = points(*(round(65535 * (step / 1023) ** 2.2) for step in range(1024)))
PROFILES = {
    "display_p3": p3_profile(),
    "adobe_rgb": matrix_profile(ADOBE_PRIMARIES, points(563)),
    "srgb": matrix_profile(SRGB_PRIMARIES, formula(3, *SRGB_FORMULA)),
    "table": matrix_profile(SRGB_PRIMARIES, TABLE),
    "two_points": matrix_profile(P3_PRIMARIES, points(6000, 60000)),
    "line": matrix_profile(P3_PRIMARIES, points()),
    "formula_0": matrix_profile(ADOBE_PRIMARIES, formula(0, 2.2)),
    "formula_1": matrix_profile(ADOBE_PRIMARIES, formula(1, 2.0, 1.1, -0.1)),
    "formula_2": matrix_profile(ADOBE_PRIMARIES, formula(2, 2.0, 1.05, -0.1, 0.05)),
    "formula_4": matrix_profile(P3_PRIMARIES, formula(4, 2.4, 0.9, 0.05, 0.1, 0.04, 0.02, 0.01)),
    "three_curves": matrix_profile(P3_PRIMARIES, points(461), formula(3, *SRGB_FORMULA), TABLE),
}
needs_littlecms = pytest.mark.skipif(
    not colour.HAS_LITTLECMS, reason="this Pillow is built without LittleCMS, the oracle"
)


def by_littlecms(image: Image.Image, icc: bytes, exact: bool = False) -> NDArray[np.int64]:
    """Convert as the app does on a desktop; `exact` as LittleCMS does when speed is no matter.

    Else it takes, for all but the simplest profiles, 33 points a side of the cube of colours.
    """
    device, srgb = ImageCms.ImageCmsProfile(BytesIO(icc)), ImageCms.createProfile("sRGB")
    flags = ImageCms.Flags.NOOPTIMIZE if exact else ImageCms.Flags.NONE
    found = ImageCms.profileToProfile(image, device, srgb, outputMode="RGB", flags=flags)
    return np.asarray(found).astype(int)


def by_numpy(image: Image.Image, icc: bytes) -> NDArray[np.int64]:
    return np.asarray(apply_profile(image, icc)).astype(int)


@needs_littlecms
@pytest.mark.parametrize("name", PROFILES)
def test_random_colours_come_out_within_a_level_of_littlecms(name: str) -> None:
    image = Image.fromarray(jagged(400, 300))
    found, expected = (
        by_numpy(image, PROFILES[name]),
        by_littlecms(image, PROFILES[name], exact=True),
    )
    assert np.abs(found - expected).max() <= 1


@needs_littlecms
@pytest.mark.parametrize("name", ["display_p3", "adobe_rgb", "srgb"])
def test_a_photo_comes_out_within_a_level_of_littlecms(name: str) -> None:
    image = Image.open(ROOT / "assets/examples/good_light.jpg")
    found, expected = by_numpy(image, PROFILES[name]), by_littlecms(image, PROFILES[name])
    assert np.abs(found - expected).max() <= 1
    assert (found == expected).mean() > 0.98


@needs_littlecms
def test_the_srgb_of_littlecms_changes_nothing() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    pixels = jagged(400, 300)
    assert (by_numpy(Image.fromarray(pixels), srgb) == pixels).all()


@needs_littlecms
@settings(max_examples=60, deadline=None)
@given(
    st.tuples(st.floats(0.6, 0.72), st.floats(0.27, 0.33)),
    st.tuples(st.floats(0.2, 0.32), st.floats(0.55, 0.75)),
    st.tuples(st.floats(0.13, 0.17), st.floats(0.02, 0.1)),
    st.lists(st.integers(256, 700), min_size=3, max_size=3),
)
def test_a_device_of_any_colours_comes_out_within_a_level_of_littlecms(
    red: tuple[float, float],
    green: tuple[float, float],
    blue: tuple[float, float],
    gammas: list[int],
) -> None:
    icc = matrix_profile((red, green, blue), *map(points, gammas))
    image = Image.fromarray(jagged(60, 50))
    assert np.abs(by_numpy(image, icc) - by_littlecms(image, icc)).max() <= 1


@needs_littlecms
@pytest.mark.parametrize(
    "curve", [points(563), points(), points(9000, 65535), TABLE, formula(3, *SRGB_FORMULA)]
)
def test_grey_comes_out_within_a_level_of_littlecms_and_grey(curve: bytes) -> None:
    image = Image.fromarray(np.arange(256, dtype=np.uint8)[np.newaxis])
    found = by_numpy(image, grey_profile(curve))
    assert np.abs(found - by_littlecms(image, grey_profile(curve), exact=True)).max() <= 1
    assert (found == found[..., :1]).all()


@pytest.mark.parametrize("size", [(1, 1), (1, 70_001), (70_001, 1), (300, 700)])
def test_a_colour_comes_out_the_same_wherever_it_lies(size: tuple[int, int]) -> None:
    pixels = jagged(*size)
    found = by_numpy(Image.fromarray(pixels), p3_profile())
    assert found.shape == pixels.shape
    assert np.abs(found - p3_to_srgb(pixels)).max() <= 1


@pytest.mark.parametrize(
    ("mode", "icc"),
    [
        ("L", p3_profile()),
        ("RGB", grey_profile(points(563))),
        ("CMYK", p3_profile()),
        ("CMYK", profile({b"A2B0": b"mft2" + bytes(64)}, b"CMYK", b"Lab ")),
        ("RGB", profile({b"A2B0": b"mft2" + bytes(64)}, b"RGB ", b"Lab ")),
        ("RGB", profile({b"A2B0": b"mAB " + bytes(64)}, b"RGB ")),
    ],
)
def test_what_needs_littlecms_or_fits_no_picture_stays_as_it_is(mode: str, icc: bytes) -> None:
    image = Image.new(mode, (8, 8), 130)
    assert apply_profile(image, icc) is image


HEADER, REST = p3_profile()[:128], p3_profile()[128:]
DAMAGES = {
    "no_tags": p3_profile()[:132],
    "not_signed": p3_profile().replace(b"acsp", b"pcsa"),
    "a_link": p3_profile().replace(b"mntr", b"link"),
    "absurd_tags": HEADER + b"\xff\xff\xff\xff" + REST[4:],
    # Of which all but the first seven are read from what follows the table.
    "a_hundred_and_one_tags": PROFILES["table"][:128] + b"\0\0\0\x65" + PROFILES["table"][132:],
    "no_matrix_leads_to_lab": HEADER[:20] + b"Lab " + HEADER[24:] + REST,
    "tag_outside": re.sub(rb"(?s)rXYZ....", b"rXYZ\xff\xff\xff\xf0", p3_profile()),
    "size_zero": bytes(4) + p3_profile()[4:],
    "no_red": p3_profile().replace(b"rXYZ", b"xXYZ"),
    "curve_for_a_colour": HEADER + REST.replace(b"XYZ \0\0\0\0", b"curv\0\0\0\0"),
    "colour_for_a_curve": p3_profile().replace(b"para", b"XYZ "),
    "formula_9": matrix_profile(P3_PRIMARIES, b"para" + bytes(4) + b"\0\x09\0\0" + bytes(28)),
    "formula_cut": matrix_profile(P3_PRIMARIES, formula(3, 2.4)),
    "empty_curve": matrix_profile(P3_PRIMARIES, b""),
    "curve_without_count": matrix_profile(P3_PRIMARIES, b"curv" + bytes(4)),
    "points_missing": matrix_profile(P3_PRIMARIES, points(*range(50))[:-2]),
    "absurd_count": matrix_profile(P3_PRIMARIES, b"curv" + bytes(4) + b"\xff" * 4 + bytes(8)),
    "too_many_points": matrix_profile(P3_PRIMARIES, points(*range(40_000))),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_broken_profile_is_no_profile(name: str) -> None:
    assert read_profile(DAMAGES[name]) is None


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_that_was_cut_anywhere_is_no_profile(name: str) -> None:
    icc = PROFILES[name]
    assert read_profile(icc) is not None
    for length in (*range(min(len(icc), 600)), *range(len(icc) - 3, len(icc))):
        assert read_profile(icc[:length]) is None


@pytest.mark.parametrize(
    "curve",
    [
        formula(0, -1.0),
        formula(1, 2.2, 0.0, 1.0),
        formula(2, 2.2, -1.0, 1e-5, -4.0),
        formula(4, 32767, 32767, 32767, -32768, 2.0, -32768, 0.0),
        points(0),
    ],
)
def test_a_curve_that_makes_no_sense_gives_no_more_than_white(curve: bytes) -> None:
    read = read_profile(matrix_profile(P3_PRIMARIES, curve))
    assert read is not None
    assert np.isfinite(read.curves).all()
    assert read.curves.max() <= 1


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(PROFILES)), st.data())
def test_a_damaged_profile_never_raises(name: str, data: st.DataObject) -> None:
    icc = bytearray(PROFILES[name])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, min(len(icc), 500) - 1))
        icc[at : at + 4] = data.draw(st.sampled_from([b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f"]))
    assert apply_profile(Image.new("RGB", (3, 2), (200, 150, 130)), bytes(icc)).size == (3, 2)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_what_follows_a_header_never_raises(rest: bytes) -> None:
    read_profile(p3_profile()[:128] + rest)
    read_profile(p3_profile()[:132] + rest)
    read_profile(rest)


def test_a_large_profile_that_names_itself_a_hundred_times_takes_no_time() -> None:
    size = 50_000_000
    header = struct.pack(">I", size) + p3_profile()[4:128] + struct.pack(">I", 100)
    icc = (header + struct.pack(">4sII", b"rTRC", 128, size - 128) * 100).ljust(size, b"\0")
    started = time.perf_counter()
    assert read_profile(icc) is None
    assert time.perf_counter() - started < 0.5


def test_a_large_picture_is_converted_in_little_memory() -> None:
    image = Image.new("RGB", (4000, 1000))
    tracemalloc.start()
    apply_profile(image, p3_profile())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000  # Pillow's own, the result, is not counted


ON_A_PHONE = """
import gc, sys, weakref
sys.modules["PIL._imagingcms"] = None  # as where Pillow was built without LittleCMS
import numpy as np
from PIL import Image
from clearshot.photo import Photo, load_photo
np.save(sys.argv[2], np.asarray(load_photo(sys.argv[1]).image))
image = Image.open(sys.argv[1])
image.load()
seen = weakref.ref(image)
Photo.of(image)
del image
gc.collect()
print("kept" if seen() else "freed")
"""


def test_a_display_p3_photo_is_converted_without_littlecms_and_not_kept(tmp_path: Path) -> None:
    pixels = jagged(64, 48)
    photo, found = tmp_path / "photo.png", tmp_path / "found.npy"
    photo.write_bytes(encode(Image.fromarray(pixels), "PNG", icc_profile=p3_profile()))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", ON_A_PHONE, photo, found],
        cwd=ROOT / "mobile_app",
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["freed"]
    assert np.abs(np.load(found).astype(int) - p3_to_srgb(pixels)).max() <= 1
