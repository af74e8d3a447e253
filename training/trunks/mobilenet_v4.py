"""MobileNetV4-Conv-Small: Qin et al. 2024, arXiv 2404.10518, table 11, with SAME padding.

Universal inverted bottlenecks: an optional depthwise filter before the expansion, and one after it.
ReLU throughout, so that it survives 8-bit integers. torchvision has no such network.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import torch
from torch import Tensor, nn

from training.trunks.same import SameConv
from training.trunks.stages import Trunk


class Bottleneck(NamedTuple):
    """One block: `before` and `within` are kernels of its depthwise filters, 0 for none."""

    channels: int
    before: int
    within: int
    stride: int
    expansion: int


STAGES = (
    (
        Bottleneck(96, 5, 5, 2, 3),
        *[Bottleneck(96, 0, 3, 1, 2)] * 4,
        Bottleneck(96, 3, 0, 1, 4),
    ),
    (
        Bottleneck(128, 3, 3, 2, 6),
        Bottleneck(128, 5, 5, 1, 4),
        Bottleneck(128, 0, 5, 1, 4),
        Bottleneck(128, 0, 5, 1, 3),
        *[Bottleneck(128, 0, 3, 1, 4)] * 2,
    ),
)


def convolution(
    inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1, bends: bool = True
) -> nn.Sequential:
    """Build a convolution with batch normalisation and, where it `bends`, ReLU."""
    layers = [SameConv(inputs, outputs, kernel, stride, groups), nn.BatchNorm2d(outputs)]
    return nn.Sequential(*layers, *([nn.ReLU()] if bends else []))


class Universal(nn.Module):
    """A universal inverted bottleneck; the residual where the shape stays."""

    def __init__(self, inputs: int, block: Bottleneck) -> None:
        super().__init__()
        wide = inputs * block.expansion
        layers = []
        if block.before:
            early = 1 if block.within else block.stride
            layers.append(convolution(inputs, inputs, block.before, early, inputs, bends=False))
        layers.append(convolution(inputs, wide, 1))
        if block.within:
            layers.append(convolution(wide, wide, block.within, block.stride, wide))
        layers.append(convolution(wide, block.channels, 1, bends=False))
        self.layers = nn.Sequential(*layers)
        self.residual = block.stride == 1 and inputs == block.channels

    def forward(self, x: Tensor) -> Tensor:
        """Map (N, inputs, H, W) to (N, channels, H / stride, W / stride)."""
        y: Tensor = self.layers(x)
        return x + y if self.residual else y


class MobileNetV4(Trunk):
    """The trunk, without the widest layer, which the paper has after pooling: heads stand there.

    No weights are published under these names.
    """

    channels = (32, 64, 96, 128, 960)
    stride = 32

    def __init__(self) -> None:
        super().__init__()
        first = nn.Sequential(
            convolution(3, 32, 3, 2), convolution(32, 32, 3, 2), convolution(32, 32, 1)
        )
        second = nn.Sequential(convolution(32, 96, 3, 2), convolution(96, 64, 1))
        stages, inputs = [first, second], 64
        for blocks in STAGES:
            stages.append(nn.Sequential(*_chained(inputs, blocks)))
            inputs = blocks[-1].channels
        self.stages = nn.ModuleList([*stages, convolution(inputs, 960, 1)])

    def normalised(self, image: Tensor) -> Tensor:
        """Centre on 0, before the axes are moved: so the converter needs no transposition."""
        return ((image.to(torch.float32) - 127.0) * (1 / 128)).permute(0, 3, 1, 2)

    def stage(self, index: int, x: Tensor) -> Tensor:
        """Run the blocks of one stage."""
        y: Tensor = self.stages[index](x)
        return y

    def parameters_of(self, index: int) -> Iterator[nn.Parameter]:
        """List the parameters of one stage."""
        return self.stages[index].parameters()


def _chained(inputs: int, blocks: tuple[Bottleneck, ...]) -> Iterator[Universal]:
    for block in blocks:
        yield Universal(inputs, block)
        inputs = block.channels
