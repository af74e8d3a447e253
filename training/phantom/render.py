"""Shot, size -> the photo. The whole way in reading order."""

from __future__ import annotations

import io
from functools import lru_cache

from PIL import Image

from training.phantom.albedo import paint
from training.phantom.background import light_background
from training.phantom.develop import develop, meter, to_jpeg
from training.phantom.hair import Coat, grow
from training.phantom.lesions import Patch, draw_lesion
from training.phantom.light import Light, light_skin
from training.phantom.noise import Field
from training.phantom.optics import cover_with_finger, expose
from training.phantom.relief import Relief, carve
from training.phantom.scene import Scene
from training.phantom.shot import Shot
from training.phantom.surface import Surface, View, lay_out


def render(shot: Shot, size: tuple[int, int]) -> Image.Image:
    """Render a photo of `size` (width, height) pixels, as its JPEG file decodes.

    The same shot and size give the same pixels.

    Raises:
        ValueError: The size is below 32 × 32 or the tone is not on the Monk scale.
    """
    return Image.open(io.BytesIO(encode(shot, size))).convert("RGB")


def encode(shot: Shot, size: tuple[int, int]) -> bytes:
    """Render a photo to the bytes of its JPEG file."""
    if min(size) < 32:
        raise ValueError(f"{size[0]}x{size[1]} is too small a picture: 32x32 is the least")
    picture = develop(expose_scene(shot, size), shot.camera, shot.scene.seed)
    return to_jpeg(picture, shot.camera)


def expose_scene(shot: Shot, size: tuple[int, int]) -> Field:
    """Compute the light on the sensor, linear, (rows, columns, 3), exposed by the meter."""
    scene, camera = shot.scene, shot.camera
    surface = _carved(scene, shot.view, size)[0]
    lit = _lit_skin(scene, shot.view, shot.light, shot.tone, size)
    back = _lit_background(scene, shot.view, shot.light, size)
    sensor = meter(expose(lit, back, surface, camera, scene.seed), camera)
    if shot.finger is not None:
        sensor = cover_with_finger(sensor, shot.finger, shot.tone)
    return sensor


# The photos of one scene differ in tone, light or camera; what they share is kept for the next.


@lru_cache(maxsize=2)
def _carved(scene: Scene, view: View, size: tuple[int, int]) -> tuple[Surface, Patch, Relief, Coat]:
    surface = lay_out(scene, view, size)
    patch = draw_lesion(scene, surface.skin)
    relief = carve(scene.body, surface, patch, scene.seed)
    return surface, patch, relief, grow(scene, surface)


@lru_cache(maxsize=3)
def _lit_skin(scene: Scene, view: View, light: Light, tone: float, size: tuple[int, int]) -> Field:
    surface, patch, relief, coat = _carved(scene, view, size)
    painted = paint(scene, surface, patch, relief, tone)
    return light_skin(scene, surface, patch, relief, painted, coat, light, tone)


@lru_cache(maxsize=2)
def _lit_background(scene: Scene, view: View, light: Light, size: tuple[int, int]) -> Field | None:
    surface = _carved(scene, view, size)[0]
    return light_background(scene, surface, light) if float(surface.cover.min()) < 1 else None
