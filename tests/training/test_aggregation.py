from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from training.aggregation import AGGREGATIONS, Aggregation, Attention, GatedAttention, Mean

every_aggregation = pytest.mark.parametrize("name", AGGREGATIONS)
F = 5


def trained(name: str) -> Aggregation:
    """Make an aggregation in double precision whose weights are not those it starts from."""
    aggregation = AGGREGATIONS[name](F).double()
    for parameter in aggregation.parameters():
        nn.init.normal_(parameter)
    return aggregation


def bags(seed: int, sizes: list[int]) -> tuple[Tensor, Tensor]:
    """Make bags of these sizes, padded with zeros."""
    torch.manual_seed(seed)
    mask = torch.arange(max(sizes)) < torch.tensor(sizes)[:, None]
    return torch.randn(*mask.shape, F, dtype=torch.double) * mask[..., None], mask


sizes_of_bags = st.lists(st.integers(1, 6), min_size=1, max_size=4)


@every_aggregation
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**31), sizes=sizes_of_bags)
def test_weights_sum_to_one_and_are_zero_where_nothing_is(
    name: str, seed: int, sizes: list[int]
) -> None:
    instances, mask = bags(seed, sizes)
    bag, weights = trained(name)(instances, mask)
    assert bag.shape == (len(sizes), F)
    assert torch.allclose(weights.sum(1), torch.ones(len(sizes), dtype=torch.double))
    assert (weights[~mask] == 0).all()
    assert (weights >= 0).all()


@pytest.mark.parametrize("name", [n for n in AGGREGATIONS if n != "none"])
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**31), sizes=sizes_of_bags)
def test_the_order_of_instances_does_not_matter(name: str, seed: int, sizes: list[int]) -> None:
    instances, mask = bags(seed, sizes)
    order = torch.randperm(mask.shape[1])
    aggregation = trained(name)
    bag, weights = aggregation(instances, mask)
    shuffled_bag, shuffled_weights = aggregation(instances[:, order], mask[:, order])
    assert torch.allclose(shuffled_bag, bag)
    assert torch.allclose(shuffled_weights, weights[:, order])


@every_aggregation
@pytest.mark.parametrize("value", [1e6, -1e6, float("nan"), float("inf")])
def test_masked_instances_have_no_effect(name: str, value: float) -> None:
    instances, mask = bags(0, [2, 4, 1])
    aggregation = trained(name)
    filled = instances.masked_fill(~mask[..., None], value).requires_grad_()
    bag, weights = aggregation(filled, mask)
    expected_bag, expected_weights = aggregation(instances, mask)
    assert torch.equal(bag, expected_bag)
    assert torch.equal(weights, expected_weights)
    bag.sum().backward()
    assert filled.grad is not None
    assert (filled.grad[~mask] == 0).all()
    assert filled.grad.isfinite().all()


@every_aggregation
def test_a_bag_does_not_depend_on_the_bags_beside_it(name: str) -> None:
    instances, mask = bags(1, [2, 5])
    aggregation = trained(name)
    alone, _ = aggregation(instances[:1, :2], mask[:1, :2])
    assert torch.allclose(aggregation(instances, mask)[0][:1], alone)


@every_aggregation
def test_a_bag_of_one_is_that_instance(name: str) -> None:
    instances, mask = bags(2, [1])
    assert torch.allclose(trained(name)(instances, mask)[0], instances[:, 0])


@pytest.mark.parametrize("make", [Attention, GatedAttention])
def test_attention_sets_out_from_the_mean(make: type[Attention]) -> None:
    instances, mask = bags(3, [3, 6, 1])
    bag, weights = make(F).double()(instances, mask)
    expected_bag, expected_weights = Mean()(instances, mask)
    assert torch.allclose(bag, expected_bag)
    assert torch.allclose(weights, expected_weights)


def test_gated_attention_is_equation_9() -> None:
    """Two instances, two hidden units, each product written out."""
    gated = GatedAttention(features=1, hidden=2).double()
    with torch.no_grad():
        gated.content.weight.copy_(torch.tensor([[1.0], [-2.0]]))
        gated.gate.weight.copy_(torch.tensor([[0.5], [3.0]]))
        gated.score.weight.copy_(torch.tensor([[1.5, -1.0]]))
        x = torch.tensor([0.3, -0.7], dtype=torch.double)
        _, weights = gated(x[None, :, None], torch.tensor([[True, True]]))
    scores = 1.5 * torch.tanh(x) * torch.sigmoid(0.5 * x)
    scores = scores - torch.tanh(-2 * x) * torch.sigmoid(3 * x)
    assert torch.allclose(weights[0], scores.exp() / scores.exp().sum())


@every_aggregation
def test_gradients_are_right(name: str) -> None:
    instances, mask = bags(5, [2, 3])
    aggregation = trained(name)
    assert torch.autograd.gradcheck(
        lambda x: aggregation(x, mask)[0], instances.clone().requires_grad_()
    )


def test_attention_learns_which_instance_matters() -> None:
    """The instance marked by its first feature carries the target in its second."""
    torch.manual_seed(6)
    instances = torch.randn(150, 4, F)
    marked = torch.randint(4, (150,))
    instances[:, :, 0] = nn.functional.one_hot(marked, 4).float()
    target = instances[torch.arange(150), marked, 1]
    mask = torch.ones(150, 4, dtype=torch.bool)
    attention = GatedAttention(F, hidden=8)
    optimiser = torch.optim.Adam(attention.parameters(), 0.1)
    for _ in range(60):
        bag, weights = attention(instances, mask)
        loss = (bag[:, 1] - target).square().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    assert float(weights[torch.arange(150), marked].detach().mean()) > 0.9
