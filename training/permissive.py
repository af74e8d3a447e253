"""What it costs to leave out the photos whose terms forbid commercial use."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr
from sklearn.metrics import roc_auc_score

from training.ratings import RatedPhotos

Latents = NDArray[np.floating]


def cost_of_leaving_out(photos: RatedPhotos, whole: Latents, permissive: Latents) -> str:
    """Say how right the grade is on each site, learnt on all photos and on the permissive alone.

    Args:
        photos: all rated photos.
        whole: (n,) latents by heads that learnt on all photos but the one that is judged.
        permissive: (n,) the same by heads that learnt on permissive photos only.
    """
    lines = ["SRCC / AUC of the grade, learnt on all photos : on permissive ones alone"]
    for site in np.unique(photos.sources):
        rows = photos.sources == site
        pairs = [_rightness(photos, latents, rows) for latents in (whole, permissive)]
        lines.append(f"  {site} (n = {rows.sum()}): {' : '.join(pairs)}")
    return "\n".join(lines)


def _rightness(photos: RatedPhotos, latents: Latents, rows: NDArray[np.bool_]) -> str:
    rank = spearmanr(latents[rows], photos.mean_rating[rows])[0]
    area = roc_auc_score(photos.good[rows], latents[rows])
    return f"{rank:.2f} / {area:.2f}"
