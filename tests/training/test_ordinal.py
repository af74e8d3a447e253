from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr
from torch import Tensor

from training.ordinal import (
    ORDINAL_HEADS,
    Coral,
    Corn,
    CumulativeLink,
    OrdinalHead,
    RaterEffect,
    Regression,
)

NAN = float("nan")
every_head = pytest.mark.parametrize("name", ORDINAL_HEADS)


def learnt(
    head: OrdinalHead, x: Tensor, ratings: Tensor, effect: RaterEffect | None = None
) -> OrdinalHead:
    """Train by L-BFGS until nothing changes."""
    parameters = [*head.parameters(), *(effect.parameters() if effect else ())]
    optimiser = torch.optim.LBFGS(parameters, max_iter=60, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimiser.zero_grad()
        loss = head.loss(head(x), ratings, rater_bias=effect() if effect else None)
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimiser.step(closure)  # type: ignore[no-untyped-call]
    return head


def toy(kindness: tuple[float, ...]) -> tuple[Tensor, Tensor, Tensor]:
    """Make features whose first two tell the latent, and what raters of such kindness say."""
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(600, 5, generator=generator)
    latent = 3 * x[:, 0] - 2 * x[:, 1]
    noise = torch.rand(600, len(kindness), generator=generator).logit()
    seen = latent[:, None] + torch.tensor(kindness) + noise
    ratings = 1 + (seen[..., None] > torch.tensor([-3.0, -0.5, 2.0])).sum(-1)
    return x, latent, ratings.float()


@every_head
@settings(max_examples=60, deadline=None)
@given(
    features=st.lists(st.floats(-40, 40, width=32), min_size=3, max_size=3),
    ranks=st.integers(2, 7),
    seed=st.integers(0, 2**31),
    spread=st.floats(0.1, 10),
)
def test_probabilities_sum_to_one_and_ranks_are_consistent_for_any_parameters(
    name: str, features: list[float], ranks: int, seed: int, spread: float
) -> None:
    torch.manual_seed(seed)
    head = ORDINAL_HEADS[name](3, ranks)
    with torch.no_grad():
        for parameter in head.parameters():
            parameter.normal_(0, min(spread, 2.0) if parameter.ndim == 0 else spread)
        logits = head(torch.tensor([features]))
        probabilities, cumulative = head.probabilities(logits), head.cumulative(logits)
    assert probabilities.shape == (1, ranks)
    assert cumulative.shape == (1, ranks - 1)
    assert (probabilities >= 0).all()
    assert float(probabilities.sum()) == pytest.approx(1, abs=1e-6)
    assert (cumulative[:, 1:] <= cumulative[:, :-1]).all()


@every_head
def test_cumulative_logits_are_those_of_the_probabilities(name: str) -> None:
    torch.manual_seed(1)
    head = ORDINAL_HEADS[name](3, 5).double()
    logits = head(torch.randn(8, 3, dtype=torch.double))
    above = head.probabilities(logits).flip(-1).cumsum(-1).flip(-1)[:, 1:]
    assert torch.allclose(head.cumulative(logits), above.logit(), atol=1e-9)


@every_head
def test_gradients_of_the_loss_are_right_for_features_parameters_and_raters(name: str) -> None:
    torch.manual_seed(2)
    head = ORDINAL_HEADS[name](3, 4).double()
    ratings = torch.tensor([[1.0, 2.0], [4.0, NAN], [NAN, NAN], [3.0, 3.0]], dtype=torch.double)
    features = torch.randn(4, 3, dtype=torch.double, requires_grad=True)
    bias = torch.randn(2, dtype=torch.double, requires_grad=True)

    def loss(features: Tensor, bias: Tensor, *_: Tensor) -> Tensor:
        return head.loss(head(features), ratings, bias)

    assert torch.autograd.gradcheck(loss, (features, bias, *head.parameters()))


@every_head
def test_gradients_of_the_cumulative_logits_are_right(name: str) -> None:
    torch.manual_seed(3)
    head = ORDINAL_HEADS[name](3, 4).double()
    features = torch.randn(4, 3, dtype=torch.double, requires_grad=True)
    assert torch.autograd.gradcheck(lambda x: head.cumulative(head(x)), features)


def test_corn_is_the_papers_chain_rule_and_loss() -> None:
    """Three photos of ranks 1, 2, 3 of K = 3; task 1 sees all of them, task 2 those above rank 1.

    The conditional probabilities are f1 = .8, .6, .9 and f2 = .3, .5, .7. By the chain rule
    P(> 1) = f1 and P(> 2) = f1 f2; the paper's loss sums 3 + 2 terms: -log(1 - .8) - log .6 - log .9
    of task 1, -log(1 - .5) - log .7 of task 2. It divides by their number, this one by ratings.
    """
    head = Corn(features=1, ranks=3)
    logits = torch.tensor([[0.8, 0.3], [0.6, 0.5], [0.9, 0.7]]).logit()
    above = head.cumulative(logits).sigmoid()
    assert above.numpy() == pytest.approx(np.array([[0.8, 0.24], [0.6, 0.3], [0.9, 0.63]]))
    expected = -np.log([0.2, 0.6, 0.9, 0.5, 0.7]).sum() / 3
    loss = head.loss(logits, torch.tensor([[1.0], [2.0], [3.0]]))
    assert float(loss) == pytest.approx(expected, abs=1e-6)


def test_coral_is_the_papers_sum_of_binary_cross_entropies() -> None:
    """P(> 1) = .9, P(> 2) = .4, P(> 3) = .1; rank 3 is above 1 and 2 and not above 3."""
    logits = torch.tensor([[0.9, 0.4, 0.1]]).logit()
    loss = Coral(features=1).loss(logits, torch.tensor([[3.0]]))
    assert float(loss) == pytest.approx(-np.log([0.9, 0.4, 0.9]).sum(), abs=1e-6)


@pytest.mark.parametrize("head", [CumulativeLink(1), Corn(1)])
def test_the_likelihood_heads_lose_minus_the_log_of_the_ranks_probability(
    head: OrdinalHead,
) -> None:
    logits = torch.tensor([[1.3, 0.2, -2.0]])
    ranks = torch.tensor([[1, 2, 3, 4]])
    losses = head.losses(logits[:, None].expand(1, 4, 3), ranks)
    assert losses.exp().reciprocal().numpy() == pytest.approx(head.probabilities(logits).numpy())


def test_a_rating_far_from_the_latent_still_has_a_gradient() -> None:
    head = CumulativeLink(features=1)
    far = torch.tensor([[80.0]], requires_grad=True)
    logits = far - torch.tensor([-1.0, 0.0, 1.0])
    head.loss(logits, torch.tensor([[2.0]])).backward()  # type: ignore[no-untyped-call]
    assert far.grad is not None
    assert float(far.grad) == pytest.approx(1)


def test_the_regression_head_loses_the_squared_error_before_training() -> None:
    loss = Regression(features=1).loss(torch.tensor([[2.0]]), torch.tensor([[4.0, 1.0]]))
    assert float(loss.detach()) == pytest.approx((2**2 + 1**2) / 2 / 2)


@pytest.mark.parametrize("name", ["coral", "corn", "cumulative_link"])
def test_raters_who_differ_are_soft_labels(name: str) -> None:
    """Without features, a photo's ranks become as probable as raters gave them."""
    ratings = torch.tensor([[1.0, 2.0, 2.0, 3.0, 3.0, 3.0, 4.0, 4.0, 4.0, 4.0]])
    head = learnt(ORDINAL_HEADS[name](1, 4), torch.zeros(1, 1), ratings)
    with torch.no_grad():
        probabilities = head.probabilities(head(torch.zeros(1, 1)))[0]
    assert probabilities.numpy() == pytest.approx(np.array([0.1, 0.2, 0.3, 0.4]), abs=2e-3)


@every_head
def test_missing_ratings_count_for_nothing(name: str) -> None:
    torch.manual_seed(4)
    head = ORDINAL_HEADS[name](2, 4)
    logits = head(torch.randn(2, 2))
    part = head.loss(logits[:1], torch.tensor([[2.0]]))
    whole = head.loss(logits, torch.tensor([[NAN, 2.0], [NAN, NAN]]))
    assert float(whole.detach()) == pytest.approx(float(part.detach()))


@every_head
def test_a_batch_without_ratings_teaches_nothing(name: str) -> None:
    head = ORDINAL_HEADS[name](2, 4)
    loss = head.loss(head(torch.ones(3, 2)), torch.full((3, 2), NAN))
    loss.backward()  # type: ignore[no-untyped-call]
    assert float(loss.detach()) == 0
    assert all(p.grad is None or (p.grad == 0).all() for p in head.parameters())


@every_head
def test_a_simple_ordinal_problem_is_learnt(name: str) -> None:
    x, latent, ratings = toy(kindness=(0.0, 0.0, 0.0))
    torch.manual_seed(5)
    head = learnt(ORDINAL_HEADS[name](5, 4), x[:400], ratings[:400])
    with torch.no_grad():
        expected = head.probabilities(head(x[400:])) @ torch.arange(1.0, 5.0)
    assert spearmanr(expected, latent[400:])[0] > 0.95
    assert spearmanr(expected, ratings[400:].mean(1))[0] > 0.9


@pytest.mark.parametrize("name", ["coral", "cumulative_link"])
def test_a_biased_raters_effect_is_found(name: str) -> None:
    kindness = (1.5, 0.0, -0.5, -1.0)
    x, _, ratings = toy(kindness)
    ratings[::3, 1] = NAN
    torch.manual_seed(6)
    effect, head = RaterEffect(4), ORDINAL_HEADS[name](5, 4)
    learnt(head, x, ratings, effect)
    with torch.no_grad():
        assert effect().numpy() == pytest.approx(np.array(kindness), abs=0.3)
        assert float(effect().sum()) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("name", ["corn", "regression"])
def test_other_heads_order_raters_by_kindness_too(name: str) -> None:
    x, _, ratings = toy(kindness=(1.5, 0.0, -0.5, -1.0))
    effect = RaterEffect(4)
    learnt(ORDINAL_HEADS[name](5, 4), x, ratings, effect)
    found = effect().detach()
    assert (found[:-1] > found[1:] + 0.02).all()


def test_an_unequal_share_of_ratings_misleads_less_with_a_rater_effect() -> None:
    """The kind rater saw the worse half only: without the effect the worse half looks better."""
    x, latent, ratings = toy(kindness=(2.0, -2.0))
    worse = latent < 0
    ratings[worse, 1] = NAN
    ratings[~worse, 0] = NAN
    slopes = []
    for effect in (None, RaterEffect(2)):
        torch.manual_seed(7)
        head = learnt(CumulativeLink(5), x, ratings, effect)
        slopes.append(float(head.directions.weight[0, 0].detach()))
    assert abs(slopes[1] - 3) < abs(slopes[0] - 3)


@every_head
def test_logits_are_single_precision_under_autocast(name: str) -> None:
    head = ORDINAL_HEADS[name](3, 4)
    with torch.autocast("cpu", torch.bfloat16):
        logits = head(torch.ones(2, 3))
    assert logits.dtype is torch.float32


def test_one_rank_is_refused() -> None:
    with pytest.raises(ValueError, match="found ranks=1: an ordinal head needs at least 2"):
        Coral(features=3, ranks=1)
