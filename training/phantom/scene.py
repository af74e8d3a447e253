"""A seed -> what is photographed: body part, lesion and background, in mm; no pixel yet.

Nothing here knows the skin tone, the light or the camera, so that one scene can be
photographed again with only one of them changed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

LESIONS = ("nevus", "plaque", "ulcer", "papules", "ring", "rash")
BACKGROUNDS = ("cloth", "wood", "vinyl")


@dataclass(frozen=True)
class Body:
    """A part of the body, as a bent cylinder with a domed back, and its skin.

    Attributes:
        radius: Half its breadth, mm.
        depth: Its half thickness relative to `radius`.
        dome: Radius of curvature along the part, mm.
        taper: Relative change of radius over 100 mm.
        axis: Direction of the part in the picture, rad.
        cell: Size of the islands between skin lines, mm.
        lines: Depth of the skin lines, 1 is usual.
        wrinkles: Depth of the wrinkles, 0-1.
        hairs: Strong hairs per mm².
        hair_thickness: mm.
        hair_colour: Linear sRGB reflectance of the hair.
        freckles: Share of places that have one, 0-1.
        veins: How much the veins show, 0-1.
        redness: Factor on the blood of the skin, 1 is usual.
        mottle: Factor on the unevenness of the blood.
        oil: How oily the skin is, 0-1.
    """

    radius: float = 38.0
    depth: float = 1.0
    dome: float = 4000.0
    taper: float = -0.08
    axis: float = 0.22
    cell: float = 1.0
    lines: float = 1.0
    wrinkles: float = 0.4
    hairs: float = 0.035
    hair_thickness: float = 0.065
    hair_colour: tuple[float, float, float] = (0.016, 0.012, 0.010)
    freckles: float = 0.3
    veins: float = 0.4
    redness: float = 1.0
    mottle: float = 1.0
    oil: float = 0.5


@dataclass(frozen=True)
class Lesion:
    """What the photo is taken for: its kind, place on the skin and size in mm."""

    kind: str = "plaque"
    u: float = 0.0
    v: float = 0.0
    radius: float = 13.0
    irregular: float = 0.25
    strength: float = 1.0


@dataclass(frozen=True)
class Background:
    """What lies behind the body part: material, linear sRGB colour, stripes or none."""

    material: str = "cloth"
    colour: tuple[float, float, float] = (0.07, 0.19, 0.24)
    stripe: float = 0.0  # mm between two stripes of a woven pattern; 0: plain


@dataclass(frozen=True)
class Scene:
    """All that is in front of the camera, save the light and the tone of the skin."""

    seed: int = 1
    body: Body = Body()
    lesion: Lesion = Lesion()
    background: Background = Background()


# radius, depth, dome (each a range), taper, factor on hair
_PARTS: dict[str, tuple[tuple[float, float], float, tuple[float, float], float, float]] = {
    "forearm": ((30, 44), 0.85, (2500, 9000), -0.12, 1.0),
    "wrist": ((23, 29), 0.72, (1200, 4000), -0.05, 0.7),
    "calf": ((42, 58), 1.0, (900, 3000), -0.10, 1.0),
    "shoulder": ((60, 75), 0.9, (90, 150), 0.0, 0.15),
    "knee": ((50, 60), 0.9, (80, 120), 0.0, 0.4),
    "thigh": ((75, 95), 0.95, (2000, 6000), -0.05, 0.6),
    "trunk": ((135, 175), 0.5, (700, 2500), 0.0, 0.25),
    "back": ((150, 180), 0.4, (1500, 4000), 0.02, 0.05),
}
_PART_ODDS = (0.26, 0.08, 0.14, 0.08, 0.06, 0.10, 0.16, 0.12)
_LESION_RADII = {
    "nevus": (2.5, 7.0),
    "plaque": (8.0, 19.0),
    "ulcer": (6.0, 15.0),
    "papules": (11.0, 20.0),
    "ring": (9.0, 18.0),
    "rash": (14.0, 26.0),
}


def sample_scene(seed: int) -> Scene:
    """Draw a scene: the same seed gives the same scene.

    >>> sample_scene(7) == sample_scene(7)
    True
    """
    rng = np.random.default_rng([seed, 1])
    body = _sample_body(rng)
    return Scene(seed, body, _sample_lesion(rng, body), _sample_background(rng))


def _sample_body(rng: np.random.Generator) -> Body:
    part = list(_PARTS)[int(rng.choice(len(_PARTS), p=_PART_ODDS))]
    radius, depth, dome, taper, hairy = _PARTS[part]
    black, brown = np.array([0.014, 0.011, 0.009]), np.array([0.045, 0.026, 0.015])
    hair = black + rng.beta(1.2, 2.5) * (brown - black)
    return Body(
        radius=rng.uniform(*radius),
        depth=depth * rng.uniform(0.9, 1.05),
        dome=rng.uniform(*dome),
        taper=taper + rng.uniform(-0.04, 0.04),
        axis=rng.uniform(-0.6, 0.6) + (np.pi / 2 if rng.random() < 0.25 else 0),
        cell=rng.uniform(0.7, 1.35),
        lines=rng.uniform(0.65, 1.35),
        wrinkles=rng.uniform(0, 0.8),
        hairs=float(rng.choice([0.0, 0.004, 0.012, 0.025, 0.05])) * hairy,
        hair_thickness=rng.uniform(0.045, 0.075),
        hair_colour=(float(hair[0]), float(hair[1]), float(hair[2])),
        freckles=float(rng.choice([0.0, 0.15, 0.35, 0.8])),
        veins=rng.uniform(0, 0.9),
        redness=rng.uniform(0.8, 1.5),
        mottle=rng.uniform(0.6, 1.15),
        oil=rng.uniform(0.15, 0.9),
    )


def _sample_lesion(rng: np.random.Generator, body: Body) -> Lesion:
    kind = str(rng.choice(LESIONS, p=(0.24, 0.20, 0.18, 0.16, 0.12, 0.10)))
    low, high = _LESION_RADII[kind]
    radius = min(rng.uniform(low, high), 0.42 * body.radius)
    u = rng.uniform(-0.35, 0.35) * min(body.radius, 40)
    irregular, strength = rng.uniform(0.12, 0.36), rng.uniform(0.7, 1.2)
    return Lesion(kind, u, rng.uniform(-20, 20), radius, irregular, strength)


def _sample_background(rng: np.random.Generator) -> Background:
    material = str(rng.choice(BACKGROUNDS, p=(0.6, 0.2, 0.2)))
    colours = {
        "cloth": [
            (0.07, 0.19, 0.24), (0.62, 0.63, 0.62), (0.10, 0.22, 0.15), (0.30, 0.36, 0.44),
            (0.03, 0.035, 0.045), (0.45, 0.40, 0.33), (0.05, 0.08, 0.19), (0.33, 0.30, 0.31),
            (0.25, 0.06, 0.06), (0.14, 0.13, 0.12),
        ],
        "wood": [(0.33, 0.22, 0.13), (0.42, 0.35, 0.27), (0.14, 0.085, 0.05), (0.5, 0.48, 0.45)],
        "vinyl": [(0.045, 0.075, 0.12), (0.03, 0.03, 0.03), (0.30, 0.28, 0.25), (0.10, 0.05, 0.035)],
    }[material]  # fmt: skip
    red, green, blue = np.array(colours[int(rng.integers(len(colours)))]) * rng.uniform(0.8, 1.2)
    striped = material == "cloth" and rng.random() < 0.3
    stripe = rng.uniform(6, 22) if striped else 0.0
    return Background(material, (float(red), float(green), float(blue)), stripe)
