"""Features in, the probability of each rank out: four ordinal heads that can stand for one another.

A head gives logits; all else is said of them: `cumulative` the K - 1 logits of P(rank > k), which
are what is exported, `probabilities` the K ranks, `loss` what raters' ranks say against them. Every
rating counts for itself: photos on which raters differ so have soft labels.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import torch
from torch import Tensor, nn
from torch.nn import functional


class OrdinalHead(nn.Module, ABC):
    """What all heads share: logits are linear in the features, a rater shifts them all alike.

    Args:
        features: F, length of a feature vector.
        ranks: K, at least 2; ranks are 1..K, higher is better.
        directions: rows of the weight matrix: 1 if all boundaries share one latent.
    """

    cuts: Tensor
    """(K - 1,) ranks 1..K - 1: each stands for the boundary to the next."""

    def __init__(self, features: int, ranks: int, directions: int) -> None:
        if ranks < 2:
            raise ValueError(f"found ranks={ranks}: an ordinal head needs at least 2 ranks")
        super().__init__()
        self.directions = nn.Linear(features, directions, bias=False)
        self.register_buffer("cuts", torch.arange(1, ranks), persistent=False)

    def forward(self, features: Tensor) -> Tensor:
        """Map (n, F) features to (n, C) logits; what C is, the head says."""
        latent: Tensor = self.directions(features)
        # The sum is float32 even where autocast made the product half: differences of nearly
        # equal probabilities follow.
        return latent + self.offsets()

    def probabilities(self, logits: Tensor) -> Tensor:
        """Map (n, C) logits to (n, K) probabilities of the ranks, which sum to 1."""
        above = torch.sigmoid(self.cumulative(logits))
        edges = functional.pad(functional.pad(above, (1, 0), value=1.0), (0, 1), value=0.0)
        return edges[..., :-1] - edges[..., 1:]

    def loss(self, logits: Tensor, ratings: Tensor, rater_bias: Tensor | None = None) -> Tensor:
        """Average the loss over all ratings that are there; 0 if there are none.

        Args:
            logits: (n, C).
            ratings: (n, R) ranks 1..K, NaN where a rater gave none.
            rater_bias: (R,) what is added to the logits for each rater, see `RaterEffect`.
        """
        each = self.rating_losses(logits, ratings, rater_bias)
        return each.sum() / (~torch.isnan(ratings)).sum().clamp_min(1)

    def rating_losses(
        self, logits: Tensor, ratings: Tensor, rater_bias: Tensor | None = None
    ) -> Tensor:
        """Give the loss of each rating, (n, R), for (n, C) logits; 0 where a rater gave none."""
        there = ~torch.isnan(ratings)
        ranks = torch.nan_to_num(ratings, nan=1.0).long()
        shift = torch.zeros_like(ratings[0]) if rater_bias is None else rater_bias
        return there * self.losses(logits[:, None, :] + shift[None, :, None], ranks)

    @abstractmethod
    def offsets(self) -> Tensor:
        """Give what is added to the latent: (C,)."""

    @abstractmethod
    def cumulative(self, logits: Tensor) -> Tensor:
        """Map (..., C) logits to (..., K - 1) logits of P(rank > k), falling in k."""

    @abstractmethod
    def losses(self, logits: Tensor, ranks: Tensor) -> Tensor:
        """Give the (...) loss of each rank, for (..., C) logits and (...) ranks 1..K."""


class SharedLatent(OrdinalHead):
    """Logits of P(rank > k) = latent - threshold_k: one latent, K - 1 rising thresholds.

    That thresholds rise is built in, so ranks are consistent for any parameters. C = K - 1.

    >>> head = CumulativeLink(features=1)
    >>> _ = nn.init.ones_(head.directions.weight)
    >>> head(torch.tensor([[0.0], [2.0]])).detach()
    tensor([[ 1.,  0., -1.],
            [ 3.,  2.,  1.]])
    """

    def __init__(self, features: int, ranks: int = 4) -> None:
        super().__init__(features, ranks, directions=1)
        self.steps = nn.Parameter(torch.full((ranks - 1,), 1.0).expm1().log())
        with torch.no_grad():
            self.steps[0] = 1 - ranks / 2  # from here on thresholds are 1 apart, around 0

    def offsets(self) -> Tensor:
        """Give minus the thresholds, (K - 1,)."""
        return -rising(self.steps)

    def cumulative(self, logits: Tensor) -> Tensor:
        """Give the logits as they are."""
        return logits


class Coral(SharedLatent):
    """CORAL: Cao, Mirjalili & Raschka 2020, arXiv 1901.07884: K - 1 binary tasks, one weight vector.

    The paper proves that trained biases are ordered; here they are so before, too. It differs from
    `CumulativeLink` in its loss alone.
    """

    def losses(self, logits: Tensor, ranks: Tensor) -> Tensor:
        """Sum the K - 1 binary cross-entropies of "rank > k", all of the same importance.

        At logits 0 each of three tasks costs log 2, whatever the rank:

        >>> Coral(features=1).losses(torch.zeros(2, 3), torch.tensor([1, 3]))
        tensor([2.0794, 2.0794])
        """
        return _binary_losses(logits, ranks[..., None] > self.cuts).sum(-1)


class CumulativeLink(SharedLatent):
    """Proportional odds: McCullagh 1980, "Regression models for ordinal data", logit link."""

    def losses(self, logits: Tensor, ranks: Tensor) -> Tensor:
        """Give minus the log-likelihood of each rank.

        With a = logit P(rank > k - 1) and b = logit P(rank > k), it takes the form
        sigmoid(a) - sigmoid(b) = sigmoid(a) sigmoid(-b) (1 - exp(b - a)): nothing is clamped, and
        a rating far from the latent still has a gradient.

        >>> head = CumulativeLink(features=1, ranks=3)
        >>> head.losses(torch.tensor([[0.5, -1.5]]), torch.tensor([2])).exp() ** -1
        tensor([0.4400])
        """
        above = functional.pad(functional.logsigmoid(logits), (1, 0))
        below = functional.pad(functional.logsigmoid(-logits), (0, 1))
        gaps = logits[..., 1:] - logits[..., :-1]
        between = functional.pad(torch.log(-torch.expm1(gaps)), (1, 1))
        each = above + below + between
        return -each.gather(-1, ranks[..., None] - 1).squeeze(-1)


class Corn(OrdinalHead):
    """CORN: Shi, Cao & Raschka 2023, arXiv 2111.08851: each boundary given that the last is passed.

    Logit k is of P(rank > k | rank > k - 1), C = K - 1, each with its own weights. The chain rule
    makes P(rank > k) their product, so ranks are consistent though logits are free.

    >>> head = Corn(features=1)
    >>> head.probabilities(torch.zeros(1, 3))
    tensor([[0.5000, 0.2500, 0.1250, 0.1250]])
    """

    def __init__(self, features: int, ranks: int = 4) -> None:
        super().__init__(features, ranks, directions=ranks - 1)
        self.biases = nn.Parameter(torch.zeros(ranks - 1))

    def offsets(self) -> Tensor:
        """Give the biases, (K - 1,)."""
        return self.biases

    def cumulative(self, logits: Tensor) -> Tensor:
        """Give the logit of the product of the first k probabilities, by their logarithms."""
        log_above = functional.logsigmoid(logits).cumsum(-1)
        return log_above - torch.log(-torch.expm1(log_above))

    def losses(self, logits: Tensor, ranks: Tensor) -> Tensor:
        """Sum the binary cross-entropies of the boundaries that a rank reaches: rank >= k.

        This is minus the rank's log-likelihood:

        >>> Corn(features=1).losses(torch.zeros(4, 3), torch.tensor([1, 2, 3, 4])).exp() ** -1
        tensor([0.5000, 0.2500, 0.1250, 0.1250])
        """
        each = _binary_losses(logits, ranks[..., None] > self.cuts)
        return (each * self._reached(ranks)).sum(-1)

    def _reached(self, ranks: Tensor) -> Tensor:
        return ranks[..., None] >= self.cuts


class Regression(OrdinalHead):
    """The plain regression that the ordinal heads are compared with.

    The latent, C = 1, is the expected rank, and raters' ranks lie around it normally with one
    learnt deviation, cut halfway between ranks: P(rank > k) = Phi((latent - k - 0.5) / deviation).

    >>> head = Regression(features=1)
    >>> head.probabilities(torch.tensor([[2.5]])).detach()
    tensor([[0.1587, 0.3413, 0.3413, 0.1587]])
    """

    def __init__(self, features: int, ranks: int = 4) -> None:
        super().__init__(features, ranks, directions=1)
        self.middle = nn.Parameter(torch.tensor([(ranks + 1) / 2]))
        self.log_deviation = nn.Parameter(torch.zeros(()))

    def offsets(self) -> Tensor:
        """Give the rank of a latent of 0, (1,): the middle one before training."""
        return self.middle

    def cumulative(self, logits: Tensor) -> Tensor:
        """Give the logit of Phi at each boundary."""
        beyond = (logits - self.cuts - 0.5) / self.log_deviation.exp()
        logit: Tensor = torch.special.log_ndtr(beyond) - torch.special.log_ndtr(-beyond)
        return logit

    def losses(self, logits: Tensor, ranks: Tensor) -> Tensor:
        """Give minus the normal log-density: a squared error whose weight is learnt.

        >>> Regression(features=1).losses(torch.tensor([[2.5]]), torch.tensor([4])).detach()
        tensor([1.1250])
        """
        away = (ranks - logits.squeeze(-1)) / self.log_deviation.exp()
        return away.square() / 2 + self.log_deviation


class RaterEffect(nn.Module):
    """How much kinder each rater is than the mean rater; learnt along with the head.

    Args:
        raters: R, columns of the ratings.

    >>> effect = RaterEffect(raters=3)
    >>> with torch.no_grad():
    ...     _ = effect.kindness.copy_(torch.tensor([2.0, 0.0, 1.0]))
    ...     effect()
    tensor([ 1., -1.,  0.])
    """

    def __init__(self, raters: int) -> None:
        super().__init__()
        self.kindness = nn.Parameter(torch.zeros(raters))

    def forward(self) -> Tensor:
        """Give (R,) shifts that sum to 0: logits (ranks, for `Regression`) without one are fair."""
        return self.kindness - self.kindness.mean()


class LinearFromZero(nn.Module):
    """A linear layer that begins at zero, and may have no outputs at all.

    Args:
        features: F.
        outputs: R, also 0.
    """

    def __init__(self, features: int, outputs: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(outputs, features))
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x: Tensor) -> Tensor:
        """Map (n, F) to (n, R)."""
        return functional.linear(x, self.weight, self.bias)


def rising(steps: Tensor) -> Tensor:
    """Turn (K - 1,) free parameters into rising thresholds: the first, then positive gaps.

    >>> rising(torch.tensor([-1.0, 0.0, 0.0]))
    tensor([-1.0000, -0.3069,  0.3863])
    """
    return torch.cumsum(torch.cat([steps[:1], functional.softplus(steps[1:])]), 0)


def _binary_losses(logits: Tensor, truths: Tensor) -> Tensor:
    return functional.binary_cross_entropy_with_logits(
        logits, truths.to(logits.dtype).expand_as(logits), reduction="none"
    )


ORDINAL_HEADS: dict[str, type[Coral | Corn | CumulativeLink | Regression]] = {
    "coral": Coral,
    "corn": Corn,
    "cumulative_link": CumulativeLink,
    "regression": Regression,
}
"""Heads by the name that a configuration gives; each is made from `features` and `ranks`."""
