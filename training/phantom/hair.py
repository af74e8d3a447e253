"""Body hair: curved strands laid on the skin -> how much of every pixel they cover.

Strands are strewn as points with the share of the pixel each covers, so that a hair much
thinner than a pixel is as faint as it should be.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from training.phantom.blur import gaussian
from training.phantom.noise import Field
from training.phantom.reflectance import rgb
from training.phantom.scene import Body, Scene
from training.phantom.surface import Surface, on_picture

DOWN = 0.02  # fine hairs per mm² that everybody has
LENGTH = 8.4  # mm, of a strong hair on average
BLACK = np.array([0.008, 0.0065, 0.0055], np.float32)
CLUMP = 7.0  # mm between places where hair is denser


@dataclass(frozen=True)
class Coat:
    """Hair: the covered share of every pixel, and how the hair there shines, 1 on average."""

    cover: Field
    shine: Field


@dataclass(frozen=True)
class _Strands:
    """Roots (mm on the skin) and growth of n hairs."""

    u: Field
    v: Field
    length: Field
    angle: Field
    bend: Field
    width: Field


def grow(scene: Scene, surface: Surface) -> Coat:
    """Grow the scene's hair."""
    if scene.body.hairs <= 0:
        return Coat(np.zeros_like(surface.z), np.ones_like(surface.z))
    rng = np.random.default_rng([scene.seed, 9])
    strands = _seen(_plant(scene, rng), scene.body, surface)
    t = np.linspace(0, 1, int(LENGTH * 1.6 / (0.5 * surface.pixel)) + 8, dtype=np.float32)[None]
    u, v, step = _strand_points(strands, t)
    column, row = on_picture(surface, scene.body, u, v)
    thickness = strands.width[:, None] * (1 - t) ** 0.6
    covered = thickness * step / np.float32(surface.pixel**2)
    # Light glints off a shaft at one place along its bend; shafts differ, too.
    glint = np.exp(-(((t - 0.35 - 0.2 * np.sin(strands.u[:, None])) / 0.13) ** 2))
    shine = (0.7 + 2.2 * glint) * (0.6 + 0.8 * np.abs(np.sin(strands.v[:, None] * 5.1)))
    cover = _strew(column, row, covered, surface.z.shape)
    shining = _strew(column, row, covered * shine, surface.z.shape)
    opacity = (1 - np.exp(-1.2 * cover)) * surface.cover
    return Coat(opacity.astype(np.float32), shining / np.maximum(cover, 1e-4))


def hair_colour(body: Body, tone: float) -> Field:
    """Give the linear sRGB reflectance of the hair: the body's own, black on dark skin."""
    share = np.float32(np.clip((tone - 3) / 4, 0, 1))
    return rgb(body.hair_colour) * (1 - share) + BLACK * share


def _plant(scene: Scene, rng: np.random.Generator) -> _Strands:
    """Plant strong hairs and as many fine ones again, in clumps, off the lesion."""
    body = scene.body
    half_u, half_v = min(1.45 * body.radius, 110), 130
    area = 4 * half_u * half_v
    strong = int(body.hairs * area)
    n = strong + int((body.hairs + DOWN) * area)
    fine = np.arange(n) >= strong
    u, v = rng.uniform(-half_u, half_u, n), rng.uniform(-half_v, half_v, n)
    dense = np.sin(u / CLUMP + 2 * np.sin(v / 11)) * np.sin(v / CLUMP + 2 * np.sin(u / 13))
    sparse_here = 0.45 if scene.lesion.kind in ("nevus", "papules", "rash") else 0.9
    bare = np.hypot(u - scene.lesion.u, v - scene.lesion.v) < scene.lesion.radius * sparse_here
    stays = (rng.random(n) < 0.7 + 0.3 * dense) & ~bare
    angle = 0.9 + 0.35 * np.sin(u / 23 + 1) + 0.3 * np.sin(v / 31) + rng.normal(0, 0.30, n)
    length = rng.gamma(6, LENGTH / 6, n) * np.where(fine, 0.55, 1)
    width = body.hair_thickness * rng.uniform(0.5, 1.15, n) * np.where(fine, 0.30, 1)
    columns = (u, v, length, angle, rng.normal(0, 0.06, n), width)
    return _Strands(*(c[stays].astype(np.float32) for c in columns))


def _seen(strands: _Strands, body: Body, surface: Surface) -> _Strands:
    """Keep the hairs that reach into the picture."""
    column, row = on_picture(surface, body, strands.u, strands.v)
    rows, columns = surface.z.shape
    margin = 2.5 * LENGTH / surface.pixel
    seen = (
        (column > -margin) & (column < columns + margin) & (row > -margin) & (row < rows + margin)
    )
    fields = (strands.u, strands.v, strands.length, strands.angle, strands.bend, strands.width)
    return _Strands(*(f[seen] for f in fields))


def _strand_points(strands: _Strands, t: Field) -> tuple[Field, Field, Field]:
    """Follow each hair from root (t = 0) to tip (1): points (n, steps) and step length, mm."""
    length = strands.length[:, None]
    step = length / np.float32(t.shape[1])
    angle = strands.angle[:, None] + strands.bend[:, None] * length * t
    angle = angle + 0.15 * np.sin(4 * t + strands.u[:, None])
    u = strands.u[:, None] + np.cumsum(np.sin(angle) * step, axis=1)
    v = strands.v[:, None] + np.cumsum(np.cos(angle) * step, axis=1)
    return u, v, step


def _strew(column: Field, row: Field, weight: Field, shape: tuple[int, ...]) -> Field:
    """Add weights at points between pixels, each shared by its four neighbours."""
    rows, columns = shape
    inside = (column > 0) & (column < columns - 2) & (row > 0) & (row < rows - 2)
    column, row, weight = column[inside], row[inside], weight[inside]
    i, j = column.astype(np.int32), row.astype(np.int32)
    right, down = column - i, row - j
    out = np.zeros(rows * columns)
    for dx, dy, share in (
        (0, 0, (1 - right) * (1 - down)),
        (1, 0, right * (1 - down)),
        (0, 1, (1 - right) * down),
        (1, 1, right * down),
    ):
        out += np.bincount((j + dy) * columns + i + dx, weight * share, rows * columns)
    return gaussian(out.reshape(rows, columns).astype(np.float32), 0.5)
