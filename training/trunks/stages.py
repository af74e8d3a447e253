"""What all trunks share: stages in a row, each of whose maps is pooled to features."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.nn import functional


class Trunk(nn.Module, ABC):
    """A convolutional network in stages. Early ones see sharpness, late ones content.

    Attributes:
        channels: of the map that each stage gives.
        stride: input pixels for each pixel of the last map; sides of a view are multiples of it.
    """

    channels: tuple[int, ...]
    stride: int

    @classmethod
    def length(cls) -> int:
        """Give F, the length of the feature vector: all stages' channels."""
        return sum(cls.channels)

    def forward(self, image: Tensor) -> Tensor:
        """Describe views, (N, H, W, 3) in 0..255, by (N, F): means of each stage's map."""
        return torch.cat([pool(x).flatten(1) for x in self.maps(self.normalised(image))], 1)

    def maps(self, x: Tensor, first: int = 0) -> Iterator[Tensor]:
        """Give the maps of stage `first` and of those after it; `x` is what goes into the first."""
        for index in range(first, len(self.channels)):
            x = self.stage(index, x)
            yield x

    def freeze(self, trainable: int) -> None:
        """Let the last `trainable` stages learn, and no other."""
        for index, parameters in enumerate(map(self.parameters_of, range(len(self.channels)))):
            for parameter in parameters:
                parameter.requires_grad_(index >= len(self.channels) - trainable)

    def train(self, mode: bool = True) -> Trunk:
        """Train, with the statistics of batch normalisation as they were learnt on ImageNet.

        Those of a few photos a batch would be noise.
        """
        super().train(mode)
        for module in self.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eval()
        return self

    @abstractmethod
    def normalised(self, image: Tensor) -> Tensor:
        """Map (N, H, W, 3) in 0..255 to what goes into stage 0, (N, 3, H, W)."""

    @abstractmethod
    def stage(self, index: int, x: Tensor) -> Tensor:
        """Give the map of one stage, (N, channels[index], h, w), from the one before it."""

    @abstractmethod
    def parameters_of(self, index: int) -> Iterator[nn.Parameter]:
        """List the parameters of one stage."""


def pool(x: Tensor, cells: int = 1) -> Tensor:
    """Average a map, (N, C, h, w), over a grid of cells: (N, C, cells, cells).

    >>> pool(torch.tensor([[[[1.0, 3.0], [5.0, 7.0]]]])).flatten()
    tensor([4.])
    """
    # adaptive_avg_pool2d converts to one MEAN; x.mean((2, 3)) leaves a transposition behind.
    return functional.adaptive_avg_pool2d(x, cells)
