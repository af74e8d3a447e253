"""Field or picture, width in pixels -> the same blurred: Gaussian, disc, shake path.

A wide blur leaves nothing fine, so it is computed on a reduced field and enlarged.
"""

from __future__ import annotations

import numpy as np
from PIL import Image
from scipy import fft, ndimage

from training.phantom.noise import Field


def gaussian(field: Field, sigma: float) -> Field:
    """Blur a field, (rows, columns), by `sigma` pixels."""
    if sigma < 0.2:
        return field
    factor = int(sigma / 1.7)
    if factor < 2:
        return np.asarray(ndimage.gaussian_filter(field, sigma, truncate=3.0), np.float32)
    small = ndimage.gaussian_filter(_reduced(field, factor), sigma / factor, truncate=3.0)
    return _enlarged(small, factor, field.shape)


def disc(field: Field, radius: float) -> Field:
    """Blur a field by a disc of `radius` pixels: what a lens makes of a point out of focus."""
    if radius < 2.9:
        return gaussian(
            field, radius / 2
        )  # a small disc and a Gaussian of its deviation look alike
    factor = max(1, int(radius / 1.6))
    small = ndimage.convolve(_reduced(field, factor), _disc_kernel(radius / factor), mode="nearest")
    return _enlarged(small, factor, field.shape)


def convolve(picture: Field, kernel: Field) -> Field:
    """Convolve every channel of (rows, columns, channels) with a wide kernel; edges go on."""
    rows, columns = picture.shape[:2]
    margin = kernel.shape[0] // 2
    shape = tuple(fft.next_fast_len(n + 2 * margin, real=True) for n in (rows, columns))
    spectrum = fft.rfft2(kernel, shape)
    out = np.empty_like(picture)
    for c in range(picture.shape[2]):
        padding = [(margin, shape[0] - rows - margin), (margin, shape[1] - columns - margin)]
        padded = np.pad(picture[..., c], padding, mode="edge")
        whole = fft.irfft2(fft.rfft2(padded) * spectrum, shape)
        out[..., c] = whole[2 * margin : 2 * margin + rows, 2 * margin : 2 * margin + columns]
    return out


def _reduced(field: Field, factor: int) -> Field:
    """Average squares of `factor` pixels; those on the last edges may be cut."""
    return np.asarray(Image.fromarray(field).reduce(factor), np.float32) if factor > 1 else field


def _enlarged(field: Field, factor: int, shape: tuple[int, ...]) -> Field:
    """Undo `_reduced` by bicubic interpolation."""
    if factor == 1:
        return field
    rows, columns = shape
    box = (0, 0, columns / factor, rows / factor)
    image = Image.fromarray(field).resize((columns, rows), Image.Resampling.BICUBIC, box=box)
    return np.asarray(image, np.float32)


def _disc_kernel(radius: float) -> Field:
    """Draw a disc with a soft edge, a little brighter towards it, as real lenses do."""
    reach = int(np.ceil(radius)) + 1
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    distance = np.hypot(x, y)
    kernel = np.clip(radius + 0.5 - distance, 0, 1) * (0.9 + 0.25 * (distance / radius) ** 2)
    return np.asarray(kernel / kernel.sum(), np.float32)
