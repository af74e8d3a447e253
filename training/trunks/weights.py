"""A trunk by its name, with its pretrained weights."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor
from torchvision.models import MobileNet_V2_Weights, VGG16_Weights, WeightsEnum

from training.trunks.lite0 import Lite0
from training.trunks.mobilenet_v2 import MobileNetV2
from training.trunks.mobilenet_v4 import MobileNetV4
from training.trunks.stages import Trunk
from training.trunks.vgg16 import VGG16

TrunkName = Literal["vgg16", "lite0", "mobilenet_v2", "mobilenet_v4"]

TRUNKS: dict[str, type[Trunk]] = {
    "vgg16": VGG16,
    "lite0": Lite0,
    "mobilenet_v2": MobileNetV2,
    "mobilenet_v4": MobileNetV4,
}
"""Trunks by the name that a configuration gives."""

DOWNLOADS: dict[str, WeightsEnum] = {
    "vgg16": VGG16_Weights.IMAGENET1K_V1,
    "mobilenet_v2": MobileNet_V2_Weights.IMAGENET1K_V1,
}
"""Weights that torchvision downloads."""

CLASSIFIERS = ("classifier.", "_fc.")
"""What the weights of a whole network have beside its trunk."""


class TrunkRefused(ValueError):
    """Weights that are not there, or do not fit; the message says which and what to do."""


def load_trunk(name: str, weights: str | Path) -> Trunk:
    """Build a trunk, ready to judge: frozen, in evaluation mode.

    Args:
        name: one of `TRUNKS`.
        weights: a safetensors file; `random` for none; `torchvision` for those that torchvision
            downloads (see `DOWNLOADS`), once.

    Raises:
        TrunkRefused: there is no such trunk or file, it is no safetensors file, or a parameter is
            missing, unknown, or has another shape.
    """
    if name not in TRUNKS:
        raise TrunkRefused(f"there is no trunk {name!r}; expected one of {', '.join(TRUNKS)}")
    trunk = TRUNKS[name]()
    if str(weights) != "random":
        _fill(trunk, _state(name, weights), str(weights))
    trunk.freeze(0)
    return trunk.eval()


def _state(name: str, weights: str | Path) -> dict[str, Tensor]:
    if str(weights) == "torchvision":
        if name not in DOWNLOADS:
            raise TrunkRefused(f"torchvision has no weights of {name}: name a safetensors file")
        state: dict[str, Tensor] = DOWNLOADS[name].get_state_dict(progress=True)
        return state
    try:
        return load_file(weights)
    except (OSError, SafetensorError) as error:
        raise TrunkRefused(f"{weights}: cannot be read as safetensors ({error})") from error


def _fill(trunk: Trunk, state: dict[str, Tensor], source: str) -> None:
    own = trunk.state_dict()
    given = {key: value for key, value in state.items() if not key.startswith(CLASSIFIERS)}
    wanted = {key for key in own if not key.endswith("num_batches_tracked")}
    missing, unknown = sorted(wanted - given.keys()), sorted(given.keys() - own.keys())
    if missing or unknown:
        raise TrunkRefused(f"{source}: missing {missing[:3]}, unknown {unknown[:3]}")
    for key in wanted:
        if given[key].shape != own[key].shape:
            found, expected = tuple(given[key].shape), tuple(own[key].shape)
            raise TrunkRefused(f"{source}: {key} has shape {found}, expected {expected}")
    trunk.load_state_dict({key: value.float() for key, value in given.items()}, strict=False)
