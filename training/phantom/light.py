"""Painted skin, light -> light that leaves towards the camera, linear.

A soft key light (a window or a lamp), the room around, perhaps a flash, perhaps a shadow.
Light that enters skin spreads below it, red the farthest; what is reflected at the surface
is the gloss: a broad sheen of dry horn and the sharper one of oil or water (GGX of Walter
et al. 2007 with Schlick's Fresnel term, refractive index 1.4).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from training.phantom.blur import gaussian
from training.phantom.hair import Coat, hair_colour
from training.phantom.lesions import Patch
from training.phantom.noise import Field, Plane, smooth_step
from training.phantom.reflectance import complexion, rgb
from training.phantom.relief import Relief, normals
from training.phantom.scene import Scene
from training.phantom.surface import Surface

SPREAD = (0.65, 0.30, 0.18)  # mm that red, green and blue light travel under the skin
SPREAD_SHARE = 0.38  # of the light; the rest comes out almost where it went in
# The sheen comes out of the horn, which holds melanin on dark skin: red, green, blue.
HORN_ABSORBS = np.array([0.25, 0.55, 0.85], np.float32)
REFLECTED = 0.028  # of light that meets skin head-on

Vector = tuple[Field | float, Field | float, Field | float]


@dataclass(frozen=True)
class Light:
    """The light on the scene.

    Attributes:
        azimuth: Where the key comes from, rad in the picture plane.
        elevation: How high it stands above that plane, rad.
        key: Its strength; 1 with the room's light whitens a white card.
        ambient: Strength of the light from all around.
        tint: Colour of both.
        gradient: Fall-off over the picture, away from the key.
        flash: Strength of a flash beside the lens.
        shadow: Strength of a shadow thrown over part of the picture, 0-1.
        shadow_at: Where its edge runs, mm from the middle towards the key.
        penumbra: Softness of that edge, mm.
        gloss: Factor on the film of oil.
    """

    azimuth: float = -2.2
    elevation: float = 0.78
    key: float = 0.80
    ambient: float = 0.27
    tint: tuple[float, float, float] = (1.0, 1.0, 1.0)
    gradient: float = 0.25
    flash: float = 0.0
    shadow: float = 0.0
    shadow_at: float = 0.0
    penumbra: float = 9.0
    gloss: float = 1.0

    @property
    def direction(self) -> tuple[float, float, float]:
        """Point from the scene to the key light: a unit vector."""
        flat = float(np.cos(self.elevation))
        x, y = flat * np.cos(self.azimuth), flat * np.sin(self.azimuth)
        return (float(x), float(y), float(np.sin(self.elevation)))


def falling_key(light: Light, place: Plane) -> Field:
    """Compute how much of the key reaches every pixel: 1 in the middle without a shadow."""
    towards, aside = _along(light, place)
    half = place.pixel * place.u.shape[1] / 2
    reach = np.exp(1.1 * light.gradient * towards / half)
    if light.shadow > 0:
        edge = towards + 0.25 * aside - light.shadow_at + 5 * place.noise(40, 991)
        reach = reach * (1 - light.shadow * smooth_step(light.penumbra, -light.penumbra, edge))
    return np.asarray(reach, np.float32)


def room_light(light: Light, key: Field) -> Field:
    """Compute the light of the room: what dims the key dims a part of it."""
    return np.asarray(light.ambient * np.sqrt(0.35 + 0.65 * np.minimum(key, 1.5)), np.float32)


def light_skin(
    scene: Scene,
    surface: Surface,
    patch: Patch,
    relief: Relief,
    painted: Field,
    coat: Coat,
    light: Light,
    tone: float,
) -> Field:
    """Light the painted skin and its hair: linear, (rows, columns, 3)."""
    key = falling_key(light, surface.place)
    normal = normals(surface.z + relief.height, surface.pixel)
    view = _towards_camera(surface)
    tint = rgb(light.tint)
    lamp = _key_on_skin(normal, coat, light, key, surface.pixel)
    room = room_light(light, key) * (0.62 + 0.38 * normal[2] - 0.12 * normal[1])
    flash = _flash_on_skin(normal, view, surface, light)
    out = _diffuse(painted, lamp + room, flash, relief, tint, surface.pixel)
    out += _bounce(scene, painted, normal, light, tint)
    film = _film(scene, surface, relief, patch, light)
    sheen = np.exp(-min(1.0, 2 * complexion(tone).melanin) * HORN_ABSORBS)
    for direction, strength, colour in (
        (light.direction, light.key * key, tint),
        (view, np.float32(light.flash), np.ones_like(tint)),
    ):
        if np.any(strength > 0):
            for gloss, filtered in zip(
                _gloss(normal, view, direction, film), (sheen, 1), strict=True
            ):
                out += (gloss * strength)[..., None] * (colour * filtered)
    grazing = (1 - np.clip(normal[2], 0, 1)) ** 3 * np.float32(0.10 * light.ambient)
    out += grazing[..., None] * tint  # the room, mirrored where skin turns away
    return _lay_hair(out, coat, lamp + room + flash, hair_colour(scene.body, tone) * tint)


def gloss_of(normal: Vector, view: Vector, direction: Vector, roughness: Field | float) -> Field:
    """Compute the mirrored share of light from `direction` (GGX), for unit vectors."""
    half = (view[0] + direction[0], view[1] + direction[1], view[2] + direction[2])
    scale = 1 / np.sqrt(half[0] * half[0] + half[1] * half[1] + half[2] * half[2])
    n_h = np.clip(_dot(normal, half) * scale, 0, 1)
    v_h = np.clip(_dot(view, half) * scale, 0, 1)
    n_l = np.clip(_dot(normal, direction), 0, 1)
    n_v = np.clip(normal[2], 0.15, 1)
    squared = np.float32(roughness) ** 2
    distribution = squared / (n_h * n_h * (squared - 1) + 1) ** 2
    k = np.float32(roughness) / 2
    masking = 0.25 / ((n_l * (1 - k) + k) * (n_v * (1 - k) + k))
    fresnel = REFLECTED + (1 - REFLECTED) * (1 - v_h) ** 5
    return np.asarray(distribution * masking * fresnel * n_l, np.float32)


@dataclass(frozen=True)
class _Film:
    """What lies on the skin: strength of the sheen, strength and roughness of the film."""

    sheen: Field
    strength: Field
    roughness: Field


def _along(light: Light, place: Plane) -> tuple[Field, Field]:
    """Give each pixel's place relative to the picture's middle, towards the key and aside, mm."""
    x, y = place.u - place.u.mean(), place.v - place.v.mean()
    c, s = np.float32(np.cos(light.azimuth)), np.float32(np.sin(light.azimuth))
    return x * c + y * s, y * c - x * s


def _towards_camera(surface: Surface) -> tuple[Field, Field, Field]:
    x, y = (
        -(p - p.mean()) / np.float32(surface.distance) for p in (surface.place.u, surface.place.v)
    )
    z = 1 / np.sqrt(x * x + y * y + 1)
    return x * z, y * z, z


def _dot(a: Vector, b: Vector) -> Field:
    return np.asarray(a[0] * b[0] + a[1] * b[1] + a[2] * b[2], np.float32)


def _key_on_skin(
    normal: tuple[Field, Field, Field], coat: Coat, light: Light, key: Field, pixel: float
) -> Field:
    """Light the skin by the key: wide, so that it reaches a little round the edge."""
    facing = np.clip((_dot(normal, light.direction) + 0.08) / 1.08, 0, 1)
    x, y, _ = light.direction
    shift = (-0.5 * y / pixel, -0.5 * x / pixel)  # hairs stand half a millimetre off the skin
    shadow = gaussian(ndimage.shift(coat.cover, shift, order=1), 0.12 / pixel)
    return np.asarray(light.key * facing * key * (1 - 0.45 * shadow), np.float32)


def _flash_on_skin(
    normal: tuple[Field, Field, Field], view: Vector, surface: Surface, light: Light
) -> Field:
    """Light the skin by the flash, with the square of the distance."""
    if light.flash == 0:
        return np.zeros_like(surface.z)
    nearer = (surface.distance / (surface.distance - surface.z)) ** 2
    lit = light.flash * np.clip(_dot(normal, view), 0, 1) * np.asarray(view[2]) ** 3 * nearer
    return np.asarray(lit, np.float32)


def _diffuse(
    painted: Field, white: Field, flash: Field, relief: Relief, tint: Field, pixel: float
) -> Field:
    """Let light spread under the skin; furrows catch some, of red the least."""
    caught = 0.11 * relief.furrow + 0.28 * relief.pore + 0.14 * relief.wrinkle
    out = np.empty_like(painted)
    for c, spread in enumerate(SPREAD):
        entering = white * tint[c] + flash
        sigma = spread / pixel
        if sigma > 0.4:
            wide, sharp = gaussian(entering, sigma), gaussian(entering, 0.28 * sigma)
            entering = SPREAD_SHARE * wide + (1 - SPREAD_SHARE) * sharp
        out[..., c] = painted[..., c] * entering * (1 - caught * (0.8 if c == 0 else 1))
    return out


def _bounce(
    scene: Scene, painted: Field, normal: tuple[Field, Field, Field], light: Light, tint: Field
) -> Field:
    """Add what the background throws back on the skin's turned-away sides."""
    aside = (1 - normal[2]) * np.float32(0.45 * (light.ambient + 0.3 * light.key))
    colour = rgb(scene.background.colour) * tint
    return np.asarray(painted * colour * aside[..., None], np.float32)


def _film(scene: Scene, surface: Surface, relief: Relief, patch: Patch, light: Light) -> _Film:
    """Spread oil unevenly over dry horn, water over a wound; the relief breaks both up."""
    skin, seed = surface.skin, scene.seed * 13
    patchy = np.clip(0.6 + 0.6 * skin.fractal(16, seed + 1, 3), 0, 2)
    oil = light.gloss * scene.body.oil * patchy
    grain = np.clip(1 + 0.9 * skin.fractal(0.34, seed + 2, 2) - 0.55 * relief.furrow, 0, 2)
    wet, dry = patch.wet, (1 - patch.wet) * (1 - 0.8 * patch.scab)
    roughness = np.clip(0.30 - 0.07 * oil, 0.17, 0.5) * (1 - wet) + 0.13 * wet
    water = 1.3 * wet * (0.6 + 0.4 * light.gloss)
    strength = 1.1 * oil * grain * (1 - 0.6 * patch.scale) * dry + water
    sheen = (1 + 0.6 * patch.scale) * grain * dry
    return _Film(*(f.astype(np.float32) for f in (sheen, strength, roughness)))


def _gloss(normal: Vector, view: Vector, direction: Vector, film: _Film) -> tuple[Field, Field]:
    """Compute the broad sheen and the sharper gloss of the film."""
    sheen = film.sheen * gloss_of(normal, view, direction, 0.50)
    return sheen, film.strength * gloss_of(normal, view, direction, film.roughness)


def _lay_hair(out: Field, coat: Coat, received: Field, colour: Field) -> Field:
    """Lay lit hair over the skin: its colour, and a whitish glint."""
    glint = 0.5 * colour.mean() * np.clip(coat.shine - 1, 0, None)
    lit = (0.35 + 0.9 * received)[..., None] * (coat.shine[..., None] * colour + glint[..., None])
    share = coat.cover[..., None]
    return np.asarray(out + share * (lit - out), np.float32)
