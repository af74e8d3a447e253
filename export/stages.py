"""Where the time of one photo goes, from JPEG bytes to verdict; a part of `export.benchmark`.

What everything is compared with is the bare decoding of the same file at an eighth of its size, which
no decoder of a JPEG gets below (its entropy decoding).
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from tqdm import trange

from clearshot import Bundle
from clearshot.decision import decide
from clearshot.photo import Box, load_photo
from clearshot.regions import cut
from export.peers import Judge

MEGAPIXELS = {1: (1152, 864), 3: (2048, 1536), 12: (4000, 3000), 48: (8000, 6000)}
SPOT = 12
"""Megapixels of the photo whose middle is looked at, too, at the detail that it has."""
QUALITY = 90
EIGHTH = 8
STAGES = ("decode at an eighth", "load", "cut", "network", "decide")
"""The first is no stage of a verdict, but what the others are compared with."""

Milliseconds = NDArray[np.float64]


def photo(size: tuple[int, int], seed: int = 0) -> bytes:
    """Make a JPEG with as much detail as a phone's: 12 megapixels have about 3 MB.

    Noise at every scale, each half as strong, and grain.
    """
    rng, width, height = np.random.default_rng(seed), *size
    picture = np.zeros((height, width, 3), np.float32)
    for octave in range(3, 8):
        side = (max(2, width >> octave), max(2, height >> octave))
        coarse = rng.normal(0, 9, (side[1], side[0], 3)).clip(-40, 40)
        enlarged = Image.fromarray((coarse + 128).astype(np.uint8)).resize(
            size, Image.Resampling.BICUBIC
        )
        picture += np.asarray(enlarged, np.float32) - 128
    picture += rng.normal(0, 6, picture.shape).astype(np.float32) + 128
    file = io.BytesIO()
    Image.fromarray(picture.clip(0, 255).astype(np.uint8)).save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def middle(size: tuple[int, int]) -> Box:
    """Give the spot in the middle of a photo, half as wide and high."""
    return Box(size[0] // 4, size[1] // 4, size[0] // 2, size[1] // 2)


def times(content: bytes, bundle: Bundle, roi: Box | None = None) -> list[float]:
    """Judge a photo, or its spot, once: seconds of each of `STAGES`."""
    marks = [perf_counter()]
    bare(content)
    marks.append(perf_counter())
    loaded = load_photo(content, bundle.views.working_long_side, roi)
    marks.append(perf_counter())
    views = cut(loaded, bundle.views)
    marks.append(perf_counter())
    reading = bundle.scorer(views)
    marks.append(perf_counter())
    decide(reading, max(loaded.size), bundle.policy)
    marks.append(perf_counter())
    return np.diff(marks).tolist()


def bare(content: bytes) -> None:
    """Decode a JPEG at an eighth of its size."""
    with Image.open(io.BytesIO(content)) as image:
        image.draft("RGB", (image.width // EIGHTH, image.height // EIGHTH))
        image.load()


def measured(bundles: Mapping[int, Bundle], rounds: int) -> dict[str, Milliseconds]:
    """Judge a photo of each size once a round: (rounds, stages) by a name of threads and size."""
    contents = {each: photo(size) for each, size in MEGAPIXELS.items()}
    found: dict[str, list[list[float]]] = {}
    for _ in trange(rounds, desc="photos"):
        for threads, bundle in bundles.items():
            name = f"{threads} thread{'s' * (threads > 1)}"
            for each, content in contents.items():
                found.setdefault(f"{name}, {each}", []).append(times(content, bundle))
            spot = times(contents[SPOT], bundle, middle(MEGAPIXELS[SPOT]))
            found.setdefault(f"{name}, {SPOT}: and a spot", []).append(spot)
    return {name: 1000 * np.array(each) for name, each in found.items()}


def markdown(found: Mapping[str, Milliseconds]) -> str:
    """Write the table."""
    columns = (*STAGES, "verdict", "verdict / decode at an eighth")
    lines = [f"| megapixels (ms) | {' | '.join(columns)} |", "|---" * (1 + len(columns)) + "|"]
    for name, each in found.items():
        whole = each[:, 1:].sum(1)
        ratio = float(np.median(whole / each[:, 0]))
        cells = [*(f"{best:.1f}" for best in each.min(0)), f"{whole.min():.0f}", f"{ratio:.1f}"]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def beside(bundle: Bundle, others: Mapping[str, Judge], rounds: int) -> dict[str, Milliseconds]:
    """Judge a decoded photo of `SPOT` megapixels by this bundle and by others: (rounds,) of each."""
    loaded = load_photo(photo(MEGAPIXELS[SPOT]), bundle.views.working_long_side)
    pixels = np.asarray(loaded.image)
    judges: dict[str, Judge] = {OURS: lambda _: bundle.scorer(cut(loaded, bundle.views)), **others}
    found: dict[str, list[float]] = {name: [] for name in judges}
    for _ in trange(rounds, desc="peers"):
        for name, judge in judges.items():
            started = perf_counter()
            judge(pixels)
            found[name].append(1000 * (perf_counter() - started))
    return {name: np.array(each) for name, each in found.items()}


OURS = "clearshot"
