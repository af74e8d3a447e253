"""Trunks whose network is torchvision's own list of layers: stages are slices of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import torch
from torch import Tensor, nn

from training.trunks.stages import Trunk


class Sliced(Trunk):
    """A trunk of torchvision. Parameter names are torchvision's: `features.N...`.

    Attributes:
        ends: where stages begin in the list of layers, and where the last one ends.
    """

    ends: tuple[int, ...]

    mean: Tensor
    deviation: Tensor

    def __init__(self, features: nn.Sequential) -> None:
        super().__init__()
        self.features = features
        self.register_buffer("mean", torch.tensor([0.485, 0.456, 0.406]) * 255, persistent=False)
        self.register_buffer(
            "deviation", torch.tensor([0.229, 0.224, 0.225]) * 255, persistent=False
        )

    def normalised(self, image: Tensor) -> Tensor:
        """Subtract ImageNet's mean and divide by its deviation, as torchvision's weights want."""
        x = (image.to(self.mean.dtype) - self.mean) / self.deviation
        return x.permute(0, 3, 1, 2)

    def stage(self, index: int, x: Tensor) -> Tensor:
        """Run the layers of one stage."""
        for layer in self._layers(index):
            x = layer(x)
        return x

    def parameters_of(self, index: int) -> Iterator[nn.Parameter]:
        """List the parameters of one stage."""
        for layer in self._layers(index):
            yield from layer.parameters()

    def _layers(self, index: int) -> nn.Sequential:
        start, stop = list(pairwise(self.ends))[index]
        layers: nn.Sequential = self.features[start:stop]
        return layers
