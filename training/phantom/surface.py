"""Scene, view -> where every pixel lies on the skin and how high, in mm."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from training.phantom.noise import Field, Plane, turned
from training.phantom.scene import Body, Scene

DISTANCE = 1.4  # of the camera, in picture widths: a phone's main lens, cropped to half


@dataclass(frozen=True)
class View:
    """How the camera looks at the scene.

    Attributes:
        width: Of the picture at the skin, mm.
        aspect: Height over width of the picture that is meant to be rendered.
        x: Where the camera points, mm from the scene's middle.
        y: The same, downwards.
        roll: rad.
        tilt: Relative change of scale from the middle of the picture to its lower edge
            over a picture width: mild perspective.
    """

    width: float = 100.0
    aspect: float = 0.75
    x: float = 0.0
    y: float = 0.0
    roll: float = 0.0
    tilt: float = 0.08


@dataclass(frozen=True)
class Surface:
    """Maps, (rows, columns), of what every pixel sees.

    Attributes:
        place: Each pixel's place in the picture plane, mm.
        skin: The same on the skin: across the part and along it, mm.
        z: Height towards the camera, mm; 0 is the top of the part.
        cover: 1 on skin, 0 on background, between them on the outline.
        outside: How far outside the outline, mm; negative on skin.
        floor: Height of the background, mm.
    """

    place: Plane
    skin: Plane
    z: Field
    cover: Field
    outside: Field
    floor: float

    @property
    def pixel(self) -> float:
        """Size of a pixel, mm."""
        return self.place.pixel

    @property
    def distance(self) -> float:
        """From the camera to the top of the skin, mm."""
        return DISTANCE * self.pixel * float(self.z.shape[1])


def lay_out(scene: Scene, view: View, size: tuple[int, int]) -> Surface:
    """Find what every pixel of a picture of `size` (width, height) sees."""
    body, seed = scene.body, scene.seed * 5
    place = _picture_plane(view, size)
    x, y, pixel = place.u, place.v, place.pixel
    along, across = turned(x, y, body.axis)
    line = Plane(along, np.zeros_like(along), pixel)
    radius = body.radius * (1 + body.taper * along / 100 + 0.03 * line.noise(45, seed + 1))
    radius = np.maximum(radius, 0.4 * body.radius).astype(np.float32)
    across = across + _bend(along, body) + 0.5 * place.noise(28, seed + 2)
    t = np.clip(across / radius, -0.999, 0.999)
    skin = Plane((radius * np.arcsin(t)).astype(np.float32), along, pixel)
    outside = (np.abs(across) - radius).astype(np.float32)
    z = body.depth * radius * (np.sqrt(1 - t * t) - 1) - along * along / (2 * body.dome)
    z += 0.7 * (radius - body.radius) + _lumps(skin, body, seed)
    z -= 3 * np.clip(outside, 0, 5)  # behind the outline the side goes on steeply
    cover = np.clip(0.5 - outside / pixel, 0, 1).astype(np.float32)
    floor = -body.radius * (0.2 + 1.15 * body.depth)
    return Surface(place, skin, z.astype(np.float32), cover, outside, floor)


def on_picture(surface: Surface, body: Body, u: Field, v: Field) -> tuple[Field, Field]:
    """Find the column and row where points of the skin (mm) are seen, but for small lumps."""
    radius = body.radius * (1 + body.taper * v / 100)
    across = radius * np.sin(np.clip(u / radius, -1.5, 1.5)) - _bend(v, body)
    x, y = turned(v, across, -body.axis)
    rows, columns = surface.z.shape
    plane, i, j = surface.place, columns // 2, rows // 2
    x, y = x - plane.u[j, i], y - plane.v[j, i]
    right = (plane.u[j, i + 1] - plane.u[j, i], plane.v[j, i + 1] - plane.v[j, i])
    scale = surface.pixel**2
    column, row = x * right[0] + y * right[1], y * right[0] - x * right[1]
    return (column / scale + i).astype(np.float32), (row / scale + j).astype(np.float32)


def _bend(along: Field, body: Body) -> Field:
    """Bend the part sideways: no limb is straight."""
    return np.asarray(np.minimum(along * along, 200.0**2) / (68 * body.radius), np.float32)


def _picture_plane(view: View, size: tuple[int, int]) -> Plane:
    width, height = size
    pixel = view.width / width
    column, row = np.meshgrid(
        np.arange(width, dtype=np.float32) - np.float32((width - 1) / 2),
        np.arange(height, dtype=np.float32) - np.float32((height - 1) / 2),
    )
    scale = np.float32(pixel) / (1 + np.float32(view.tilt / width) * row)
    x, y = turned(column * scale, row * scale, -view.roll)
    return Plane(x + np.float32(view.x), y + np.float32(view.y), pixel)


def _lumps(skin: Plane, body: Body, seed: int) -> Field:
    """Raise muscles, bones and fat."""
    broad = 0.035 * body.radius * skin.noise(0.9 * body.radius, seed + 3)
    return np.asarray(broad + 0.7 * skin.noise(24, seed + 4), np.float32)
