from __future__ import annotations

import torch

from quantization.dead import revive
from quantization.fold import filters, folded
from quantization.rounding import HIGHEST
from training.trunks.lite0 import Lite0

FINEST_INPUT = 0.001
"""Step of an input whose range is a quarter."""


def with_dead_filters() -> Lite0:
    """A trunk three of whose filters have next to no weights left, two of them with a bias."""
    torch.manual_seed(2)
    trunk = Lite0()
    first, second = list(filters(trunk))[:2]
    assert first.norm is not None
    assert second.norm is not None
    with torch.no_grad():
        first.convolution.weight[[3, 5]] *= 1e-9
        first.norm.bias[[3, 5]] = torch.tensor([-0.7, 0.0])
        second.convolution.weight[4] *= 1e-9
        second.norm.bias[4] = 0.3
    return trunk


def test_every_bias_fits_32_bits_afterwards() -> None:
    trunk = folded(with_dead_filters())
    assert revive(trunk) >= 2
    assert revive(trunk) == 0
    for each in filters(trunk):
        step = each.convolution.weight.detach().flatten(1).abs().amax(1) / HIGHEST
        bias = each.last.bias
        assert bias is not None
        counted = bias.detach().abs() / (step * FINEST_INPUT).clamp_min(1e-30)
        assert float(counted.max()) <= 2**30


def test_what_the_trunk_sees_stays_the_same() -> None:
    trunk = folded(with_dead_filters())
    views = torch.randint(0, 256, (2, 64, 64, 3), dtype=torch.uint8)
    with torch.no_grad():
        before = trunk(views)
        revive(trunk)
        after = trunk(views)
    assert float((before - after).abs().max()) < 1e-3 * float(before.std())
