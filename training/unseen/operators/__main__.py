"""Draw every fault by the operators of the test, over growing severity: one sheet of one photo."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from tqdm import tqdm

from clearshot.errors import PhotoUnreadable
from clearshot.photo import load_photo
from training.degrade.srgb import Pixels
from training.unseen.operators import OPERATORS, series

SEVERITIES = (0.0, 0.3, 0.5, 0.6, 0.8, 1.0)
_TITLE = 14  # pixels above each picture


def main(argv: Sequence[str] | None = None) -> int:
    """Write the sheet and say where it is."""
    parser = argparse.ArgumentParser(
        prog="python -m training.unseen.operators", description=__doc__
    )
    parser.add_argument("--photo", type=Path, required=True, help="a sharp, well lit photo")
    parser.add_argument("--out", type=Path, required=True, help="the sheet, a .jpg or .png")
    parser.add_argument("--seed", type=int, default=0, help="kind, place, noise (default 0)")
    parser.add_argument("--side", type=int, default=512, help="long side that is degraded, pixels")
    parser.add_argument("--shown", type=int, default=288, help="long side on the sheet, pixels")
    options = parser.parse_args(argv)
    try:
        image = load_photo(options.photo, options.side).image
    except PhotoUnreadable as error:
        print(f"{options.photo}: {error}", file=sys.stderr)
        return 2
    image.thumbnail((options.side, options.side), Image.Resampling.LANCZOS)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    sheet(np.asarray(image), options.seed, options.shown).save(options.out, quality=92)
    print(f"{len(OPERATORS)} faults of {options.photo.name} are in {options.out}")
    return 0


def sheet(photo: Pixels, seed: int, shown: int) -> Image.Image:
    """Put one row for each fault below another, severities from left to right."""
    scale = shown / max(photo.shape)
    width, height = round(photo.shape[1] * scale), round(photo.shape[0] * scale)
    size = (len(SEVERITIES) * width, len(OPERATORS) * (height + _TITLE))
    picture = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(picture)
    for row, fault in enumerate(tqdm(OPERATORS, unit="fault", disable=None)):
        for column, copy in enumerate(series(photo, fault, SEVERITIES, seed)):
            left, top = column * width, row * (height + _TITLE)
            draw.text((left + 4, top), f"{fault} {SEVERITIES[column]:.1f}", fill="black")
            small = Image.fromarray(copy).resize((width, height), Image.Resampling.LANCZOS)
            picture.paste(small, (left, top + _TITLE))
    return picture


if __name__ == "__main__":
    raise SystemExit(main())
