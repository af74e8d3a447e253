"""Every operation that the evaluator knows, saved in a package of its own, against torch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional

from export.mil import OPERATIONS, NotEvaluated, Program
from export.quiet import quiet

with quiet():
    import coremltools as ct
    from coremltools.converters.mil import Builder as mb
    from coremltools.optimize import coreml

X = torch.linspace(-3, 3, 2 * 4 * 9 * 8).sin().reshape(1, 8, 9, 8) * 4
FILTERS = torch.linspace(-2, 5, 6 * 4 * 3 * 3).cos().reshape(6, 4, 3, 3)
BIAS = torch.linspace(-1, 1, 6)
LABELS = ["a", "b", "c"]

Build = Callable[[Any], Any]
Truth = Callable[[Tensor], Tensor]


def saved(
    build: Build,
    folder: Path,
    shape: tuple[int, ...] = tuple(X.shape),
    half: bool = False,
    labels: list[str] | None = None,
    rounding: tuple[str, Any] | None = None,
) -> Path:
    """Save a program of one operation, untouched by the library's passes."""
    precision = ct.precision.FLOAT16 if half else ct.precision.FLOAT32
    pipeline = ct.PassPipeline() if half else ct.PassPipeline.EMPTY
    if rounding:
        name, config = rounding
        pipeline.append_pass(f"compression::{name}")
        pipeline.set_options(f"compression::{name}", {"config": config})
    with quiet():
        program = mb.program(
            input_specs=[mb.TensorSpec(shape=shape)], opset_version=ct.target.iOS16
        )(lambda x: build(x))
        ct.convert(
            program,
            convert_to="mlprogram",
            minimum_deployment_target=ct.target.iOS16,
            compute_precision=precision,
            pass_pipeline=pipeline,
            classifier_config=ct.ClassifierConfig(labels) if labels else None,
            skip_model_load=True,
        ).save(str(folder / "one.mlpackage"))
    return folder / "one.mlpackage"


def same_padded(x: Tensor) -> Tensor:
    """Pad 9 x 8 as SAME at stride 2, a window of 3: one on each side of 9, one after 8."""
    return functional.pad(x, (0, 1, 1, 1))


CASES: dict[str, tuple[Build, Truth]] = {
    "add": (lambda x: mb.add(x=x, y=2.5), lambda x: x + 2.5),
    "add, spread": (
        lambda x: mb.add(x=x, y=X[0, :, :1, :1].numpy()),
        lambda x: x + X[0, :, :1, :1],
    ),
    "cast": (lambda x: mb.cast(x=x, dtype="int32"), lambda x: x.trunc()),
    "clip": (lambda x: mb.clip(x=x, alpha=-1.5, beta=2.0), lambda x: x.clamp(-1.5, 2)),
    "concat": (
        lambda x: mb.concat(values=(x, mb.relu(x=x)), axis=1),
        lambda x: torch.cat([x, x.relu()], 1),
    ),
    "conv": (
        lambda x: mb.conv(
            x=x,
            weight=FILTERS.numpy(),
            bias=BIAS.numpy(),
            strides=[1, 2],
            pad_type="custom",
            pad=[1, 0, 2, 1],
            groups=2,
        ),
        lambda x: functional.conv2d(
            functional.pad(x, (2, 1, 1, 0)), FILTERS, BIAS, (1, 2), groups=2
        ),
    ),
    "conv, dilated, without padding": (
        lambda x: mb.conv(x=x, weight=FILTERS.numpy(), dilations=[2, 1], groups=2),
        lambda x: functional.conv2d(x, FILTERS, dilation=(2, 1), groups=2),
    ),
    "conv, padded to the same size": (
        lambda x: mb.conv(x=x, weight=FILTERS.numpy(), strides=[2, 2], pad_type="same", groups=2),
        lambda x: functional.conv2d(same_padded(x), FILTERS, stride=2, groups=2),
    ),
    "linear": (
        lambda x: mb.linear(x=x, weight=FILTERS.reshape(27, 8).numpy(), bias=np.ones(27, "f")),
        lambda x: x @ FILTERS.reshape(27, 8).T + 1,
    ),
    "max_pool": (
        lambda x: mb.max_pool(x=x, kernel_sizes=[3, 3], strides=[2, 2], pad_type="same"),
        lambda x: functional.max_pool2d(functional.pad(x, (0, 1, 1, 1), value=-9), 3, 2),
    ),
    "mul": (lambda x: mb.mul(x=x, y=-0.25), lambda x: x * -0.25),
    "pad": (
        lambda x: mb.pad(x=x, pad=[0, 0, 0, 0, 1, 2, 3, 0], mode="constant", constant_val=7.0),
        lambda x: functional.pad(x, (3, 0, 1, 2), value=7.0),
    ),
    "reduce_mean": (
        lambda x: mb.reduce_mean(x=x, axes=[2, 3], keep_dims=False),
        lambda x: x.mean((2, 3)),
    ),
    "relu": (lambda x: mb.relu(x=x), lambda x: x.clamp_min(0)),
    "relu6": (lambda x: mb.relu6(x=mb.mul(x=x, y=3.0)), lambda x: (3 * x).clamp(0, 6)),
    "reshape": (lambda x: mb.reshape(x=x, shape=[8, -1]), lambda x: x.reshape(8, 72)),
    "sigmoid": (lambda x: mb.sigmoid(x=x), lambda x: 1 / (1 + (-x).exp())),
    "slice_by_index": (
        lambda x: mb.slice_by_index(
            x=x,
            begin=[0, 1, 2, 3],
            end=[0, 7, 5, 0],
            stride=[1, 2, 1, 1],
            begin_mask=[True, False, False, False],
            end_mask=[True, False, False, True],
        ),
        lambda x: x[:, 1:7:2, 2:5, 3:],
    ),
    "sub": (lambda x: mb.sub(x=x, y=127.0), lambda x: x - 127),
    "transpose": (lambda x: mb.transpose(x=x, perm=[0, 2, 3, 1]), lambda x: x.permute(0, 2, 3, 1)),
}
ROUNDED = {
    "constexpr_affine_dequantize": (
        "linear_quantize_weights",
        coreml.OpLinearQuantizerConfig(mode="linear_symmetric", weight_threshold=1),
        0.1,
    ),
    "constexpr_lut_to_dense": (
        "palettize_weights",
        coreml.OpPalettizerConfig(mode="kmeans", nbits=6, weight_threshold=1),
        0.3,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_an_operation_gives_what_torch_gives(case: str, tmp_path: Path) -> None:
    build, truth = CASES[case]
    (found,) = Program(saved(build, tmp_path))(x=X.numpy()).values()
    expected = truth(X).numpy()
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, atol=2e-5)


@pytest.mark.parametrize("operation", ROUNDED)
def test_filters_in_fewer_bits_are_near_the_whole_ones(operation: str, tmp_path: Path) -> None:
    name, how, share = ROUNDED[operation]
    weight = torch.linspace(-2, 5, 64 * 8).cos().reshape(64, 8, 1, 1)
    config = coreml.OptimizationConfig(global_config=how)
    package = saved(
        lambda x: mb.conv(x=x, weight=weight.numpy()), tmp_path, rounding=(name, config)
    )
    (found,) = Program(package)(x=X.numpy()).values()
    expected = functional.conv2d(X, weight).numpy()
    off = np.abs(found - expected).max() / np.abs(expected).max()
    assert 0 < off < share


def test_a_classifier_names_the_likeliest_label_and_all_shares(tmp_path: Path) -> None:
    package = saved(lambda x: mb.relu(x=x), tmp_path, (1, 3), labels=LABELS)
    label, shares = Program(package)(x=np.array([[0.2, 0.5, 0.3]], np.float32)).values()
    assert label == "b"
    assert shares == pytest.approx(dict(zip(LABELS, (0.2, 0.5, 0.3), strict=True)))


def test_what_half_precision_loses_is_lost(tmp_path: Path) -> None:
    """2049 has no number of its own there: the next is 2048."""
    program = Program(saved(lambda x: mb.add(x=x, y=1.0), tmp_path, (1,), half=True))
    (found,) = program(x=np.array([2048], np.float32)).values()
    assert found.tolist() == [2048]


def test_every_operation_is_tried() -> None:
    tried = {case.partition(",")[0] for case in CASES} | ROUNDED.keys() | {"classify"}
    assert tried == OPERATIONS.keys()


def test_an_unknown_operation_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotEvaluated, match="erf"):
        Program(saved(lambda x: mb.erf(x=x), tmp_path))
