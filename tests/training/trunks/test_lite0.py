from __future__ import annotations

import os
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn

from clearshot.photo import Box, load_photo
from clearshot.regions import ViewSpec, cut
from training.trunks import TrunkRefused, load_trunk
from training.trunks.lite0 import Lite0
from training.trunks.same import SameConv


def test_a_view_gives_one_feature_vector() -> None:
    with torch.inference_mode():
        features = Lite0().eval()(torch.zeros(2, 64, 64, 3, dtype=torch.uint8))
    assert features.shape == (2, 1728)


def test_padding_at_stride_two_is_tensorflows_same() -> None:
    """For an even side the odd pixel goes right and below: the first window starts at pixel 0."""
    conv = SameConv(1, 1, 3, stride=2)
    nn.init.ones_(conv.weight)
    picture = torch.arange(16.0).reshape(1, 1, 4, 4)
    assert conv(picture)[0, 0].tolist() == [[45, 39], [66, 50]]


def test_weights_are_read_and_a_missing_one_is_named(tmp_path: Path) -> None:
    state = Lite0().state_dict()
    save_file(state, tmp_path / "whole.safetensors")
    loaded = load_trunk("lite0", tmp_path / "whole.safetensors").state_dict()
    assert torch.equal(loaded["_conv_stem.weight"], state["_conv_stem.weight"])
    del state["_conv_stem.weight"]
    save_file(state, tmp_path / "part.safetensors")
    with pytest.raises(TrunkRefused, match=r"missing.*_conv_stem"):
        load_trunk("lite0", tmp_path / "part.safetensors")


@pytest.mark.skipif("CLEARSHOT_DATA" not in os.environ, reason="CLEARSHOT_DATA names no data pack")
def test_the_pretrained_trunk_knows_a_dragonfly() -> None:
    """With the weights' own classifier on top: class 319 of ImageNet."""
    folder = Path(os.environ["CLEARSHOT_DATA"])
    weights = folder / "weights" / "efficientnet_lite0_fp16.safetensors"
    insect = Box(650, 250, 560, 420)
    photo = load_photo(folder / "photos" / "lomiri-dragonfly-by-bolly.jpg", 448, insect)
    state = load_file(weights)
    view = torch.from_numpy(cut(photo, ViewSpec(size=320)).whole.copy())[None]
    with torch.inference_mode():
        last = load_trunk("lite0", weights)(view)[:, -1280:]
        logits = last @ state["_fc.weight"].float().T + state["_fc.bias"].float()
    assert int(logits.argmax()) in (319, 320)  # dragonfly, damselfly
