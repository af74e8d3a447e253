"""A short quantization-aware distillation: the rounded trunk learns to give the float one's features.

The weights move a little so that rounding cancels out (QAT; Jacob et al. 2018, arXiv 1712.05877). At
a learning rate of 2e-4 this destroyed a network, at 1e-5 it mended it.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional
from tqdm import trange

from quantization.fold import filters
from quantization.rounding import INT8, Rounded
from training.invariance import deviations, features_of
from training.trunks import Trunk


@dataclass(frozen=True)
class Distillation:
    """How long it takes."""

    steps: int = 120
    batch: int = 4  # views a step
    learning_rate: float = 1e-5  # at the start; it falls as a cosine
    seed: int = 0


def distil_rounding(
    trunk: Trunk, rounded: Rounded, views: Tensor, target: Trunk, config: Distillation
) -> None:
    """Teach a folded trunk to bear rounding, in place.

    Args:
        trunk: folded; what its normalisations multiply by stays 1.
        rounded: made of it, with observed ranges, which stay.
        views: (n, H, W, 3) to learn on.
        target: the float trunk whose features are to be given.
        config: how long.
    """
    wanted = features_of(target, views)
    scale = deviations(wanted)
    learns = _weights_and_biases(trunk)
    optimiser = torch.optim.Adam(learns, config.learning_rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, config.steps)
    draws = torch.Generator().manual_seed(config.seed)
    with rounded.rounding(INT8):
        for _ in trange(config.steps, desc="rounding"):
            rows = torch.randint(len(views), (config.batch,), generator=draws)
            off = (rounded(views[rows]) - wanted[rows]) / scale
            loss = functional.smooth_l1_loss(off, torch.zeros_like(off))
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
    trunk.freeze(0)


def _weights_and_biases(trunk: Trunk) -> list[Tensor]:
    learns: list[Tensor] = []
    for each in filters(trunk):
        learns += [each.convolution.weight, *([] if each.last.bias is None else [each.last.bias])]
    for parameter in learns:
        parameter.requires_grad_(True)
    return learns
