"""Rated photos, their copies and renders in; the student's heads out.

The grade is the mean of two linear readings: the likelihood of every rater's rank on whole view and
regions (`training.heads`), and a ridge on the mean rating and the whole view (`training.ridges`).
Each is the better one somewhere; together they order photos better than either, within a site and on
a camera that neither saw.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from training.heads import FitConfig, Heads, fit_heads, read_together
from training.pictures import Pictures, examples
from training.ridges import fair_line


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


def learn_heads(rated: Pictures, photos: NDArray[np.int64], lessons: Lessons) -> Heads:
    """Learn from these rated photos with their copies, and from what else there is."""
    config, renders = lessons.config, lessons.renders
    learnt = examples(rated, photos, renders, config)
    heads = fit_heads(learnt, config, noise=lessons.noise)
    line = fair_line(rated, photos, config.faulty, renders, config.rendered)
    return read_together(heads, line.weights, learnt)
