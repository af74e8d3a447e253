"""Scene, tone -> the colour of the skin at every pixel, before any light."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from training.phantom.lesions import Patch
from training.phantom.noise import Field, Plane, smooth_step
from training.phantom.reflectance import Complexion, colour, complexion, rgb
from training.phantom.relief import Relief
from training.phantom.scene import Body, Scene
from training.phantom.spots import Spot, window_of
from training.phantom.surface import Surface

GAIN_SHARE = 0.5  # see Complexion.gain
HORN = np.array([0.80, 0.73, 0.64], np.float32)
SLOUGH = np.array([0.60, 0.44, 0.22], np.float32)
SCAB = np.array([0.075, 0.024, 0.014], np.float32)
WOUND_LOSS = 0.90  # of the pigment; islands of epidermis keep the rest
VEIN_ABSORBS = np.array([0.13, 0.055, 0.04], np.float32)
FRECKLES_PER_MM2 = 0.02


def paint(scene: Scene, surface: Surface, patch: Patch, relief: Relief, tone: float) -> Field:
    """Paint the skin: linear sRGB reflectance, (rows, columns, 3)."""
    skin, seed, base = surface.skin, scene.seed * 11, complexion(tone)
    uneven = _Unevenness(skin.fractal(11, seed, 4), skin.fractal(1.3, seed + 1, 3), relief.furrow)
    freckles = _freckles(scene.body, skin, seed) * (1 - patch.smooth)
    melanin = _melanin(base, skin, uneven, seed) + freckles * (0.018 + 0.12 * base.melanin)
    blood = _blood(base, scene.body, skin, uneven, seed) + np.clip(patch.blood, 0, None)
    painted = colour(_with_lesion(melanin, base, patch), blood)
    painted *= _residual_gain(base, patch)
    painted *= _deep_pigment(base, patch, freckles)
    painted *= 1 - _veins(scene.body, skin, uneven.mottle, seed)[..., None] * VEIN_ABSORBS
    return _cover(painted, patch)


@dataclass(frozen=True)
class _Unevenness:
    """What makes healthy skin uneven: broad mottle, fine flecks, skin lines."""

    mottle: Field
    fleck: Field
    furrow: Field


def _melanin(base: Complexion, skin: Plane, uneven: _Unevenness, seed: int) -> Field:
    broad = 0.16 * skin.fractal(26, seed + 2, 4)
    change = broad + 0.10 * uneven.fleck + 0.10 * uneven.furrow
    return np.asarray(base.melanin * np.exp(change))


def _with_lesion(melanin: Field, base: Complexion, patch: Patch) -> Field:
    """Add the lesion's pigment (dark skin answers with more), take it off the open wound."""
    melanin = melanin + patch.melanin * np.float32(0.45 + 1.1 * min(1, 3 * base.melanin))
    return np.asarray(melanin * (1 - WOUND_LOSS * patch.wet) + 0.0006 * patch.wet, np.float32)


def _blood(base: Complexion, body: Body, skin: Plane, uneven: _Unevenness, seed: int) -> Field:
    mottle, fleck = uneven.mottle, uneven.fleck
    change = body.mottle * (0.60 * mottle + 0.32 * fleck) - 0.2 * uneven.furrow
    blood = base.blood * body.redness**0.5 * np.exp(change)
    flush = np.clip(0.35 + 1.3 * mottle + 0.7 * skin.noise(31, seed + 5) + 0.5 * fleck, 0, 3)
    flush *= body.redness * body.mottle * (0.0008 + 0.3 * min(base.blood, 0.004))
    return np.asarray(blood + flush, np.float32)


def _residual_gain(base: Complexion, patch: Patch) -> Field:
    """Give healthy skin a part of the colour that the pigments lack; a lesion has its own."""
    lesion = np.clip(patch.wet + 0.5 * patch.smooth + 4 * patch.melanin, 0, 1)[..., None]
    healthy = rgb(base.gain) ** GAIN_SHARE
    return np.asarray(
        healthy + lesion * (np.clip(np.mean(base.gain), 0.9, 1.15) - healthy), np.float32
    )


def _deep_pigment(base: Complexion, patch: Patch, freckles: Field) -> Field:
    """Darken where the two layers do not hold: dense pigment, and the wet bed of a wound."""
    dense = 1 - 0.45 * np.clip(patch.melanin / 0.35, 0, 1)
    wet = patch.wet[..., None] * rgb([0.46, 0.58, 0.60])
    brown = np.clip(freckles + 0.5 * patch.melanin, 0, 1)[..., None] * rgb([0, 0.12, 0.20])
    shaded = 1 - np.float32(0.45 * min(1, 2.5 * base.melanin)) * patch.wet  # by the dark rim
    return np.asarray((dense * shaded)[..., None] * (1 - wet) * (1 - brown), np.float32)


def _freckles(body: Body, skin: Plane, seed: int) -> Field:
    """Scatter freckles of all sizes; 1 is a strong one."""
    out = np.zeros_like(skin.u)
    rng = np.random.default_rng([seed, 4])
    half_u, half_v = min(1.4 * body.radius, 130), 150
    for _ in range(int(body.freckles * FRECKLES_PER_MM2 * half_u * half_v)):
        u, v = rng.uniform(-half_u, half_u), rng.uniform(-half_v, half_v)
        size = min(rng.lognormal(-0.7, 0.45), 1.6)
        spot = Spot(u, v, size, rng.uniform(0.75, 1.33), rng.uniform(0, np.pi))
        strength = rng.uniform(0.3, 1.3)
        if (found := window_of(skin, spot, reach=1.5)) is not None:
            window, radial = found
            out[window] = np.maximum(out[window], strength * smooth_step(1.35, 0.3, radial))
    return out


def _veins(body: Body, skin: Plane, mottle: Field, seed: int) -> Field:
    """Let veins shimmer through, 0-1."""
    bent = skin.warped(5 * mottle, 5 * mottle)
    line = np.exp(-((bent.noise(34, seed + 6, angle=1.4, stretch=2.2) / 0.085) ** 2))
    there = smooth_step(-0.2, 0.5, skin.noise(50, seed + 7))
    return np.asarray(line * there * np.float32(body.veins), np.float32)


def _cover(painted: Field, patch: Patch) -> Field:
    """Lay horn, slough and scab on the skin.

    Horn is a thin scatterer over skin of reflectance a: r + (1 - r)² a / (1 - r a), as light
    goes to and fro between the two (Stokes 1862). On dark skin it is greyer, as less light
    comes back out of the skin into it.
    """
    bright = painted[..., 0]
    answering = bright / (bright + np.float32(0.12))
    veil = (0.58 * patch.scale * (0.07 + 0.93 * answering))[..., None]
    horn = veil * HORN
    painted = horn + (1 - veil) ** 2 * painted / (1 - horn * painted)
    slough = SLOUGH * (0.35 + 0.75 * answering)[..., None]
    painted += (0.75 * patch.slough)[..., None] * (slough - painted)
    painted += (0.92 * patch.scab)[..., None] * (SCAB - painted)
    return np.asarray(painted, np.float32)
