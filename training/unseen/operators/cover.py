"""What is in the way: a finger over a corner of the lens, a sleeve, strands of hair."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage

from training.degrade.light import coordinates
from training.degrade.recipe import Curve
from training.degrade.srgb import Light

Plane = NDArray[np.float32]

CORNER = Curve(full=0.85, power=0.75)  # radius of the fingertip, from the corner
_UNSHARP = 0.03  # softness of its edge: it touches the lens
_BLOOD = np.array([0.75, 0.16, 0.10], np.float32)  # light that comes through a fingertip

SLEEVE = Curve(full=0.75, power=0.9)  # how far the hem reaches into the photo
_THREAD, _FOLD = 0.011, 0.13  # periods of weave and folds
_HEM = 0.004  # softness of its edge: cloth lies on the skin

STRANDS = Curve(full=110, power=1.2)
_THIN, _THICK = 0.003, 0.008  # width of a strand
_HAIR = (np.array([0.02, 0.014, 0.01]), np.array([0.25, 0.16, 0.09]))  # black to fair


def obstruct(light: Light, severity: float, rng: np.random.Generator) -> Light:
    """Cover a part by one of the three; what is covered at one severity is so at the next."""
    bright = np.percentile(light[::4, ::4].max(axis=-1), 80)
    way = int(rng.integers(3))
    cover, colour = (_fingertip, _sleeve, _hair)[way](light, severity, rng)
    return np.asarray(light + cover[..., None] * (bright * colour - light), np.float32)


def _fingertip(light: Light, severity: float, rng: np.random.Generator) -> tuple[Plane, Light]:
    """Hold a finger on a corner of the lens: a red veil without any detail."""
    y, x = coordinates(light)
    corner = rng.integers(2, size=2) * [y[-1, 0], x[0, -1]]
    squash = rng.uniform(0.8, 1.1, 2)
    distance = np.hypot((y - corner[0]) / squash[0], (x - corner[1]) / squash[1])
    radius = CORNER(severity)
    cover = 1 / (1 + np.exp(-np.clip((radius - distance) / _UNSHARP, -30, 30)))
    glow = 0.35 + 0.65 * np.clip(distance / radius, 0, 1)  # thinner towards its rim
    return cover.astype(np.float32), (glow[..., None] * _BLOOD).astype(np.float32)


def _sleeve(light: Light, severity: float, rng: np.random.Generator) -> tuple[Plane, Light]:
    """Let cloth hang in from one side: a plain weave in folds, with a wavy hem."""
    y, x = coordinates(light)
    angle = rng.choice([0, 0.5, 1, 1.5]) * np.pi + rng.uniform(-0.3, 0.3)
    waves, dye, phase = rng.uniform(3, 8), rng.uniform(0.08, 0.8, 3), rng.uniform(0, 6, 2)
    along = y * np.sin(angle) + x * np.cos(angle)
    across = y * np.cos(angle) - x * np.sin(angle)
    into = along - along.min()
    hem = SLEEVE(severity) * np.ptp(along) + 0.02 * np.sin(waves * across + phase[0])
    cover = 1 / (1 + np.exp(-np.clip((hem - into) / _HEM, -30, 30)))
    weave = np.sin(2 * np.pi * along / _THREAD) * np.sin(2 * np.pi * across / _THREAD)
    fold = np.sin(2 * np.pi * (across + 0.3 * along) / _FOLD + phase[1])
    tone = 0.7 + 0.12 * weave + 0.2 * fold
    return cover.astype(np.float32), (tone[..., None] * dye).astype(np.float32)


def _hair(light: Light, severity: float, rng: np.random.Generator) -> tuple[Plane, Light]:
    """Let hair fall across the photo: strands that bend (quadratic Bézier curves) from one side."""
    height, width = light.shape[:2]
    side = max(height, width)
    drawing = Image.new("L", (2 * width, 2 * height))  # twice the size: edges finer than a pixel
    pen = ImageDraw.Draw(drawing)
    turn, tone = rng.uniform(0, 2 * np.pi), rng.random()
    strands = rng.standard_normal((round(STRANDS.full), 7))
    shown = STRANDS(severity)
    for i, strand in enumerate(strands[: int(np.ceil(shown))]):
        points = [(2 * x, 2 * y) for y, x in _strand(strand, turn) * side + [height / 2, width / 2]]
        thick = _THIN + (_THICK - _THIN) * (abs(strand[6]) % 1)
        pen.line(points, fill=round(255 * min(1, shown - i)), width=max(1, round(2 * side * thick)))
    cover = np.asarray(drawing.resize((width, height), Image.Resampling.BOX), np.float32) / 255
    shine = 1 + 0.5 * ndimage.gaussian_filter(rng.standard_normal((height, width)), 3) * 3
    colour = _HAIR[0] ** (1 - tone) * _HAIR[1] ** tone
    return cover.astype(np.float32), (shine[..., None] * colour).astype(np.float32)


def _strand(draw: NDArray[np.float64], turn: float) -> NDArray[np.float64]:
    """Place (n, 2) points y, x of one strand about the middle, in long sides."""
    ends = np.array([[-0.8, 0.16 * draw[0]], [0.0, 0.2 * draw[1]], [0.8, 0.24 * draw[2]]])
    ends[:, 1] += 0.12 * draw[3]
    t = np.linspace(0, 1, 40)[:, None]
    curve = (1 - t) ** 2 * ends[0] + 2 * t * (1 - t) * ends[1] + t**2 * ends[2]
    turned = turn + 0.12 * draw[4]
    rotation = np.array([[np.cos(turned), -np.sin(turned)], [np.sin(turned), np.cos(turned)]])
    return np.asarray(curve @ rotation.T)
