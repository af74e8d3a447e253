"""Write the int8 trunk, on whose features the student's heads are learnt.

The trunk is made to bear rounding (batch normalisation folded, biases corrected, a short
distillation of its own features) and its weights are put on the int8 grid, before anything is learnt
on it: linear heads that are fitted to int8 features have no rounding left to lose. Writes
trunk.tflite (int8), unrounded.tflite (the same weights, as a runtime sees that does not round
activations) and trunk.safetensors (the same weights, a trunk like any other).
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch import Tensor, nn

from clearshot.regions import ViewSpec
from quantization.calibrate import calibration_views
from quantization.distil import Distillation
from quantization.litert import convert, quantize
from quantization.prepare import Recipe, prepare
from training.collect import UNROUNDED
from training.ratings import RatedPhotos, ratings_file
from training.trunks import Trunk
from training.trunks.options import add_trunk, trunk_of


class Described(nn.Module):
    """The trunk with a named output, as its .tflite has it."""

    def __init__(self, trunk: nn.Module) -> None:
        super().__init__()
        self.trunk = trunk

    def forward(self, image: Tensor) -> dict[str, Tensor]:
        """Map (1, size, size, 3) uint8 to (1, F) features."""
        return {"features": self.trunk(image)}


def write_trunk(
    trunk: Trunk, views: Sequence[NDArray[np.uint8]], recipe: Recipe, out: Path
) -> Path:
    """Quantize a trunk by these views, (size, size, 3) each; give the .tflite's path."""
    ready = prepare(trunk, views, recipe)
    out.mkdir(parents=True, exist_ok=True)
    unrounded = convert(Described(ready), len(views[0]))
    (out / UNROUNDED).write_bytes(unrounded)
    program = quantize(unrounded, views)
    save_file(ready.state_dict(), out / "trunk.safetensors")
    part, whole = out / "trunk.tflite.part", out / "trunk.tflite"
    part.write_bytes(program)
    part.rename(whole)  # last, and at once: that it is there says that all was done
    return whole


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="quantization.ptq", description=__doc__)
    add_trunk(parser)
    parser.add_argument(
        "--ratings", type=ratings_file, required=True, help="rated photos, for calibration"
    )
    parser.add_argument("--permissive", action="store_true", help="leave out CC BY-NC photos")
    parser.add_argument(
        "--steps", type=int, default=Distillation.steps, help="of the distillation (%(default)s)"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder of the int8 trunk")
    options = parser.parse_args(argv)
    trunk = trunk_of(parser, options)
    photos: RatedPhotos = options.ratings
    if options.permissive:
        photos = photos.take(np.flatnonzero(photos.permissive))
    distillation = replace(Distillation(), steps=options.steps) if options.steps else None
    views = calibration_views(photos.paths, ViewSpec())
    program = write_trunk(trunk, views, Recipe(distil=distillation), options.out)
    print(f"{program}: {program.stat().st_size / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
