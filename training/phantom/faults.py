"""A good shot, a fault, a severity -> the same shot gone wrong by that fault's own cause.

Severity 0 is the good photo, 1 a ruined one; about .3 begins to disturb. What is left to
chance (the way a hand shakes, the side a finger comes from) follows the scene's seed, so
that a fault grows with severity and does nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from training.phantom.optics import Finger, focus_for_blur
from training.phantom.shot import Shot, lesion_on_picture
from training.phantom.surface import DISTANCE

BLUR = 0.011  # disc radius at full severity, in picture widths: 14 pixels of 1248
SHAKE = 0.05  # path length at full severity, in picture widths
SMALLEST = 0.085  # share of the pixels across that full severity leaves: 106 of 1248
FARTHEST = 6.0  # times the good distance
WORST_QUALITY = 4  # of a JPEG

# Gains of red, green and blue of a white balance that is wrong altogether.
CASTS = ((1.28, 0.97, 0.46), (0.66, 0.95, 1.42), (0.74, 1.16, 0.70), (1.22, 0.76, 1.18))


def with_fault(shot: Shot, fault: str, severity: float) -> Shot:
    """Let a good shot go wrong.

    Raises:
        ValueError: No such fault, or the severity is not in 0-1.
    """
    if fault not in _FAULTS:
        raise ValueError(f"no fault is called {fault!r}: choose one of {', '.join(FAULTS)}")
    if not 0 <= severity <= 1:
        raise ValueError(f"severity {severity:g} is out of range: give 0 (good) to 1 (ruined)")
    return _FAULTS[fault](shot, severity) if severity > 0 else shot


def blur_focus(shot: Shot, severity: float) -> Shot:
    """Focus before the skin, so far that a point becomes a disc of known size."""
    radius = BLUR * severity * shot.view.width
    focus = focus_for_blur(DISTANCE * shot.view.width, shot.camera, radius)
    return _camera(shot, focus=shot.camera.focus + focus)


def blur_motion(shot: Shot, severity: float) -> Shot:
    """Move the camera while the shutter is open."""
    return _camera(shot, shake=SHAKE * severity)


def too_dark(shot: Shot, severity: float) -> Shot:
    """Expose too little, by a meter that first reached for a dim middle; noise is left."""
    share = _early(severity)
    return _camera(
        shot,
        metering=_mix(shot.camera.metering, 1, share),
        meter_high=_mix(shot.camera.meter_high, 0.24, share),
        ev=shot.camera.ev - 3.6 * severity,
        gain=shot.camera.gain * (1 + 2 * severity),
    )


def too_bright(shot: Shot, severity: float) -> Shot:
    """Expose too much, until the sensor clips."""
    share = _early(severity)
    return _camera(
        shot,
        metering=_mix(shot.camera.metering, 1, share),
        meter_low=_mix(shot.camera.meter_low, 0.42, share),
        ev=shot.camera.ev + 2.8 * severity,
    )


def glare(shot: Shot, severity: float) -> Shot:
    """Fire the flash from beside the lens at skin wet with oil or sweat, in a dimmer room."""
    light = replace(
        shot.light,
        flash=0.8 * severity,
        gloss=shot.light.gloss + 16 * severity / shot.scene.body.oil,
        key=shot.light.key * (1 - 0.6 * severity),
    )
    camera = replace(shot.camera, metering=shot.camera.metering * (1 - _early(severity)))
    return replace(shot, light=light, camera=camera)


def uneven_light(shot: Shot, severity: float) -> Shot:
    """Throw a hard shadow across the lesion, under a lamp rather than a sky."""
    rng = _chance(shot)
    light = replace(
        shot.light,
        shadow=0.96 * severity**0.6,
        shadow_at=rng.uniform(-0.10, 0.12) * shot.view.width,
        penumbra=rng.uniform(0.03, 0.12) * shot.view.width,
        ambient=shot.light.ambient * (1 - 0.65 * severity),
        gradient=shot.light.gradient + 0.6 * severity,
    )
    return replace(shot, light=light)


def colour_cast(shot: Shot, severity: float) -> Shot:
    """Balance white for another light: too warm, too cold, green or magenta."""
    cast = CASTS[int(_chance(shot).integers(len(CASTS)))]
    red, green, blue = (
        good * wrong ** (severity**0.8)
        for good, wrong in zip(shot.camera.white_balance, cast, strict=True)
    )
    return _camera(shot, white_balance=(red, green, blue))


def noise(shot: Shot, severity: float) -> Shot:
    """Take the photo in a dark room: few photons, amplified."""
    gain = shot.camera.gain * (1 + 30 * severity**1.3)
    return _camera(shot, gain=gain, denoise=_mix(shot.camera.denoise, 0.7, severity))


def low_resolution(shot: Shot, severity: float) -> Shot:
    """Take few pixels and enlarge them."""
    return _camera(shot, pixels=SMALLEST ** (severity**0.8))


def compression(shot: Shot, severity: float) -> Shot:
    """Send the photo through a messenger that compresses it hard."""
    share = severity**0.6
    quality = shot.camera.quality ** (1 - share) * WORST_QUALITY**share
    return _camera(shot, recompressed=max(1, round(quality)))


def framing(shot: Shot, severity: float) -> Shot:
    """Point the camera so far aside that the lesion is cut, then leaves the picture."""
    rng = _chance(shot)
    angle = rng.choice([0.0, np.pi]) + rng.uniform(-0.35, 0.35)
    # Along the body part rather than off it: a photo of the table would be another fault.
    angle += shot.scene.body.axis
    view, (x, y) = shot.view, lesion_on_picture(shot.scene)
    turned = angle - view.roll  # the same direction, on the picture
    cosine, sine = (max(abs(f(turned)), 0.01) for f in (np.cos, np.sin))
    edge = view.width / 2 * min(1 / cosine, view.aspect / sine)
    away = edge + 0.9 * shot.scene.lesion.radius
    share = severity**0.5
    to_x, to_y = x + away * np.cos(angle), y + away * np.sin(angle)
    return replace(
        shot, view=replace(view, x=_mix(view.x, to_x, share), y=_mix(view.y, to_y, share))
    )


def too_far(shot: Shot, severity: float) -> Shot:
    """Step back."""
    return replace(
        shot, view=replace(shot.view, width=shot.view.width * FARTHEST ** (severity**0.8))
    )


def obstructed(shot: Shot, severity: float) -> Shot:
    """Hold a finger before the lens."""
    angle = _chance(shot).uniform(0, 2 * np.pi)
    return replace(shot, finger=Finger(severity, float(angle)))


_FAULTS: dict[str, Callable[[Shot, float], Shot]] = {
    fault.__name__: fault
    for fault in (
        blur_focus, blur_motion, too_dark, too_bright, glare, uneven_light, colour_cast,
        noise, low_resolution, compression, framing, too_far, obstructed,
    )
}  # fmt: skip

FAULTS = tuple(_FAULTS)


def _chance(shot: Shot) -> np.random.Generator:
    return np.random.default_rng([shot.scene.seed, 7])


def _camera(shot: Shot, **changes: object) -> Shot:
    return replace(shot, camera=replace(shot.camera, **changes))  # type: ignore[arg-type]  # checked there


def _mix(good: float, bad: float, share: float) -> float:
    return float(good + share * (bad - good))


def _early(severity: float) -> float:
    """Let a means reach its full measure at half severity."""
    return min(1.0, 2 * severity)
