"""What the light does: exposure, glare, shadow, the colour of the lamp."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from training.degrade.recipe import Recipe
from training.degrade.srgb import Light

_SRGB_TO_XYZ = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
)
_BRADFORD = np.array(
    [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
)
_DAYLIGHT = 1e6 / 6504  # mired
_GLARE_SPOTS = 4


def underexpose(light: Light, severity: float, rng: np.random.Generator, recipe: Recipe) -> Light:
    """Let less light in; together with the gain of the operator, less light and more noise.

    How many stops ruin a photo depends on the scene: severity 1 brings its middle down to
    `too_dark_level`, within `too_dark_stops`. So a dark scene is not called ruined by less.
    """
    stops = np.clip(np.log2(_subject_level(light) / recipe.too_dark_level), *recipe.too_dark_stops)
    return light * np.float32(2 ** -(stops * recipe.too_dark_pace(severity)))


def overexpose(light: Light, severity: float, rng: np.random.Generator, recipe: Recipe) -> Light:
    """Let more light in; the shoulder of the tone curve and the sensor's clipping do the damage."""
    stops = np.clip(
        np.log2(recipe.too_bright_level / _subject_level(light)), *recipe.too_bright_stops
    )
    return light * np.float32(2 ** (stops * recipe.too_bright_pace(severity)))


def add_glare(light: Light, severity: float, rng: np.random.Generator, recipe: Recipe) -> Light:
    """Reflect a lamp in the moist surface: white light is added, whatever the colour below.

    Dichromatic reflection (Shafer 1985). The spots stay where they are and grow in size and light;
    the relief of the surface, seen in its fine shading, breaks them up.
    """
    y, x = coordinates(light)
    blob = np.zeros(light.shape[:2], np.float32)
    for strength in np.linspace(1, 0.5, _GLARE_SPOTS):
        cy, cx = rng.uniform(0.25, 0.75, 2) * [y[-1, 0], x[0, -1]]
        angle, stretch = rng.uniform(0, np.pi), rng.uniform(1.0, 1.5)
        radius = recipe.glare_radius(severity) * strength * rng.uniform(0.7, 1.0)
        along = (y - cy) * np.sin(angle) + (x - cx) * np.cos(angle)
        across = (y - cy) * np.cos(angle) - (x - cx) * np.sin(angle)
        blob += strength * np.exp(-((along / stretch) ** 2 + (across * stretch) ** 2) / radius**2)
    glossy = blob * recipe.glare_light(severity) * _relief(light)
    return light + glossy[..., None]


def shade(light: Light, severity: float, rng: np.random.Generator, recipe: Recipe) -> Light:
    """Throw a shadow over one side, from a hard edge to a gradient over the whole view.

    The phone meters the whole, so the lit side comes out brighter by a quarter of the difference.
    """
    y, x = coordinates(light)
    angle = rng.uniform(0, 2 * np.pi)
    low, high = np.log(recipe.shadow_edge)
    softness = np.exp(rng.uniform(low, high))
    middle = rng.uniform(-0.12, 0.12)
    bend = rng.uniform(-0.5, 0.5)
    dy, dx = y - y[-1, 0] / 2, x - x[0, -1] / 2
    along, across = dy * np.sin(angle) + dx * np.cos(angle), dy * np.cos(angle) - dx * np.sin(angle)
    covered = 1 / (1 + np.exp(-(along - middle - bend * across**2) / softness))
    stops = recipe.shadow(severity) * (0.25 - covered)
    return np.asarray(light * np.exp2(stops)[..., None], np.float32)


def cast_colour(light: Light, severity: float, rng: np.random.Generator, recipe: Recipe) -> Light:
    """Balance the photo for the wrong lamp: warmer or colder, and greener or more magenta.

    The white moves along the Planckian locus (in mired, even to the eye) and across it (Duv); the
    colours follow by von Kries' rule in Bradford's sharpened cones. A cold cast is a warm one
    undone: a camera that believes in a bulb, in daylight.
    """
    cold = rng.random() < 0.5
    tint = rng.uniform(-1, 1)
    mired = recipe.cast(severity) * (1 - 0.5 * abs(tint))
    white = _white(_DAYLIGHT, 0)
    lamp = _white(_DAYLIGHT + mired, recipe.tint(severity) * tint)
    gains = (_BRADFORD @ lamp) / (_BRADFORD @ white)
    cones = _BRADFORD @ _SRGB_TO_XYZ
    change = np.linalg.inv(cones) @ np.diag(1 / gains if cold else gains) @ cones
    return np.asarray(np.maximum(light @ change.T, 0), np.float32)


def coordinates(light: Light) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Give y (H, 1) and x (1, W) of every pixel in long sides of the picture, from its corner."""
    height, width = light.shape[:2]
    y, x = np.ogrid[:height, :width]
    side = np.float32(max(height, width))
    return (y / side).astype(np.float32), (x / side).astype(np.float32)


def _subject_level(light: Light) -> float:
    """Measure the middle of the view, where the subject is, by the brightest channel's median."""
    height, width = light.shape[:2]
    middle = light[height // 4 : -(height // 4) : 4, width // 4 : -(width // 4) : 4]
    return max(float(np.median(middle.max(axis=-1))), 1e-3)


def _relief(light: Light) -> NDArray[np.float32]:
    """Tell by fine shading what leans towards the lamp: about 1, from 0.4 to 1.6."""
    tone = light.mean(axis=-1)
    around = ndimage.uniform_filter(tone, max(3, round(max(light.shape) / 60)))
    return np.asarray(np.clip((tone + 0.02) / (around + 0.02), 0.4, 1.6), np.float32)


def _white(mired: float, duv: float) -> NDArray[np.float64]:
    """Give XYZ (Y = 1) of a black body, `duv` above (green) or below (magenta) the locus.

    Krystek, "An algorithm to calculate correlated colour temperature", 1985: CIE 1960 u, v of
    1000-15000 K within 1e-4.
    """
    u, v = _locus(1e6 / mired)
    u_warmer, v_warmer = _locus(1e6 / (mired + 1))
    along = np.array([u_warmer - u, v_warmer - v])
    along /= np.hypot(*along)
    u, v = u - duv * along[1], v + duv * along[0]
    x, y = 3 * u / (2 * u - 8 * v + 4), 2 * v / (2 * u - 8 * v + 4)
    return np.array([x / y, 1, (1 - x - y) / y])


def _locus(kelvin: float) -> tuple[float, float]:
    k = kelvin
    u = (0.860117757 + 1.54118254e-4 * k + 1.28641212e-7 * k**2) / (
        1 + 8.42420235e-4 * k + 7.08145163e-7 * k**2
    )
    v = (0.317398726 + 4.22806245e-5 * k + 4.20481691e-8 * k**2) / (
        1 - 2.89741816e-5 * k + 1.61456053e-7 * k**2
    )
    return u, v
