"""A picture and its ICC profile in; its colours in sRGB out, by numpy where Pillow has no LittleCMS.

Pillow as phones have it is built without LittleCMS, while their cameras write Display P3. Read are
the profiles that such cameras write: three curves and a matrix, or the one curve of a grey device.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Floats = NDArray[np.float64]

# More than any profile has; LittleCMS reads no more either.
MAX_TAGS = 100
MAX_CURVE_POINTS = 32767

# The classes of a device's own colours (ICC.1:2010, table 18): not links, effects or named colours.
_DEVICES = (b"scnr", b"mntr", b"prtr", b"spac")

# Linear sRGB to the D50 white of profiles (IEC 61966-2-1 by Bradford), as sRGB profiles hold it.
_SRGB_TO_XYZ = (
    np.array([[28576, 25239, 9375], [14581, 46983, 3972], [912, 6361, 46787]], np.float64) / 65536
)
_XYZ_TO_SRGB = np.linalg.inv(_SRGB_TO_XYZ)

# No black is lighter than this (CIE L* of 50), or it is no black.
_LIGHTEST_BLACK = 0.1842
_LEVELS = np.arange(256) / 255
# Steps of linear light, fine enough for the darkest levels: a fifth of a level each.
_STEPS = 2**14
# Pixels that are converted at a time: some MB of memory.
_BLOCK = 2**16


@dataclass(frozen=True, eq=False)
class Profile:
    """What the levels of a device mean.

    Attributes:
        curves: (n, 256) for each of its channels, the linear light of levels 0 to 255: at most 1,
            and 0 for a black device (less where a channel's own black is darker).
        matrix: (3, n) from its light to linear sRGB.
    """

    curves: Floats
    matrix: Floats


def apply_profile(image: Image.Image, icc: bytes) -> Image.Image:
    """Convert from the photo's colour profile to sRGB, or give the image as it is.

    As it is: with a broken profile, one of another colour space than the image's, and one that
    has nothing but tables of colours (CMYK, many printers), for which LittleCMS is needed. Where
    a profile has both, LittleCMS prefers the tables, and this takes the matrix.

    Args:
        image: of any mode; only L and RGB are converted.
        icc: the profile, untrusted; it is read in a time that does not depend on what it claims.
    """
    profile = read_profile(icc)
    if profile is None or {"L": 1, "RGB": 3}.get(image.mode) != len(profile.curves):
        return image
    tables = profile.curves.astype(np.float32)
    matrix = (profile.matrix * _STEPS).astype(np.float32)
    levels = _srgb_levels()
    converted = Image.new("RGB", image.size)
    rows = max(1, _BLOCK // image.width)
    for top in range(0, image.height, rows):
        block = image.crop((0, top, image.width, min(top + rows, image.height)))
        pixels = np.asarray(block).reshape(-1, len(tables))
        light = np.stack([table.take(pixels[:, k]) for k, table in enumerate(tables)])
        steps = np.clip(matrix @ light + 0.5, 0, _STEPS).astype(np.uint16)
        shown = np.ascontiguousarray(levels.take(steps).T).reshape(block.height, block.width, 3)
        converted.paste(Image.fromarray(shown), (0, top))
    return converted


def read_profile(icc: bytes) -> Profile | None:
    """Read a profile of a matrix, or of one curve; None for others and for broken ones."""
    if icc[12:16] not in _DEVICES or icc[20:24] != b"XYZ " or icc[36:40] != b"acsp":
        return None
    try:
        tags = _tags(icc)
        if icc[16:20] == b"RGB ":
            curves = np.array([_curve(tags[name]) for name in (b"rTRC", b"gTRC", b"bTRC")])
            colorants = np.array([_xyz(tags[name]) for name in (b"rXYZ", b"gXYZ", b"bXYZ")])
            return Profile(_from_black(curves, colorants[:, 1]), _XYZ_TO_SRGB @ colorants.T)
        if icc[16:20] == b"GRAY":
            curves = _curve(tags[b"kTRC"])[np.newaxis]
            return Profile(_from_black(curves, np.ones(1)), np.ones((3, 1)))
    except (LookupError, ValueError, struct.error):  # not there, not as said, cut short
        pass
    return None


def _tags(icc: bytes) -> dict[bytes, memoryview]:
    """Find the parts of a profile; those that do not lie within it are left out."""
    end = min(len(icc), struct.unpack_from(">I", icc)[0])
    (count,) = struct.unpack_from(">I", icc, 128)
    if count > MAX_TAGS:
        raise ValueError(f"{count} tags, expected at most {MAX_TAGS}")
    entries = (struct.unpack_from(">4sII", icc, 132 + 12 * index) for index in range(count))
    whole = memoryview(icc)  # a slice of it is no copy
    return {name: whole[at : at + size] for name, at, size in entries if at + size <= end}


def _xyz(tag: memoryview) -> Floats:
    kind = bytes(tag[:4])
    if kind != b"XYZ ":
        raise ValueError(f"a colour of type {kind!r}, expected b'XYZ '")
    return np.array(_fixed(tag, 8, 3))


def _curve(tag: memoryview) -> Floats:
    """Read the linear light, 0 to 1, of levels 0 to 255."""
    kinds = {b"curv": _sampled, b"para": _parametric}
    light = kinds[bytes(tag[:4])](tag)
    return np.asarray(np.clip(np.nan_to_num(light), 0, 1))


def _from_black(curves: Floats, luminances: Floats) -> Floats:
    """Stretch light so that the device's black is black, as LittleCMS does (ISO 18619).

    Cameras' curves begin at 0 and stay what they are.
    """
    black = float(np.clip(luminances @ curves[:, 0], 0, _LIGHTEST_BLACK))
    return (curves - black) / (1 - black)


def _sampled(tag: memoryview) -> Floats:
    """Read a curve of points (ICC.1:2010, 10.5): of none, a straight line; of one, a gamma."""
    (count,) = struct.unpack_from(">I", tag, 8)
    if count > MAX_CURVE_POINTS:
        raise ValueError(f"a curve of {count} points, expected at most {MAX_CURVE_POINTS}")
    if count == 0:
        return _LEVELS
    points = np.frombuffer(tag, ">u2", count, 12).astype(np.float64)
    if count == 1:
        return np.asarray(_LEVELS ** (points[0] / 256))
    return np.interp(_LEVELS, np.linspace(0, 1, count), points / 65535)


def _parametric(tag: memoryview) -> Floats:
    """Compute a curve of the five formulas (ICC.1:2010, 10.15).

    All are (a x + b)^g + e from x = d on, and c x + f below.
    """
    (kind,) = struct.unpack_from(">H", tag, 8)
    values = _fixed(tag, 12, (1, 3, 4, 5, 7)[kind])
    g, a, b, c, d, e, f = values + [1.0, 0.0, 0.0, 0.0, 0.0, 0.0][len(values) - 1 :]
    if kind in (1, 2):  # from where a x + b is positive; the third's c is what is added
        d = -b / a if a else np.inf
        c, e, f = 0.0, c, c
    with np.errstate(all="ignore"):  # a broken curve is no news to the user
        power = np.maximum(a * _LEVELS + b, 0) ** g + e
    return np.where(d <= _LEVELS, power, c * _LEVELS + f)


def _fixed(tag: memoryview, at: int, count: int) -> list[float]:
    """Read numbers of 16 bits before and 16 after the point."""
    return [value / 65536 for value in struct.unpack_from(f">{count}i", tag, at)]


def _srgb_levels() -> NDArray[np.uint8]:
    """Compute the level of each step of linear light (IEC 61966-2-1)."""
    light = np.arange(_STEPS + 1) / _STEPS
    value = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.asarray((255 * value).round().astype(np.uint8))
