"""How many regions a second? The shipped network against its teacher and against other runtimes.

All run the same region on one thread, in turns, so that what else the machine does meets them alike;
told are the fastest run of each, and how many times faster the shipped one is, as the median over
rounds with the middle 95 % of them. Weights do not change a speed: where none are named they are
random. Writes benchmark.md.
"""

from __future__ import annotations

import argparse
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from time import perf_counter

import numpy as np
import onnxruntime
import torch
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, quantize_static
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode
from tqdm import trange

from clearshot.errors import BundleRefused
from clearshot.manifest import EMBEDDED, read_manifest
from quantization.litert import SIGNATURE, convert, quantize
from quantization.ptq import Described
from training.trunks import Trunk, load_trunk

Run = Callable[[], object]

ROUNDS = 15
SHIPPED = "shipped, LiteRT int8"
MATRIX = 2048
"""Side of the square int8 matrices whose product shows what the processor can do at best."""


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


def eager(trunk: Trunk, size: int) -> Run:
    """Run a trunk in PyTorch."""
    view = torch.full((1, size, size, 3), 127, dtype=torch.uint8)

    def run() -> object:
        with torch.inference_mode():
            return trunk(view)

    return run


def onnx_int8(trunk: Trunk, size: int) -> Run:
    """Run a trunk in ONNX Runtime, quantized to int8 for each channel, its ranges from noise."""
    with tempfile.TemporaryDirectory() as name, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter is the older one: it needs fewer packages
        source, target = Path(name) / "float.onnx", Path(name) / "int8.onnx"
        example = torch.zeros(1, 3, size, size)
        torch.onnx.export(
            Features(trunk), (example,), str(source), dynamo=False, input_names=["image"]
        )
        quantize_static(source, target, Noise(size), quant_format=QuantFormat.QDQ, per_channel=True)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(target.read_bytes(), options)
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
    yield "lite0, ONNX Runtime int8", onnx_int8(trunks["lite0"], size)
    noise = [np.random.default_rng(0).integers(0, 256, (size, size, 3), dtype=np.uint8)]
    for name in ("mobilenet_v2", "mobilenet_v4"):
        program = convert(Described(load_trunk(name, "random")), size)
        yield f"{name}, LiteRT int8", litert(quantize(program, noise), size)


def in_turns(compared: Mapping[str, Run], rounds: int) -> dict[str, NDArray[np.float64]]:
    """Time everything once a round: milliseconds, (rounds,) of each."""
    times: dict[str, list[float]] = {name: [] for name in compared}
    for each in compared.values():
        each()
    for _ in trange(rounds, desc="rounds"):
        for name, run in compared.items():
            start = perf_counter()
            run()
            times[name].append(1000 * (perf_counter() - start))
    return {name: np.array(each) for name, each in times.items()}


def multiply_adds(trunk: Trunk, size: int) -> float:
    """Count the multiplications, each with its addition, of one view."""
    with FlopCounterMode(display=False) as counter, torch.inference_mode():
        trunk(torch.zeros(1, size, size, 3))
    return float(counter.get_total_flops()) / 2


def peak() -> float:
    """Give what a product of int8 matrices reaches on one thread, multiply-adds a second."""
    one = torch.ones(MATRIX, MATRIX, dtype=torch.int8)
    times = in_turns({"product": lambda: torch._int_mm(one, one)}, 5)["product"]
    return float(MATRIX**3 / (times.min() / 1000))


def markdown(times: Mapping[str, NDArray[np.float64]], size: int) -> str:
    """Write the table."""
    head = f"| one region, {size} x {size}, one thread | ms | regions a second | times slower than shipped |"
    lines = [head, "|---|---|---|---|"]
    for name, each in times.items():
        low, middle, high = np.percentile(each / times[SHIPPED], [2.5, 50, 97.5])
        slower = "" if name == SHIPPED else f"{middle:.1f} ({low:.1f}-{high:.1f})"
        lines.append(f"| {name} | {each.min():.1f} | {1000 / each.min():.1f} | {slower} |")
    return "\n".join(lines) + "\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="export.benchmark", description=__doc__)
    parser.add_argument(
        "--model", type=Path, default=Path(str(EMBEDDED)), help="folder of a bundle"
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="%(default)s")
    parser.add_argument("--out", type=Path, required=True, help="folder of the table")
    options = parser.parse_args(argv)
    torch.set_num_threads(1)
    try:
        size = read_manifest(options.model).views.size
    except BundleRefused as error:
        parser.error(str(error))
    times = in_turns(dict(runners(options.model, size)), options.rounds)
    used, best = multiply_adds(load_trunk("lite0", "random"), size), peak()
    reached = used / (times[SHIPPED].min() / 1000) / best
    text = markdown(times, size) + (
        f"\n{used / 1e9:.2f} billion multiply-adds a region; a product of int8 matrices of {MATRIX} "
        f"reaches {best / 1e9:.0f} billion a second on this thread, the shipped network {reached:.0%} of it.\n"
    )
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "benchmark.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
