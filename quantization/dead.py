"""Filters that give next to nothing -> filters whose bias can be counted in 32 bits.

A bias is kept as a number of steps, one for each step of the weights times one of the input. Where
all weights of a filter are all but zero, as some of a pretrained network are, that is more than 32
bits hold: the quantizer keeps the largest that fits, and the sum wraps around, from nothing to a
large number. Such a filter is given one weight that makes no difference but for the size of its step.
"""

from __future__ import annotations

import torch

from quantization.fold import filters
from quantization.rounding import HIGHEST
from training.trunks import Trunk

SMALLEST_STEP = 1e-6
"""Of the weights, in units of the bias: with inputs whose own step is 0.001 or more, a bias takes
10^9 steps at most, half of what 32 bits hold. An input of 6 adds less than a thousandth of the bias."""


@torch.no_grad()
def revive(trunk: Trunk) -> int:
    """Give a folded trunk's dead filters one weight each, in place; tell how many there were."""
    count = 0
    for each in filters(trunk):
        if each.last.bias is None:
            continue
        weights = each.convolution.weight.flatten(1)  # shares the filter's memory
        needed = each.last.bias.abs() * SMALLEST_STEP * HIGHEST
        dead = weights.abs().amax(1) < needed
        weights[dead] = 0
        weights[dead, 0] = needed[dead]
        count += int(dead.sum())
    return count
