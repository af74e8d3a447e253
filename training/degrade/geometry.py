"""Where the camera points and what is in its way: framing, distance, a finger before the lens."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import fft, ndimage

from training.degrade.camera import resize
from training.degrade.light import coordinates
from training.degrade.recipe import Recipe
from training.degrade.srgb import Light

_LIGHT_FINGER = np.array([0.62, 0.34, 0.24])  # linear reflectance, blood shining through
_DARK_FINGER = np.array([0.12, 0.055, 0.035])
_SOFTER = ((0.010, 0.03), (0.045, 0.18))  # blur, and the distance at which it is full
_FINEST = 0.02  # what is finer than this is texture

_Margins = tuple[tuple[int, int], tuple[int, int]]  # pixels above, below; left, right
_CLOTH = np.array([0.03, 0.03, 0.04])


class _View(NamedTuple):
    """What the camera sees: a window on the photo, in sides of the photo; it may stick out."""

    middle_y: float
    middle_x: float
    size: float


def misframe(light: Light, severity: float, rng: np.random.Generator, recipe: Recipe) -> Light:
    """Point past the subject (taken to be in the middle) and so cut it off at the border."""
    angle = rng.uniform(0, 2 * np.pi)
    step = np.array([np.sin(angle), np.cos(angle)])
    step *= recipe.shift(severity) / np.abs(step).max()  # as far in every direction
    return _look(light, _View(0.5 + step[0], 0.5 + step[1], 1 - recipe.crop(severity)), rng)


def step_back(light: Light, severity: float, rng: np.random.Generator, recipe: Recipe) -> Light:
    """Stand too far away: the photo shrinks into surroundings that go on from its border."""
    size = 1 + recipe.far(severity)
    room = (size - 1) / 2
    middle = 0.5 + rng.uniform(-0.5, 0.5, 2) * room
    return _look(light, _View(middle[0], middle[1], size), rng)


def obstruct(light: Light, severity: float, rng: np.random.Generator, recipe: Recipe) -> Light:
    """Hold a finger or a strap before the lens, far out of focus, coming in from the border."""
    y, x = coordinates(light)
    bottom, right = y[-1, 0], x[0, -1]
    side = rng.integers(4)
    along = rng.uniform(0.25, 0.75)
    root = np.array([[-0.1, along * right], [bottom + 0.1, along * right],
                     [along * bottom, -0.1], [along * bottom, right + 0.1]][side])  # fmt: skip
    aim = np.array([bottom, right]) * rng.uniform(0.35, 0.65, 2) - root
    aim /= np.hypot(*aim)
    colour = _obstacle(rng) * np.percentile(light[::4, ::4].max(axis=-1), 90)

    dy, dx = y - root[0], x - root[1]
    ahead = dy * aim[0] + dx * aim[1]
    beside = dy * aim[1] - dx * aim[0]
    beyond = np.maximum(ahead - recipe.reach(severity), 0)  # a capsule: straight with a round tip
    distance = np.hypot(beyond, beside)
    radius = 0.03 + recipe.girth(severity)
    cover = 1 / (1 + np.exp(-(radius - distance) / 0.016))
    shading = 0.25 + 0.75 * np.clip(1 - (distance / radius) ** 2, 0, 1)
    finger = shading[..., None] * colour
    return np.asarray(light + cover[..., None] * (finger - light), np.float32)


def _obstacle(rng: np.random.Generator) -> NDArray[np.float64]:
    tone, cloth = rng.random(), rng.random() < 0.3
    return _CLOTH if cloth else _LIGHT_FINGER ** (1 - tone) * _DARK_FINGER**tone


def _look(light: Light, view: _View, rng: np.random.Generator) -> Light:
    """Render `view` at the photo's own size; outside the photo, make surroundings from it."""
    height, width = light.shape[:2]
    rows = _Span.of(view.middle_y, view.size, height)
    columns = _Span.of(view.middle_x, view.size, width)
    box = (columns.start, rows.start, columns.stop, rows.stop)
    seen = np.maximum(resize(light, rows.pixels, columns.pixels, box), 0)
    margins = (
        (rows.before, height - rows.before - rows.pixels),
        (columns.before, width - columns.before - columns.pixels),
    )
    if not np.any(margins):
        return seen
    texture = resize(_texture(light, rng)[..., None], rows.pixels, columns.pixels)[..., 0]
    return _surround(seen, margins, texture)


class _Span(NamedTuple):
    """Along one axis: the part of the photo that is seen, and where it lands in the new picture."""

    start: float
    stop: float
    before: int
    pixels: int

    @classmethod
    def of(cls, middle: float, size: float, length: int) -> "_Span":
        first, last = middle - size / 2, middle + size / 2
        start, stop = max(first, 0.0), min(last, 1.0)
        before = round((start - first) / size * length)
        pixels = max(1, round((stop - first) / size * length) - before)
        return cls(start * length, stop * length, before, pixels)


def _surround(seen: Light, margins: _Margins, texture: NDArray[np.float32]) -> Light:
    """Go on from the border: its colours carried outward and ever softer, with the photo's grain."""
    whole = np.pad(seen, (*margins, (0, 0)), mode="edge")
    down, across = _distance(seen.shape[0], margins[0]), _distance(seen.shape[1], margins[1])
    away = np.hypot(down[:, None], across)[..., None] / max(whole.shape)
    for radius, full in _SOFTER:
        whole = whole + np.clip(away / full, 0, 1) * (_soften(whole, radius) - whole)
    grain = np.pad(texture, margins, mode="wrap")[..., None]
    return np.asarray(whole * np.where(away > 0, 1 + grain, 1), np.float32)


def _texture(light: Light, rng: np.random.Generator) -> NDArray[np.float32]:
    """Draw a field with the fine texture of the photo, relative to its tone, but nothing in it.

    Random-phase noise (Galerne, Gousseau & Morel, "Random phase textures", IEEE TIP 2011): the
    photo's spectrum, the phase of white noise. It repeats without a seam.
    """
    tone = light.mean(axis=-1, keepdims=True)
    relative = tone / (_soften(tone, _FINEST) + 0.02) - 1
    spectrum = np.abs(fft.rfft2(np.clip(relative[..., 0], -0.1, 0.1)))
    phase = fft.rfft2(rng.standard_normal(tone.shape[:2], dtype=np.float32))
    field = fft.irfft2(spectrum * phase / (np.abs(phase) + 1e-9), tone.shape[:2])
    return np.asarray(np.clip(field, -0.3, 0.3), np.float32)


def _distance(length: int, margin: tuple[int, int]) -> NDArray[np.float32]:
    """Give the distance from the photo of each place along one axis, in pixels; 0 inside."""
    place = np.arange(-margin[0], length + margin[1], dtype=np.float32)
    return np.maximum(np.maximum(-place, place - length + 1), 0)


def _soften(light: Light, radius: float) -> Light:
    """Blur with a Gaussian of `radius` long sides, at a size at which that is cheap."""
    height, width = light.shape[:2]
    pixels = radius * max(height, width)
    step = max(1.0, pixels / 1.3)
    small = resize(light, max(1, round(height / step)), max(1, round(width / step)))
    small = ndimage.gaussian_filter(small, (pixels / step, pixels / step, 0), mode="nearest")
    return np.maximum(resize(small, height, width), 0)
