"""Everything that the shipped network is timed against on one region, each ready to be run.

Weights do not change a speed, so those of the others are random. Each runs on one thread.
"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, quantize_static
from torch import Tensor, nn

from quantization.litert import SIGNATURE, convert, quantize
from quantization.ptq import Described
from training.trunks import Trunk, load_trunk

Run = Callable[[], object]

SHIPPED = "shipped, LiteRT int8"
BATCH = 8


class Features(nn.Module):
    """A trunk fed with a normalised picture, (1, 3, H, W): what every runtime can take."""

    def __init__(self, trunk: Trunk) -> None:
        super().__init__()
        self.trunk = trunk

    def forward(self, x: Tensor) -> Tensor:
        """Give (1, F) features."""
        return torch.cat([each.mean((2, 3)) for each in self.trunk.maps(x)], 1)


def litert(program: bytes, size: int) -> Run:
    """Run a .tflite on one thread."""
    runner = Interpreter(model_content=program, num_threads=1).get_signature_runner(SIGNATURE)
    view = np.full((1, size, size, 3), 127, np.uint8)
    return lambda: runner(image=view)


def eager(trunk: Trunk, size: int, batch: int = 1) -> Run:
    """Run a trunk in PyTorch."""
    view = torch.full((batch, size, size, 3), 127, dtype=torch.uint8)

    def run() -> object:
        with torch.inference_mode():
            return trunk(view)

    return run


def compiled(trunk: Trunk, size: int) -> Run:
    """Run a trunk as PyTorch compiles it, which it does once, for about a minute."""
    run = torch.compile(trunk)
    view = torch.full((1, size, size, 3), 127, dtype=torch.uint8)

    def once() -> object:
        with torch.inference_mode():
            return run(view)

    return once


def onnx(trunk: Trunk, size: int, int8: bool) -> Run:
    """Run a trunk in ONNX Runtime; int8 is quantized for each channel, its ranges from noise."""
    with tempfile.TemporaryDirectory() as name, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter is the older one: it needs fewer packages
        program = Path(name) / "float.onnx"
        example = torch.zeros(1, 3, size, size)
        torch.onnx.export(
            Features(trunk), (example,), str(program), dynamo=False, input_names=["image"]
        )
        if int8:
            exact, program = program, Path(name) / "int8.onnx"
            how = {"quant_format": QuantFormat.QDQ, "per_channel": True}
            quantize_static(exact, program, Noise(size), **how)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(program.read_bytes(), options)
    picture = np.zeros((1, 3, size, size), np.float32)
    return lambda: session.run(None, {"image": picture})


class Noise(CalibrationDataReader):  # type: ignore[misc]  # the runtime's types are not published
    """Pictures of noise: they set ranges, and ranges do not change a speed."""

    def __init__(self, size: int) -> None:
        rng = np.random.default_rng(0)
        shape = (1, 3, size, size)
        self.left = [rng.uniform(-1, 1, shape).astype(np.float32) for _ in range(4)]

    def get_next(self) -> dict[str, NDArray[np.float32]] | None:
        """Give the next picture, None after the last."""
        return {"image": self.left.pop()} if self.left else None


def runners(model: Path, size: int) -> Iterator[tuple[str, Run]]:
    """Build all that is compared, the shipped network first."""
    trunks = {name: load_trunk(name, "random") for name in ("lite0", "vgg16")}
    yield SHIPPED, litert((model / "quality.tflite").read_bytes(), size)
    for name, trunk in trunks.items():
        program = convert(Described(trunk), size)
        yield f"{name}, LiteRT float32", litert(program, size)
        yield f"{name}, PyTorch float32", eager(trunk, size)
    lite0 = trunks["lite0"]
    yield f"lite0, PyTorch float32, {BATCH} at once", eager(lite0, size, BATCH)
    yield "lite0, PyTorch compiled", compiled(lite0, size)
    yield "lite0, ONNX Runtime float32", onnx(lite0, size, int8=False)
    yield "lite0, ONNX Runtime int8", onnx(lite0, size, int8=True)
    noise = [np.random.default_rng(0).integers(0, 256, (size, size, 3), dtype=np.uint8)]
    for name in ("mobilenet_v2", "mobilenet_v4"):
        program = convert(Described(load_trunk(name, "random")), size)
        yield f"{name}, LiteRT int8", litert(quantize(program, noise), size)
