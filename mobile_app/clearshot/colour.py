"""A decoded picture of any mode and colour profile in; 8-bit RGB in sRGB out."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image, ImageCms, features

from clearshot.icc import apply_profile

# Phones' Pillow has none. Asked for once, not caught: the one ImportError that Pillow raises again
# and again keeps all it has passed through, photos too, in memory.
HAS_LITTLECMS = features.check_module("littlecms2")


def averageable(image: Image.Image) -> Image.Image:
    """Bring any mode to one whose pixels can be averaged: L, RGB, RGBA, CMYK, I or F."""
    if image.mode.startswith("I;16"):
        # The high byte: what Pillow keeps of 16-bit RGB, too.
        return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    if image.mode in ("I", "F"):
        return image
    if "transparency" in image.info or image.mode in ("P", "PA", "LA", "RGBa"):
        return image.convert("RGBA")
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in ("L", "RGB", "RGBA", "CMYK") else image.convert("RGB")


def to_srgb(image: Image.Image, icc: object) -> Image.Image:
    """Convert to RGB in sRGB, transparency laid over white.

    Args:
        image: of a mode that `averageable` gives.
        icc: its profile, if these are bytes: a damaged TIFF has numbers or a text in its place.
    """
    if image.mode in ("I", "F"):
        image = _eight_bit(image)
    if image.mode == "RGBA":
        paper = Image.new("RGB", image.size, "white")
        paper.paste(to_srgb(image.convert("RGB"), icc), mask=image.getchannel("A"))
        return paper
    if isinstance(icc, bytes):
        image = _managed(image, icc)
    return image if image.mode == "RGB" else image.convert("RGB")


def _eight_bit(image: Image.Image) -> Image.Image:
    """Scale 32-bit grey values, which do not say what white is, by the least white that fits."""
    values = np.nan_to_num(np.asarray(image, np.float32))
    whites = (65535.0,) if image.mode == "I" else (1.0, 255.0, 65535.0)
    top = float(values.max())
    white = next((white for white in whites if top <= white), top)
    return Image.fromarray((np.clip(values / white, 0, 1) * 255).round().astype(np.uint8))


def _managed(image: Image.Image, icc: bytes) -> Image.Image:
    """Convert from the photo's colour profile to sRGB, unless the profile cannot be used."""
    return _by_littlecms(image, icc) if HAS_LITTLECMS else apply_profile(image, icc)


def _by_littlecms(image: Image.Image, icc: bytes) -> Image.Image:
    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(icc))
        srgb = ImageCms.createProfile("sRGB")
        managed = ImageCms.profileToProfile(image, profile, srgb, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return image
    return managed if managed is not None else image
