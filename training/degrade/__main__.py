"""Draw every fault over growing severity: one picture sheet for each, from one photo."""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from tqdm import tqdm

from training.degrade import OPERATORS, Pixels, series

SEVERITIES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
_TITLE = 16  # pixels above each picture


def main(argv: Sequence[str] | None = None) -> int:
    """Write DIR/<fault>.jpg for each fault and say where they are."""
    parser = argparse.ArgumentParser(prog="python -m training.degrade", description=__doc__)
    parser.add_argument("--photo", type=Path, required=True, help="a sharp, well lit photo")
    parser.add_argument("--out", type=Path, required=True, help="folder for the sheets")
    parser.add_argument("--seed", type=int, default=0, help="place, direction, noise (default 0)")
    parser.add_argument("--side", type=int, default=512, help="long side of each picture, pixels")
    options = parser.parse_args(argv)
    photo = _read(options.photo, options.side)
    options.out.mkdir(parents=True, exist_ok=True)
    for fault in tqdm(OPERATORS, unit="sheet", disable=None):
        sheet(photo, fault, options.seed).save(options.out / f"{fault}.jpg", quality=92)
    print(f"{len(OPERATORS)} sheets of {options.photo.name} are in {options.out}")
    return 0


def sheet(photo: Pixels, fault: str, seed: int) -> Image.Image:
    """Put `photo` at six severities side by side in two rows, each with its severity above."""
    height, width = photo.shape[:2]
    picture = Image.new("RGB", (3 * width, 2 * (height + _TITLE)), "white")
    draw = ImageDraw.Draw(picture)
    for place, copy in enumerate(series(photo, fault, SEVERITIES, seed)):
        left, top = place % 3 * width, place // 3 * (height + _TITLE)
        draw.text((left + 4, top + 2), f"{fault} {SEVERITIES[place]:.1f}", fill="black")
        picture.paste(Image.fromarray(copy), (left, top + _TITLE))
    return picture


def _read(path: Path, side: int) -> Pixels:
    image = Image.open(path).convert("RGB")
    image.thumbnail((side, side), Image.Resampling.LANCZOS)
    return np.array(image)


if __name__ == "__main__":
    raise SystemExit(main())
