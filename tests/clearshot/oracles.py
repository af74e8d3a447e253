"""What the tests hold the photo loader against: standards, written down without Pillow's help."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

# EXIF (CIPA DC-008, table 6): the side of the upright photo at which lie the first stored row and
# the first stored column.
FIRST_ROW_AND_COLUMN = {
    1: ("top", "left"),
    2: ("top", "right"),
    3: ("bottom", "right"),
    4: ("bottom", "left"),
    5: ("left", "top"),
    6: ("right", "top"),
    7: ("right", "bottom"),
    8: ("left", "bottom"),
}
OPPOSITE = {"top": "bottom", "bottom": "top", "left": "right", "right": "left"}

# CIE xy of the primaries, and of their common white, D65 (IEC 61966-2-1; SMPTE EG 432-1).
SRGB_PRIMARIES = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
P3_PRIMARIES = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
ADOBE_PRIMARIES = ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06))  # Adobe RGB (1998), 4.3.1
D65 = (0.3127, 0.3290)
# Its curve: g, a, b, c, d of (a x + b)^g, and c x below d.
SRGB_FORMULA = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
D50_XYZ = (0.9642, 1.0, 0.8249)  # the white of every ICC profile

CORNERS = {
    frozenset(("top", "left")): (200, 40, 40),
    frozenset(("top", "right")): (40, 180, 40),
    frozenset(("bottom", "left")): (40, 40, 200),
    frozenset(("bottom", "right")): (220, 220, 220),
}


def stored_corners(orientation: int, block: int = 16) -> NDArray[np.uint8]:
    """Lay out the photo of `CORNERS`, twice as wide as high, as a camera stores it."""
    row, column = FIRST_ROW_AND_COLUMN[orientation]
    quarters = [
        [CORNERS[frozenset((r, c))] for c in (column, OPPOSITE[column])]
        for r in (row, OPPOSITE[row])
    ]
    high, wide = (2 * block, block) if orientation >= 5 else (block, 2 * block)
    return np.array(quarters, np.uint8).repeat(high, axis=0).repeat(wide, axis=1)


def to_xyz(primaries: Sequence[tuple[float, float]]) -> Matrix:
    """Derive the matrix from linear RGB to CIE XYZ with white D65 (SMPTE RP 177)."""
    columns = np.array([(x / y, 1.0, (1 - x - y) / y) for x, y in primaries]).T
    white = np.array((D65[0] / D65[1], 1.0, (1 - D65[0] - D65[1]) / D65[1]))
    return np.asarray(columns * np.linalg.solve(columns, white))


def p3_to_srgb(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Convert Display P3 to sRGB by the matrices of the two standards, out of gamut clipped."""
    value = pixels / 255.0
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    linear = linear @ (np.linalg.inv(to_xyz(SRGB_PRIMARIES)) @ to_xyz(P3_PRIMARIES)).T
    linear = linear.clip(0, 1)
    value = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.asarray((value * 255).round().astype(np.uint8))


def p3_profile() -> bytes:
    """Write Display P3 as a minimal matrix profile (ICC.1:2010)."""
    return matrix_profile(P3_PRIMARIES, formula(3, *SRGB_FORMULA))


def matrix_profile(primaries: Sequence[tuple[float, float]], *curves: bytes) -> bytes:
    """Write the profile of a device with white D65, of one curve or of one for each channel."""
    bradford = np.array(
        [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
    )
    d65_xyz = to_xyz(primaries).sum(axis=1)
    gain = (bradford @ D50_XYZ) / (bradford @ d65_xyz)
    adapted = np.linalg.inv(bradford) @ np.diag(gain) @ bradford @ to_xyz(primaries)
    tags = {b"wtpt": _colour(D50_XYZ)}
    tags |= {f"{c}TRC".encode(): curves[k % len(curves)] for k, c in enumerate("rgb")}
    tags |= {f"{c}XYZ".encode(): _colour(xyz) for c, xyz in zip("rgb", adapted.T, strict=True)}
    return profile(tags, b"RGB ")


def grey_profile(curve: bytes) -> bytes:
    """Write the profile of a grey device."""
    return profile({b"wtpt": _colour(D50_XYZ), b"kTRC": curve}, b"GRAY")


def formula(kind: int, *values: float) -> bytes:
    """Write a curve as one of the five formulas (ICC.1:2010, 10.15)."""
    return b"para" + bytes(4) + struct.pack(">HH", kind, 0) + _fixed(*values)


def points(*values: int) -> bytes:
    """Write a curve of points of 16 bits; of one, which is a gamma in 1/256; of none, a line."""
    return b"curv" + bytes(4) + struct.pack(f">I{len(values)}H", len(values), *values)


def profile(tags: dict[bytes, bytes], space: bytes, pcs: bytes = b"XYZ ") -> bytes:
    """Write a profile of a display that has these tags, one after the other."""
    at, table, body = 128 + 4 + 12 * len(tags), struct.pack(">I", len(tags)), b""
    for name, content in tags.items():
        table += name + struct.pack(">II", at + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    size = at + len(body)
    header = struct.pack(">I4sI4s4s4s", size, b"", 0x04000000, b"mntr", space, pcs)
    header += bytes(12) + b"acsp" + bytes(28) + _fixed(*D50_XYZ)
    return header.ljust(128, b"\0") + table + body


def _colour(xyz: Sequence[float] | Matrix) -> bytes:
    return b"XYZ " + bytes(4) + _fixed(*xyz)


def _fixed(*values: float) -> bytes:
    return struct.pack(f">{len(values)}i", *(round(value * 65536) for value in values))


def png(width: int, height: int, *, extra: bytes = b"") -> bytes:
    """Write an all black 1-bit PNG of any size in little memory, `extra` chunks before its pixels."""
    packer = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    pixels = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    size = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", size)
        + extra
        + png_chunk(b"IDAT", pixels)
        + png_chunk(b"IEND", b"")
    )


def png_chunk(name: bytes, content: bytes) -> bytes:
    """Write one chunk of a PNG (ISO/IEC 15948)."""
    return (
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
    )


def jpeg_that_claims(jpeg: bytes, width: int, height: int) -> bytes:
    """Overwrite the size in a JPEG's frame header (ITU-T T.81, B.2.2)."""
    frame = max(jpeg.find(b"\xff\xc0"), jpeg.find(b"\xff\xc2"))
    return jpeg[: frame + 5] + struct.pack(">HH", height, width) + jpeg[frame + 9 :]
