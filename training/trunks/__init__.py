"""Trunks: a view in, features out, pooled after each of a few stages.

VGG16 is the papers' trunk; EfficientNet-Lite0 is the phone's, and two MobileNets are what else it
could be. All are trained by the same code.
"""

from __future__ import annotations

from training.trunks.stages import Trunk, pool
from training.trunks.weights import TRUNKS, TrunkName, TrunkRefused, load_trunk

__all__ = ["TRUNKS", "Trunk", "TrunkName", "TrunkRefused", "load_trunk", "pool"]
