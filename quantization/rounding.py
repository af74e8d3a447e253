"""A folded trunk -> the same with the rounding of its int8 program, in PyTorch.

Numbers are rounded where LiteRT's program holds int8 ones: weights symmetrically for each output
channel, the picture and what each filter and each sum gives by one range each. Pooled means are
float. Gradients pass the rounding as if it were not there (straight-through; Jacob et al. 2018,
arXiv 1712.05877).
"""

from __future__ import annotations

import operator
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, fx, nn
from torch.func import functional_call
from torch.nn import functional

from quantization.fold import Tracer, module_of
from training.trunks import Trunk

LOWEST, HIGHEST = -128, 127
FUSED = (nn.BatchNorm2d, nn.ReLU, nn.ReLU6)
"""What LiteRT computes in one step with what stands before it: nothing is rounded in between."""


def rounded_weights(weights: Tensor) -> Tensor:
    """Round (out, in, h, w) weights to 255 steps for each output channel, its largest one a step.

    >>> rounded_weights(torch.tensor([127.0, 1.4, -0.6]).reshape(1, 3, 1, 1)).flatten()
    tensor([127.,   1.,  -1.])
    """
    scale = (weights.detach().flatten(1).abs().amax(1) / HIGHEST).clamp_min(1e-9)
    zero = torch.zeros_like(scale, dtype=torch.int32)
    return torch.fake_quantize_per_channel_affine(weights, scale, zero, 0, -HIGHEST, HIGHEST)


class Weights(nn.Module):
    """A convolution that rounds its weights, where it is asked to."""

    def __init__(self, convolution: nn.Conv2d) -> None:
        super().__init__()
        self.convolution = convolution
        self.rounds = True

    def forward(self, x: Tensor) -> Tensor:
        """Convolve (N, C, H, W)."""
        weights = self.convolution.weight
        used = rounded_weights(weights) if self.rounds else weights
        y: Tensor = functional_call(self.convolution, {"weight": used}, (x,))
        return y


class Activations(nn.Module):
    """Rounds a tensor to 256 steps between the lowest and the highest value that was observed."""

    low: Tensor
    high: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("low", torch.zeros(()))
        self.register_buffer("high", torch.zeros(()))
        self.observes = False
        self.rounds = True

    def forward(self, x: Tensor) -> Tensor:
        """Observe and round."""
        if self.observes:
            self.low = torch.minimum(self.low, x.detach().min())
            self.high = torch.maximum(self.high, x.detach().max())
        if not self.rounds:
            return x
        scale = ((self.high - self.low) / (HIGHEST - LOWEST)).clamp_min(1e-9)
        zero = (LOWEST - self.low / scale).round().clamp(LOWEST, HIGHEST).to(torch.int32)
        return torch.fake_quantize_per_tensor_affine(x, scale, zero, LOWEST, HIGHEST)


@dataclass(frozen=True)
class Mode:
    """Which numbers are rounded."""

    weights: bool = True
    activations: bool = True


FLOAT = Mode(weights=False, activations=False)
INT8 = Mode()


class Rounded(nn.Module):
    """A trunk that rounds; it shares the parameters of the folded one that it was made of.

    Args:
        trunk: folded.
        exact: names of what stays float; see `places`.
    """

    def __init__(self, trunk: Trunk, exact: Collection[str] = ()) -> None:
        super().__init__()
        self.network = _with_rounding(fx.GraphModule(trunk, Tracer().trace(trunk)), exact)

    def forward(self, views: Tensor) -> Tensor:
        """Describe views, (N, H, W, 3) in 0..255, by (N, F)."""
        features: Tensor = self.network(views)
        return features

    @contextmanager
    def rounding(self, mode: Mode) -> Iterator[None]:
        """Round only so much, for a while."""
        steps = [each for each in self.modules() if isinstance(each, (Weights, Activations))]
        before = [each.rounds for each in steps]
        for each in steps:
            each.rounds = mode.weights if isinstance(each, Weights) else mode.activations
        try:
            yield
        finally:
            for each, rounds in zip(steps, before, strict=True):
                each.rounds = rounds

    @torch.no_grad()
    def observe(self, views: Tensor) -> None:
        """Widen the ranges of the activations by what they are on these views, without rounding."""
        observers = [each for each in self.modules() if isinstance(each, Activations)]
        for each in observers:
            each.observes = True
        with self.rounding(FLOAT):
            for view in torch.split(views, 4):
                self(view)
        for each in observers:
            each.observes = False


def places(trunk: Trunk) -> dict[str, str]:
    """Name all that is int8 in LiteRT's program, with its kind: picture, filters and sums."""
    kinds = {}
    for node in Tracer().trace(trunk).nodes:
        if _gives_int8(trunk, node):
            layer = module_of(trunk, node)
            kinds[_name(node)] = _kind(node, layer)
    return kinds


def _kind(node: fx.Node, layer: nn.Module | None) -> str:
    if isinstance(layer, nn.Conv2d):
        return "depthwise" if layer.groups > 1 else "dense"
    return "sum" if node.target is operator.add else "picture"


def _name(node: fx.Node) -> str:
    """Name a step: a module by its own name, a function by the graph's."""
    return str(node.target) if node.op == "call_module" else node.name


def _with_rounding(network: fx.GraphModule, exact: Collection[str]) -> fx.GraphModule:
    """Put rounding into each convolution, and behind the picture, each filter and each sum."""
    for node in list(network.graph.nodes):
        if _name(node) in exact or not _gives_int8(network, node):
            continue
        _round_after(network, _end(network, node))
        layer = module_of(network, node)
        if isinstance(layer, nn.Conv2d):
            network.add_submodule(node.target, Weights(layer))
    network.recompile()
    return network


def _gives_int8(network: nn.Module, node: fx.Node) -> bool:
    """Say whether a step's result is int8 in LiteRT's program: the picture, a filter, a sum."""
    if isinstance(module_of(network, node), nn.Conv2d):
        return True
    return node.target in ("permute", operator.add)


def _end(network: nn.Module, node: fx.Node) -> fx.Node:
    """Follow a filter or sum to the end of what LiteRT computes with it in one step."""
    while len(node.users) == 1:
        (user,) = node.users
        fused = isinstance(module_of(network, user), FUSED) or user.target is functional.relu6
        if not fused:
            break
        node = user
    return node


def _round_after(network: fx.GraphModule, node: fx.Node) -> None:
    name = f"rounding_after_{node.name}"
    network.add_submodule(name, Activations())
    with network.graph.inserting_after(node):
        rounded = network.graph.call_module(name, (node,))
    node.replace_all_uses_with(rounded, delete_user_cb=lambda user: user is not rounded)
