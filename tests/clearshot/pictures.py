"""Small pictures for the tests, and how they are written and looked at."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from clearshot.photo import Photo

SKIN = (200, 150, 130)


def encode(image: Image.Image, kind: str, **options: object) -> bytes:
    """Write a picture in one of Pillow's formats."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def flat(colour: tuple[int, int, int] = SKIN, size: tuple[int, int] = (60, 40)) -> Image.Image:
    """Make a picture of one colour."""
    return Image.new("RGB", size, colour)


def middle(photo: Photo) -> tuple[int, ...]:
    """Read the colour in the middle of a photo."""
    pixels = np.asarray(photo.image)
    return tuple(int(value) for value in pixels[pixels.shape[0] // 2, pixels.shape[1] // 2])


def jagged(width: int, height: int) -> NDArray[np.uint8]:
    """Make a picture whose every pixel differs from its neighbours."""
    return np.random.default_rng(width * height).integers(0, 256, (height, width, 3), np.uint8)
