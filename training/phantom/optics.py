"""Light that leaves the scene -> light on the sensor: focus, finger at the lens, shake, lens."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from training.phantom.blur import convolve, disc, gaussian
from training.phantom.camera import Camera
from training.phantom.noise import Field, smooth_step
from training.phantom.reflectance import colour, complexion, rgb
from training.phantom.surface import Surface

LEVELS = (0.0, 0.7, 1.4, 2.5, 4.0, 6.3, 10.0, 16.0, 25.0, 40.0, 63.0)  # disc radii, pixels


@dataclass(frozen=True)
class Finger:
    """A finger before the lens: how far it reaches in, 0-1, and from where, rad."""

    reach: float
    angle: float


def focus_blur(surface: Surface, camera: Camera, z: Field | float) -> Field:
    """Compute the radius of the blur disc, in pixels, of what lies at height `z` mm.

    A thin lens of diameter A focused at distance f spreads a point at distance d over a
    disc of diameter A |d - f| / f at the point.
    """
    focused = max(surface.distance - camera.focus, 1.0)
    off = np.abs(camera.focus - np.asarray(z, np.float32))
    return np.asarray(camera.aperture / 2 * off / focused / surface.pixel, np.float32)


def focus_for_blur(distance: float, camera: Camera, radius: float) -> float:
    """Find where to focus, mm before the skin, to blur it by a disc of `radius` mm on it."""
    return radius * distance / (camera.aperture / 2 + radius)


def expose(lit: Field, back: Field | None, surface: Surface, camera: Camera, seed: int) -> Field:
    """Throw skin and background (if any is seen), linear, on the sensor: (rows, columns, 3)."""
    picture = lit
    blur = focus_blur(surface, camera, surface.z)
    if back is not None:
        layer = np.dstack([lit * surface.cover[..., None], surface.cover])
        layer = _blur_by_depth(layer, blur, seen=surface.cover > 0.5)
        far = float(focus_blur(surface, camera, surface.floor))
        behind = np.dstack([disc(back[..., c], far) for c in range(3)])
        picture = layer[..., :3] + behind * (1 - layer[..., 3:])
    else:
        picture = _blur_by_depth(lit, blur, seen=surface.cover > 0.5)
    if camera.shake > 0:
        picture = convolve(picture, shake_kernel(camera.shake * lit.shape[1], seed))
    return np.dstack([gaussian(picture[..., c], camera.softness) for c in range(3)])


def cover_with_finger(sensor: Field, finger: Finger, tone: float) -> Field:
    """Put a finger, far out of focus, before the picture: skin of the same tone, and redder."""
    rows, columns = sensor.shape[:2]
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32) / columns
    x, y = x - 0.5, y - np.float32(0.5 * rows / columns)
    c, s = np.cos(finger.angle), np.sin(finger.angle)
    tip = 0.62 - 0.75 * finger.reach  # picture widths from the middle; 0.62 is a corner
    along, across = x * c + y * s - np.float32(tip), y * c - x * s
    radius = 0.14 + 0.10 * finger.reach
    away = np.hypot(np.minimum(along - radius, 0), across) / radius
    cover = smooth_step(1.16, 0.84, away)
    skin = complexion(tone)
    red = colour(rgb([skin.melanin]), rgb([2.5 * skin.blood + 0.004]))[0]
    shaded = 0.20 + 0.65 * np.clip(1 - (away / 1.15) ** 2, 0, 1) * (1 - 0.4 * across / radius)
    lit = float(np.median(sensor)) * shaded[..., None] * red / red.mean()
    return np.asarray(sensor + cover[..., None] * (lit - sensor), np.float32)


def shake_kernel(length: float, seed: int) -> Field:
    """Draw the path of a hand's tremor during the exposure: bent, and of uneven speed."""
    rng = np.random.default_rng([seed, 5])
    t = np.linspace(0, 1, 800)
    sway = 0.22 * np.sin(3.2 * t + rng.uniform(0, 6)) + 0.05 * np.sin(13 * t)
    path = np.stack([t + 0.10 * np.sin(5 * t + rng.uniform(0, 6)), sway], axis=1)
    angle = rng.uniform(0, 2 * np.pi)
    c, s = np.cos(angle), np.sin(angle)
    path = length * (path - path.mean(axis=0)) @ np.array([[c, s], [-s, c]])
    reach = int(np.abs(path).max()) + 3
    bins, span = 2 * reach + 1, (-reach - 0.5, reach + 0.5)
    dwell = 0.5 + rng.random() * np.sin(np.pi * t)
    kernel, _, _ = np.histogram2d(
        path[:, 1], path[:, 0], bins=bins, range=(span, span), weights=dwell
    )
    kernel = gaussian(kernel.astype(np.float32), 0.5)
    return np.asarray(kernel / kernel.sum(), np.float32)


def _blur_by_depth(
    layer: Field, radius: Field, seen: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
) -> Field:
    """Blur every pixel by its own radius, mixed of the two nearest levels."""
    low, high = np.percentile(radius[seen][::17], (0.5, 99.5)) if seen.any() else (0.0, 0.0)
    first = max(k for k, level in enumerate(LEVELS) if level <= low)
    last = next((k for k, level in enumerate(LEVELS) if level >= high), len(LEVELS) - 1)
    at = np.interp(radius, LEVELS, np.arange(len(LEVELS))).astype(np.float32)
    if last <= first or high < 0.35:
        return layer if LEVELS[first] == 0 else _blurred(layer, LEVELS[first])
    out = np.zeros_like(layer)
    for k in range(first, last + 1):
        near = 1 - np.abs(np.clip(at, first, last) - k)
        out += np.clip(near, 0, None)[..., None] * _blurred(layer, LEVELS[k])
    return out


def _blurred(layer: Field, radius: float) -> Field:
    if radius == 0:
        return layer
    return np.dstack([disc(layer[..., c], radius) for c in range(layer.shape[2])])
