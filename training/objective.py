"""What is learnt from, and the loss of it: one objective for linear heads and for bag models.

Every rater's label counts for itself (likelihood); a faulty copy is ranked below its own original
by a margin that grows with severity (Burges et al. 2005, RankNet); a darker copy keeps its
original's latent; a fault's severity is learnt by its own head (cross-entropy).
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.ordinal import OrdinalHead
from training.ratings import GOOD_RANK

Floats = NDArray[np.float32]
Indices = NDArray[np.int64]

TINY = 1e-9
"""What a sum without terms is divided by."""


@dataclass(frozen=True)
class Weights:
    """What each source of knowledge weighs; chosen by cross-validation on rated photos."""

    decay: float = 400.0  # pull of the grade's weights to zero, in units of one photo
    region_decay: float = 4.0  # the same for the regions' part, in units of the whole view's
    reasons: float = 1.0  # of the faults, beside the grade: a trunk that learns serves both
    reason_decay: float = 0.03  # pull of the reasons' weights
    rank: float = 0.03  # of "worse than its own original"
    margin: float = 3.0  # latent units by which severity 1 must lie below severity 0
    darker: float = 0.25  # of "a darker copy keeps its latent"
    turned: float = 0.25  # of "a photo that is held otherwise keeps its latent"
    same: float = 0.3  # of "the pipeline at severity zero keeps its latent"
    rendered: float = 0.1  # of the ratings given to renders
    rendered_reasons: float = 10.0  # of the faults of renders, in units of a fault in a photo
    votes: float = 1.0  # of the raters' votes for a fault, in units of a fault made on purpose
    detail: float = 5.0  # of fine blur in large pictures, in the same units


@dataclass(frozen=True, eq=False)
class Examples:
    """What is learnt from; arrays over n pictures.

    Attributes:
        x: (n, ...) what is known of each picture's pixels: features, instances or views.
        ratings: (n, R) ranks 1..K, NaN where there is none (copies).
        weights: (n,) of the picture's ratings.
        ranked: (p, 2) indices of pictures, the first better than the second.
        gaps: (p,) difference of their severities, 0..1.
        alike: (q, 2) indices of pictures that should have one latent.
        alike_weights: (q,).
        severities: (n, reasons) 0..1, NaN where it is not known.
        severity_weights: (n,).
    """

    x: NDArray[Any]  # float features or instances, or uint8 views
    ratings: Floats
    weights: Floats
    ranked: Indices
    gaps: Floats
    alike: Indices
    alike_weights: Floats
    severities: Floats
    severity_weights: Floats

    @property
    def rated(self) -> NDArray[np.bool_]:
        """(n,) pictures that have a rating."""
        return ~np.asarray(np.isnan(self.ratings).all(axis=1))


@dataclass(frozen=True, eq=False)
class Batch:
    """Examples as tensors, but for `x`, which goes to the model."""

    ratings: Tensor
    weights: Tensor
    ranked: Tensor
    gaps: Tensor
    alike: Tensor
    alike_weights: Tensor
    severities: Tensor
    severity_weights: Tensor

    @classmethod
    def of(cls, examples: Examples) -> Batch:
        """Make tensors of examples."""
        return cls(*(torch.from_numpy(getattr(examples, field.name)) for field in fields(cls)))

    def to(self, device: torch.device | str) -> Batch:
        """Move it."""
        return Batch(*(getattr(self, field.name).to(device) for field in fields(self)))


@dataclass(frozen=True, eq=False)
class Masses:
    """By what each term's sum is divided.

    Not by what happens to be in a batch, but by what the whole training set has, times the batch's
    share of it: so the mean over batches (and over processes) is the loss of the whole set.

    Attributes:
        ratings: sum of the weights of all ratings.
        ranked: number of pairs with a better one.
        alike: number of pairs that are alike.
        severities: (reasons,) sum of the weights of all known severities.
        rated: sum of the weights of all rated pictures, whatever the batch: what a pull that is in
            units of one photo is divided by.
    """

    rated: float
    ratings: float
    ranked: float
    alike: float
    severities: Tensor

    @classmethod
    def of(cls, batch: Batch, share: float = 1.0) -> Masses:
        """Count a training set, and scale to a batch that holds `share` of it."""
        there = ~torch.isnan(batch.ratings)
        known = ~torch.isnan(batch.severities) * batch.severity_weights[:, None]
        whole = cls(
            rated=max(TINY, float((there.any(1) * batch.weights).sum())),
            ratings=max(TINY, float((there * batch.weights[:, None]).sum())),
            ranked=max(TINY, len(batch.ranked)),
            alike=max(TINY, len(batch.alike)),
            severities=known.sum(0).clamp_min(1.0),
        )
        return whole.times(share)

    def times(self, share: float) -> Masses:
        """Scale to a batch that holds this share of the training set."""
        return Masses(
            self.rated,
            self.ratings * share,
            self.ranked * share,
            self.alike * share,
            self.severities * share,
        )

    def to(self, device: torch.device | str) -> Masses:
        """Move it."""
        return replace(self, severities=self.severities.to(device))


def grade_losses(
    head: OrdinalHead,
    logits: Tensor,
    batch: Batch,
    masses: Masses,
    weights: Weights,
    rater_bias: Tensor | None = None,
) -> dict[str, Tensor]:
    """Give what the grade has against its logits, by name.

    Args:
        head: that made the logits.
        logits: (n, C).
        batch: of the n pictures.
        masses: that each sum is divided by.
        weights: of the terms.
        rater_bias: (R,) see `RaterEffect`.
    """
    good = head.cumulative(logits)[:, GOOD_RANK - 2]
    fit = head.rating_losses(logits, batch.ratings, rater_bias) * batch.weights[:, None]
    apart = good[batch.alike[:, 0]] - good[batch.alike[:, 1]]
    return {
        "ratings": fit.sum() / masses.ratings,
        "ranked": weights.rank
        * ranking_losses(good, batch.ranked, batch.gaps, weights.margin).sum()
        / masses.ranked,
        "alike": (batch.alike_weights * apart.square()).sum() / masses.alike,
    }


def ranking_losses(latent: Tensor, ranked: Tensor, gaps: Tensor, margin: float) -> Tensor:
    """Give the logistic loss of pairs whose first should lie `margin * gap` above its second.

    >>> ranking_losses(torch.tensor([9.0, 0.0]), torch.tensor([[0, 1]]), torch.ones(1), 9.0)
    tensor([0.6931])
    """
    difference = latent[ranked[:, 0]] - latent[ranked[:, 1]]
    return functional.softplus(margin * gaps - difference)


def reason_loss(logits: Tensor, batch: Batch, masses: Masses) -> Tensor:
    """Sum over reasons of the cross-entropy of (n, reasons) logits with what is known."""
    known = ~torch.isnan(batch.severities) * batch.severity_weights[:, None]
    target = torch.nan_to_num(batch.severities)
    each = functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
    return ((each * known).sum(0) / masses.severities).sum()


def pull(weights: Tensor, region_decay: float) -> Tensor:
    """Sum the squares of (..., 2 F) weights; those of the regions' half count more.

    >>> pull(torch.tensor([[1.0, 2.0]]), region_decay=3.0)
    tensor(13.)
    """
    whole, regions = weights.chunk(2, dim=-1)
    return whole.square().sum() + region_decay * regions.square().sum()
