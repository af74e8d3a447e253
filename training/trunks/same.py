"""Convolutions that pad as TensorFlow does, so that the converter needs no padding of its own."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional


class SameConv(nn.Conv2d):
    """A convolution with TensorFlow's SAME padding, for even sizes.

    At stride 2 the odd pixel goes right and below. Written as an explicit pad, the converter
    folds it into the convolution.
    """

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1):
        padding = kernel // 2 if stride == 1 else 0
        super().__init__(inputs, outputs, kernel, stride, padding, groups=groups, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """Convolve (N, C, H, W)."""
        if self.stride[0] == 2:
            total = self.kernel_size[0] - 2
            before, after = total // 2, total - total // 2
            x = functional.pad(x, (before, after, before, after))
        return super().forward(x)
