from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from clearshot import colour
from clearshot.photo import load_photo
from tests.clearshot.oracles import p3_profile, p3_to_srgb
from tests.clearshot.pictures import SKIN, encode, flat, middle

ICC_PROFILE = 34675  # the tag of a TIFF


@pytest.fixture(params=["littlecms", "numpy"])
def converter(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Convert as a desktop does, then as a phone does."""
    if request.param == "littlecms" and not colour.HAS_LITTLECMS:
        pytest.skip("this Pillow is built without LittleCMS")
    monkeypatch.setattr(colour, "HAS_LITTLECMS", request.param == "littlecms")


@pytest.mark.usefixtures("converter")
@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP"])
def test_display_p3_is_converted_as_the_standards_say(kind: str) -> None:
    skin_tones = np.random.default_rng(11).integers((90, 50, 40), (240, 200, 180), (30, 40, 3))
    pixels = skin_tones.astype(np.uint8)
    pixels[0, 0] = SKIN
    lossless = {"lossless": True} if kind == "WEBP" else {}
    photo = load_photo(encode(Image.fromarray(pixels), kind, icc_profile=p3_profile(), **lossless))
    found = np.asarray(photo.image)
    assert np.abs(found.astype(int) - p3_to_srgb(pixels)).max() <= 1
    assert tuple(found[0, 0]) == pytest.approx((209, 147, 126), abs=1)


@pytest.mark.usefixtures("converter")
def test_a_transparent_display_p3_picture_is_converted_too() -> None:
    image = Image.new("RGBA", (8, 8), (*SKIN, 255))
    photo = load_photo(encode(image, "PNG", icc_profile=p3_profile()))
    assert middle(photo) == pytest.approx((209, 147, 126), abs=1)


@pytest.mark.usefixtures("converter")
@pytest.mark.parametrize("profile", [b"not a profile", p3_profile()[:200]])
def test_a_broken_colour_profile_is_ignored(profile: bytes) -> None:
    assert middle(load_photo(encode(flat(), "PNG", icc_profile=profile))) == SKIN


@pytest.mark.usefixtures("converter")
@pytest.mark.parametrize(("kind", "profile"), [(4, 5), (12, 1.5)])
def test_a_colour_profile_that_is_a_number_is_ignored(kind: int, profile: float) -> None:
    tags = ImageFileDirectory_v2()
    tags[ICC_PROFILE], tags.tagtype[ICC_PROFILE] = profile, kind
    assert middle(load_photo(encode(flat(), "TIFF", tiffinfo=tags))) == SKIN


@pytest.mark.usefixtures("converter")
def test_a_colour_profile_of_another_colour_space_is_ignored() -> None:
    grey = Image.new("L", (8, 8), 130)
    assert middle(load_photo(encode(grey, "PNG", icc_profile=p3_profile()))) == (130, 130, 130)


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bit_grey_keeps_its_scale(kind: str) -> None:
    ramp = np.tile(np.arange(256, dtype=np.uint16) * 256 + 100, (4, 1))
    found = np.asarray(load_photo(encode(Image.fromarray(ramp), kind)).image)
    assert (found == np.arange(256)[None, :, None]).all()


@pytest.mark.parametrize(
    ("top", "dtype"),
    [(65535, "i4"), (2**31 - 1, "i4"), (1, "f4"), (255, "f4")],
)
def test_thirty_two_bit_grey_is_scaled_by_a_white_that_fits(top: float, dtype: str) -> None:
    ramp = np.tile(np.linspace(0, top, 256).astype(dtype), (4, 1))
    found = np.asarray(load_photo(encode(Image.fromarray(ramp), "TIFF")).image)
    assert np.abs(found.astype(int) - np.arange(256)[None, :, None]).max() <= 1


def test_values_that_are_no_number_are_black() -> None:
    values = np.full((4, 4), np.nan, np.float32)
    values[0, 0] = 1
    found = np.asarray(load_photo(encode(Image.fromarray(values), "TIFF")).image)
    assert found[0, 0].tolist() == [255, 255, 255]
    assert found[1:].max() == 0


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])  # Adobe inverts the ink of a JPEG
@pytest.mark.parametrize(
    ("ink", "colour"),
    [((0, 0, 0, 0), (255, 255, 255)), ((0, 255, 255, 0), (255, 0, 0)), ((0, 0, 0, 255), (0, 0, 0))],
)
def test_ink_becomes_light(
    kind: str, ink: tuple[int, int, int, int], colour: tuple[int, int, int]
) -> None:
    photo = load_photo(encode(Image.new("CMYK", (32, 32), ink), kind))
    assert middle(photo) == pytest.approx(colour, abs=4)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB"])
def test_a_picture_without_transparency_keeps_its_white_and_black(mode: str) -> None:
    image = Image.fromarray(np.array([[0] * 8 + [255] * 8] * 8, np.uint8)).convert(mode)
    found = np.asarray(load_photo(encode(image, "PNG")).image)
    assert found[:, :8].max() == 0
    assert found[:, 8:].min() == 255


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_transparency_is_laid_over_white(mode: str) -> None:
    picture = Image.fromarray(np.array([[[0, 0, 0, 0], [0, 0, 0, 128], [0, 0, 0, 255]]], np.uint8))
    found = np.asarray(load_photo(encode(picture.convert(mode), "PNG")).image)
    assert found[0, :, 0].tolist() == [255, 127, 0]


@pytest.mark.parametrize(
    ("mode", "key"), [("P", 0), ("L", 0), ("RGB", (0, 0, 0)), ("P", b"\0" + b"\xff" * 255)]
)
def test_a_transparent_colour_is_laid_over_white(mode: str, key: object) -> None:
    image = Image.new(mode, (8, 8), 0)
    if mode == "P":
        image.putpalette([0, 0, 0] * 256)
    assert middle(load_photo(encode(image, "PNG", transparency=key))) == (255, 255, 255)
