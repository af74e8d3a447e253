"""How heads learn, and from what beside rated photos."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from training.heads import FitConfig
from training.pictures import Pictures


@dataclass(frozen=True, eq=False)
class Lessons:
    """How heads learn, and from what beside rated photos.

    Attributes:
        config: what each source weighs.
        renders: rendered pictures, if there are any.
        noise: (s, 2 F) by how much rounding moves some pictures' features, if that is known.
    """

    config: FitConfig = field(default_factory=FitConfig)
    renders: Pictures | None = None
    noise: NDArray[np.float32] | None = None
