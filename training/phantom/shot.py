"""A seed -> all that makes one good photo: scene, tone, light, view, camera."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from training.phantom.camera import Camera
from training.phantom.light import Light
from training.phantom.optics import Finger
from training.phantom.scene import Scene, sample_scene
from training.phantom.surface import View

TRAINING_SEEDS = range(100_000)
TEST_SEEDS = range(100_000, 200_000)
EXAMPLE_SEEDS = range(200_000, 300_000)


@dataclass(frozen=True)
class Shot:
    """All that makes one picture; equal shots give equal pixels."""

    scene: Scene
    tone: float  # Monk Skin Tone, 1-10, fractions allowed
    light: Light
    view: View
    camera: Camera
    finger: Finger | None = None


def sample_shot(seed: int) -> Shot:
    """Draw a good photo: the same seed gives the same shot.

    >>> sample_shot(3) == sample_shot(3)
    True
    """
    rng = np.random.default_rng([seed, 2])
    scene = sample_scene(seed)
    tone = round(float(rng.uniform(1, 10)), 1)
    return Shot(scene, tone, _sample_light(rng), _sample_view(rng, scene), _sample_camera(rng))


def with_tone(shot: Shot, tone: float) -> Shot:
    """Take the same photo of darker or lighter skin: Monk tone 1-10."""
    return replace(shot, tone=tone)


def lesion_on_picture(scene: Scene) -> tuple[float, float]:
    """Find where the lesion lies in the picture plane, mm (lumps of the body apart)."""
    body, lesion = scene.body, scene.lesion
    across = body.radius * np.sin(lesion.u / body.radius) - lesion.v**2 / (68 * body.radius)
    c, s = np.cos(body.axis), np.sin(body.axis)
    return float(lesion.v * c - across * s), float(lesion.v * s + across * c)


def _sample_light(rng: np.random.Generator) -> Light:
    soft = rng.uniform(0, 1)  # from a lamp to an overcast sky
    warm, green = rng.normal(0.014, 0.022), rng.normal(0, 0.010)
    return Light(
        azimuth=rng.uniform(-np.pi, 0.15),
        elevation=rng.uniform(0.6, 1.15),
        key=0.92 - 0.34 * soft,
        ambient=0.20 + 0.28 * soft,
        tint=(1 + float(warm), 1 + float(green), 1 - 1.4 * float(warm)),
        gradient=rng.uniform(0.02, 0.32),
        gloss=rng.uniform(0.4, 1.15),
    )


def _sample_view(rng: np.random.Generator, scene: Scene) -> View:
    """Show the lesion large enough, near the middle."""
    share = rng.uniform(0.14, 0.42)  # of the picture's width
    width = float(np.clip(2 * scene.lesion.radius / share, 42, 165))
    x, y = lesion_on_picture(scene)
    aside = rng.normal(0, 0.05, 2) * width
    roll, tilt = rng.normal(0, 0.25), rng.normal(0.05, 0.10)
    return View(width, 0.75, x + float(aside[0]), y + float(aside[1]), roll, tilt)


def _sample_camera(rng: np.random.Generator) -> Camera:
    return Camera(
        metering=rng.uniform(0.35, 0.95),
        ev=rng.uniform(-0.20, 0.25),
        focus=rng.uniform(-3, 3),
        aperture=rng.uniform(1.4, 2.4),
        softness=rng.uniform(0.50, 0.85),
        gain=float(rng.lognormal(0.1, 0.5)),
        denoise=rng.uniform(0.6, 1.5),
        sharpen=rng.uniform(0.25, 0.95),
        contrast=rng.uniform(0.15, 0.55),
        vignette=rng.uniform(0.02, 0.22),
        quality=int(rng.integers(82, 97)),
    )
