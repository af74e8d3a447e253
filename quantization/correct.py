"""One-pass bias correction: what rounding adds to a filter's output on average is taken off its bias.

Nagel et al. 2019, "Data-free quantization through weight equalization and bias correction", arXiv
1906.04721, section 4.2, with means measured on calibration views. Each filter sees inputs that are
corrected already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from quantization.fold import filters
from quantization.rounding import FLOAT, INT8, Rounded
from training.trunks import Trunk

CHANNELS = (0, 2, 3)
"""Over which a map, (N, C, h, w), is averaged for each channel."""

Change = Callable[[str, nn.Module, Tensor], Tensor | None]


@torch.no_grad()
def correct_biases(trunk: Trunk, rounded: Rounded, views: Tensor) -> None:
    """Correct the biases of a folded trunk, in place.

    Args:
        trunk: folded, every filter with a bias.
        rounded: made of it, with observed ranges.
        views: (n, H, W, 3); all maps of one filter are held at once.
    """
    means: dict[str, Tensor] = {}

    def remember(name: str, layer: nn.Module, output: Tensor) -> None:
        means[name] = output.mean(CHANNELS)

    def correct(name: str, layer: nn.Module, output: Tensor) -> Tensor:
        off = means[name] - output.mean(CHANNELS)
        layer.bias.add_(off)  # type: ignore[operator]  # a filter's last layer has one
        return output + off[:, None, None]

    with rounded.rounding(FLOAT), _watched(trunk, remember):
        rounded(views)
    with rounded.rounding(INT8), _watched(trunk, correct):
        rounded(views)


@contextmanager
def _watched(trunk: Trunk, change: Change) -> Iterator[None]:
    """Call `change` with each filter's output, which becomes what it returns, if anything."""

    def hook(name: str, layer: nn.Module) -> torch.utils.hooks.RemovableHandle:
        return layer.register_forward_hook(lambda module, _, output: change(name, module, output))

    handles = [hook(each.name, each.last) for each in filters(trunk)]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
