"""Where does the time of one photo go, from JPEG bytes to verdict?

Photos of several sizes are judged in turns; told are the fastest run of each stage, and how many times
as long the whole takes as the bare decoding of the same file at an eighth of its size, which no
decoder of a JPEG gets below (its entropy decoding). Writes stages.md.
"""

from __future__ import annotations

import argparse
import io
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from tqdm import tqdm

from clearshot import Bundle, load_bundle
from clearshot.decision import decide
from clearshot.manifest import EMBEDDED
from clearshot.photo import load_photo
from clearshot.regions import cut

MEGAPIXELS = {1: (1152, 864), 3: (2048, 1536), 12: (4000, 3000), 48: (8000, 6000)}
QUALITY = 90
EIGHTH = 8
ROUNDS = 9
STAGES = ("decode at an eighth", "load", "cut", "network", "decide")
"""The first is no stage of a verdict, but what the others are compared with."""


def photo(size: tuple[int, int], seed: int = 0) -> bytes:
    """Make a JPEG with as much detail as a photo: noise at every scale, each half as strong."""
    rng, width, height = np.random.default_rng(seed), *size
    picture = np.zeros((height, width, 3), np.float32)
    for octave in range(3, 8):
        side = (max(2, width >> octave), max(2, height >> octave))
        coarse = rng.normal(0, 9, (side[1], side[0], 3)).clip(-40, 40)
        enlarged = Image.fromarray((coarse + 128).astype(np.uint8)).resize(
            size, Image.Resampling.BICUBIC
        )
        picture += np.asarray(enlarged, np.float32) - 128
    picture += rng.normal(0, 3, picture.shape).astype(np.float32) + 128
    file = io.BytesIO()
    Image.fromarray(picture.clip(0, 255).astype(np.uint8)).save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def times(content: bytes, bundle: Bundle) -> list[float]:
    """Judge a photo once: seconds of each of `STAGES`."""
    marks = [perf_counter()]
    with Image.open(io.BytesIO(content)) as image:
        image.draft("RGB", (image.width // EIGHTH, image.height // EIGHTH))
        image.load()
    marks.append(perf_counter())
    loaded = load_photo(content, bundle.views.working_long_side)
    marks.append(perf_counter())
    views = cut(loaded, bundle.views)
    marks.append(perf_counter())
    reading = bundle.scorer(views)
    marks.append(perf_counter())
    decide(reading, max(loaded.size), bundle.policy)
    marks.append(perf_counter())
    return np.diff(marks).tolist()


def measured(bundle: Bundle, rounds: int) -> dict[int, NDArray[np.float64]]:
    """Judge a photo of each size once a round: (rounds, stages) milliseconds by megapixels."""
    contents = {megapixels: photo(size) for megapixels, size in MEGAPIXELS.items()}
    found: dict[int, list[list[float]]] = {megapixels: [] for megapixels in contents}
    for _ in tqdm(range(rounds), desc="rounds"):
        for megapixels, content in contents.items():
            found[megapixels].append(times(content, bundle))
    return {megapixels: 1000 * np.array(each) for megapixels, each in found.items()}


def markdown(found: dict[int, NDArray[np.float64]], threads: int) -> str:
    """Write the table."""
    columns = (*STAGES, "verdict", "verdict / decode at an eighth")
    lines = [
        f"| megapixels, {threads} thread{'s' * (threads > 1)} (ms) | {' | '.join(columns)} |",
        "|---" * (1 + len(columns)) + "|",
    ]
    for megapixels, each in found.items():
        whole = each[:, 1:].sum(1)
        ratio = float(np.median(whole / each[:, 0]))
        cells = [*(f"{best:.1f}" for best in each.min(0)), f"{whole.min():.0f}", f"{ratio:.1f}"]
        lines.append(f"| {megapixels} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m export.stages", description=__doc__)
    parser.add_argument("--model", type=Path, default=EMBEDDED, help="bundle; the embedded one")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="%(default)s")
    parser.add_argument("--out", type=Path, required=True, help="folder of the table")
    options = parser.parse_args(argv)
    tables = []
    for threads in (1, 2):
        bundle = load_bundle(options.model, threads)
        if bundle.fallback is not None:
            parser.error(bundle.fallback)
        tables.append(markdown(measured(bundle, options.rounds), threads))
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "stages.md").write_text("\n".join(tables), encoding="utf-8")
    print("\n".join(tables))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
