"""VGG16, the papers' trunk: Simonyan & Zisserman 2015, arXiv 1409.1556, configuration D.

Features are pooled before each of its five max-poolings. The fully connected layers are left out:
they want 224 x 224 pixels and know ImageNet's classes.
"""

from __future__ import annotations

from torchvision.models import vgg16

from training.trunks.sliced import Sliced


class VGG16(Sliced):
    """The 13 convolutions; each stage but the first begins with a max-pooling."""

    channels = (64, 128, 256, 512, 512)
    stride = 16
    ends = (0, 4, 9, 16, 23, 30)

    def __init__(self) -> None:
        super().__init__(vgg16(weights=None).features)
