"""What happens to a finished photo: too few pixels, too few bits."""

import numpy as np
from PIL import Image

from training.degrade.camera import jpeg
from training.degrade.recipe import Recipe
from training.degrade.srgb import Pixels

_BEST_QUALITY = 95
_RESENDS = (0.4, 0.8)  # share of photos that are sent once more; and the quality that keeps


def lose_pixels(
    pixels: Pixels, severity: float, rng: np.random.Generator, recipe: Recipe
) -> Pixels:
    """Shrink and enlarge again, as digital zoom, thumbnails and screenshots do."""
    return _through_size(pixels, 2 ** -recipe.shrink(severity))


def compress(pixels: Pixels, severity: float, rng: np.random.Generator, recipe: Recipe) -> Pixels:
    """Save as JPEG with few bits; some photos also go through a messenger that shrinks them.

    Quality falls evenly in its logarithm, from 95 to `worst_quality`.
    """
    worst = (recipe.worst_quality / _BEST_QUALITY) ** recipe.quality_pace(severity)
    quality = max(1, round(_BEST_QUALITY * worst))
    if rng.random() < _RESENDS[0]:
        small = _through_size(pixels, 1 - recipe.resend_shrink(severity))
        pixels = jpeg(small, quality)
    return jpeg(pixels, quality)


def _through_size(pixels: Pixels, share: float) -> Pixels:
    height, width = pixels.shape[:2]
    small = (max(1, round(width * share)), max(1, round(height * share)))
    shrunk = Image.fromarray(pixels).resize(small, Image.Resampling.BICUBIC)
    return np.asarray(shrunk.resize((width, height), Image.Resampling.BICUBIC))
