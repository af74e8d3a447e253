"""A photo's views in, a reading out, with no model at all: what judges when a bundle cannot.

Five measures, each of light that reached the sensor and none of how dark the skin is: all are
ratios (detail to noise, fine detail to coarse, light to light) or shares of pixels at the ends of
the scale. How bright a photo is may give a fault its name, never decides that there is one.
A level is one 255th of the scale; thresholds are given as `Ramp(fine, severe)`, and the policy
draws its line halfway. They were set on rated and on rendered photos, so that about one good
photo in ten is prompted: simple checks, and said to be so wherever they judge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from clearshot.decision import Reading
from clearshot.regions import Pixels, Views

Plane = NDArray[np.float32]
Scalar = TypeVar("Scalar", bound=np.generic)


@dataclass(frozen=True)
class Ramp:
    """A severity that grows from 0 at `fine` to 1 at `severe`, in either direction.

    >>> Ramp(fine=10, severe=2)(6)
    0.5
    """

    fine: float
    severe: float

    def __call__(self, value: float) -> float:
        """Grade a value."""
        return float(np.clip((value - self.fine) / (self.severe - self.fine), 0, 1))


# Detail of 2 to 4 pixels over noise. Sharp skin has 1.2 and more, out-of-focus skin 0.6 to 0.8.
DETAIL = Ramp(fine=1.4, severe=0.6)
# Detail below 2 pixels over detail of 2 to 4: what blur takes first, at any contrast.
FINENESS = Ramp(fine=0.63, severe=0.43)
# Noise, in levels, from which lost detail is called grain and not blur.
GRAIN = 1.5
# The brightest level in a photo below which grain is for want of light.
DIM = 120.0
# Shares of a region that are black and white, without any detail left.
CRUSHED = Ramp(fine=0.1, severe=0.5)
CLIPPED = Ramp(fine=0.1, severe=0.4)
# Share of the middle of the photo that is mirrored light.
SHINY = Ramp(fine=0.02, severe=0.1)
# Brightest to darkest tenth of one material in the middle of the photo, in stops.
SHADOW = Ramp(fine=2.0, severe=3.6)

BLACK, WHITE = 8, 250  # levels at which no channel shows detail any more

# White noise of deviation 1 has these deviations in the first two planes of the starlet
# transform (Starck and Murtagh, Astronomical Image and Data Analysis, 2006, table 2.1).
_NOISE_IN_PLANE = (0.8907, 0.2007)
_QUANTIZATION = 1 / np.sqrt(12)  # levels; no 8-bit photo is less noisy than its own rounding
_LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)  # ITU-R BT.709
_TILE = 32  # pixels: small enough that some tiles hold skin without hair, edge or line
_CELL = 16  # pixels of the whole view whose light is averaged over texture
_SAME_MATERIAL = 0.25  # stops between the channels; a shadow changes light, hardly its colour


@dataclass(frozen=True)
class Measures:
    """What is measured on a region; on a photo, the median over its regions.

    Attributes:
        noise: deviation in levels.
        lost: severity of missing detail, 0 to 1.
        brightest: the level that one pixel in a hundred exceeds.
        black: share of pixels with no detail left at the dark end.
        white: share of pixels with no detail left at the bright end.
    """

    noise: float
    lost: float
    brightest: float
    black: float
    white: float

    def severities(self) -> dict[str, float]:
        """Grade the faults.

        Lost detail is one finding that goes by one of three names. With grain in it, light was
        short, or else the picture is noisy; without, it is blur (the two kinds are not told
        apart). What is black or white lost its detail to that, and is called nothing else.
        """
        crushed, clipped = CRUSHED(self.black), CLIPPED(self.white)
        lost = self.lost * (1 - crushed) * (1 - clipped)
        found = {"blur_focus": 0.0, "noise": 0.0, "too_dark": crushed, "too_bright": clipped}
        name = "blur_focus" if self.noise < GRAIN else "noise"
        if name == "noise" and self.brightest < DIM:
            name = "too_dark"
        found[name] = max(found[name], lost)
        return found


class ClassicalScorer:
    """Checks of sharpness, noise, clipping and light; no ranks, so no grade."""

    name = "classical 1"

    def __call__(self, views: Views) -> Reading:
        """Read one photo."""
        regions = [measure(region) for region in views.regions]
        severities = {
            **median(regions).severities(),
            "glare": glare(views.whole),
            "uneven_light": SHADOW(light_range(views.whole)),
        }
        return Reading(
            score=_score(severities),
            grade=None,
            severities=severities,
            region_scores=tuple(_score(region.severities()) for region in regions),
        )


def _score(severities: dict[str, float]) -> float:
    return 100 * (1 - max(severities.values()))


def measure(region: Pixels) -> Measures:
    """Measure an (h, w, 3) part of a photo."""
    red, green, blue = np.moveaxis(region, 2, 0)  # a reduction over three takes ten times as long
    high = np.maximum(np.maximum(red, green), blue)
    low = np.minimum(np.minimum(red, green), blue)
    noise, detail, fineness = sharpness(luma(region))
    return Measures(
        noise=noise,
        lost=max(DETAIL(detail), FINENESS(fineness)),
        brightest=float(np.percentile(high, 99)),
        black=float(np.mean(high <= BLACK)),
        white=float(np.mean(low >= WHITE)),
    )


def median(regions: Sequence[Measures]) -> Measures:
    """Take the median of each measure: a fault counts if half of the photo has it."""
    return Measures(*np.median([astuple(region) for region in regions], axis=0).tolist())


def luma(view: Pixels) -> Plane:
    """Weigh the channels of an (h, w, 3) view into one (h, w) plane of levels."""
    plane: Plane = view.astype(np.float32) @ _LUMA
    return plane


def sharpness(plane: Plane) -> tuple[float, float, float]:
    """Measure noise, detail and fineness of a plane of levels.

    The plane is taken apart by the starlet transform into details below 2 pixels, of 2 to 4, and
    the rest. Noise is the deviation that the quietest fifth of all tiles do not exceed, robustly
    estimated (Donoho and Johnstone 1994: median absolute deviation over 0.6745). Detail and
    fineness are those of the most detailed quarter, noise taken out, as an edge or a hair is where
    sharpness shows.

    Returns:
        Noise in levels; detail of 2 to 4 pixels over noise; detail below 2 over that of 2 to 4.
    """
    smooth = _smooth(plane, 1)
    fine, middle = _tiles(plane - smooth), _tiles(smooth - _smooth(smooth, 2))
    deviations = np.median(np.abs(fine), axis=1) / 0.6745 / _NOISE_IN_PLANE[0]
    noise = max(float(np.percentile(deviations, 20)), _QUANTIZATION)
    fine_detail = _without_noise(fine, noise * _NOISE_IN_PLANE[0])
    middle_detail = _without_noise(middle, noise * _NOISE_IN_PLANE[1])
    most = np.argsort(middle_detail)[-len(middle_detail) // 4 :]
    floor = noise * _NOISE_IN_PLANE[1]  # what is below is not detail, and no ratio either
    fineness = fine_detail[most] / np.maximum(middle_detail[most], floor)
    return noise, float(np.median(middle_detail[most])) / noise, float(np.median(fineness))


def _smooth(plane: Plane, step: int) -> Plane:
    """Smooth by the cubic B-spline (1 4 6 4 1) / 16, its taps `step` pixels apart."""
    for axis in (0, 1):
        width = [(0, 0), (0, 0)]
        width[axis] = (2 * step, 2 * step)
        padded = np.moveaxis(np.pad(plane, width, mode="symmetric"), axis, 0)
        length = plane.shape[axis]
        taps = [padded[i * step : i * step + length] for i in range(5)]
        smoothed = (taps[0] + taps[4] + 4 * (taps[1] + taps[3]) + 6 * taps[2]) / 16
        plane = np.moveaxis(smoothed, 0, axis).astype(np.float32, copy=False)
    return plane


def _tiles(plane: Plane) -> Plane:
    """Cut a plane into (n, _TILE * _TILE) tiles; what does not fill one is left out."""
    rows, columns = plane.shape[0] // _TILE, plane.shape[1] // _TILE
    whole = plane[: rows * _TILE, : columns * _TILE]
    tiles = whole.reshape(rows, _TILE, columns, _TILE).swapaxes(1, 2)
    return tiles.reshape(rows * columns, _TILE * _TILE)


def _without_noise(tiles: Plane, noise: float) -> Plane:
    """Give each tile's deviation, less that of noise."""
    detail: Plane = np.sqrt(np.maximum(np.mean(tiles**2, axis=1) - noise**2, 0))
    return detail


def glare(whole: Pixels) -> float:
    """Grade mirrored light: white patches in the middle of a photo that is not white all over."""
    clipped = float(np.mean(_middle(whole).min(axis=2) >= WHITE))
    return SHINY(clipped) * (1 - CLIPPED(clipped))


def light_range(whole: Pixels) -> float:
    """Measure how unevenly the middle of a photo is lit, in stops.

    Only cells of the colour of the very middle are compared: cloth or a table is another material,
    and its darkness no shadow.
    """
    cells = _cells(_middle(whole))
    light = np.log2(cells @ _LUMA)
    colour = np.log2(cells[..., [0, 2]] / cells[..., [1]])
    centre = np.median(_middle(colour).reshape(-1, 2), axis=0)
    same = light[np.abs(colour - centre).max(axis=-1) < _SAME_MATERIAL]
    if same.size < light.size // 20:  # the middle is many-coloured: nothing to compare
        return 0.0
    darkest, brightest = np.percentile(same, [10, 90])
    return float(brightest - darkest)


def _middle(values: NDArray[Scalar]) -> NDArray[Scalar]:
    """Cut out the middle half of both sides."""
    h, w = values.shape[:2]
    return values[h // 4 : h - h // 4, w // 4 : w - w // 4]


def _cells(view: Pixels) -> Plane:
    """Average linear light over cells; a little is added, for nothing has no logarithm."""
    rows, columns = view.shape[0] // _CELL, view.shape[1] // _CELL
    linear = (view[: rows * _CELL, : columns * _CELL].astype(np.float32) / 255) ** 2.2
    cells: Plane = linear.reshape(rows, _CELL, columns, _CELL, 3).mean(axis=(1, 3)) + 0.002
    return cells
