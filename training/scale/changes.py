"""A sharp photo in, its blurred, shrunk and enlarged copies out, each written once as a JPEG.

Every copy is written by the same encoder at the same quality, the unblurred one too, so that no
judge can tell them apart by how they were stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Literal

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter

from clearshot.regions import working_size
from training.degrade.optics import defocus
from training.degrade.recipe import RECIPE, Curve
from training.degrade.srgb import Light, to_light, to_pixels

Kernel = Literal["gaussian", "disc"]

SIGMAS = (0.0, 1.0, 2.0, 4.0, 8.0)
"""Deviations of the blur along either axis, in pixels of the photo itself."""
DISC = 2.0
"""The blur that is also tried as a disc."""
SIDES = (384, 512, 768, 1024, 1600)  # pixels
"""Long sides to which a photo is scaled down."""
THUMBNAIL = 512
"""The long side at which a blur of 2 pixels at 1600 vanishes: it is 0.6 pixels there."""
ENLARGED_FROM = 384
QUALITY = 92


@dataclass(frozen=True)
class Change:
    """What is done to a photo before it is judged.

    Attributes:
        trial: what the copy is made for.
        sigma: deviation of the blur, in pixels of the photo itself.
        kernel: a Gaussian, or the disc that a lens out of focus makes.
        side: long side to which it is scaled down after the blur, in pixels; 0 leaves it.
        enlarged: whether it is brought back to its own size from there.
    """

    trial: Literal["blur", "size"]
    sigma: float = 0.0
    kernel: Kernel = "gaussian"
    side: int = 0
    enlarged: bool = False


def blurred_copies(image: Image.Image) -> Iterator[tuple[Change, bytes]]:
    """Blur a photo more and more: seen at its own size, and as a thumbnail."""
    for sigma in SIGMAS:
        soft, change = blurred(image, sigma), Change("blur", sigma)
        yield change, encoded(soft)
        yield replace(change, side=THUMBNAIL), encoded(shrunk(soft, THUMBNAIL))
    yield Change("blur", DISC, "disc"), encoded(blurred(image, DISC, "disc"))


def scaled_copies(image: Image.Image) -> Iterator[tuple[Change, bytes]]:
    """Scale a photo down to every one of `SIDES` that it exceeds, and once up again."""
    for side in SIDES:
        if side < max(image.size):
            yield Change("size", side=side), encoded(shrunk(image, side))
    small = shrunk(image, ENLARGED_FROM)
    enlarged = small.resize(image.size, Image.Resampling.BICUBIC)
    yield Change("size", side=ENLARGED_FROM, enlarged=True), encoded(enlarged)


def blurred(image: Image.Image, sigma: float, kernel: Kernel = "gaussian") -> Image.Image:
    """Blur a photo in linear light.

    Args:
        image: RGB.
        sigma: deviation along either axis, in pixels. A disc of radius R has R / 2.
        kernel: the shape of a point's image.
    """
    if sigma == 0:
        return image
    light = to_light(np.asarray(image))
    soft = _disc(light, sigma) if kernel == "disc" else gaussian_filter(light, (sigma, sigma, 0))
    return Image.fromarray(to_pixels(soft))


def _disc(light: Light, sigma: float) -> Light:
    recipe = replace(RECIPE, defocus=Curve(full=2 * sigma, power=1.0))
    return defocus(light, 1.0, np.random.default_rng(0), recipe)


def shrunk(image: Image.Image, side: int) -> Image.Image:
    """Scale a photo down, averaging what falls together; a smaller one stays as it is."""
    return image.resize(working_size(*image.size, side), Image.Resampling.BICUBIC)


def encoded(image: Image.Image) -> bytes:
    """Write a photo as a JPEG of `QUALITY`, chroma halved."""
    file = BytesIO()
    image.save(file, "JPEG", quality=QUALITY, subsampling="4:2:0")
    return file.getvalue()
