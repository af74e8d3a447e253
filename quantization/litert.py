"""Post-training quantization: a network and calibration views in, an int8 .tflite out.

Weights are int8 per channel; activations int8 with ranges that are the true minimum and maximum
over the calibration views (the quantizer's own moving average depends on their order and
saturates). The first subtraction, the pooled means and the linear heads stay float: they cost
nothing and carry the answer.
"""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

# The converter draws a progress bar of its own on standard output unless told before its import.
os.environ.setdefault("LITERT_TORCH_SHOW_PROGRESS", "n")

SIGNATURE = "serving_default"
FLOAT_OPS = ("INPUT", "OUTPUT", "SUB", "MEAN", "FULLY_CONNECTED", "CONCATENATION")


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


def quantize(float_program: bytes, views: Sequence[NDArray[np.uint8]], threads: int = 2) -> bytes:
    """Turn a float .tflite into an int8 one, its ranges set by `views`, each (size, size, 3)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the calibrator keeps all tensors on purpose
        return _quantized(float_program, views, threads)


def _quantized(float_program: bytes, views: Sequence[NDArray[np.uint8]], threads: int) -> bytes:
    from litert_quantizer import algorithm_manager, calibrator, quantizer, recipe, recipe_manager
    from litert_quantizer.qtyping import TFLOperationName
    from litert_quantizer.utils import qsv_utils

    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "float.tflite", Path(folder) / "int8.tflite"
        source.write_bytes(float_program)
        plan = recipe_manager.RecipeManager()
        plan.load_quantization_recipe(recipe.static_wi8_ai8())
        ranges = calibrator.Calibrator(
            str(source),
            mode=calibrator.CalibrationMode.CALIBRATION_PROFILER_BASED,
            num_threads=threads,
            qsv_update_func=qsv_utils.min_max_update,
        )
        ranges.calibrate({SIGNATURE: [{"image": view[None]} for view in views]}, plan)
        worker = quantizer.Quantizer(str(source), recipe.static_wi8_ai8())
        for name in FLOAT_OPS:
            worker.update_quantization_recipe(
                ".*",
                TFLOperationName[name],
                algorithm_key=algorithm_manager.AlgorithmName.NO_QUANTIZE,
            )
        worker.quantize(ranges.get_model_qsvs()).export_model(str(target))
        return target.read_bytes()
