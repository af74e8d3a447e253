"""Batch normalisation -> the convolution before it, so that what is rounded is what is computed.

A folded trunk is a trunk like any other: its normalisations stay where they are and only add a bias.
Its weights can be saved, loaded, trained and converted as before (Jacob et al. 2018, arXiv
1712.05877, section 3.2).
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import NamedTuple

import torch
from torch import fx, nn

from training.trunks import Trunk


class Filter(NamedTuple):
    """A convolution and the batch normalisation that follows it, if one does."""

    name: str
    convolution: nn.Conv2d
    norm: nn.BatchNorm2d | None

    @property
    def last(self) -> nn.Conv2d | nn.BatchNorm2d:
        """What gives the filter's output, and holds its bias."""
        return self.norm or self.convolution


class Tracer(fx.Tracer):
    """Sees convolutions as one step, whatever they do inside."""

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        """Say whether to look no further."""
        return isinstance(m, nn.Conv2d) or super().is_leaf_module(m, module_qualified_name)


def filters(trunk: Trunk) -> Iterator[Filter]:
    """List the filters of a trunk, in the order in which they are computed."""
    for node in Tracer().trace(trunk).nodes:
        layer = module_of(trunk, node)
        if isinstance(layer, nn.Conv2d):
            after = [module_of(trunk, user) for user in node.users]
            norm = after[0] if after and isinstance(after[0], nn.BatchNorm2d) else None
            yield Filter(str(node.target), layer, norm)


def module_of(network: nn.Module, node: fx.Node) -> nn.Module | None:
    """Give the module that a node of a traced network calls, if it calls one."""
    return network.get_submodule(str(node.target)) if node.op == "call_module" else None


@torch.no_grad()
def folded(trunk: Trunk) -> Trunk:
    """Give the same function, in which batch normalisation only adds a bias."""
    folded = deepcopy(trunk).eval()
    for _, convolution, norm in filters(folded):
        if norm is None:
            continue
        if norm.running_mean is None or norm.running_var is None:
            raise ValueError("found a batch normalisation without statistics: it cannot be folded")
        scale = norm.weight / (norm.running_var + norm.eps).sqrt()
        convolution.weight.mul_(scale[:, None, None, None])
        norm.bias.sub_(norm.running_mean * scale)
        norm.weight.fill_(1)
        norm.running_mean.zero_()
        norm.running_var.fill_(1 - norm.eps)
    return folded
