"""A bag of views in; grade, reasons and what each view adds out: the teacher's network.

Bag: the whole view and its regions. Trunk -> instances -> standardised -> aggregated -> two linear
heads, ordinal grade and reasons, on the whole view's features beside the bag's. All of it between
instance and logit is additive, so that the region map is the decision itself (Javed et al. 2022,
arXiv 2206.01794).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import torch
from torch import Tensor, nn

from training.aggregation import AGGREGATIONS
from training.bags import describe_views
from training.objective import (
    GOOD_RANK,
    Batch,
    Masses,
    Weights,
    grade_losses,
    pull,
    reason_loss,
)
from training.ordinal import ORDINAL_HEADS, RaterEffect
from training.trunks import TRUNKS, Trunk


@dataclass(frozen=True)
class ModelConfig:
    """What is built. What the papers leave open is chosen by ablation."""

    trunk: str = "vgg16"
    weights: str = "torchvision"  # a safetensors file, `torchvision` (downloads), or `random`
    trainable: int = 0  # last stages of the trunk that learn
    size: int = 448  # pixels; side of every view
    working_long_side: int = 1248  # pixels, to which a photo is scaled down before it is cut
    overlap: float = 0.1  # of neighbouring regions, share of their side
    regions: Literal["cut", "cells", "none"] = "cells"  # see `training.bags`
    cells: int = 2  # of the whole view, along each side
    moments: Literal["mean", "mean_deviation"] = "mean"  # of each channel, within an instance
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
    scale: Tensor

    def __init__(
        self,
        config: ModelConfig,
        reasons: Sequence[str],
        raters: int,
        trunk: Trunk | None = None,
    ) -> None:
        super().__init__()
        length = TRUNKS[config.trunk].length() * (1 if config.moments == "mean" else 2)
        self.config, self.trunk = config, trunk
        self.aggregation = AGGREGATIONS[config.aggregation](length)
        self.head = ORDINAL_HEADS[config.head](2 * length, config.ranks)
        self.reasons = nn.Linear(2 * length, len(reasons))
        self.raters = RaterEffect(raters) if config.rater_effect else None
        self.register_buffer("centre", torch.zeros(length))
        self.register_buffer("scale", torch.ones(length))
        for layer in (self.head.directions, self.reasons):
            nn.init.zeros_(layer.weight)
        nn.init.zeros_(self.reasons.bias)
        if trunk is not None:
            trunk.freeze(config.trainable)

    def forward(self, x: Tensor) -> Outputs:
        """Judge n pictures.

        Args:
            x: (n, m, F) instances, NaN where a bag has fewer; or (n, v, H, W, 3) uint8 views,
                black where a photo has fewer. The whole view comes first.
        """
        instances = self.instances(x)
        mask = ~torch.isnan(instances[:, :, 0])
        bag, shares = self.aggregation(instances, mask)
        features = torch.cat([instances[:, 0], bag], 1)
        return Outputs(self.head(features), self.reasons(features), shares)

    def good_logits(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Give the logit of a good rank, (n,), and that of each region, (n, m - 1).

        A region's is what the photo's would be if all its views but the whole were like it.
        """
        instances = self.instances(x)
        whole, regions = instances[:, :1], instances[:, 1:]
        alike = torch.cat([whole.expand_as(regions), regions], 2)
        good = GOOD_RANK - 2
        own = self.head.cumulative(self(x).logits)[:, good]
        return own, self.head.cumulative(self.head(alike.flatten(0, 1)))[:, good].view(
            regions.shape[:2]
        )

    def losses(
        self, x: Tensor, batch: Batch, masses: Masses, weights: Weights
    ) -> dict[str, Tensor]:
        """Give every term of the loss by name; training minimises their sum."""
        said = self(x)
        bias = None if self.raters is None else self.raters()
        squares = pull(self.head.directions.weight, weights.region_decay)
        return {
            **grade_losses(self.head, said.logits, batch, masses, weights, bias),
            "reasons": reason_loss(said.reasons, batch, masses),
            "decay": weights.decay / masses.rated * squares
            + weights.reason_decay * self.reasons.weight.square().sum(),
        }

    def standardise(self, x: Tensor) -> None:
        """Set centre and scale of the instances by those of training pictures; see `forward`."""
        self.centre.zero_(), self.scale.fill_(1)
        with torch.no_grad():
            whole = self.instances(x)[:, 0]
        self.centre.copy_(whole.mean(0))
        self.scale.copy_(whole.std(0) + 1e-4)

    def instances(self, x: Tensor) -> Tensor:
        """Give standardised instances, (n, m, F), of views or of instances as they were made."""
        made = x if x.dtype != torch.uint8 else self._described(x)
        return (made - self.centre) / self.scale

    def _described(self, views: Tensor) -> Tensor:
        """Run the trunk over (n, v, H, W, 3) views: (n, m, F), NaN where a view is black."""
        if self.trunk is None:
            raise ValueError("found views, and no trunk to describe them: build the model with one")
        grids = (1, self.config.cells) if self.config.regions == "cells" else (1,)
        each = views.flatten(0, 1)
        moments = describe_views(self.trunk, each, grids)
        kept = moments[:, :, 0] if self.config.moments == "mean" else moments.flatten(2)
        black = (each == 0).flatten(1).all(1)
        kept = kept.masked_fill(black[:, None, None], torch.nan)
        return kept.view(len(views), -1, kept.shape[-1])
