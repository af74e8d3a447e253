"""Trunk and heads as one network: one uint8 view in, its logits as whole view and as region out.

Normalisation, heads and ordinal thresholds lie inside; what is left to the phone is the mean over
regions and the sigmoid (`clearshot.decision.pool`).
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from training.heads import Heads


class StudentGraph(nn.Module):
    """The network of the bundle; outputs `whole` (1, K-1+R) and `region` (1, 1+R)."""

    def __init__(self, trunk: nn.Module, heads: Heads) -> None:
        super().__init__()
        self.trunk = trunk
        self.whole = _linear(*whole_head(heads))
        self.region = _linear(*region_head(heads))

    def forward(self, image: Tensor) -> dict[str, Tensor]:
        """Map (1, size, size, 3) uint8 to the logits by name."""
        features = self.trunk(image)
        return {"whole": self.whole(features), "region": self.region(features)}


def whole_head(heads: Heads) -> tuple[np.ndarray, np.ndarray]:
    """Give weights (F, K-1+R) and bias (K-1+R,): the latent less each threshold, then reasons."""
    weights = _of_views(heads)[0]
    steps = len(heads.thresholds)
    grade = np.repeat(weights[:, :1], steps, axis=1)
    bias = np.concatenate([heads.bias[:1] - heads.thresholds, heads.bias[1:]])
    return np.concatenate([grade, weights[:, 1:]], axis=1), bias


def region_head(heads: Heads) -> tuple[np.ndarray, np.ndarray]:
    """Give weights (F, 1+R) and a bias of zeros: what one region adds."""
    weights = _of_views(heads)[1]
    return weights, np.zeros(weights.shape[1], np.float32)


def _of_views(heads: Heads) -> tuple[np.ndarray, np.ndarray]:
    """Part the weights, (2 F, 1+R): those of the whole view and those of the regions."""
    whole, regions = np.split(heads.weights, 2)
    return whole, regions


def _linear(weights: np.ndarray, bias: np.ndarray) -> nn.Linear:
    layer = nn.Linear(*weights.shape)
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(np.ascontiguousarray(weights.T)))
        layer.bias.copy_(torch.from_numpy(bias))
    return layer
