"""A trunk -> the same trunk, made to bear int8: folded, corrected, distilled, its weights on the grid.

What comes out is a trunk like any other, to be saved and converted. Its weights are exact in int8,
so every runtime that rounds them for each output channel carries the same ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray

from quantization.correct import correct_biases
from quantization.dead import revive
from quantization.distil import Distillation, distil_rounding
from quantization.fold import filters, folded
from quantization.rounding import Rounded, rounded_weights
from training.trunks import Trunk

CORRECTING = 32
"""Views, at most, by which biases are corrected: a filter's maps of all of them are held at once."""


@dataclass(frozen=True)
class Recipe:
    """What is done to a trunk before it is rounded."""

    correct: bool = True  # biases
    distil: Distillation | None = field(default_factory=Distillation)


def prepare(trunk: Trunk, views: Sequence[NDArray[np.uint8]], recipe: Recipe) -> Trunk:
    """Make a trunk bear rounding.

    Args:
        trunk: float.
        views: (H, W, 3) each, by which ranges are set and mistakes are measured.
        recipe: what is done.
    """
    seen = torch.from_numpy(np.stack(views))
    ready = folded(trunk)
    rounded = Rounded(ready)
    rounded.observe(seen)
    if recipe.correct:
        correct_biases(ready, rounded, seen[:CORRECTING])
    if recipe.distil:
        distil_rounding(ready, rounded, seen, folded(trunk), recipe.distil)
    revive(ready)
    snap(ready)
    return ready


@torch.no_grad()
def snap(trunk: Trunk) -> None:
    """Round a folded trunk's weights, in place."""
    for each in filters(trunk):
        each.convolution.weight.copy_(rounded_weights(each.convolution.weight))
