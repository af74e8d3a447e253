"""Pictures as the sensor lies become upright, and points find their way back."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from clearshot.photo import load_photo
from clearshot.ports.turning import marked, stored, upright
from tests.clearshot.pictures import encode

DEGREES = [0, 90, 180, 270]


@pytest.mark.parametrize("degrees", DEGREES)
def test_a_point_of_the_upright_picture_is_found_as_it_lies(degrees: int) -> None:
    lies = np.zeros((40, 60, 3), np.uint8)
    shown = upright(lies, degrees)
    height, width = shown.shape[:2]
    for x, y in ((0.1, 0.2), (0.9, 0.3), (0.5, 0.7)):
        u, v = stored(x, y, degrees)
        lies[:] = 0
        lies[int(v * 40), int(u * 60)] = 255
        row, column = np.argwhere(upright(lies, degrees)[..., 0])[0]
        assert (column / width, row / height) == pytest.approx((x, y), abs=0.03)


@pytest.mark.parametrize("degrees", DEGREES)
def test_a_photo_that_does_not_say_how_it_lies_is_marked(degrees: int) -> None:
    """It is then shown as its frames are: turned clockwise by the same degrees."""
    lies = np.zeros((64, 96, 3), np.uint8)
    lies[:16, :16] = 255
    file = encode(Image.fromarray(lies), "JPEG", quality=95)
    photo = load_photo(marked(file, degrees)).image
    expected = upright(lies, degrees).astype(float)
    assert np.abs(np.asarray(photo, float) - expected).mean() < 3


def test_a_photo_that_says_how_it_lies_is_the_cameras_own_bytes() -> None:
    exif = Image.Exif()
    exif[0x0112] = 1
    file = encode(Image.new("RGB", (60, 40)), "JPEG", exif=exif)
    assert marked(file, 90) is file


def test_the_pictures_own_bytes_stay_when_a_photo_is_marked() -> None:
    file = encode(Image.new("RGB", (60, 40)), "JPEG")
    assert marked(file, 270).endswith(file[2:])
    assert Image.open(BytesIO(marked(file, 270))).getexif()[0x0112] == 8


def test_a_broken_file_is_left_alone() -> None:
    assert marked(b"\xff\xd8no picture", 90) == b"\xff\xd8no picture"
