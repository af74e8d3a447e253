"""A photo -> the same photo with one fault, made in ways that no training picture was made.

The thirteen faults of `training.degrade`, each by another physical model over another range, seen
by another camera. The two share arithmetic (the sRGB curve, resampling, convolution) and no model:
a judge that knows the one by its operators and not by the fault is found out by the other.
`python -m training.unseen.operators --photo FILE --out SHEET.jpg` draws all of them.

Amounts stand beside each operator. As there, severity 0.3 is seen by an attentive eye, 0.5 would
be retaken and 1 is ruined; lengths are shares of the long side.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from training.degrade.srgb import Light, Pixels
from training.unseen.operators import camera, cover, file, lens, light, mirror, view

__all__ = ["OPERATORS", "Operator", "degrade", "series"]


def _same_light(light: Light, severity: float, rng: np.random.Generator) -> Light:
    return light


def _same_file(pixels: Pixels, severity: float, rng: np.random.Generator) -> Pixels:
    return pixels


@dataclass(frozen=True)
class Operator:
    """One fault, told by where it happens: before the sensor, on it, or in the file.

    Each part draws the same from its generator at every severity, so that only the amount differs.
    """

    scene: Callable[[Light, float, np.random.Generator], Light] = _same_light
    sensor: camera.Sensor = camera.BASE
    file: Callable[[Pixels, float, np.random.Generator], Pixels] = _same_file


OPERATORS: dict[str, Operator] = {
    "blur_focus": Operator(lens.tilt_focus),
    "blur_motion": Operator(lens.tremble),
    "too_dark": Operator(light.underexpose, sensor=camera.DIM),
    "too_bright": Operator(light.overexpose),
    "glare": Operator(mirror.reflect_lamp),
    "uneven_light": Operator(light.light_unevenly),
    "colour_cast": Operator(light.cast_colour),
    "noise": Operator(sensor=camera.AMPLIFIED),
    "low_resolution": Operator(file=file.lose_pixels),
    "compression": Operator(file=file.compress),
    "framing": Operator(view.misframe),
    "too_far": Operator(view.step_back),
    "obstructed": Operator(cover.obstruct),
}


def degrade(pixels: Pixels, fault: str, severity: float, seed: int) -> Pixels:
    """Give `pixels` the `fault` (a key of `OPERATORS`) at `severity`.

    Args:
        pixels: (H, W, 3) sRGB, at least 64 pixels on each side.
        fault: a reason code.
        severity: 0 is the photo as this camera gives it, the same for every fault; 1 is ruined.
        seed: draws kind, place, direction, noise and JPEG quality; none depends on severity.

    Raises:
        ValueError: there is no such fault, or the severity is outside 0..1.
    """
    return series(pixels, fault, [severity], seed)[0]


def series(pixels: Pixels, fault: str, severities: Sequence[float], seed: int) -> list[Pixels]:
    """Give one copy for each severity, all from the same draw: see `degrade`."""
    if fault not in OPERATORS:
        raise ValueError(f"no fault is called {fault!r}: use one of {', '.join(OPERATORS)}")
    for severity in severities:
        if not 0 <= severity <= 1:
            raise ValueError(f"severity {severity} is outside 0..1 (0 = no fault, 1 = ruined)")
    scene = camera.scene_light(pixels)
    return [_shoot(scene, OPERATORS[fault], fault, severity, seed) for severity in severities]


def _shoot(scene: Light, operator: Operator, fault: str, severity: float, seed: int) -> Pixels:
    camera_rng = np.random.default_rng([seed, zlib.crc32(b"another camera")])
    quality = int(camera_rng.integers(*camera.QUALITY, endpoint=True))
    if severity == 0:
        return camera.jpeg(camera.develop(scene, camera.BASE, 0.0, camera_rng), quality)
    rng = np.random.default_rng([seed, zlib.crc32(fault.encode()), zlib.crc32(b"unseen")])
    seen = operator.scene(scene, severity, rng)
    taken = camera.develop(seen, operator.sensor, severity, camera_rng)
    return camera.jpeg(operator.file(taken, severity, rng), quality)
