"""A photo and its verdict in; a picture out that shows where the photo is clear and where not.

Each region tints its part from blue (clear) to orange (not clear), two colours that every kind of
colour vision tells apart, fading into its neighbours; its score stands in its upper left corner. On a retake
the least clear region is outlined. The caption below says the verdict and the one thing to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import hypot
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from clearshot.decision import Region, Verdict
from clearshot.photo import Box, Photo
from clearshot.words import Words

LONG_SIDE = 1600  # pixels
_FONTS = Path(__file__).with_name("ui") / "fonts"
_NARROWEST = 560  # pixels; a caption needs some width, however narrow the photo

Colour = tuple[int, int, int]
Font = ImageFont.FreeTypeFont

_CLEAR, _UNCLEAR = (33, 113, 181), (230, 120, 20)
_TINT = (0.06, 0.36)  # opacity of a region with the best and with the worst score
_GROUND, _TEXT, _SOFT = (12, 17, 16), (255, 255, 255), (195, 205, 202)
_SIGNS: dict[str, Colour] = {
    "accept": (133, 190, 242),
    "retake": (241, 183, 101),
    "cannot_judge": (195, 205, 202),
}
_ALIKE = 10  # points; regions that differ by less leave nothing to point at
_SMOOTHING = 2  # marks are drawn this much larger and averaged, as Pillow's lines are jagged


def draw(photo: Photo, verdict: Verdict, words: Words) -> Image.Image:
    """Draw a verdict onto a copy of its photo, at most `LONG_SIDE` pixels long."""
    picture = photo.image.copy()
    picture.thumbnail((LONG_SIDE, LONG_SIDE))
    frame = Frame(photo.box, picture.size)
    unit = max(picture.width, _NARROWEST) / 40
    if len(verdict.regions) > 1:  # of one there is nothing to compare
        picture = _tint(picture, frame, verdict.regions)
        picture = _mark(picture, frame, verdict, unit)
    return _with_caption(picture, verdict, words, unit)


def overlay_path(folder: Path, photo: Path, taken: set[Path]) -> Path:
    """Name the picture of a photo, and take the name: no two photos of one run share it.

    >>> taken: set[Path] = set()
    >>> overlay_path(Path("out"), Path("a/arm.jpg"), taken).name
    'arm.verdict.jpg'
    >>> overlay_path(Path("out"), Path("b/arm.png"), taken).name
    'arm-2.verdict.jpg'
    """
    path, count = folder / f"{photo.stem}.verdict.jpg", 1
    while path in taken:
        count += 1
        path = folder / f"{photo.stem}-{count}.verdict.jpg"
    taken.add(path)
    return path


@dataclass(frozen=True)
class Frame:
    """Maps boxes of the upright photo to the picture that shows part of it."""

    shown: Box
    size: tuple[int, int]

    def edges(self, box: Box) -> tuple[float, float, float, float]:
        """Give left, top, right and bottom in pixels of the picture."""
        across, down = self.size[0] / self.shown.w, self.size[1] / self.shown.h
        left, top = (box.x - self.shown.x) * across, (box.y - self.shown.y) * down
        return left, top, left + box.w * across, top + box.h * down


def _tint(picture: Image.Image, frame: Frame, regions: Sequence[Region]) -> Image.Image:
    """Lay the colours of the regions over the picture, each fading into the next."""
    badness, covered = _badness(frame, regions)
    opacity = (_TINT[0] + (_TINT[1] - _TINT[0]) * badness) * covered
    pixels = np.asarray(picture, np.float32)
    tinted = pixels + (_colour(badness) - pixels) * opacity[..., np.newaxis]
    return Image.fromarray(tinted.round().astype(np.uint8))


def _badness(
    frame: Frame, regions: Sequence[Region]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Mix the scores at every pixel, 0 clear to 1 not clear, and say where there are any.

    A region weighs most in its middle and ever less with distance, so that there are no steps.
    """
    width, height = frame.size
    weights = np.zeros((height, width), np.float32)
    sums = np.zeros_like(weights)
    covered = np.zeros((height, width), np.bool_)
    for region in regions:
        left, top, right, bottom = frame.edges(region.box)
        weight = np.outer(_bell(height, top, bottom), _bell(width, left, right))
        weights += weight
        sums += weight * np.float32(1 - region.score / 100)
        covered[max(0, round(top)) : round(bottom), max(0, round(left)) : round(right)] = True
    return sums / weights, covered


def _bell(length: int, start: float, end: float) -> NDArray[np.float32]:
    """Fall from 1 in the middle of an interval; never to 0, so that every pixel has a weight."""
    at = np.arange(length, dtype=np.float32) + 0.5
    distance = np.minimum(np.abs(2 * at - start - end) / (end - start), 6)
    bell: NDArray[np.float32] = np.exp(-(distance**2)).astype(np.float32)
    return bell


def _mark(picture: Image.Image, frame: Frame, verdict: Verdict, unit: float) -> Image.Image:
    """Write the scores; on a retake, outline the least clear region."""
    size = (picture.width * _SMOOTHING, picture.height * _SMOOTHING)
    layer = Image.new("RGBA", size, (*_GROUND, 0))
    pen = ImageDraw.Draw(layer)
    large = Frame(frame.shown, size)
    worst = worst_region(verdict.regions, frame.shown)
    if verdict.verdict == "retake" and worst is not None:
        _outline(pen, large.edges(worst.box), unit * _SMOOTHING, size)
    for region in verdict.regions:
        _number(pen, large.edges(region.box), region.score, unit * _SMOOTHING)
    marked = picture.convert("RGBA")
    marked.alpha_composite(layer.reduce(_SMOOTHING))
    return marked.convert("RGB")


def worst_region(regions: Sequence[Region], shown: Box) -> Region | None:
    """Find the least clear region; of equals that in the middle, None if all are much alike."""
    scores = [region.score for region in regions]
    if max(scores) - min(scores) < _ALIKE:
        return None

    def rank(region: Region) -> tuple[int, float]:
        box = region.box
        across = 2 * (box.x - shown.x) + box.w - shown.w
        down = 2 * (box.y - shown.y) + box.h - shown.h
        return round(region.score), hypot(across, down)

    return min(regions, key=rank)


def _outline(
    pen: ImageDraw.ImageDraw,
    edges: tuple[float, float, float, float],
    unit: float,
    size: tuple[int, int],
) -> None:
    """Draw a white line between two dark ones: seen on any skin, in any light."""
    line = max(2, round(unit / 12))
    inset = 3 * line
    left, top = max(edges[0], 0) + inset, max(edges[1], 0) + inset
    right, bottom = min(edges[2], size[0]) - inset, min(edges[3], size[1]) - inset
    if right <= left or bottom <= top:
        return
    box = (left, top, right, bottom)
    pen.rounded_rectangle(box, radius=unit * 0.7, outline=(*_GROUND, 230), width=3 * line)
    inner = (left + line, top + line, right - line, bottom - line)
    if inner[0] < inner[2] and inner[1] < inner[3]:
        pen.rounded_rectangle(inner, radius=unit * 0.7 - line, outline=(*_TEXT, 255), width=line)


def _number(
    pen: ImageDraw.ImageDraw, edges: tuple[float, float, float, float], score: float, unit: float
) -> None:
    """Write a score on a small dark pill, ringed in its colour, in the corner of its region."""
    left, top = max(edges[0], 0) + 0.7 * unit, max(edges[1], 0) + 0.7 * unit
    width, height = 2.0 * unit, 1.2 * unit
    ring = tuple(np.add(_colour(1 - score / 100), 60).clip(0, 255).round().astype(int).tolist())
    pen.rounded_rectangle(
        (left, top, left + width, top + height),
        radius=height / 2,
        fill=(*_GROUND, 190),
        outline=ring,
        width=max(1, round(unit / 10)),
    )
    _centred(pen, (left + width / 2, top + height / 2), f"{score:.0f}", _font(0.8 * unit), _TEXT)


def _colour(badness: NDArray[np.float32] | float) -> NDArray[np.float32]:
    """Mix the two colours: 0 clear, 1 not clear."""
    clear, unclear = np.asarray(_CLEAR, np.float32), np.asarray(_UNCLEAR, np.float32)
    return clear + (unclear - clear) * np.asarray(badness, np.float32)[..., np.newaxis]


@dataclass(frozen=True)
class Line:
    """A line of the caption: what it says, how large in pixels, in which colour."""

    text: str
    size: float
    colour: Colour
    bold: bool = False

    @property
    def height(self) -> float:
        """Pixels that it takes, with the space to the next."""
        return 1.4 * self.size


def _with_caption(picture: Image.Image, verdict: Verdict, words: Words, unit: float) -> Image.Image:
    """Set the picture over a strip that says the verdict in words."""
    strip = _caption(verdict, words, max(picture.width, _NARROWEST), unit)
    whole = Image.new("RGB", (strip.width, picture.height + strip.height), _GROUND)
    whole.paste(picture, ((strip.width - picture.width) // 2, 0))
    whole.paste(strip, (0, picture.height))
    return whole


def _caption(verdict: Verdict, words: Words, width: int, unit: float) -> Image.Image:
    """Write a disc with the verdict's sign, the verdict, its score, and what to do."""
    pad, disc = 1.2 * unit, 2.8 * unit
    left = 2 * pad + disc
    lines = _lines(verdict, words, width - left - pad, unit)
    text_height = sum(line.height for line in lines)
    height = max(disc, text_height) + 2 * pad
    strip = Image.new("RGB", (width, round(height)), _GROUND)
    strip.paste(_disc(verdict.verdict, round(disc)), (round(pad), round(pad)))
    pen = ImageDraw.Draw(strip)
    top = pad + max(0, disc - text_height) / 2
    if verdict.score is not None:
        score, font = words.score(verdict.score), _font(1.1 * unit)
        pen.text((width - pad - _width(score, font), top + 0.3 * unit), score, _SOFT, font)
    for line in lines:
        pen.text((left, top), line.text, line.colour, _font(line.size, line.bold))
        top += line.height
    return strip


def _lines(verdict: Verdict, words: Words, width: float, unit: float) -> list[Line]:
    lines = [Line(words.title(verdict.verdict), 1.6 * unit, _TEXT, bold=True)]
    if verdict.verdict != "accept":
        code = verdict.reasons[0].code
        advice = [words.advice(code)]
        if verdict.verdict == "retake":
            advice = [f"{words.reason(code)}. {advice[0]}"]
        lines += _wrapped(advice[0], width, 1.15 * unit, _TEXT)
    if verdict.fallback is not None:
        lines += _wrapped(words.simple_checks(), width, 0.8 * unit, _SOFT)
    return lines


def _wrapped(text: str, width: float, size: float, colour: Colour) -> list[Line]:
    """Break a text into lines that are no wider than `width`, between words."""
    font, lines = _font(size), [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if lines[-1] and _width(longer, font) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return [Line(line, size, colour) for line in lines]


def _disc(verdict: str, size: int) -> Image.Image:
    """Draw the verdict's sign on its colour: a tick, a turning arrow, or three dots."""
    large = size * _SMOOTHING
    picture = Image.new("RGB", (large, large), _GROUND)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((0, 0, large - 1, large - 1), fill=_SIGNS[verdict])
    line = round(0.09 * large)

    def at(*points: float) -> list[float]:
        return [point * large for point in points]

    if verdict == "accept":
        pen.line(at(0.28, 0.52, 0.44, 0.67, 0.73, 0.35), _GROUND, line, joint="curve")
    elif verdict == "retake":
        pen.arc(at(0.25, 0.25, 0.75, 0.75), 20, 300, _GROUND, line)
        pen.polygon(at(0.58, 0.14, 0.84, 0.30, 0.58, 0.44), _GROUND)
    else:
        for x in (0.3, 0.5, 0.7):
            pen.ellipse(at(x - 0.06, 0.44, x + 0.06, 0.56), _GROUND)
    return picture.reduce(_SMOOTHING)


def _centred(
    pen: ImageDraw.ImageDraw, middle: tuple[float, float], text: str, font: Font, fill: Colour
) -> None:
    left, top, right, bottom = pen.textbbox((0, 0), text, font=font)
    at = (middle[0] - (left + right) / 2, middle[1] - (top + bottom) / 2)
    pen.text(at, text, fill, font)


def _width(text: str, font: Font) -> float:
    left, _, right, _ = font.getbbox(text)
    return float(right - left)


@cache
def _font(size: float, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Take the app's own font, made for low vision; it has the letters of every language here."""
    weight = "Bold" if bold else "Regular"
    path = _FONTS / f"AtkinsonHyperlegible-{weight}.ttf"
    return ImageFont.truetype(str(path), max(8, round(size)))
