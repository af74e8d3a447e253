from __future__ import annotations

from collections.abc import Sequence

import pytest
import torch
from torch import nn

from quantization.correct import correct_biases
from quantization.distil import Distillation, distil_rounding
from quantization.fold import filters, folded
from quantization.prepare import Recipe, prepare, snap
from quantization.rounding import FLOAT, INT8, Mode, Rounded, places, rounded_weights
from training.trunks import TRUNKS, Trunk, load_trunk


def views(count: int = 6) -> torch.Tensor:
    torch.manual_seed(1)
    noise = torch.rand(count, 1, 1, 3) * 200 + torch.rand(count, 64, 64, 3) * 55
    return noise.to(torch.uint8)


@pytest.fixture(scope="module", params=[name for name in TRUNKS if name != "vgg16"])
def trunk(request: pytest.FixtureRequest) -> Trunk:
    """Each of the phone's trunks, folded, with random weights."""
    torch.manual_seed(0)
    return folded(load_trunk(request.param, "random"))


def lively(name: str) -> Trunk:
    """A trunk whose signal does not fade on its way, so that rounding adds up as in a trained one."""
    torch.manual_seed(0)
    trunk = load_trunk(name, "random")
    for layer in trunk.modules():
        if isinstance(layer, nn.Conv2d):
            nn.init.kaiming_normal_(layer.weight)
    return trunk


def observed(trunk: Trunk, exact: Sequence[str] = ()) -> Rounded:
    rounded = Rounded(trunk, exact)
    rounded.observe(views())
    return rounded


def error(trunk: Trunk, rounded: Rounded, mode: Mode = INT8) -> float:
    """Mean square of what rounding changes, in units of each feature's own deviation."""
    with torch.inference_mode(), rounded.rounding(mode):
        wanted = trunk(views())
        scale = wanted.std(0).clamp_min(0.01 * float(wanted.std()))  # some features are constant
        return float(((rounded(views()) - wanted) / scale).square().mean())


def test_without_rounding_it_is_the_trunk(trunk: Trunk) -> None:
    assert error(trunk, observed(trunk), FLOAT) == 0


def test_rounding_changes_the_features_a_little(trunk: Trunk) -> None:
    assert 0 < error(trunk, observed(trunk)) < 1


def test_what_stays_float_is_not_rounded(trunk: Trunk) -> None:
    names = list(places(trunk))
    assert error(trunk, observed(trunk, names)) == 0
    assert 0 < error(trunk, observed(trunk, names[1:])) < error(trunk, observed(trunk))
    assert set(places(trunk).values()) == {"picture", "depthwise", "dense", "sum"}


def test_each_channel_has_its_own_steps_and_its_largest_weight_is_kept() -> None:
    torch.manual_seed(0)
    weights = torch.randn(3, 2, 3, 3) * torch.tensor([1.0, 10, 100])[:, None, None, None]
    rounded = rounded_weights(weights)
    for before, after in zip(weights, rounded, strict=True):
        assert torch.allclose(after.abs().max(), before.abs().max())
        assert len(after.unique()) <= 18
        assert (after - before).abs().max() <= before.abs().max() / 127 / 2 * 1.001


def test_snapped_weights_lose_nothing_more(trunk: Trunk) -> None:
    snapped = folded(trunk)
    snap(snapped)
    assert error(snapped, observed(snapped), Mode(activations=False)) < 1e-10


def test_corrected_biases_give_each_filter_its_mean_again() -> None:
    trunk = folded(lively("mobilenet_v4"))
    rounded = observed(trunk)
    with rounded.rounding(FLOAT):
        wanted = means(trunk, rounded)
    before = distance(means(trunk, rounded), wanted)
    correct_biases(trunk, rounded, views())
    assert distance(means(trunk, rounded), wanted) < 0.01 * before


def means(trunk: Trunk, rounded: Rounded) -> torch.Tensor:
    """Mean of each channel that each filter gives."""
    found: list[torch.Tensor] = []
    handles = [
        each.last.register_forward_hook(lambda *given: found.append(given[-1].mean((0, 2, 3))))
        for each in filters(trunk)
    ]
    with torch.inference_mode():
        rounded(views())
    for handle in handles:
        handle.remove()
    return torch.cat(found)


def distance(one: torch.Tensor, other: torch.Tensor) -> float:
    return float((one - other).square().mean())


def test_a_trunk_learns_to_bear_rounding() -> None:
    trunk = folded(lively("mobilenet_v4"))
    wanted = folded(trunk)
    rounded = observed(trunk)
    before = error(wanted, rounded)
    config = Distillation(steps=200, batch=6, learning_rate=2e-5)
    distil_rounding(trunk, rounded, views(), wanted, config)
    assert error(wanted, rounded) < 0.8 * before
    assert not any(parameter.requires_grad for parameter in trunk.parameters())


def test_a_prepared_trunk_is_on_the_grid_and_the_same_each_time() -> None:
    torch.manual_seed(0)
    trunk = load_trunk("mobilenet_v4", "random")
    seen = list(views().numpy())
    recipe = Recipe(distil=Distillation(steps=2))
    first, second = prepare(trunk, seen, recipe), prepare(trunk, seen, recipe)
    for one, other in zip(filters(first), filters(second), strict=True):
        weights = one.convolution.weight
        assert torch.allclose(rounded_weights(weights), weights, rtol=1e-5, atol=1e-8)
        assert torch.equal(weights, other.convolution.weight)
