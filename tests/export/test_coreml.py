from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from export.coreml import RANKS, WEIGHTS, Weights, save
from export.graph import StudentGraph
from export.metadata import Input, Metadata, Output
from export.mil import Program
from export.quiet import quiet
from training.heads import Heads
from training.trunks.same import SameConv
from training.trunks.stages import Trunk

SIZE = 32
REASONS = ("glare", "noise")
SAID = Metadata(
    name="clearshot",
    description="quality of a photo",
    version="1.2",
    author="somebody",
    licence="see LICENSE",
    input=Input("image", "one view"),
    outputs=(Output("region", "added", ("all", *REASONS)), Output("whole", "logits", REASONS)),
)


class Small(Trunk):
    """Two stages, made like those that are shipped."""

    channels = (8, 16)
    stride = 4

    def __init__(self) -> None:
        super().__init__()
        self.stages = nn.ModuleList([SameConv(3, 8, 3, 2), SameConv(8, 16, 3, 2)])

    def normalised(self, image: Tensor) -> Tensor:
        return ((image.to(torch.float32) - 127.0) * (1 / 128)).permute(0, 3, 1, 2)

    def stage(self, index: int, x: Tensor) -> Tensor:
        return functional.relu6(self.stages[index](x))

    def parameters_of(self, index: int) -> Iterator[nn.Parameter]:
        return chain(self.stages[index].parameters())


@pytest.fixture(scope="module")
def graph() -> StudentGraph:
    torch.manual_seed(3)
    rng = np.random.default_rng(3)
    weights = rng.normal(0, 2, (2 * Small.length(), 1 + len(REASONS))).astype(np.float32)
    thresholds = np.array([-1, 0, 1], np.float32)
    bias = np.array([0.1, -0.2, 0.3], np.float32)
    return StudentGraph(Small(), Heads(weights, bias, thresholds)).eval()


@pytest.fixture(scope="module")
def view() -> np.ndarray:
    return np.random.default_rng(4).integers(0, 256, (SIZE, SIZE, 3), np.uint8)


def package(graph: StudentGraph, weights: Weights, folder: Path) -> Path:
    save(folder / "Quality.mlpackage", graph, SIZE, SAID, weights)
    return folder / "Quality.mlpackage"


@pytest.mark.parametrize("weights", WEIGHTS)
def test_a_package_gives_what_the_network_gives(
    weights: Weights, graph: StudentGraph, view: np.ndarray, tmp_path: Path
) -> None:
    # Rounded filters are not the network's own: then it is only near.
    near = {"float16": 0.01, "int8": 0.1, "palette8": 0.2, "palette6": 0.5}[weights]
    said = Program(package(graph, weights, tmp_path))(image=view.transpose(2, 0, 1)[None])
    with torch.inference_mode():
        expected = graph(torch.from_numpy(view[None]))
    for name in ("whole", "region"):
        np.testing.assert_allclose(said[name], expected[name].numpy(), atol=near)


def test_a_preview_is_told_the_likeliest_rank(
    graph: StudentGraph, view: np.ndarray, tmp_path: Path
) -> None:
    said = Program(package(graph, "float16", tmp_path))(image=view.transpose(2, 0, 1)[None])
    over = 1 / (1 + np.exp(-said["whole"][0, : len(RANKS) - 1]))
    shares = -np.diff([1.0, *over, 0.0])
    assert said["rank_probs"] == pytest.approx(dict(zip(RANKS, shares, strict=True)), abs=2e-3)
    assert said["rank"] == RANKS[int(shares.argmax())]


def test_xcode_is_told_what_the_network_is(graph: StudentGraph, tmp_path: Path) -> None:
    with quiet():
        import coremltools

        model = coremltools.models.MLModel(
            str(package(graph, "int8", tmp_path)), skip_model_load=True
        )
        spec = model.get_spec()
    assert model.short_description == SAID.description
    assert (model.version, model.author, model.license) == ("1.2", "somebody", "see LICENSE")
    assert model.user_defined_metadata["whole labels"] == "glare, noise"
    assert spec.description.predictedFeatureName == "rank"
    (image,) = spec.description.input
    assert image.type.imageType.width == image.type.imageType.height == SIZE
    assert spec.specificationVersion == 7  # iOS 16
