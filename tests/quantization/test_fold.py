from __future__ import annotations

import pytest
import torch
from torch import nn

from quantization.fold import filters, folded
from training.trunks import TRUNKS, Trunk, load_trunk


@pytest.fixture(scope="module", params=list(TRUNKS))
def trunk(request: pytest.FixtureRequest) -> Trunk:
    """Each trunk, with random weights and statistics that are not trivial."""
    torch.manual_seed(0)
    trunk = load_trunk(request.param, "random")
    for layer in trunk.modules():
        if isinstance(layer, nn.BatchNorm2d):
            nn.init.uniform_(layer.weight, 0.5, 1.5)
            nn.init.normal_(layer.bias, std=0.1)
            assert layer.running_mean is not None
            assert layer.running_var is not None
            nn.init.normal_(layer.running_mean, std=0.1)
            nn.init.uniform_(layer.running_var, 0.1, 0.3)
    return trunk


def views() -> torch.Tensor:
    torch.manual_seed(1)
    return torch.randint(0, 256, (2, 64, 64, 3), dtype=torch.uint8)


def test_a_folded_trunk_gives_the_same_features(trunk: Trunk) -> None:
    with torch.inference_mode():
        assert torch.allclose(folded(trunk)(views()), trunk(views()), rtol=1e-3, atol=1e-4)


def test_what_is_left_of_batch_normalisation_only_adds(trunk: Trunk) -> None:
    for _, convolution, norm in filters(folded(trunk)):
        if norm is not None:
            x = torch.zeros(1, convolution.out_channels, 1, 1)
            with torch.inference_mode():
                assert torch.allclose(norm(x).flatten(), norm.bias, atol=1e-6)
                assert torch.allclose(norm(x + 1) - norm(x), torch.ones_like(x), atol=1e-5)


def test_every_convolution_is_listed_once_in_its_order(trunk: Trunk) -> None:
    listed = [each.convolution for each in filters(trunk)]
    assert listed == [each for each in trunk.modules() if isinstance(each, nn.Conv2d)]


def test_the_trunk_itself_stays(trunk: Trunk) -> None:
    before = {name: value.clone() for name, value in trunk.state_dict().items()}
    folded(trunk)
    assert all(torch.equal(value, before[name]) for name, value in trunk.state_dict().items())
