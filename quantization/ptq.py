"""Write the int8 trunk, on whose features the heads are learnt.

The trunk is quantized before anything is learnt on it: linear heads that are fitted to int8
features have no rounding left to lose.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from torch import Tensor, nn

from clearshot.regions import ViewSpec
from quantization.calibrate import calibration_views
from quantization.litert import convert, quantize
from training.ratings import RatedPhotos, ratings_file
from training.trunks import load_trunk


class Described(nn.Module):
    """The trunk with a named output, as its .tflite has it."""

    def __init__(self, trunk: nn.Module) -> None:
        super().__init__()
        self.trunk = trunk

    def forward(self, image: Tensor) -> dict[str, Tensor]:
        """Map (1, size, size, 3) uint8 to (1, F) features."""
        return {"features": self.trunk(image)}


def write_trunk(weights: Path, photos: Sequence[Path], spec: ViewSpec, out: Path) -> None:
    """Quantize ImageNet's trunk on views of these photos; nothing is done if `out` is there."""
    if out.exists():
        return
    program = convert(Described(load_trunk("lite0", weights)), spec.size)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(quantize(program, calibration_views(photos, spec)))


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="quantization.trunk", description=__doc__)
    parser.add_argument(
        "--weights", type=Path, required=True, help="EfficientNet-Lite0, safetensors"
    )
    parser.add_argument(
        "--ratings", type=ratings_file, required=True, help="rated photos, for calibration"
    )
    parser.add_argument("--permissive", action="store_true", help="leave out CC BY-NC photos")
    parser.add_argument("--out", type=Path, required=True, help="the int8 trunk, a .tflite")
    options = parser.parse_args(argv)
    photos: RatedPhotos = options.ratings
    if options.permissive:
        photos = photos.take(np.flatnonzero(photos.permissive))
    write_trunk(options.weights, photos.paths, ViewSpec(), options.out)
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
