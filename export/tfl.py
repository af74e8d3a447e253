"""A .tflite file in, its outputs out, by torch: what the integers in the file mean, said once more.

The file's own arithmetic: eight-bit codes stand for scale * (code - zero point); products are summed
as whole numbers and rounded to the output's codes, to even where two are equally near (Jacob et al.
2018, arXiv 1712.05877; the scheme of LiteRT's quantization specification). Here whole numbers are
kept in double precision, in which they are exact. No speed is meant: it is a second reading of the
file, beside that of the runtime.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any  # the schema's classes have no types

import numpy as np
import torch
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.tools import flatbuffer_utils
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from export.mil import NotEvaluated

KINDS = {
    schema.TensorType.FLOAT32: np.float32,
    schema.TensorType.INT32: np.int32,
    schema.TensorType.UINT8: np.uint8,
    schema.TensorType.INT8: np.int8,
}
LIMITS = {schema.TensorType.INT8: (-128, 127), schema.TensorType.UINT8: (0, 255)}


@dataclass(frozen=True, eq=False)
class Codes:
    """How a tensor's codes stand for numbers; `axis` is the one along which scales differ."""

    scale: Tensor
    zero: Tensor
    axis: int
    limits: tuple[int, int]

    def numbers(self, codes: Tensor) -> Tensor:
        """Give what codes stand for."""
        return (codes - self._spread(self.zero, codes)) * self._spread(self.scale, codes)

    def codes(self, numbers: Tensor) -> Tensor:
        """Give the nearest codes."""
        return torch.round(numbers / self.scale + self.zero).clamp(*self.limits)

    def _spread(self, values: Tensor, over: Tensor) -> Tensor:
        if len(values) == 1:
            return values
        return values.reshape([-1 if at == self.axis else 1 for at in range(over.ndim)])


@dataclass(frozen=True, eq=False)
class Step:
    """One operation: its name, options, the places of its inputs and outputs."""

    name: str
    options: Any
    inputs: tuple[int, ...]
    output: int


class FlatProgram:
    """The first subgraph of a .tflite file, fed with one view at a time.

    Args:
        content: of the file.

    Raises:
        NotEvaluated: it holds an operation that is not known here.
    """

    def __init__(self, content: bytes) -> None:
        model = flatbuffer_utils.read_model_from_bytearray(bytearray(content))
        graph = model.subgraphs[0]
        self._tensors = graph.tensors
        self._constants = {
            place: _constant(tensor, model.buffers[tensor.buffer])
            for place, tensor in enumerate(graph.tensors)
            if model.buffers[tensor.buffer].data is not None
        }
        self._codes = {place: _codes(tensor) for place, tensor in enumerate(graph.tensors)}
        self._steps = [_step(each, model.operatorCodes) for each in graph.operators]
        unknown = {step.name for step in self._steps} - OPERATIONS.keys()
        if unknown:
            raise NotEvaluated(
                f"the file holds the operations {', '.join(sorted(unknown))}, which export.tfl "
                "does not know: add them to OPERATIONS"
            )
        signature = model.signatureDefs[0]
        (entry,) = signature.inputs
        self._input = entry.tensorIndex
        self._outputs = {each.name.decode(): each.tensorIndex for each in signature.outputs}

    def __call__(self, view: NDArray[np.uint8]) -> dict[str, NDArray[np.float32]]:
        """Give the outputs by name, (n,) each, for a view, (size, size, 3)."""
        values = {self._input: torch.from_numpy(view[None].astype(np.float64))}
        values |= self._constants
        with torch.inference_mode():
            for step in self._steps:
                values[step.output] = self._result(step, values)
        return {name: values[place][0].float().numpy() for name, place in self._outputs.items()}

    def _result(self, step: Step, values: dict[int, Tensor]) -> Tensor:
        """Do one operation, and round what it gives as its tensor keeps it."""
        codes = [self._codes[place] for place in step.inputs]
        output = self._codes[step.output]
        if step.name in FILTERS and output is not None and codes[0] is not None and codes[1]:
            x, weight = (values[place] for place in step.inputs[:2])
            bias = values[step.inputs[2]] if len(step.inputs) > 2 else None
            total = FILTERS[step.name](x - codes[0].zero, weight, bias, step.options)
            return _rescaled(_wrapped(total), codes[0], codes[1], output, step.options)
        given = [
            values[place] if how is None else how.numbers(values[place])
            for place, how in zip(step.inputs, codes, strict=True)
        ]
        numbers = OPERATIONS[step.name](given, step.options)
        return numbers.float().double() if output is None else output.codes(numbers)


def _wrapped(total: Tensor) -> Tensor:
    """Keep of a sum what 32 bits hold, as every processor does.

    >>> _wrapped(torch.tensor([2.0**31, -5.0]).double()).tolist()
    [-2147483648.0, -5.0]
    """
    return (total + 2.0**31).remainder(2.0**32) - 2.0**31


def _rescaled(total: Tensor, x: Codes, weight: Codes, output: Codes, options: Any) -> Tensor:
    """Turn sums of products of codes into codes, in single precision, as XNNPACK does."""
    scale = x.scale.float() * weight.scale.float() / output.scale.float()
    codes = torch.round(total.float() * scale) + output.zero
    low, high = ENDS[options.fusedActivationFunction]
    limits = [
        limit if number is None else float(output.codes(torch.tensor([number])))
        for number, limit in zip((low, high), output.limits, strict=True)
    ]
    return codes.double().clamp(*limits)


def _codes(tensor: Any) -> Codes | None:
    """Give how a tensor's codes are read; None if they are numbers themselves."""
    how = tensor.quantization
    if how is None or how.scale is None:
        return None
    return Codes(
        torch.from_numpy(np.asarray(how.scale, np.float64)),
        torch.from_numpy(np.asarray(how.zeroPoint, np.float64)),
        how.quantizedDimension,
        LIMITS.get(tensor.type, (-(2**31), 2**31 - 1)),
    )


def _constant(tensor: Any, buffer: Any) -> Tensor:
    if tensor.type not in KINDS:
        raise NotEvaluated(f"a constant has the type {tensor.type}, expected one of {set(KINDS)}")
    values = np.frombuffer(bytes(buffer.data), KINDS[tensor.type]).reshape(tensor.shape)
    return torch.from_numpy(values.astype(np.float64))


def _step(operator: Any, codes: Sequence[Any]) -> Step:
    code = codes[operator.opcodeIndex]
    number = max(code.builtinCode, code.deprecatedBuiltinCode)
    name = _NAMES[number]
    (output,) = operator.outputs
    inputs = tuple(int(each) for each in operator.inputs if each >= 0)  # -1: left out
    return Step(name, operator.builtinOptions, inputs, int(output))


_NAMES = {
    number: name for name, number in vars(schema.BuiltinOperator).items() if isinstance(number, int)
}


ENDS: dict[int, tuple[float | None, float | None]] = {
    schema.ActivationFunctionType.NONE: (None, None),
    schema.ActivationFunctionType.RELU: (0.0, None),
    schema.ActivationFunctionType.RELU6: (0.0, 6.0),
}
"""Between which numbers an operation's end keeps what it gives."""


def _activated(x: Tensor, options: Any) -> Tensor:
    low, high = ENDS[options.fusedActivationFunction]
    return x if low is None else x.clamp(low, high)


Given = list[Tensor]


def _convolved(x: Tensor, weight: Tensor, bias: Tensor | None, options: Any, groups: int) -> Tensor:
    """Convolve (1, H, W, C) by (out, in / groups, kh, kw) filters."""
    x, steps = x.permute(0, 3, 1, 2), (options.strideH, options.strideW)
    if options.padding == schema.Padding.SAME:
        x = functional.pad(x, _same(x.shape[2:], weight.shape[2:], steps))
    return functional.conv2d(x, weight, bias, steps, groups=groups).permute(0, 2, 3, 1)


def _conv(x: Tensor, weight: Tensor, bias: Tensor | None, options: Any) -> Tensor:
    return _convolved(x, weight.permute(0, 3, 1, 2), bias, options, 1)


def _depthwise(x: Tensor, weight: Tensor, bias: Tensor | None, options: Any) -> Tensor:
    """Convolve each channel by its own filter, one of (1, kh, kw, C)."""
    return _convolved(x, weight.permute(3, 0, 1, 2), bias, options, x.shape[3])


def _same(sizes: Sequence[int], window: Sequence[int], steps: Sequence[int]) -> list[int]:
    """Give SAME's padding, left and right, then above and below; an odd pixel comes last.

    >>> _same((9, 8), (3, 3), (2, 2))
    [0, 1, 1, 1]
    """
    pads: list[int] = []
    for size, width, step in zip(sizes, window, steps, strict=True):
        total = max((-(-size // step) - 1) * step + width - size, 0)
        pads = [total // 2, total - total // 2, *pads]
    return pads


def _fully_connected(given: Given, options: Any) -> Tensor:
    return _activated(functional.linear(given[0], given[1], *given[2:3]), options)


def _mean(given: Given, options: Any) -> Tensor:
    axes = [int(each) for each in given[1].flatten()]
    return given[0].mean(axes, options.keepDims)


Filtering = Callable[[Tensor, Tensor, Tensor | None, Any], Tensor]
FILTERS: dict[str, Filtering] = {"CONV_2D": _conv, "DEPTHWISE_CONV_2D": _depthwise}


def _filtered(filtering: Filtering) -> Callable[[Given, Any], Tensor]:
    """Filter numbers, where they are not codes."""

    def filtered(given: Given, options: Any) -> Tensor:
        bias = given[2] if len(given) > 2 else None
        return _activated(filtering(given[0], given[1], bias, options), options)

    return filtered


OPERATIONS: dict[str, Callable[[Given, Any], Tensor]] = {
    "ADD": lambda given, options: _activated(given[0] + given[1], options),
    "CAST": lambda given, options: given[0],
    "CONCATENATION": lambda given, options: torch.cat(given, options.axis),
    **{name: _filtered(each) for name, each in FILTERS.items()},
    "DEQUANTIZE": lambda given, options: given[0],
    "FULLY_CONNECTED": _fully_connected,
    "MEAN": _mean,
    "MUL": lambda given, options: _activated(given[0] * given[1], options),
    "QUANTIZE": lambda given, options: given[0],
    "RESHAPE": lambda given, options: given[0].reshape([int(each) for each in given[1].flatten()]),
    "SUB": lambda given, options: _activated(given[0] - given[1], options),
}
"""What each operation gives, of the numbers that its inputs stand for."""
