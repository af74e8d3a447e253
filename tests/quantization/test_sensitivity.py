from __future__ import annotations

from pathlib import Path

import torch
from PIL import Image

from quantization.fold import filters
from quantization.rounding import places
from quantization.sensitivity import markdown, plot, sensitivity
from training.trunks import load_trunk


def test_a_filter_of_few_steps_is_found(tmp_path: Path) -> None:
    """One weight of each of its channels is huge, so that their steps are coarse for the others."""
    torch.manual_seed(0)
    trunk = load_trunk("mobilenet_v4", "random")
    spoilt = [each for each in filters(trunk) if each.convolution.groups == 1][5]
    with torch.no_grad():
        spoilt.convolution.weight[:, 0] *= 300
    views = torch.randint(0, 256, (4, 64, 64, 3), dtype=torch.uint8)
    found = sensitivity(trunk, views)
    assert [each.name for each in found] == list(places(trunk))
    filtered = [each for each in found if each.kind in ("depthwise", "dense")]
    worst = sorted(filtered, key=lambda each: each.weights)[:2]
    assert spoilt.name in {each.name for each in worst}
    assert "| mean of" in markdown(found)
    plot(found, tmp_path / "sensitivity.png")
    assert Image.open(tmp_path / "sensitivity.png").size[0] > 900
