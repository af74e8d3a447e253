"""Where a pixel lies (mm) and a seed -> smooth random fields: noise, fractals, cells.

Gradient noise (Perlin 1985) and cellular noise (Worley 1996) are computed once, as
periodic tiles, and looked up with another turn and shift for every seed. Reading a tile
costs a tenth of evaluating the noise, and no eye finds its period, 32 or 64 cells, on a
surface that is warped. All fields are float32 of the picture's shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

# float32 throughout; `Any`, as numpy's types forget the width in sums with Python numbers.
Field = NDArray[np.floating[Any]]

SIDE = 1024  # samples along the side of a tile: small enough for the processor's cache
SAMPLES = 16  # samples along a cell
SAMPLES_MANY_OCTAVES = 32  # the same where a cell holds three or four octaves
FAR = 4096  # cells; a shift that keeps every coordinate positive
GAIN = 0.55  # strength of each octave relative to the one before
SAMPLES_PER_BUMP = 7  # a smooth field is evaluated this densely and enlarged


@dataclass(frozen=True)
class Cells:
    """Cellular noise: how far the nearest cell centre is, and which cell it is.

    Attributes:
        distance: To the nearest centre, in cells.
        gap: How much further the second nearest is: 0 on the border between two cells.
        number: The nearest cell's own random number, 0-1.
    """

    distance: Field
    gap: Field
    number: Field


@dataclass(frozen=True)
class Plane:
    """Pixels laid on a surface: the place of each in mm, and their size in mm.

    >>> plane = Plane.flat(width=20.0, size=(40, 30))
    >>> plane.noise(5.0, seed=1).shape
    (30, 40)
    """

    u: Field
    v: Field
    pixel: float

    @classmethod
    def flat(cls, width: float, size: tuple[int, int]) -> Plane:
        """Lay a flat picture of `size` (width, height) pixels, `width` mm across."""
        pixel = width / size[0]
        u, v = np.meshgrid(*(np.arange(n, dtype=np.float32) * np.float32(pixel) for n in size))
        return cls(u, v, pixel)

    def warped(self, du: Field, dv: Field) -> Plane:
        """Move every pixel by `du`, `dv` mm: fields read there look drawn out of shape."""
        return Plane(self.u + du, self.v + dv, self.pixel)

    def noise(
        self, scale: float, seed: int, angle: float | None = None, stretch: float = 1
    ) -> Field:
        """Draw bumps of `scale` mm, about -1 to 1, stretched along `angle` (rad)."""
        return self.fractal(scale, seed, octaves=1, angle=angle, stretch=stretch)

    def fractal(
        self,
        scale: float,
        seed: int,
        octaves: int = 4,
        angle: float | None = None,
        stretch: float = 1,
    ) -> Field:
        """Draw bumps of `scale` mm with ever finer ones on them, about -1 to 1.

        Octaves finer than two pixels are left out, as a lens would.
        """
        resolved = min(octaves, 1 + int(np.floor(np.log2(max(scale / self.pixel / 2, 0.5)))))
        if resolved < 1:
            return np.zeros_like(self.u)
        finest = scale / 2 ** (resolved - 1)
        step = max(1, int(finest / self.pixel / SAMPLES_PER_BUMP))
        x, y = _cells_of(
            _thinned(self.u, step), _thinned(self.v, step), scale, seed, angle, stretch
        )
        samples = SAMPLES if resolved <= 2 else SAMPLES_MANY_OCTAVES
        return _enlarged(_read(_bumps(resolved), x, y, samples), step, self.u.shape)

    def cells(
        self, scale: float, seed: int, angle: float | None = None, stretch: float = 1
    ) -> Cells:
        """Divide the surface into irregular cells of `scale` mm."""
        x, y = _cells_of(self.u, self.v, scale, seed, angle, stretch)
        distance, gap, number = _islands()
        return Cells(_read(distance, x, y), _read(gap, x, y), _nearest(number, x, y))


def smooth_step(start: float, end: float, x: Field) -> Field:
    """Rise from 0 at `start` to 1 at `end`; fall if `start` is the larger.

    >>> smooth_step(0, 2, np.float32([-1, 1, 3])).tolist()
    [0.0, 0.5, 1.0]
    """
    t = np.clip((x - np.float32(start)) / np.float32(end - start), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def turned(u: Field, v: Field, angle: float) -> tuple[Field, Field]:
    """Turn coordinates by `angle` rad: the first of the result runs along it."""
    c, s = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    return u * c + v * s, v * c - u * s


def _cells_of(
    u: Field, v: Field, scale: float, seed: int, angle: float | None, stretch: float
) -> tuple[Field, Field]:
    """Turn mm into tile cells, by an angle (the golden one, if None) and a shift of the seed's."""
    shift = (
        np.random.default_rng(seed & 0xFFFFFFFF).uniform(0, SIDE / SAMPLES, 2).astype(np.float32)
        + FAR
    )
    along, across = turned(u, v, seed * 2.399963 % (2 * np.pi) if angle is None else angle)
    return along / np.float32(scale * stretch) + shift[0], across / np.float32(scale) + shift[1]


def _thinned(field: Field, step: int) -> Field:
    """Keep every `step`-th sample, and one beyond each border."""
    if step == 1:
        return field
    rows, columns = (np.clip(np.arange(-step, n + 2 * step, step), 0, n - 1) for n in field.shape)
    return np.asarray(field[np.ix_(rows, columns)])


def _enlarged(field: Field, step: int, shape: tuple[int, ...]) -> Field:
    """Undo `_thinned` by bicubic interpolation."""
    if step == 1:
        return field
    height, width = shape
    # Sample k stands for pixel (k - 1) * step; PIL counts from the pixels' outer edges.
    start = 1.5 - 0.5 / step
    box = (start, start, start + width / step, start + height / step)
    box = (*box[:2], min(box[2], field.shape[1]), min(box[3], field.shape[0]))
    image = Image.fromarray(field).resize((width, height), Image.Resampling.BICUBIC, box=box)
    return np.asarray(image, np.float32)


def _read(tile: Field, x: Field, y: Field, samples: int = SAMPLES) -> Field:
    """Interpolate a tile at cell coordinates, in stripes that stay in the processor's cache."""
    out = np.empty(x.shape, np.float32)
    flat, row = tile.ravel(), SIDE + 1
    for top in range(0, x.shape[0], 32):
        xs, ys = x[top : top + 32] * samples, y[top : top + 32] * samples
        column, line = xs.astype(np.int32), ys.astype(np.int32)
        xs -= column
        ys -= line
        at = ((line & (SIDE - 1)) * row + (column & (SIDE - 1))).astype(np.intp)
        upper, lower = flat[at], flat[at + row]
        upper += xs * (flat[at + 1] - upper)
        lower += xs * (flat[at + (row + 1)] - lower)
        out[top : top + 32] = upper + ys * (lower - upper)
    return out


def _nearest(tile: Field, x: Field, y: Field) -> Field:
    column, line = ((c * SAMPLES).astype(np.int32) & (SIDE - 1) for c in (x, y))
    return tile.ravel()[line * (SIDE + 1) + column]


def _closed(tile: Field) -> Field:
    """Repeat the first row and column at the end, so that reading need not wrap twice."""
    return np.pad(tile.reshape(SIDE, SIDE), ((0, 1), (0, 1)), mode="wrap")


@lru_cache(maxsize=4)
def _bumps(octaves: int) -> Field:
    """Make the tile of gradient noise with `octaves` octaves, padded by one."""
    samples = SAMPLES if octaves <= 2 else SAMPLES_MANY_OCTAVES
    total = sum(GAIN**k for k in range(octaves))
    tile = sum(GAIN**k / total * _octave(samples >> k, seed=k) for k in range(octaves))
    return _closed(np.asarray(tile, np.float32))


def _octave(samples: int, seed: int) -> Field:
    """Make periodic gradient noise, (SIDE, SIDE), by broadcasting over (cell, sample) axes."""
    cells = SIDE // samples
    angle = np.random.default_rng([31, seed]).random((cells, cells), np.float32) * np.float32(
        2 * np.pi
    )
    gx, gy = np.cos(angle), np.sin(angle)
    t = np.arange(samples, dtype=np.float32) / samples
    fade = t * t * t * (t * (t * 6 - 15) + 10)

    def corner(dx: int, dy: int) -> Field:
        x, y = (t - dx)[None, None, None, :], (t - dy)[None, :, None, None]
        toward = [np.roll(g, (-dy, -dx), (0, 1))[:, None, :, None] for g in (gx, gy)]
        return np.asarray(toward[0] * x + toward[1] * y, np.float32)

    across, down = fade[None, None, None, :], fade[None, :, None, None]
    upper = corner(0, 0) * (1 - across) + corner(1, 0) * across
    lower = corner(0, 1) * (1 - across) + corner(1, 1) * across
    return np.asarray(1.5 * (upper * (1 - down) + lower * down), np.float32).reshape(SIDE, SIDE)


@lru_cache(maxsize=1)
def _islands() -> tuple[Field, Field, Field]:
    """Make the tiles of cellular noise: distance, gap and number."""
    cells = SIDE // SAMPLES
    px, py, number = np.random.default_rng(32).random((3, cells, cells), np.float32)
    t = (np.arange(SAMPLES, dtype=np.float32) + 0.5) / SAMPLES
    shape = (cells, SAMPLES, cells, SAMPLES)
    first, second = np.full(shape, 9, np.float32), np.full(shape, 9, np.float32)
    owner = np.zeros(shape, np.float32)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            cx, cy, cn = (
                np.roll(a, (-dy, -dx), (0, 1))[:, None, :, None] for a in (px, py, number)
            )
            x = 0.93 * (cx - 0.5) + (0.5 + dx) - t[None, None, None, :]
            y = 0.93 * (cy - 0.5) + (0.5 + dy) - t[None, :, None, None]
            squared = x * x + y * y
            nearer = squared < first
            second = np.where(nearer, first, np.minimum(second, squared))
            first = np.where(nearer, squared, first)
            owner = np.where(nearer, cn, owner)
    distance = np.sqrt(first)
    return _closed(distance), _closed(np.sqrt(second) - distance), _closed(owner)
