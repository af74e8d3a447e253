"""Rated photos, their copies and renders in; the student's heads out.

The grade is the mean of two linear readings: the likelihood of every rater's rank on whole view and
regions (`training.heads`), and a ridge on the mean rating and the whole view (`training.ridges`).
Each is the better one somewhere; together they order photos better than either, within a site and on
a camera that neither saw.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.heads import Heads, fit_heads, read_together
from training.lessons import Lessons
from training.pictures import Pictures, examples
from training.ridges import fair_line


def learn_heads(rated: Pictures, photos: NDArray[np.int64], lessons: Lessons) -> Heads:
    """Learn from these rated photos with their copies, and from what else there is."""
    own = lessons.of(photos)
    learnt = examples(rated, photos, own.renders, own.config)
    heads = fit_heads(learnt, own.config, noise=own.moves)
    return read_together(heads, fair_line(rated, photos, own).weights, learnt)
