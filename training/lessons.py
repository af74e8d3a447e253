"""How heads learn, and from what beside rated photos."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

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
        noise: (photos, pictures, 2 F) by how much rounding moves the features of some pictures of
            each rated photo, if that is known.
    """

    config: FitConfig = field(default_factory=FitConfig)
    renders: Pictures | None = None
    noise: NDArray[np.float32] | None = None

    def of(self, photos: NDArray[np.int64]) -> Lessons:
        """Leave out what is known of other photos than these.

        A feature that hardly changes over one site's photos may be moved far over another's: its
        noise, in units of its own spread, would drown all others.
        """
        return self if self.noise is None else replace(self, noise=self.noise[photos])

    @property
    def moves(self) -> NDArray[np.float32] | None:
        """(s, 2 F) the noise of all pictures, if it is known."""
        return None if self.noise is None else self.noise.reshape(-1, self.noise.shape[-1])
