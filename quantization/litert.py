"""Post-training quantization: a network and calibration views in, an int8 .tflite out.

Weights are int8 per channel; activations int8 with ranges that are the true minimum and maximum
over the calibration views (the quantizer's own moving average depends on their order and
saturates). The first subtraction, the pooled means and the linear heads stay float: they cost
nothing and carry the answer. What else there is (`Plan`) is there to be compared.
"""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal  # the quantizer's own types are not typed

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

# The converter draws a progress bar of its own on standard output unless told before its import.
os.environ.setdefault("LITERT_TORCH_SHOW_PROGRESS", "n")

SIGNATURE = "serving_default"
FLOAT_OPS = ("INPUT", "OUTPUT", "SUB", "MEAN", "FULLY_CONNECTED", "CONCATENATION")
FILTER_OPS = ("CONV_2D", "DEPTHWISE_CONV_2D", "ADD")


def convert(network: nn.Module, view_size: int) -> bytes:
    """Convert a network with input `image`, (1, size, size, 3) uint8, to a float .tflite."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the converter's own, of its libraries
        return _converted(network, view_size)


def _converted(network: nn.Module, view_size: int) -> bytes:
    import litert_torch  # two seconds and many messages: only when something is converted

    view = torch.zeros(1, view_size, view_size, 3, dtype=torch.uint8)
    program = litert_torch.signature(SIGNATURE, network.eval(), sample_kwargs={"image": view})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "float.tflite"
        program.convert().export(str(path))
        return path.read_bytes()


@dataclass(frozen=True)
class Plan:
    """How a float program is quantized; the defaults are what is shipped."""

    recipe: Literal[
        "static_wi8_ai8", "static_wi8_ai16", "dynamic_wi8_afp32", "weight_only_wi8_afp32"
    ] = "static_wi8_ai8"
    moving_average: bool = False  # ranges as the quantizer's own calibration keeps them
    exact: tuple[str, ...] = ()  # scopes (regular expressions) of what stays float

    @property
    def calibrates(self) -> bool:
        """Whether activations are rounded, so that their ranges must be known."""
        return self.recipe.startswith("static")


def quantize(
    float_program: bytes,
    views: Sequence[NDArray[np.uint8]],
    plan: Plan = Plan(),  # it is frozen
    threads: int = 2,
) -> bytes:
    """Turn a float .tflite into an int8 one, its ranges set by `views`, each (size, size, 3)."""
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder:
        warnings.simplefilter("ignore")  # the calibrator keeps all tensors on purpose
        source, target = Path(folder) / "float.tflite", Path(folder) / "int8.tflite"
        source.write_bytes(float_program)
        _quantize(source, views, plan, threads, target)
        return target.read_bytes()


def _quantize(
    source: Path, views: Sequence[NDArray[np.uint8]], plan: Plan, threads: int, target: Path
) -> None:
    from litert_quantizer import algorithm_manager, quantizer, recipe
    from litert_quantizer.qtyping import TFLOperationName

    steps = getattr(recipe, plan.recipe)()
    worker = quantizer.Quantizer(str(source), steps)
    never = algorithm_manager.AlgorithmName.NO_QUANTIZE
    for name in FLOAT_OPS:
        worker.update_quantization_recipe(".*", TFLOperationName[name], algorithm_key=never)
    for scope in plan.exact:
        for name in FILTER_OPS:
            worker.update_quantization_recipe(scope, TFLOperationName[name], algorithm_key=never)
    ranges = _ranges(source, views, steps, plan, threads) if plan.calibrates else None
    worker.quantize(ranges).export_model(str(target))


def _ranges(
    source: Path, views: Sequence[NDArray[np.uint8]], steps: Any, plan: Plan, threads: int
) -> Any:
    """Run the program on the views, and note what range each tensor has."""
    from litert_quantizer import calibrator, recipe_manager
    from litert_quantizer.utils import qsv_utils

    manager = recipe_manager.RecipeManager()
    manager.load_quantization_recipe(steps)
    update = {} if plan.moving_average else {"qsv_update_func": qsv_utils.min_max_update}
    found = calibrator.Calibrator(
        str(source),
        mode=calibrator.CalibrationMode.CALIBRATION_PROFILER_BASED,
        num_threads=threads,
        **update,
    )
    found.calibrate({SIGNATURE: [{"image": view[None]} for view in views]}, manager)
    return found.get_model_qsvs()
