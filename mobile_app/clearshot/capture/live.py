"""A frame of the live view in, cheap findings out: classical checks, and the model now and then.

Sharpness is looked at in the middle, at pixels like those that a photo is judged at; light in the
whole, at few pixels. Like all checks here, none asks how dark the skin is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import exp

import numpy as np
from PIL import Image

from clearshot.assess import NOTHING
from clearshot.ports import Frame
from clearshot.regions import Pixels, ViewSpec
from clearshot.scorers.classical import SHADOW, Plane, Ramp, glare, light_range, luma, measure

MIDDLE = 384  # pixels; side of the part whose sharpness is measured
SMALL = 240  # pixels; about the short side at which light is measured
TINY = 72  # pixels; about the short side at which motion is measured
LEAST = 64  # pixels; the short side of a frame that anything can be seen in
MODEL_EVERY = 1.0  # seconds
FORGET = 0.25  # seconds in which what was found fades to a third, so that one frame decides nothing

# How far the picture moves, in shares of its width a second. A hand at rest moves 1 to 3 % of it;
# from a quarter on, fine texture no longer tells how fast.
MOVING = Ramp(fine=0.08, severe=0.3)
# What only the model knows of a frame that is small and, perhaps, on its way to be sharp.
MODELS_OWN = ("framing", "too_far", "obstructed", "not_skin", "colour_cast", "too_bright")

Model = Callable[[Pixels], Mapping[str, float]]


@dataclass(frozen=True)
class Findings:
    """What one frame shows, with the frames before it.

    Attributes:
        severities: by reason code, 0 to 1.
        moving: severity of motion, 0 to 1.
        sharp: whether there is something, and it is sharp.
    """

    severities: Mapping[str, float]
    moving: float
    sharp: bool


class Live:
    """Looks at the frames of one run of the camera, in their order.

    Args:
        model: gives severities of a frame, or None where there is none, or it is in use.
    """

    def __init__(self, model: Model | None = None) -> None:
        self._model = model
        self.begin()

    def begin(self) -> None:
        """Forget what was seen: another run of the camera."""
        self._number = -1
        self._before: tuple[Plane, float] | None = None
        self._severities: dict[str, float] = {}
        self._moving = 0.0
        self._models: Mapping[str, float] = {}
        self._asked = float("-inf")

    def __call__(self, frame: Frame) -> Findings:
        """Look at a frame."""
        if frame.number <= self._number:
            self.begin()
        self._number = frame.number
        if min(frame.pixels.shape[:2]) < LEAST:
            return Findings({}, 0.0, sharp=False)
        small, middle = thinned(frame.pixels, SMALL), part(frame.pixels)
        kept = self._fade(frame.seconds)
        self._moving = kept * self._moving + (1 - kept) * self._motion(small, frame.seconds)
        something = bool(thinned(middle, TINY).std(axis=(0, 1)).max() > NOTHING)
        if not something:
            self._severities = {}
        elif not self._ask_model(frame):  # one of the two for a frame, so that none takes long
            self._take_in(check(middle, small), kept)
        return self._findings(something)

    def _take_in(self, found: dict[str, float], kept: float) -> None:
        self._severities = {
            code: kept * self._severities.get(code, severity) + (1 - kept) * severity
            for code, severity in found.items()
        }

    def _findings(self, something: bool) -> Findings:
        """Join what is known; what moves is called motion, whether or not it is blurred."""
        told = {**self._severities, "blur_motion": self._moving}
        for code in MODELS_OWN if something else ():
            told[code] = max(told.get(code, 0.0), self._models.get(code, 0.0))
        if self._moving >= 0.5:
            told["blur_focus"] = 0.0
        lost = max(told.get(code, 1.0) for code in ("blur_focus", "noise", "too_dark"))
        return Findings(told, self._moving, sharp=something and lost < 0.5)

    def _fade(self, now: float) -> float:
        """Give the weight of what was found before."""
        return 0.0 if self._before is None else exp(-max(0.0, now - self._before[1]) / FORGET)

    def _motion(self, small: Pixels, now: float) -> float:
        """Grade how fast the picture moves."""
        plane = luma(thinned(small, TINY))
        before, self._before = self._before, (plane, now)
        if before is None or now <= before[1] or before[0].shape != plane.shape:
            return self._moving
        return MOVING(moved(before[0], plane) / plane.shape[1] / (now - before[1]))

    def _ask_model(self, frame: Frame) -> bool:
        """Ask the model, if there is one and it is time; tell whether it was."""
        if self._model is None or frame.seconds - self._asked < MODEL_EVERY:
            return False
        self._asked = frame.seconds
        self._models = self._model(frame.pixels)
        return True


def check(middle: Pixels, small: Pixels) -> dict[str, float]:
    """Grade what the classical checks find in a frame."""
    return {
        **measure(middle).severities(),
        "glare": glare(small),
        "uneven_light": SHADOW(light_range(small)),
    }


def moved(before: Plane, after: Plane) -> float:
    """Estimate how far a picture moved, in its pixels, along its edges.

    A change of light is taken out first. What moves changes most where the picture is steep
    (the brightness constancy of Horn and Schunck 1981); noise alone counts as little motion.
    """
    change = (after - after.mean()) - (before - before.mean())
    down, across = np.gradient(before)
    steepness = float(np.mean(np.hypot(down, across)))
    return float(np.mean(np.abs(change))) / (steepness + 1.0)


def part(pixels: Pixels) -> Pixels:
    """Cut out the middle, at about the pixels that a photo is judged at."""
    step = max(1, max(pixels.shape[:2]) // ViewSpec().working_long_side)
    h, w = (min(side, MIDDLE * step) for side in pixels.shape[:2])
    top, left = (pixels.shape[0] - h) // 2, (pixels.shape[1] - w) // 2
    middle = pixels[top : top + h, left : left + w]
    return middle if step == 1 else np.asarray(Image.fromarray(middle).reduce(step))


def thinned(pixels: Pixels, short_side: int) -> Pixels:
    """Take every so many-th pixel: enough to see light by, and costs nothing."""
    step = max(1, min(pixels.shape[:2]) // short_side)
    return pixels[::step, ::step]
