"""Instances of a bag in, one feature vector out: four ways to make a photo of its views.

All are a weighted sum over instances, with weights of each bag that sum to 1.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional


class Aggregation(nn.Module, ABC):
    """What all aggregations share.

    Bags of unequal size are padded; a mask (n, m) is true where an instance is there. Each bag has
    at least one: the whole view. What lies at the others has no effect, be it NaN.
    """

    def forward(self, instances: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Map (n, m, F) instances to (n, F) features of bags and (n, m) weights, 0 where masked."""
        instances = _blanked(instances, mask)
        shares = self.shares(instances, mask)
        return (shares * instances).sum(1), shares.mean(2)

    @abstractmethod
    def shares(self, instances: Tensor, mask: Tensor) -> Tensor:
        """Give (n, m, F) or, alike for all features, (n, m, 1) weights that sum to 1 over m.

        Masked instances are 0 on the way in, and their weights on the way out.
        """


class Mean(Aggregation):
    """Every instance counts alike.

    >>> bag = torch.tensor([[[1.0, 6.0], [3.0, 2.0], [9.0, 9.0]]])
    >>> Mean()(bag, torch.tensor([[True, True, False]]))
    (tensor([[2., 4.]]), tensor([[0.5000, 0.5000, 0.0000]]))
    """

    def shares(self, instances: Tensor, mask: Tensor) -> Tensor:
        """Divide 1 by the number of instances that are there: (n, m, 1)."""
        there = mask.to(instances.dtype)
        return (there / there.sum(1, keepdim=True))[:, :, None]


class Whole(Aggregation):
    """The whole view alone counts, the first instance: a photo is no bag.

    >>> Whole()(torch.tensor([[[1.0], [3.0]]]), torch.tensor([[True, True]]))
    (tensor([[1.]]), tensor([[1., 0.]]))
    """

    def shares(self, instances: Tensor, mask: Tensor) -> Tensor:
        """Give all to the first instance: (n, m, 1)."""
        first = torch.zeros_like(instances[:, :, :1])
        first[:, 0] = 1
        return first


class Max(Aggregation):
    """Every feature comes from the instance where it is largest.

    An instance's weight is the share of features that came from it.

    >>> bag = torch.tensor([[[1.0, 6.0], [3.0, 2.0], [9.0, 9.0]]])
    >>> Max()(bag, torch.tensor([[True, True, False]]))
    (tensor([[3., 6.]]), tensor([[0.5000, 0.5000, 0.0000]]))
    """

    def shares(self, instances: Tensor, mask: Tensor) -> Tensor:
        """Mark the instance that wins each feature, the first of equals: (n, m, F)."""
        winners = instances.masked_fill(~mask[:, :, None], -torch.inf).argmax(1)
        won = functional.one_hot(winners, instances.shape[1])
        return won.transpose(1, 2).to(instances.dtype)


class Attention(Aggregation):
    """Learnt weights: Ilse, Tomczak & Welling 2018, arXiv 1802.04712, equation 8.

    weight_i = softmax over i of w . tanh(V h_i). w starts at 0: training sets out from the mean.

    Args:
        features: F.
        hidden: length of w; 128 as in the paper's code.

    >>> bag, attention = torch.tensor([[[0.0], [1.0]]]), Attention(features=1, hidden=1)
    >>> with torch.no_grad():
    ...     _ = attention.content.weight.fill_(1), attention.score.weight.fill_(2)
    ...     attention(bag, torch.tensor([[True, True]]))[1]
    tensor([[0.1790, 0.8210]])
    """

    def __init__(self, features: int, hidden: int = 128) -> None:
        super().__init__()
        self.content = nn.Linear(features, hidden, bias=False)
        self.score = nn.Linear(hidden, 1, bias=False)
        nn.init.zeros_(self.score.weight)

    def shares(self, instances: Tensor, mask: Tensor) -> Tensor:
        """Give the softmax over the instances that are there: (n, m, 1)."""
        scores: Tensor = self.score(self.seen(instances))
        return scores.masked_fill(~mask[:, :, None], -torch.inf).softmax(1)

    def seen(self, instances: Tensor) -> Tensor:
        """Map (n, m, F) to what is scored, (n, m, hidden)."""
        return torch.tanh(self.content(instances))


class GatedAttention(Attention):
    """Attention with a learnt gate: the same paper, equation 9.

    weight_i = softmax over i of w . (tanh(V h_i) * sigmoid(U h_i)): tanh alone is nearly linear
    where it does not saturate.
    """

    def __init__(self, features: int, hidden: int = 128) -> None:
        super().__init__(features, hidden)
        self.gate = nn.Linear(features, hidden, bias=False)

    def seen(self, instances: Tensor) -> Tensor:
        """Map (n, m, F) to what is scored, (n, m, hidden)."""
        return super().seen(instances) * torch.sigmoid(self.gate(instances))


def _blanked(instances: Tensor, mask: Tensor) -> Tensor:
    """Set masked instances to 0: a weight of 0 would not undo an infinite or missing value."""
    return instances.masked_fill(~mask[:, :, None], 0.0)


AGGREGATIONS: dict[str, Callable[[int], Aggregation]] = {
    "none": lambda _: Whole(),
    "mean": lambda _: Mean(),
    "max": lambda _: Max(),
    "attention": Attention,
    "gated_attention": GatedAttention,
}
"""Aggregations by the name that a configuration gives; each is made from the number of features."""
