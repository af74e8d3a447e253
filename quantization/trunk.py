"""Write the int8 trunk, on whose features the heads are learnt.

The trunk is quantized before anything is learnt on it: linear heads that are fitted to int8
features have no rounding left to lose.
"""

from __future__ import annotations

from pathlib import Path

from clearshot.regions import ViewSpec
from torch import Tensor, nn

from quantization.calibrate import calibration_views
from quantization.ptq import convert, quantize
from training.lite0 import load_lite0


class Described(nn.Module):
    """The trunk with a named output, as its .tflite has it."""

    def __init__(self, trunk: nn.Module) -> None:
        super().__init__()
        self.trunk = trunk

    def forward(self, image: Tensor) -> dict[str, Tensor]:
        """Map (1, size, size, 3) uint8 to (1, F) features."""
        return {"features": self.trunk(image)}


def write_trunk(weights: Path, photos: list[Path], spec: ViewSpec, out: Path) -> None:
    """Quantize ImageNet's trunk on views of these photos; nothing is done if `out` is there."""
    if out.exists():
        return
    program = convert(Described(load_lite0(weights)), spec.size)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(quantize(program, calibration_views(photos, spec)))
