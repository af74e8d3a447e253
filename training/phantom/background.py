"""Scene, light -> the lit background: cloth with folds, wood or vinyl, in the part's shadow."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from training.phantom.light import Light, falling_key, gloss_of, room_light
from training.phantom.noise import Field, Plane, smooth_step, turned
from training.phantom.reflectance import rgb
from training.phantom.relief import normals
from training.phantom.scene import Background, Scene
from training.phantom.surface import Surface


def light_background(scene: Scene, surface: Surface, light: Light) -> Field:
    """Light what lies behind the body part: linear, (rows, columns, 3)."""
    height, texture = _material(scene.background, surface.place, scene.seed * 7 + 3)
    normal = normals(height, surface.pixel, steepest=2.5)
    facing = sum(n * np.float32(d) for n, d in zip(normal, light.direction, strict=True))
    key = (
        light.key
        * falling_key(light, surface.place)
        * (0.08 + 0.92 * _unshaded(scene, surface, light))
    )
    closed_in = np.exp(
        -np.clip(surface.outside, 0, None) / np.float32(0.35 * min(scene.body.radius, 60))
    )
    room = room_light(light, key / light.key) * (0.7 + 0.3 * normal[2]) * (1 - 0.65 * closed_in)
    received = (key * np.clip(facing, 0, 1) + room)[..., None] * rgb(light.tint)
    received += (np.float32(0.55 * light.flash) * normal[2])[..., None]
    out = rgb(scene.background.colour) * texture[..., None] * received
    if scene.background.material != "cloth":
        shine = gloss_of(normal, (0.0, 0.0, 1.0), light.direction, 0.35)
        out += (0.6 * shine * key)[..., None]
    return np.asarray(out, np.float32)


def _unshaded(scene: Scene, surface: Surface, light: Light) -> Field:
    """Find where the body part hides the key: its outline, thrown away from the light."""
    x, y, z = light.direction
    reach = -0.75 * surface.floor / max(z, 0.3) / surface.pixel
    thrown = ndimage.shift(
        surface.outside[::4, ::4], (-y * reach / 4, -x * reach / 4), order=1, mode="nearest"
    )
    thrown = ndimage.zoom(thrown, 4, order=1, grid_mode=True, mode="nearest")
    rows, columns = surface.z.shape
    return smooth_step(-9, 11, thrown[:rows, :columns])


def _material(background: Background, place: Plane, seed: int) -> tuple[Field, Field]:
    """Draw the height (mm) of a material and the evenness of its colour (1 on average)."""
    if background.material == "cloth":
        return _cloth(background, place, seed)
    if background.material == "vinyl":
        return _vinyl(place, seed)
    return _wood(place, seed)


def _cloth(background: Background, place: Plane, seed: int) -> tuple[Field, Field]:
    bent = place.warped(14 * place.noise(90, seed + 8), 14 * place.noise(90, seed + 9))
    folds = 7 * bent.noise(42, seed, 0.7, 4.0) + 3 * bent.noise(24, seed + 1, 1.1, 3.5)
    creases = 1.6 * np.abs(bent.noise(50, seed + 5)) + 0.6 * np.abs(bent.noise(17, seed + 4))
    along, across = turned(bent.u, bent.v, 0.3 + seed % 7 / 5)
    threads = 0.75  # mm
    weave = np.zeros_like(along)
    if place.pixel < threads / 3:
        wave = np.float32(2 * np.pi / threads)
        weave = 0.045 * np.sin(along * wave) * np.sin(across * wave)
    height = 0.8 * folds + creases + weave + 0.05 * place.fractal(1.4, seed + 3, 2)
    texture = 1 + 0.07 * place.fractal(1.5, seed + 6, 3)
    if background.stripe:
        phase = np.sin(across * np.float32(2 * np.pi / background.stripe))
        texture = texture * (1 + 0.35 * smooth_step(-0.2, 0.2, phase))
    return height.astype(np.float32), texture.astype(np.float32)


def _vinyl(place: Plane, seed: int) -> tuple[Field, Field]:
    height = 0.14 * place.cells(1.5, seed).gap + 5 * place.noise(60, seed, 0.7, 3.0)
    return height.astype(np.float32), 1 + 0.06 * place.fractal(9, seed + 6, 3)


def _wood(place: Plane, seed: int) -> tuple[Field, Field]:
    bent = place.warped(2 * place.noise(60, seed + 2), 2 * place.noise(45, seed + 3))
    rings = bent.fractal(6, seed + 6, 4, angle=0.2, stretch=14)
    fibre = bent.fractal(0.9, seed + 7, 2, angle=0.2, stretch=9)
    texture = 1 + 0.30 * rings + 0.12 * fibre
    return (0.03 * rings + 0.01 * fibre).astype(np.float32), texture.astype(np.float32)
