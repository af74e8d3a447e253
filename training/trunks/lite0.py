"""EfficientNet-Lite0, the trunk: one view in, the means of six of its stages out.

Lite0 is EfficientNet-B0 without squeeze-and-excite and with ReLU6 for swish, so that it survives
8-bit integers: Tan & Le 2019, arXiv 1905.11946; github.com/tensorflow/tpu, efficientnet/lite.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.trunks.same import SameConv
from training.trunks.stages import Trunk

STARTS = (0, 2, 5, 8, 11, 15, 16)
"""Blocks with which stages begin; the stem belongs to the first stage, the last layer to the last.
All stages together rank photos better than any one (SRCC .65 against .53-.63)."""


class Stage(NamedTuple):
    """One row of the paper's table: `repeats` blocks, the first of which has the stride."""

    repeats: int
    channels: int
    kernel: int
    stride: int
    expansion: int


STAGES = (
    Stage(1, 16, 3, 1, 1),
    Stage(2, 24, 3, 2, 6),
    Stage(2, 40, 5, 2, 6),
    Stage(3, 80, 3, 2, 6),
    Stage(3, 112, 5, 1, 6),
    Stage(4, 192, 5, 2, 6),
    Stage(1, 320, 3, 1, 6),
)


def _norm(channels: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(channels, eps=1e-3)


class Block(nn.Module):
    """Inverted residual: expand, filter each channel, project (Sandler et al. 2018)."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        inner = inputs * expansion
        self.residual = stride == 1 and inputs == outputs
        self.expands = expansion > 1
        if self.expands:
            self._expand_conv, self._bn0 = SameConv(inputs, inner, 1), _norm(inner)
        self._depthwise_conv = SameConv(inner, inner, kernel, stride, groups=inner)
        self._bn1 = _norm(inner)
        self._project_conv, self._bn2 = SameConv(inner, outputs, 1), _norm(outputs)

    def forward(self, x: Tensor) -> Tensor:
        """Map (N, inputs, H, W) to (N, outputs, H / stride, W / stride)."""
        y: Tensor = functional.relu6(self._bn0(self._expand_conv(x))) if self.expands else x
        y = functional.relu6(self._bn1(self._depthwise_conv(y)))
        y = self._bn2(self._project_conv(y))
        return x + y if self.residual else y


class Lite0(Trunk):
    """The trunk. Parameter names are those of the published PyTorch weights."""

    channels = (24, 40, 80, 112, 192, 1280)
    stride = 32

    def __init__(self) -> None:
        super().__init__()
        self._conv_stem, self._bn0 = SameConv(3, 32, 3, 2), _norm(32)
        blocks, inputs = [], 32
        for stage in STAGES:
            for index in range(stage.repeats):
                stride = stage.stride if index == 0 else 1
                blocks.append(Block(inputs, stage.channels, stage.kernel, stride, stage.expansion))
                inputs = stage.channels
        self._blocks = nn.ModuleList(blocks)
        self._conv_head, self._bn1 = SameConv(inputs, 1280, 1), _norm(1280)

    def normalised(self, image: Tensor) -> Tensor:
        """Centre on 0, before the axes are moved: so the converter needs no transposition."""
        return ((image.to(torch.float32) - 127.0) * (1 / 128)).permute(0, 3, 1, 2)

    def stage(self, index: int, x: Tensor) -> Tensor:
        """Run the blocks of one stage."""
        if index == 0:
            x = functional.relu6(self._bn0(self._conv_stem(x)))
        for block in self._blocks_of(index):
            x = block(x)
        if index == len(self.channels) - 1:
            x = functional.relu6(self._bn1(self._conv_head(x)))
        return x

    def parameters_of(self, index: int) -> Iterator[nn.Parameter]:
        """List the parameters of one stage."""
        modules = list(self._blocks_of(index))
        if index == 0:
            modules += [self._conv_stem, self._bn0]
        if index == len(self.channels) - 1:
            modules += [self._conv_head, self._bn1]
        return chain.from_iterable(module.parameters() for module in modules)

    def _blocks_of(self, index: int) -> Iterator[nn.Module]:
        return iter(self._blocks[STARTS[index] : STARTS[index + 1]])
