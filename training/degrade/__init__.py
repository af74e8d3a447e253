"""A photo -> the same photo with one fault, of known reason and severity.

Light is degraded before the camera (lens, hand, lamp, finger), on its sensor, or in the file; then
every copy passes the same camera, severity zero too (see `camera.py`). All amounts: `recipe.py`.
`python -m training.degrade --photo FILE --out DIR` draws a sheet for each fault.
"""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from training.degrade import camera, file, geometry, light, optics
from training.degrade.recipe import RECIPE, Curve, Recipe
from training.degrade.srgb import Light, Pixels

__all__ = [
    "OPERATORS",
    "RECIPE",
    "Curve",
    "Light",
    "Operator",
    "Pixels",
    "Recipe",
    "degrade",
    "series",
]

_SMALLEST = 64  # pixels; below, a share of the long side is no longer a length


def _same_light(light: Light, severity: float, rng: np.random.Generator, recipe: Recipe) -> Light:
    return light


def _same_file(pixels: Pixels, severity: float, rng: np.random.Generator, recipe: Recipe) -> Pixels:
    return pixels


def _base_gain(severity: float, recipe: Recipe) -> float:
    return 1.0


@dataclass(frozen=True)
class Operator:
    """One fault, told by where it happens: before the sensor, on it, or in the file.

    Each part draws the same from its generator at every severity, so that only the amount differs.
    """

    scene: Callable[[Light, float, np.random.Generator, Recipe], Light] = _same_light
    gain: Callable[[float, Recipe], float] = _base_gain
    file: Callable[[Pixels, float, np.random.Generator, Recipe], Pixels] = _same_file


OPERATORS: dict[str, Operator] = {
    "blur_focus": Operator(scene=optics.defocus),
    "blur_motion": Operator(scene=optics.shake),
    "too_dark": Operator(light.underexpose, gain=lambda s, r: 2 ** r.too_dark_gain(s)),
    "too_bright": Operator(scene=light.overexpose),
    "glare": Operator(scene=light.add_glare),
    "uneven_light": Operator(scene=light.shade),
    "colour_cast": Operator(scene=light.cast_colour),
    "noise": Operator(gain=lambda s, r: 2 ** r.noise_gain(s)),
    "low_resolution": Operator(file=file.lose_pixels),
    "compression": Operator(file=file.compress),
    "framing": Operator(scene=geometry.misframe),
    "too_far": Operator(scene=geometry.step_back),
    "obstructed": Operator(scene=geometry.obstruct),
}


def degrade(
    pixels: Pixels, fault: str, severity: float, seed: int, recipe: Recipe = RECIPE
) -> Pixels:
    """Give `pixels` the `fault` (a key of `OPERATORS`) at `severity`.

    Args:
        pixels: (H, W, 3) sRGB, at least 64 pixels on each side.
        fault: A reason code.
        severity: 0 is the photo as the camera of `recipe` gives it, the same for every fault; 0.3
            is seen by an attentive eye, 0.5 would be retaken, 1 is ruined.
        seed: Draws direction, place, path, noise and JPEG quality; none depends on severity.
        recipe: The amounts.

    Raises:
        ValueError: for an unknown fault, a severity outside 0..1, or pixels of another form.
    """
    return series(pixels, fault, [severity], seed, recipe)[0]


def series(
    pixels: Pixels, fault: str, severities: Sequence[float], seed: int, recipe: Recipe = RECIPE
) -> list[Pixels]:
    """Give one copy for each severity, all from the same draw: see `degrade`."""
    _check(pixels, fault, severities)
    scene = camera.scene_light(pixels, recipe)
    return [_shoot(scene, fault, severity, seed, recipe) for severity in severities]


def _shoot(scene: Light, fault: str, severity: float, seed: int, recipe: Recipe) -> Pixels:
    camera_rng = np.random.default_rng(seed)
    quality = int(camera_rng.integers(recipe.quality[0], recipe.quality[1], endpoint=True))
    if severity == 0:
        return camera.jpeg(camera.develop(scene, 1.0, camera_rng, recipe), quality)
    operator = OPERATORS[fault]
    fault_rng = np.random.default_rng([seed, zlib.crc32(fault.encode())])
    seen = operator.scene(scene, severity, fault_rng, recipe)
    taken = camera.develop(seen, operator.gain(severity, recipe), camera_rng, recipe)
    return camera.jpeg(operator.file(taken, severity, fault_rng, recipe), quality)


def _check(pixels: Pixels, fault: str, severities: Sequence[float]) -> None:
    if fault not in OPERATORS:
        raise ValueError(f"no fault is called {fault!r}: use one of {', '.join(OPERATORS)}")
    for severity in severities:
        if not 0 <= severity <= 1:
            raise ValueError(f"severity {severity} is outside 0..1 (0 = no fault, 1 = ruined)")
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8:
        raise ValueError(f"expected (H, W, 3) uint8 pixels, got {pixels.shape} {pixels.dtype}")
    if min(pixels.shape[:2]) < _SMALLEST:
        raise ValueError(
            f"a {pixels.shape[1]}x{pixels.shape[0]} photo is too small to degrade: "
            f"give at least {_SMALLEST} pixels on each side"
        )
