"""MobileNetV2: Sandler et al. 2018, arXiv 1801.04381. Inverted residuals with ReLU6 throughout."""

from __future__ import annotations

from torchvision.models import mobilenet_v2

from training.trunks.sliced import Sliced


class MobileNetV2(Sliced):
    """Its convolutions; features are pooled where the resolution changes, and before the widest."""

    channels = (24, 32, 64, 96, 160, 1280)
    stride = 32
    ends = (0, 4, 7, 11, 14, 17, 19)

    def __init__(self) -> None:
        super().__init__(mobilenet_v2(weights=None).features)
