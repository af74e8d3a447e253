"""Features in, grade and reasons out: linear heads on the whole view and the mean region.

Grade: cumulative-link (proportional-odds) model, McCullagh 1980, "Regression models for ordinal
data": P(rank > k) = sigmoid(latent - threshold_k), one latent for all k, so ranks are consistent.
`read_together` takes a second reading of the grade into it, such as a ridge's. The latent is linear in the features of the whole view and, averaged, of the regions; so a photo's
latent is a sum with one term a region, which draws the map (additive multiple-instance learning,
Javed et al. 2022, arXiv 2206.01794).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from clearshot.decision import score_of, sigmoid
from training.objective import Batch, Examples, Masses, Weights, grade_losses, pull, reason_loss
from training.ordinal import CumulativeLink, LinearFromZero, rising

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class FitConfig(Weights):
    """The weights, and how long L-BFGS runs."""

    faulty: float = 0.1  # of a faulty copy's invented rating, in the second reading
    rounding: float = 3.0  # of "what rounding moves makes no difference"
    iterations: int = 80  # for the grade
    reason_iterations: int = 80  # for the reasons


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


def fit_heads(
    examples: Examples, config: FitConfig, ranks: int = 4, noise: Floats | None = None
) -> Heads:
    """Fit grade and reasons by L-BFGS from zero; the same input gives the same heads.

    Args:
        examples: `x` is (n, 2 F), float32.
        config: what each source weighs.
        ranks: K.
        noise: (s, 2 F) by how much rounding moves some pictures' features: no reason is to follow it.
            None where it is not known. The grade, pulled hard, hardly follows it; to forbid it costs
            rank on a camera that nobody saw (.38 to .36).
    """
    grade = fit_grade(examples, config, ranks)
    x, centre, scale = _standardised(examples)
    rounding = _rounding(noise, scale)
    batch = Batch.of(examples)
    masses = Masses.of(batch)
    reasons = LinearFromZero(x.shape[1], batch.severities.shape[1])

    def loss() -> Tensor:
        pulls = config.reason_decay * reasons.weight.square().sum()
        apart = config.rounding * moved(reasons.weight, rounding)
        return reason_loss(reasons(x), batch, masses) + pulls + apart

    if len(reasons.bias):
        minimise(loss, reasons.parameters(), config.reason_iterations)
    raw = reasons.weight.detach().numpy().T / scale[:, None]
    return Heads(
        np.concatenate([grade.weights, raw], axis=1).astype(np.float32),
        np.concatenate([grade.bias, reasons.bias.detach().numpy() - centre @ raw]).astype(
            np.float32
        ),
        grade.thresholds,
    )


def fit_grade(examples: Examples, config: FitConfig, ranks: int = 4) -> Heads:
    """Fit the grade alone: heads without reasons."""
    x, centre, scale = _standardised(examples)
    batch = Batch.of(examples)
    masses = Masses.of(batch)
    head = CumulativeLink(x.shape[1], ranks)
    nn.init.zeros_(head.directions.weight)

    def loss() -> Tensor:
        terms = grade_losses(head, head(x), batch, masses, config)
        squares = pull(head.directions.weight, config.region_decay)
        return torch.stack([*terms.values(), config.decay / masses.rated * squares]).sum()

    minimise(loss, head.parameters(), config.iterations)
    raw = (head.directions.weight.detach().numpy().T / scale[:, None]).astype(np.float32)
    thresholds = rising(head.steps.detach()).numpy()
    return Heads(raw, (-centre @ raw).astype(np.float32), thresholds)


def moved(weights: Tensor, rounding: Tensor) -> Tensor:
    """Sum over outputs the mean square by which rounding moves them.

    Args:
        weights: (C, 2 F).
        rounding: (s, 2 F) by how much it moves the features of s pictures.

    >>> moved(torch.tensor([[1.0, 0.0], [0.0, 2.0]]), torch.tensor([[1.0, 1.0], [3.0, 1.0]]))
    tensor(9.)
    """
    return (rounding @ weights.T).square().mean(0).sum()


def read_together(heads: Heads, line: Floats, examples: Examples) -> Heads:
    """Make the grade the mean of two readings, the second in units of the first's spread.

    So the thresholds stay as they are. Spread and mean are those over ratings of full weight: of
    photos, not of renders.

    Args:
        heads: fitted on these examples.
        line: (F,) weights of the whole view, in raw feature space: what else reads the grade.
        examples: that both learnt from.
    """
    x = np.asarray(examples.x[examples.rated & (examples.weights >= 1)], np.float32)
    first, second = heads.weights[:, 0], np.concatenate([line, np.zeros_like(line)])
    grade = (first + second * ((x @ first).std() / (x @ second).std())) / 2
    moved = float((x @ (first - grade)).mean())
    return replace(
        heads,
        weights=np.concatenate([grade[:, None], heads.weights[:, 1:]], axis=1).astype(np.float32),
        bias=np.concatenate([heads.bias[:1] + np.float32(moved), heads.bias[1:]]),
    )


def calibrated(heads: Heads, latent: NDArray[np.floating], ratings: NDArray[np.floating]) -> Heads:
    """Refit slope and thresholds on latents of photos that the heads had not seen.

    Without it, weights that are pulled to zero would make every score too timid.

    Args:
        heads: fitted on all photos.
        latent: (n,) from heads that had not learnt the photo (cross-validation).
        ratings: (n, R) of every rater.
    """
    x = torch.from_numpy(np.asarray(latent, np.float32))[:, None]
    labels = torch.from_numpy(np.asarray(ratings, np.float32))
    head = CumulativeLink(1, len(heads.thresholds) + 1)
    nn.init.ones_(head.directions.weight)
    minimise(lambda: head.loss(head(x), labels), head.parameters(), iterations=200)
    scale = np.ones(heads.weights.shape[1], np.float32)
    scale[0] = head.directions.weight.item()
    return replace(
        heads,
        weights=heads.weights * scale,
        bias=heads.bias * scale,
        thresholds=rising(head.steps.detach()).numpy(),
    )


def minimise(
    loss: Callable[[], Tensor], parameters: Iterable[nn.Parameter], iterations: int
) -> None:
    """Minimise a smooth loss of few parameters by L-BFGS, in place."""
    optimiser = torch.optim.LBFGS(
        parameters, max_iter=iterations, history_size=20, line_search_fn="strong_wolfe"
    )

    def closure() -> Tensor:
        optimiser.zero_grad()
        value = loss()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimiser.step(closure)  # type: ignore[no-untyped-call]


def _rounding(noise: Floats | None, scale: Floats) -> Tensor:
    """Scale what rounding moves as features are; where it is not known, it is nothing."""
    return torch.from_numpy(np.zeros_like(scale)[None] if noise is None else noise / scale)


def _standardised(examples: Examples) -> tuple[Tensor, Floats, Floats]:
    """Centre and scale features by those of the rated photos; give those, too."""
    x = np.asarray(examples.x, np.float32)
    centre = x[examples.rated].mean(axis=0)
    scale = x[examples.rated].std(axis=0) + np.float32(1e-4)
    return torch.from_numpy((x - centre) / scale), centre, scale
