"""VGG16, the papers' trunk: Simonyan & Zisserman 2015, arXiv 1409.1556, configuration D.

Features are pooled before each of its five max-poolings. The fully connected layers are left out:
they want 224 x 224 pixels and know ImageNet's classes.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import torch
from torch import Tensor, nn
from torchvision.models import vgg16

from training.trunks.stages import Trunk

ENDS = (0, 4, 9, 16, 23, 30)
"""Where stages begin in torchvision's list of layers: each of the later ones with a max-pooling."""


class VGG16(Trunk):
    """The 13 convolutions. Parameter names are torchvision's: `features.N.weight`, `.bias`."""

    channels = (64, 128, 256, 512, 512)
    stride = 16

    mean: Tensor
    deviation: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.features = vgg16(weights=None).features
        self.register_buffer("mean", torch.tensor([0.485, 0.456, 0.406]) * 255, persistent=False)
        self.register_buffer(
            "deviation", torch.tensor([0.229, 0.224, 0.225]) * 255, persistent=False
        )

    def normalised(self, image: Tensor) -> Tensor:
        """Subtract ImageNet's mean and divide by its deviation."""
        x = (image.to(self.mean.dtype) - self.mean) / self.deviation
        return x.permute(0, 3, 1, 2)

    def stage(self, index: int, x: Tensor) -> Tensor:
        """Run one block of convolutions, after the max-pooling of the one before."""
        for layer in self._layers(index):
            x = layer(x)
        return x

    def parameters_of(self, index: int) -> Iterator[nn.Parameter]:
        """List the weights and biases of one block."""
        for layer in self._layers(index):
            yield from layer.parameters()

    def _layers(self, index: int) -> nn.Sequential:
        start, stop = list(pairwise(ENDS))[index]
        layers: nn.Sequential = self.features[start:stop]
        return layers
