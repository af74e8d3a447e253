"""A bag of views in; grade, reasons and a region map out: the teacher's network.

Bag: the whole view and its regions. Trunk -> instances -> standardised -> aggregated -> two linear
heads, ordinal grade and reasons, on the whole view's features beside the bag's. The region
map says what the photo's logit would be if all its regions were like one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.aggregation import AGGREGATIONS
from training.bags import describe_views
from training.heads import minimise
from training.objective import (
    Batch,
    Masses,
    Weights,
    grade_losses,
    pull,
    reason_loss,
)
from training.ordinal import ORDINAL_HEADS, LinearFromZero, RaterEffect
from training.ratings import GOOD_RANK
from training.trunks import TRUNKS, Trunk, TrunkName

TOGETHER = 4
"""Views that go through the trunk at once: the maps of more fit no processor's cache, and take twice
the time."""


@dataclass(frozen=True)
class ModelConfig:
    """What is built. What the papers leave open is chosen by ablation."""

    trunk: TrunkName = "vgg16"
    weights: str = "torchvision"  # a safetensors file, `torchvision` (downloads), or `random`
    trainable: int = 0  # last stages of the trunk that learn
    size: int = 448  # pixels; side of every view
    working_long_side: int = 1248  # pixels, to which a photo is scaled down before it is cut
    overlap: float = 0.1  # of neighbouring regions, share of their side
    regions: Literal["cut", "cells", "none"] = "cells"  # see `training.bags`
    cells: int = 2  # of the whole view, along each side: 1, 2 or 4
    moments: Literal["mean", "mean_deviation"] = "mean"  # of each channel, within an instance
    stages: Literal["all", "last"] = "all"  # of the trunk, whose maps are pooled
    components: int = (
        384  # principal ones of the training's instances, the rest is left out; 0: all
    )
    aggregation: Literal["none", "mean", "max", "attention", "gated_attention"] = "mean"
    head: Literal["cumulative_link", "coral", "corn", "regression"] = "cumulative_link"
    ranks: int = 4
    rater_effect: bool = False  # learn how kind each rater is


class Outputs(NamedTuple):
    """What a model says of n pictures.

    Attributes:
        logits: (n, C) of the ordinal head.
        reasons: (n, R) logits of the severities.
        shares: (n, m) weight of each instance in the bag; they sum to 1.
    """

    logits: Tensor
    reasons: Tensor
    shares: Tensor


class BagModel(nn.Module):
    """The network; fed with views, or, without a trunk, with instances that one made before.

    Args:
        config: what is built.
        reasons: codes, in the order of their logits.
        raters: columns of the ratings.
        trunk: what turns views into instances.
    """

    centre: Tensor
    """(F,) mean of the training's whole views."""
    basis: Tensor
    """(F, D) scales features to deviation 1, then turns them to the principal components."""

    def __init__(
        self,
        config: ModelConfig,
        reasons: Sequence[str],
        raters: int,
        trunk: Trunk | None = None,
    ) -> None:
        super().__init__()
        length = features_of(config)
        kept = config.components or length
        self.config, self.trunk = config, trunk
        self.aggregation = AGGREGATIONS[config.aggregation](kept)
        self.head = ORDINAL_HEADS[config.head](2 * kept, config.ranks)
        self.reasons = LinearFromZero(2 * kept, len(reasons))
        self.raters = RaterEffect(raters) if config.rater_effect else None
        self.register_buffer("centre", torch.zeros(length))
        self.register_buffer("basis", torch.eye(length, kept))
        nn.init.zeros_(self.head.directions.weight)
        if trunk is not None:
            trunk.freeze(config.trainable)

    def forward(self, x: Tensor) -> Outputs:
        """Judge n pictures.

        Args:
            x: (n, m, F) instances, NaN where a bag has fewer; or (n, v, H, W, 3) uint8 views,
                black where a photo has fewer. The whole view comes first.
        """
        return self.judge(self.instances(x))

    def judge(self, instances: Tensor) -> Outputs:
        """Judge n pictures by their standardised instances, (n, m, D); see `instances`."""
        mask = ~torch.isnan(instances[:, :, 0])
        bag, shares = self.aggregation(instances, mask)
        features = torch.cat([instances[:, 0], bag], 1)
        return Outputs(self.head(features), self.reasons(features), shares)

    def good_logits(self, instances: Tensor) -> tuple[Tensor, Tensor]:
        """Give the logit of a good rank, (n,), and that of each region, (n, m - 1).

        A region's is what the photo's would be if all its views but the whole were like it.

        Args:
            instances: (n, m, D), standardised; see `instances`.
        """
        whole, regions = instances[:, :1], instances[:, 1:]
        alike = torch.cat([whole.expand_as(regions), regions], 2)
        good = GOOD_RANK - 2
        photo = self.head.cumulative(self.judge(instances).logits)[..., good]
        return photo, self.head.cumulative(self.head(alike))[..., good]

    def losses(
        self, instances: Tensor, batch: Batch, masses: Masses, weights: Weights
    ) -> dict[str, Tensor]:
        """Give every term of the loss by name; training minimises their sum.

        Args:
            instances: (n, m, D), standardised; see `instances`.
            batch: what is known of the n pictures.
            masses: that each sum is divided by.
            weights: of the terms.
        """
        said = self.judge(instances)
        bias = None if self.raters is None else self.raters()
        squares = pull(self.head.directions.weight, weights.region_decay)
        return {
            **grade_losses(self.head, said.logits, batch, masses, weights, bias),
            "reasons": weights.reasons * reason_loss(said.reasons, batch, masses),
            "decay": weights.decay / masses.rated * squares
            + weights.reason_decay * self.reasons.weight.square().sum(),
        }

    @torch.no_grad()
    def standardise(self, x: Tensor) -> None:
        """Learn centre and basis from the whole views of training pictures; see `forward`."""
        whole = self._made(x)[:, 0].float()
        self.centre.copy_(whole.mean(0))
        scaled = (whole - self.centre) / (whole.std(0) + 1e-4)
        turn = (
            torch.eye(len(self.centre))
            if not self.config.components
            else components(scaled, self.config.components)
        )
        self.basis.copy_(turn / (whole.std(0) + 1e-4)[:, None])

    def instances(self, x: Tensor) -> Tensor:
        """Give standardised instances, (n, m, D), of views or of instances as they were made."""
        return (self._made(x) - self.centre) @ self.basis

    def _made(self, x: Tensor) -> Tensor:
        """Give instances, (n, m, F), of views; instances stay as they are."""
        return x if x.dtype != torch.uint8 else self._described(x)

    def _described(self, views: Tensor) -> Tensor:
        """Run the trunk over (n, v, H, W, 3) views: (n, m, F), NaN where a view is black."""
        if self.trunk is None:
            raise ValueError("found views, and no trunk to describe them: build the model with one")
        grids = (1, self.config.cells) if self.config.regions == "cells" else (1,)
        each = views.flatten(0, 1)
        parts = torch.split(each, TOGETHER)
        moments = torch.cat([describe_views(self.trunk, part, grids) for part in parts])
        kept = moments_kept(moments, self.config)
        black = (views == 0).flatten(2).all(2)
        black[:, 0] = False  # a photo may be all black; its whole view is there
        kept = kept.masked_fill(black.flatten()[:, None, None], torch.nan)
        return kept.view(len(views), -1, kept.shape[-1])


def nothing_else() -> dict[str, Tensor]:
    """Give no further terms of a loss."""
    return {}


def learn_heads(
    model: BagModel,
    instances: Tensor,
    batch: Batch,
    weights: Weights,
    iterations: int,
    more: Callable[[], dict[str, Tensor]] = nothing_else,
) -> None:
    """Learn all but the trunk from all pictures at once, by L-BFGS: in seconds, without a draw.

    Args:
        model: standardised.
        instances: (n, m, D), standardised.
        batch: what is known of the n pictures.
        weights: of the sources of knowledge.
        iterations: at most.
        more: gives further terms of the loss, as `losses` does.
    """
    masses = Masses.of(batch)

    def loss() -> Tensor:
        terms = model.losses(instances, batch, masses, weights) | more()
        return torch.stack(list(terms.values())).sum()

    heads = [p for name, p in model.named_parameters() if not name.startswith("trunk.")]
    minimise(loss, heads, iterations)


def features_of(config: ModelConfig) -> int:
    """Count the features of an instance, F."""
    channels = TRUNKS[config.trunk].channels
    pooled = sum(channels) if config.stages == "all" else channels[-1]
    return pooled * (1 if config.moments == "mean" else 2)


def moments_kept(moments: Tensor, config: ModelConfig) -> Tensor:
    """Keep of (..., 2, channels) moments what the model looks at: (..., F)."""
    kept = moments[..., :1, :] if config.moments == "mean" else moments
    last = 0 if config.stages == "all" else kept.shape[-1] - TRUNKS[config.trunk].channels[-1]
    return kept[..., last:].flatten(-2)


def components(x: Tensor, count: int) -> Tensor:
    """Give the first principal directions of centred (n, F) features: (F, count).

    Where there are fewer pictures than that, the rest of the columns is 0.
    """
    # Of the (n, n) products, not of the features: there are far fewer pictures.
    values, vectors = torch.linalg.eigh(x.double() @ x.double().T)
    real = values > 1e-9 * values[-1]
    directions = (x.double().T @ vectors[:, real] / values[real].sqrt()).flip(1).T[:count].float()
    # Which way a direction points is arbitrary: its largest part is made positive.
    largest = directions.gather(1, directions.abs().argmax(1, keepdim=True))
    turned = directions * largest.sign()
    return functional.pad(turned, (0, 0, 0, count - len(turned))).T
