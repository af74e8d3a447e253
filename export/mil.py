"""A saved Core ML package in, its outputs out, on any machine: the file itself is proven.

Core ML runs on Apple's systems only. Here the program that was saved (MIL, the Model Intermediate
Language) is read back with its weights and evaluated, operation by operation, by torch. What an
operation gives in half precision is rounded to it; sums inside one are kept in single precision, as
Apple does not say how it adds. So the file's arithmetic is checked, not the kernels of a phone. The
meaning of each operation: apple.github.io/coremltools/source/coremltools.converters.mil.mil.ops.defs.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast  # coremltools has no types

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from export.quiet import quiet

Arguments = Mapping[str, Any]
"""What an operation is given, by name: tensors, numbers, words, or lists of them; None if left out."""
Operation = Callable[[Arguments], Tensor | Sequence[Any]]


class NotEvaluated(ValueError):
    """A program holds an operation, or a form of one, that has no meaning here yet."""


class Program:
    """A package's main function.

    Args:
        package: folder, `.mlpackage`.

    Raises:
        NotEvaluated: it holds an operation that is not known here.
    """

    def __init__(self, package: Path) -> None:
        main = _read(package)
        unknown = {op.op_type for op in main.operations} - OPERATIONS.keys() - {"const"}
        if unknown:
            raise NotEvaluated(
                f"{package}: holds the operations {', '.join(sorted(unknown))}, which export.mil "
                "does not know: add them to OPERATIONS"
            )
        self._outputs = [each.name for each in main.outputs]
        self._constants: dict[str, Any] = {}
        self._steps = [op for op in main.operations if not self._constant(op)]

    def __call__(self, **inputs: NDArray[Any]) -> dict[str, Any]:
        """Run it.

        Args:
            inputs: by name; an image as (1, 3, H, W) in 0..255.

        Returns:
            By name: arrays, or what the program's classifier says.
        """
        values = dict(self._constants)
        values |= {
            name: torch.from_numpy(np.array(each, np.float32)) for name, each in inputs.items()
        }
        with torch.inference_mode():
            for step in self._steps:
                values |= _results(step, values)
        return {
            name: each.numpy() if isinstance(each := values[name], Tensor) else each
            for name in self._outputs
        }

    def _constant(self, op: Any) -> bool:
        """Keep what an operation gives if no input changes it; tell whether it is so."""
        if op.op_type == "const":
            (output,) = op.outputs
            self._constants[output.name] = _value(output.val)
            return True
        if op.op_type.startswith("constexpr_"):
            self._constants |= _results(op, self._constants)
            return True
        return False


def _read(package: Path) -> Any:
    """Read the main function of a package, with its weights."""
    with quiet():
        import coremltools
        from coremltools.converters.mil.frontend.milproto import load

        model = coremltools.models.MLModel(str(package), skip_model_load=True)
        spec = model.get_spec()
        program = load.load(spec, spec.specificationVersion, model.weights_dir)
    return program.functions["main"]


def _results(op: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Do one operation: what it gives, by the names of its outputs."""
    given = {name: _given(each, values) for name, each in op.inputs.items()}
    found = OPERATIONS[op.op_type](given)
    several = found if isinstance(found, (tuple, list)) else (found,)
    return {
        output.name: _stored(each, output) for output, each in zip(op.outputs, several, strict=True)
    }


def _given(variable: Any, values: Mapping[str, Any]) -> Any:
    if variable is None:
        return None
    if isinstance(variable, (tuple, list)):
        return [_given(each, values) for each in variable]
    return values[variable.name] if variable.name in values else _value(variable.val)


def _value(constant: Any) -> Any:
    """Make of a constant what torch computes with: half precision as single, lists as they are."""
    if isinstance(constant, np.ndarray) and constant.ndim and constant.dtype.kind in "fiub":
        single = constant.astype(np.float32) if constant.dtype == np.float16 else constant
        return torch.from_numpy(np.ascontiguousarray(single))
    return constant.item() if isinstance(constant, (np.generic, np.ndarray)) else constant


def _stored(value: Any, output: Any) -> Any:
    """Round to half precision what the program keeps in it."""
    from coremltools.converters.mil.mil import types

    half = isinstance(value, Tensor) and output.dtype is types.fp16
    return value.half().float() if half else value


def _numbers(given: Any) -> list[int]:
    return [int(each) for each in given]


def _pairs(pad: Any) -> list[int]:
    """Turn (before, after) of each axis, first axis first, into torch's order: last axis first.

    >>> _pairs([1, 2, 3, 4])
    [3, 4, 1, 2]
    """
    numbers = _numbers(pad)
    return [each for at in range(len(numbers) - 2, -1, -2) for each in numbers[at : at + 2]]


def _padding(given: Arguments, sizes: Sequence[int], window: Sequence[int]) -> list[int]:
    """Give the padding of a convolution or pool, in torch's order."""
    kind = given["pad_type"]
    if kind == "custom":
        return _pairs(given["pad"])
    if kind == "valid":
        return [0] * (2 * len(sizes))
    if kind != "same":
        raise NotEvaluated(f'found the padding "{kind}", expected custom, valid or same')
    padding: list[int] = []
    for size, step, width in zip(sizes, _numbers(given["strides"]), window, strict=True):
        total = max((-(-size // step) - 1) * step + width - size, 0)
        padding += [total // 2, total - total // 2]
    return _pairs(padding)


def _conv(given: Arguments) -> Tensor:
    x, weight = given["x"], given["weight"]
    steps, spread = _numbers(given["strides"]), _numbers(given["dilations"])
    window = [(k - 1) * d + 1 for k, d in zip(weight.shape[2:], spread, strict=True)]
    x = functional.pad(x, _padding(given, x.shape[2:], window))
    return functional.conv2d(
        x, weight, given.get("bias"), steps, dilation=spread, groups=given["groups"]
    )


def _max_pool(given: Arguments) -> Tensor:
    window = _numbers(given["kernel_sizes"])
    padding = _padding(given, given["x"].shape[2:], window)
    x = functional.pad(given["x"], padding, value=-torch.inf)
    return functional.max_pool2d(x, window, _numbers(given["strides"]))


def _pad(given: Arguments) -> Tensor:
    if given["mode"] != "constant":
        raise NotEvaluated(f'found padding by "{given["mode"]}", expected by a constant')
    return functional.pad(given["x"], _pairs(given["pad"]), value=float(given["constant_val"]))


def _reduce_mean(given: Arguments) -> Tensor:
    return cast(Tensor, given["x"].mean(_numbers(given["axes"]), given["keep_dims"]))


def _slice(given: Arguments) -> Tensor:
    """Cut from `begin` to before `end` along each axis; a mask opens that side."""
    x, steps = given["x"], given.get("stride")
    limits = zip(given["begin"].tolist(), given["end"].tolist(), strict=True)
    free = (given.get("begin_mask"), given.get("end_mask"))
    if given.get("squeeze_mask") is not None and any(given["squeeze_mask"]):
        raise NotEvaluated("found a slice that drops an axis, expected one that keeps all")
    return cast(
        Tensor,
        x[
            tuple(
                slice(
                    None if free[0] is not None and free[0][axis] else begin,
                    None if free[1] is not None and free[1][axis] else end,
                    1 if steps is None else int(steps[axis]),
                )
                for axis, (begin, end) in enumerate(limits)
            )
        ],
    )


def _cast(given: Arguments) -> Tensor:
    kinds = {
        "fp16": torch.float32,
        "fp32": torch.float32,
        "int32": torch.int32,
    }  # fp16: see _stored
    return cast(Tensor, given["x"].to(kinds[given["dtype"]]))


def _classify(given: Arguments) -> tuple[str, dict[str, float]]:
    """Give the likeliest label, and how likely each is."""
    shares: list[float] = given["probabilities"].flatten().tolist()
    labels = [str(each) for each in given["classes"]]
    return labels[int(np.argmax(shares))], dict(zip(labels, shares, strict=True))


def _along(axis: int | None, values: Any, dimensions: int) -> Tensor:
    """Spread one value for each slice along an axis over a tensor of so many dimensions."""
    each: Tensor = torch.as_tensor(values).float()
    if not each.ndim:
        return each
    return each.reshape([-1 if at == axis else 1 for at in range(dimensions)])


def _affine_dequantize(given: Arguments) -> Tensor:
    """Give scale * (integer - zero point), one scale for each slice along an axis."""
    integers, axis = given["quantized_data"].float(), given["axis"]
    zero, scale = (_along(axis, given[name], integers.ndim) for name in ("zero_point", "scale"))
    return cast(Tensor, (integers - zero) * scale)


def _lut_to_dense(given: Arguments) -> Tensor:
    """Look numbers up whose places in the table are packed bit by bit, the lowest first."""
    table, shape = given["lut"], _numbers(given["shape"])
    bits, count = int(np.log2(len(table))), int(np.prod(shape))
    stream = np.unpackbits(given["indices"].numpy().astype(np.uint8), bitorder="little")
    places = stream[: count * bits].reshape(count, bits) @ (1 << np.arange(bits))
    return cast(Tensor, table[torch.from_numpy(places)].reshape(shape))


OPERATIONS: dict[str, Operation] = {
    "add": lambda given: given["x"] + given["y"],
    "cast": _cast,
    "classify": _classify,
    "clip": lambda given: given["x"].clamp(given["alpha"], given["beta"]),
    "concat": lambda given: torch.cat(given["values"], given["axis"]),
    "constexpr_affine_dequantize": _affine_dequantize,
    "constexpr_lut_to_dense": _lut_to_dense,
    "conv": _conv,
    "linear": lambda given: functional.linear(given["x"], given["weight"], given["bias"]),
    "max_pool": _max_pool,
    "mul": lambda given: given["x"] * given["y"],
    "pad": _pad,
    "reduce_mean": _reduce_mean,
    "relu": lambda given: functional.relu(given["x"]),
    "relu6": lambda given: functional.relu6(given["x"]),
    "reshape": lambda given: given["x"].reshape(_numbers(given["shape"])),
    "sigmoid": lambda given: torch.sigmoid(given["x"]),
    "slice_by_index": _slice,
    "sub": lambda given: given["x"] - given["y"],
    "transpose": lambda given: given["x"].permute(_numbers(given["perm"])),
}
"""What each operation means; small on purpose: a network that needs more says so."""
