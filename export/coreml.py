"""A student in, a Core ML package for iOS 16 and later out: the image is its input.

Activations are half precision. Weights are by default the integers of the LiteRT file: a trunk that
`quantization.ptq` made has them on the grid already, so both files hold the same. Xcode's preview
shows `rank`, the likeliest of the four; apps use `whole` and `region`, as in LiteRT. The package is
read back and run by `export.mil`, and held against the network. `--compare` writes a table of all
ways to keep the weights.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, get_args  # coremltools has no types

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional
from tqdm import tqdm

from export.graph import StudentGraph
from export.logits import Logits, ProofFailed, proven
from export.metadata import Metadata
from export.mil import Program
from export.quiet import quiet
from export.source import PROVEN, REFUSALS, Source, add_run, source_of

TOLERANCE = 0.1
"""Largest difference of a logit between a package, in half precision, and its network."""

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


def write(package: Path, source: Source, weights: Weights = "int8") -> None:
    """Convert a student's network, and write the `.mlpackage`; one that is there is written over."""
    save(package, source.graph, source.spec.size, source.metadata, weights)


def save(
    package: Path, graph: StudentGraph, size: int, said: Metadata, weights: Weights = "int8"
) -> None:
    """Convert a network, and write the `.mlpackage`.

    Args:
        package: its folder.
        graph: trunk and heads.
        size: pixels; side of a view.
        said: what the package says of itself.
        weights: how they are kept.
    """
    with quiet():
        model = _converted(graph, size, weights)
        _describe(model, said)
        model.save(str(package))


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
    # The heads carry the answer and cost next to nothing: they stay as they are, as in LiteRT.
    config = coreml.OptimizationConfig(global_config=how, op_type_configs={"linear": None})
    return f"compression::{name}", config


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


def run(package: Path, views: NDArray[np.uint8]) -> Logits:
    """Run a saved package on (n, size, size, 3) views, one after the other."""
    program = Program(package)
    said = [program(image=view.transpose(2, 0, 1)[None]) for view in views]
    return Logits(*(np.concatenate([each[name] for each in said]) for name in Logits._fields))


def predict(package: Path, views: NDArray[np.uint8]) -> Logits:
    """Run a saved package by Core ML itself, on a Mac."""
    with quiet():
        import coremltools

        model = coremltools.models.MLModel(str(package))
        said = [model.predict({"image": Image.fromarray(view)}) for view in views]
    return Logits(*(np.concatenate([each[name] for each in said]) for name in Logits._fields))


def prove(package: Path, source: Source) -> float:
    """Give the largest difference of a logit between the package and the student's network.

    Raises:
        ProofFailed: it is over `TOLERANCE`.
    """
    views = np.stack(source.calibration[:PROVEN])
    return proven(run(package, views), source.exact(views), TOLERANCE, "the Core ML package")


def compared(source: Source) -> str:
    """Hold all ways to keep the weights against the network: a Markdown table."""
    views = np.stack(source.calibration[:PROVEN])
    exact, int8 = source.exact(views), source.expected(views)
    columns = ("MB", "off the network: worst logit", "mean", "off int8: worst logit", "mean")
    lines = [f"| weights (n = {len(views)} views) | {' | '.join(columns)} |", "|---" * 6 + "|"]
    with TemporaryDirectory() as folder:
        for weights in tqdm(WEIGHTS, desc="weights"):
            package = Path(folder) / f"{weights}.mlpackage"
            write(package, source, weights)
            said = run(package, views)
            apart = [(said.off(other), said.mean_off(other)) for other in (exact, int8)]
            cells = [f"{each:.3f}" for pair in apart for each in pair]
            lines.append(f"| {weights} | {size_of(package):.2f} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def size_of(package: Path) -> float:
    """Give the megabytes of all files of a package."""
    return sum(file.stat().st_size for file in package.rglob("*") if file.is_file()) / 1e6


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m export.coreml", description=__doc__)
    add_run(parser)
    parser.add_argument("--weights", choices=WEIGHTS, default="int8", help="%(default)s")
    parser.add_argument("--compare", action="store_true", help="write a table instead")
    parser.add_argument("--out", type=Path, required=True, help="the .mlpackage, or the table")
    options = parser.parse_args(argv)
    try:
        source = source_of(options)
        if options.compare:
            options.out.write_text(compared(source), encoding="utf-8")
            print(options.out)
            return 0
        write(options.out, source, options.weights)
        worst = prove(options.out, source)
    except (ProofFailed, *REFUSALS) as error:
        print(f"export.coreml: {error}", file=sys.stderr)
        return 2
    megabytes = size_of(options.out)
    print(f"{options.out}: {megabytes:.2f} MB, at most {worst:.4f} from the network's logits")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
