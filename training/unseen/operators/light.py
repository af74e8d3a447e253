"""What the light does: exposure through a film's toe and a full sensor, shadows, lamps' colours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from training.degrade.light import coordinates
from training.degrade.recipe import Curve
from training.degrade.srgb import Light

DARKER = Curve(full=1.0, power=1.1)  # of the way, in stops, down to DARKEST
DARKEST = 0.006  # where the scene's mean ends at severity 1
TOE = Curve(full=0.02, power=1.0)  # light below which detail is crushed
BRIGHTER = Curve(full=1.0, power=0.9)
BRIGHTEST = 14.0
STOPS = (2.5, 6.0)  # the least and the most at severity 1, whatever the scene
FULL_WELL = 4.0  # light at which a pixel spills
SPILL = 0.25  # share of what is spilled that reaches the neighbours
SPILL_REACH = 0.02

SHADOW = Curve(full=4.5, power=1.1)  # stops between lit and shaded
PENUMBRA = 0.006  # softness of the edge: a shadow thrown from near
SKYLIGHT = np.array([0.85, 1.0, 1.2], np.float32)  # what fills a shadow is bluer
FALL_OFF = Curve(full=8.5, power=1.0)  # stops from the spot below the lamp to the far end

LAMP = Curve(full=320.0, power=1.5)  # mired away from the light the camera believes in
DAYLIGHT = 1e6 / 6504  # mired
BANDS = (620e-9, 540e-9, 440e-9)  # metres; where the sensor's three narrow bands lie
_PLANCK = 1.4388e-2  # m K, second radiation constant
_LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)


def underexpose(light: Light, severity: float, rng: np.random.Generator) -> Light:
    """Let less light in, and lose the shadows in the toe of the characteristic curve.

    Below the toe the response is quadratic (Hurter & Driffield 1890): x^2 / (x + toe).
    """
    darker = light * _exposure(light, DARKEST, DARKER(severity))
    return np.asarray(darker**2 / (darker + TOE(severity) + 1e-6), np.float32)


def overexpose(light: Light, severity: float, rng: np.random.Generator) -> Light:
    """Let more light in than a pixel holds: what it cannot hold spills over its neighbours."""
    brighter = light * _exposure(light, BRIGHTEST, BRIGHTER(severity))
    spilled = np.maximum(brighter - FULL_WELL, 0)
    reach = SPILL_REACH * max(light.shape)
    around = ndimage.gaussian_filter(spilled, (reach, reach, 0), truncate=2.5)
    return np.asarray(np.minimum(brighter, FULL_WELL) + SPILL * around, np.float32)


def light_unevenly(light: Light, severity: float, rng: np.random.Generator) -> Light:
    """Throw the phone's own shadow over the spot, or light it by one lamp that is too near."""
    draw = rng.uniform(size=6)
    if draw[0] < 0.5:
        return _throw_shadow(light, severity, draw)
    return _light_from_near(light, severity, draw)


def cast_colour(light: Light, severity: float, rng: np.random.Generator) -> Light:
    """Balance for the wrong black body, by Planck's law at three narrow bands of the sensor.

    In narrow bands a change of lamp is one factor a channel (Finlayson & Hordley, "Color
    constancy at a pixel", JOSA A 2001), with no cones between. In half of the photos the lamp's
    share grows from one side to the other: a bulb on one side, a window on the other.
    """
    cold, mixed = rng.random(2) < 0.5
    angle = rng.uniform(0, 2 * np.pi)
    mired = LAMP(severity) * (_towards(light, angle)[..., None] if mixed else 1.0)
    waves = np.array(BANDS)
    # Wien's tail of Planck's law: exp(-c / (wave * T)); mired / 1e6 is 1 / T.
    gain = np.exp(-_PLANCK * 1e-6 * mired * (1 / waves - 1 / waves[1]))
    gain = 1 / gain if cold else gain
    return np.asarray(light * gain / (gain @ _LUMA)[..., None], np.float32)


def _exposure(light: Light, target: float, share: float) -> np.float32:
    """Give the factor that brings the scene's geometric mean (Reinhard 2002) towards `target`."""
    mean = float(np.exp(np.log(light[::4, ::4] @ _LUMA + 1e-3).mean()))
    stops = np.log2(target / mean)
    return np.float32(2 ** (share * np.sign(stops) * np.clip(abs(stops), *STOPS)))


def _towards(light: Light, angle: float) -> NDArray[np.float32]:
    """Rise evenly from 0.5 to 1 across the photo, in one direction."""
    y, x = coordinates(light)
    along = y * np.sin(angle) + x * np.cos(angle)
    return np.asarray(0.5 + 0.5 * (along - along.min()) / np.ptp(along), np.float32)


def _throw_shadow(light: Light, severity: float, draw: NDArray[np.float64]) -> Light:
    """Shade a turned rectangle, the phone, whose near edge lies across the middle."""
    y, x = coordinates(light)
    angle = 2 * np.pi * draw[1]
    dy, dx = y - y[-1, 0] / 2, x - x[0, -1] / 2
    along = dy * np.sin(angle) + dx * np.cos(angle) + 0.16 * (draw[2] - 0.3)
    across = np.abs(dy * np.cos(angle) - dx * np.sin(angle) + 0.2 * (draw[3] - 0.5))
    inside = np.minimum(along, 0.22 + 0.12 * draw[4] - across)
    covered = (1 / (1 + np.exp(-np.clip(inside / PENUMBRA, -30, 30))))[..., None]
    shade = 2 ** -SHADOW(severity) * SKYLIGHT ** min(1.0, 2 * severity)
    return _metered(light, 1 + covered * (shade - 1))


def _light_from_near(light: Light, severity: float, draw: NDArray[np.float64]) -> Light:
    """Light by a point source above a place near the border: cosine law, inverse square.

    Irradiance below a lamp of height h at distance d from its foot: (1 + (d / h)^2)^(-3/2).
    """
    y, x = coordinates(light)
    angle = 2 * np.pi * draw[1]
    foot = 0.5 + (0.35 + 0.15 * draw[2]) * np.array([np.sin(angle), np.cos(angle)])
    distance = np.hypot(y - foot[0] * y[-1, 0], x - foot[1] * x[0, -1])
    distance /= distance.max()
    irradiance = (1 + (2 ** (FALL_OFF(severity) / 1.5) - 1) * distance**2) ** -1.5
    return _metered(light, irradiance[..., None])


def _metered(light: Light, lit: NDArray[np.floating]) -> Light:
    """Apply a field of light and expose for half of what the whole loses by it."""
    return np.asarray(light * lit / np.sqrt(lit.mean()), np.float32)
