"""What happens to a finished photo: too few pixels, too few bits, by other programs."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from training.degrade.recipe import Curve
from training.degrade.srgb import Pixels

SHRINK = Curve(full=3.3, power=1.0)  # stops of resolution lost
_WAYS = (
    (Image.Resampling.BOX, Image.Resampling.NEAREST),  # enlarged pixels, seen as squares
    (Image.Resampling.LANCZOS, Image.Resampling.LANCZOS),  # rings beside its edges
    (Image.Resampling.NEAREST, Image.Resampling.BILINEAR),  # jagged: nothing was averaged
)

WEBP = Curve(full=35, power=2)  # quality over what is left of 1 - severity
JPEG2000 = (14, 260)  # times smaller; in between evenly in the logarithm
REPEATED = (60, 6)  # quality of each of several passes
_PASSES = ((0, 0), (3, 5), (6, 2), (1, 7))  # how far the blocks of each are shifted, pixels


def lose_pixels(pixels: Pixels, severity: float, rng: np.random.Generator) -> Pixels:
    """Shrink and enlarge again, by filters that show in another way each."""
    down, up = _WAYS[int(rng.integers(len(_WAYS)))]
    height, width = pixels.shape[:2]
    share = 2 ** -SHRINK(severity)
    small = (max(1, round(width * share)), max(1, round(height * share)))
    shrunk = Image.fromarray(pixels).resize(small, down)
    return np.asarray(shrunk.resize((width, height), up))


def compress(pixels: Pixels, severity: float, rng: np.random.Generator) -> Pixels:
    """Save with few bits as WebP, as JPEG 2000, or as JPEG again and again.

    WebP predicts and filters its blocks, JPEG 2000 has wavelets and no blocks, and a picture that
    was edited and saved several times has blocks in several places.
    """
    way = int(rng.integers(3))
    if way == 0:
        return _saved(pixels, "WEBP", quality=round(WEBP(1 - severity)))
    if way == 1:
        rate = _between(JPEG2000, severity)
        return _saved(pixels, "JPEG2000", quality_mode="rates", quality_layers=[rate])
    for down, right in _PASSES:
        moved = np.roll(pixels, (down, right), axis=(0, 1))
        saved = _saved(moved, "JPEG", quality=round(_between(REPEATED, severity)))
        pixels = np.roll(saved, (-down, -right), axis=(0, 1))
    return pixels


def _between(ends: tuple[float, float], severity: float) -> float:
    """Go from the first to the last, evenly in the logarithm."""
    return float(ends[0] * (ends[1] / ends[0]) ** severity)


def _saved(pixels: Pixels, kind: str, **options: object) -> Pixels:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind, **options)
    return np.asarray(Image.open(file).convert("RGB"))
