"""Features in, grade and reasons out: linear heads on the whole view and the mean region.

Grade: cumulative-link (proportional-odds) model, McCullagh 1980, "Regression models for ordinal
data": P(rank > k) = sigmoid(latent - threshold_k), one latent for all k, so ranks are consistent.
The latent is linear in the features of the whole view and, averaged, of the regions; so a photo's
latent is a sum with one term a region, which draws the map (additive multiple-instance learning,
Javed et al. 2022, arXiv 2206.01794).

Losses: every rater's label counts for itself (likelihood); a faulty copy is ranked below its own
original by a margin that grows with severity (Burges et al. 2005, RankNet); a darker copy keeps
its original's latent; a fault's severity is learnt by its own head.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from clearshot.decision import score_of, sigmoid
from training.ordinal import rising

Floats = NDArray[np.float32]
Indices = NDArray[np.int64]


@dataclass(frozen=True)
class FitConfig:
    """What each source of knowledge weighs; chosen by cross-validation on rated photos."""

    decay: float = 200.0  # pull of the grade's weights to zero, in units of one photo
    region_decay: float = 4.0  # the same for the regions' part, in units of the whole view's
    reason_decay: float = 0.03  # pull of the reasons' weights
    rank: float = 0.03  # of "worse than its own original"
    margin: float = 3.0  # latent units by which severity 1 must lie below severity 0
    darker: float = 0.25  # of "a darker copy keeps its latent"
    same: float = 0.3  # of "the pipeline at severity zero keeps its latent"
    rendered: float = 0.1  # of the ratings given to renders
    rendered_reasons: float = 3.0  # of the faults of renders, in units of a fault in a photo
    votes: float = 1.0  # of the raters' votes for a fault, in units of a fault made on purpose
    iterations: int = 80  # of L-BFGS, for the grade
    reason_iterations: int = 80  # the same for the reasons


@dataclass(frozen=True, eq=False)
class Examples:
    """What the heads learn from; arrays over n pictures of 2 F features.

    Attributes:
        x: (n, 2 F) features.
        ratings: (n, R) ranks 1..K, NaN where there is none (copies).
        weights: (n,) of the picture's ratings.
        ranked: (p, 2) indices of pictures, the first better than the second.
        gaps: (p,) difference of their severities, 0..1.
        alike: (q, 2) indices of pictures that should have one latent.
        alike_weights: (q,).
        severities: (n, reasons) 0..1, NaN where it is not known.
        severity_weights: (n,).
    """

    x: Floats
    ratings: Floats
    weights: Floats
    ranked: Indices
    gaps: Floats
    alike: Indices
    alike_weights: Floats
    severities: Floats
    severity_weights: Floats


@dataclass(frozen=True, eq=False)
class Heads:
    """Linear heads in raw feature space.

    Attributes:
        weights: (2 F, 1 + reasons): grade first; rows of the whole view, then of the regions.
        bias: (1 + reasons,).
        thresholds: (K - 1,) of the latent, rising.
    """

    weights: Floats
    bias: Floats
    thresholds: Floats

    def logits(self, x: Floats) -> Floats:
        """Give (n, 1 + reasons) logits for (n, 2 F) features: the latent, then each reason."""
        return np.asarray(x @ self.weights + self.bias)

    def score(self, x: Floats, good_rank: int = 3) -> NDArray[np.floating]:
        """Give (n,) scores, 0..100, for (n, 2 F) features."""
        return self.score_of(self.logits(x), good_rank)

    def score_of(self, logits: NDArray[np.floating], good_rank: int = 3) -> NDArray[np.floating]:
        """Give (n,) scores, 0..100, for (n, 1 + reasons) logits, by the phone's own rule."""
        good = sigmoid(logits[:, 0] - self.thresholds[good_rank - 2])
        return score_of(good, sigmoid(logits[:, 1:]))


def ordinal_loss(latent: Tensor, thresholds: Tensor, ratings: Tensor, weights: Tensor) -> Tensor:
    """Mean negative log-likelihood of every rating that is there.

    Args:
        latent: (n,).
        thresholds: (K - 1,), rising.
        ratings: (n, R) ranks 1..K, NaN where there is none.
        weights: (n,).
    """
    infinite = torch.full((1,), torch.inf)
    edges = torch.cat([-infinite, thresholds, infinite])
    there = ~torch.isnan(ratings)
    ranks = torch.nan_to_num(ratings, nan=1.0).long()
    upper = torch.sigmoid(edges[ranks] - latent[:, None])
    lower = torch.sigmoid(edges[ranks - 1] - latent[:, None])
    likelihood = torch.log((upper - lower).clamp_min(1e-7))
    each = weights[:, None] * there
    return -(likelihood * each).sum() / each.sum()


def ranking_loss(latent: Tensor, ranked: Tensor, gaps: Tensor, margin: float) -> Tensor:
    """Mean logistic loss of pairs whose first should lie `margin * gap` above its second."""
    difference = latent[ranked[:, 0]] - latent[ranked[:, 1]]
    return functional.softplus(margin * gaps - difference).mean()


def fit_heads(examples: Examples, config: FitConfig, ranks: int = 4) -> Heads:
    """Fit grade and reasons by L-BFGS from zero; the same input gives the same heads."""
    grade = fit_grade(examples, config, ranks)
    data, centre, scale = _standardised(examples)
    weights = torch.zeros(data["x"].shape[1], data["severities"].shape[1], requires_grad=True)
    bias = torch.zeros(weights.shape[1], requires_grad=True)

    def loss() -> Tensor:
        fault = _reason_loss(data, data["x"] @ weights + bias)
        return fault + config.reason_decay * weights.square().sum()

    if weights.shape[1]:
        _minimise(loss, [weights, bias], config.reason_iterations)
    raw = weights.detach().numpy() / scale[:, None]
    return Heads(
        np.concatenate([grade.weights, raw], axis=1).astype(np.float32),
        np.concatenate([grade.bias, bias.detach().numpy() - centre @ raw]).astype(np.float32),
        grade.thresholds,
    )


def fit_grade(examples: Examples, config: FitConfig, ranks: int = 4) -> Heads:
    """Fit the grade alone: heads without reasons."""
    data, centre, scale = _standardised(examples)
    rated = float(examples.weights[_rated(examples)].sum())
    weights = torch.zeros(data["x"].shape[1], requires_grad=True)
    steps = torch.linspace(-3, 2, ranks - 1).requires_grad_()

    def loss() -> Tensor:
        latent = data["x"] @ weights
        fit = ordinal_loss(latent, rising(steps), data["ratings"], data["weights"])
        pull = config.decay / rated * _pull(weights, config.region_decay)
        return fit + _pair_loss(data, latent, config) + pull

    _minimise(loss, [weights, steps], config.iterations)
    raw = (weights.detach().numpy() / scale).astype(np.float32)[:, None]
    return Heads(raw, (-centre @ raw).astype(np.float32), rising(steps.detach()).numpy())


def _standardised(examples: Examples) -> tuple[dict[str, Tensor], Floats, Floats]:
    """Give the examples as tensors, features centred and scaled by those of the rated photos."""
    data = {f.name: torch.from_numpy(getattr(examples, f.name)) for f in fields(examples)}
    rated = _rated(examples)
    centre = examples.x[rated].mean(axis=0)
    scale = examples.x[rated].std(axis=0) + 1e-4
    data["x"] = (data["x"] - torch.from_numpy(centre)) / torch.from_numpy(scale)
    return data, centre, scale


def _rated(examples: Examples) -> NDArray[np.bool_]:
    """Mark the pictures that have a rating."""
    return ~np.asarray(np.isnan(examples.ratings).all(axis=1))


def _minimise(loss: Callable[[], Tensor], parameters: list[Tensor], iterations: int) -> None:
    optimiser = torch.optim.LBFGS(
        parameters, max_iter=iterations, history_size=20, line_search_fn="strong_wolfe"
    )

    def closure() -> Tensor:
        optimiser.zero_grad()
        value = loss()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimiser.step(closure)  # type: ignore[no-untyped-call]


def _pair_loss(data: dict[str, Tensor], latent: Tensor, config: FitConfig) -> Tensor:
    """Weigh what pairs of pictures teach: which is better, and which are alike."""
    loss = torch.zeros(())
    if len(data["ranked"]):
        loss = loss + config.rank * ranking_loss(
            latent, data["ranked"], data["gaps"], config.margin
        )
    if len(data["alike"]):
        apart = (latent[data["alike"][:, 0]] - latent[data["alike"][:, 1]]).square()
        loss = loss + (data["alike_weights"] * apart).mean()
    return loss


def _pull(weights: Tensor, region_decay: float) -> Tensor:
    """Sum squares; those of the regions' half count more."""
    whole, regions = weights.chunk(2)
    return whole.square().sum() + region_decay * regions.square().sum()


def _reason_loss(data: dict[str, Tensor], logits: Tensor) -> Tensor:
    """Sum over reasons of the mean cross-entropy with the severities that are known."""
    known = ~torch.isnan(data["severities"]) * data["severity_weights"][:, None]
    target = torch.nan_to_num(data["severities"])
    each = functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
    return ((each * known).sum(0) / known.sum(0).clamp_min(1)).sum()
