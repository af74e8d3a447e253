"""A student's network in, a Core ML package for iOS 16 and later out: the image is its input.

Activations are half precision. Weights are by default the integers of the LiteRT file: a trunk that
`quantization.ptq` made has them on the grid already, so both files hold the same. Xcode's preview
shows `rank`, the likeliest of the four; apps use `whole` and `region`, as in LiteRT.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args  # coremltools has no types

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from export.graph import StudentGraph
from export.metadata import Metadata
from export.quiet import quiet

Weights = Literal["float16", "int8", "palette8", "palette6"]
WEIGHTS: tuple[Weights, ...] = get_args(Weights)

SMALLEST = 512
"""Numbers in a filter from which on it is rounded: the library's own 2048 leaves out small filters
that look at each channel by itself, which are most of those that phones run."""

RANKS = ("1 poor", "2 below par", "3 good", "4 very good")
"""What the preview calls the ranks."""


class ImageGraph(nn.Module):
    """The student's network as Core ML feeds it, with what the preview shows beside its outputs."""

    outputs = ("whole", "region", "ranks")
    differences: Tensor
    certain: Tensor

    def __init__(self, graph: StudentGraph) -> None:
        super().__init__()
        ranks = len(RANKS)
        self.register_buffer(
            "differences", torch.eye(ranks, ranks - 1).roll(1, 0) - torch.eye(ranks, ranks - 1)
        )
        self.register_buffer("certain", torch.eye(1, ranks)[0])
        self.student = graph  # `graph` is a word of TorchScript

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Map (1, 3, size, size) in 0..255 to logits as whole view and as region, and ranks' shares.

        The shares are those of the whole view alone: a preview knows no regions.
        """
        said = self.student(image.permute(0, 2, 3, 1))
        steps = torch.sigmoid(said["whole"][:, : len(RANKS) - 1])
        # P(rank = k) = P(rank > k - 1) - P(rank > k), as a matrix: one operation.
        shares = functional.linear(steps, self.differences, self.certain)
        return said["whole"], said["region"], shares


@dataclass(frozen=True)
class Package:
    """A converted network, before it is saved."""

    model: Any

    def save(self, folder: Path) -> None:
        """Write the `.mlpackage`; one that is there is written over."""
        with quiet():
            self.model.save(str(folder))


def convert(graph: StudentGraph, size: int, said: Metadata, weights: Weights = "int8") -> Package:
    """Convert a student's network.

    Args:
        graph: trunk and heads.
        size: pixels; side of a view.
        said: what the package says of itself.
        weights: how they are kept.
    """
    with quiet():
        model = _converted(graph, size, weights)
        _describe(model, said)
    return Package(model)


def _converted(graph: StudentGraph, size: int, weights: Weights) -> Any:
    import coremltools as ct  # seconds and many messages: only when something is converted

    network, picture = ImageGraph(graph).eval(), torch.zeros(1, 3, size, size)
    traced = torch.jit.trace(network, picture)  # type: ignore[no-untyped-call]
    return ct.convert(
        traced,
        inputs=[
            ct.ImageType(name="image", shape=(1, 3, size, size), color_layout=ct.colorlayout.RGB)
        ],
        outputs=[ct.TensorType(name=name, dtype=np.float32) for name in ImageGraph.outputs],
        classifier_config=ct.ClassifierConfig(
            list(RANKS), predicted_feature_name="rank", predicted_probabilities_output="ranks"
        ),
        convert_to="mlprogram",
        minimum_deployment_target=ct.target.iOS16,
        compute_precision=ct.precision.FLOAT16,
        pass_pipeline=_passes(weights),
        skip_model_load=True,
    )


def _passes(weights: Weights) -> Any:
    """Give the library's passes, one that rounds, and one that lets a classifier have other outputs.

    After the classifier has put its two outputs before them, the library looks the others up in the
    list of those that were asked for, which is then one too short; without the list it does not.
    """
    import coremltools as ct
    from coremltools.converters.mil.mil.passes import graph_pass, pass_registry

    class ForgetOutputTypes(graph_pass.AbstractGraphPass):  # type: ignore[misc]
        def apply(self, prog: Any) -> None:
            prog.functions["main"].output_types = None

    name = "clearshot::forget_output_types"
    pass_registry.PASS_REGISTRY.passes[name] = ForgetOutputTypes()
    pipeline = ct.PassPipeline()
    if weights != "float16":
        rounding, config = _rounding(weights)
        pipeline.append_pass(rounding)
        pipeline.set_options(rounding, {"config": config})
    pipeline.append_pass(name)
    return pipeline


def _rounding(weights: Weights) -> tuple[str, Any]:
    """Give the library's pass that keeps filters in fewer bits, and how; they are whole in use."""
    from coremltools.optimize import coreml

    if weights == "int8":
        name = "linear_quantize_weights"
        how = coreml.OpLinearQuantizerConfig(mode="linear_symmetric", weight_threshold=SMALLEST)
    else:
        name, bits = "palettize_weights", int(weights.removeprefix("palette"))
        how = coreml.OpPalettizerConfig(mode="kmeans", nbits=bits, weight_threshold=SMALLEST)
    return f"compression::{name}", coreml.OptimizationConfig(global_config=how)


def _describe(model: Any, said: Metadata) -> None:
    """Write what Xcode shows."""
    model.short_description = said.description
    model.version, model.author, model.license = said.version, said.author, said.licence
    model.input_description["image"] = said.input.description
    for output in said.outputs:
        model.output_description[output.name] = output.description
        model.user_defined_metadata[f"{output.name} labels"] = ", ".join(output.labels)
    model.output_description["rank"] = "the likeliest rank of the whole view, for a preview"
    model.output_description["rank_probs"] = "how likely each rank is, for a preview"
