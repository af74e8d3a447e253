"""A trained model in; what it says of photos that it did not learn from, as a table, out.

One row a photo, with the columns that `training.report.predictions` reads. `darker` is the score of
the copy with darker skin by the operator that training never sees.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from clearshot.decision import score_of
from training.corpus import Corpus, Indices
from training.looks import Draw, Look, padded
from training.model import BagModel
from training.ratings import GOOD_RANK

Floats = NDArray[np.float32]
Scores = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Judgements:
    """What a model says of n pictures.

    Attributes:
        ranks: (n, K) probabilities.
        severities: (n, reasons) 0..1.
    """

    ranks: Floats
    severities: Floats

    @property
    def score(self) -> NDArray[np.float64]:
        """(n,) scores, 0..100, by the phone's own rule."""
        return graded_score(self.ranks, self.severities)


def predictions(
    model: BagModel,
    corpus: Corpus,
    look: Look,
    reasons: Sequence[str],
    trial: str = "split",
    fold: int = 0,
) -> pd.DataFrame:
    """Judge the photos of validation and test.

    Args:
        model: trained, on any device.
        corpus: that it learnt from.
        look: gives the bag of a picture.
        reasons: codes, in the order of the model's outputs.
        trial: what the rows are of.
        fold: of the trial.
    """
    parts = {"validation": corpus.split.validation, "test": corpus.split.test}
    tables = [judged_photos(model, corpus, photos, look, reasons) for photos in parts.values()]
    for part, table in zip(parts, tables, strict=True):
        table.insert(0, "part", part)
    whole = pd.concat(tables, ignore_index=True)
    whole.insert(0, "fold", fold)
    whole.insert(0, "trial", trial)
    return whole


def judged_photos(
    model: BagModel, corpus: Corpus, photos: Indices, look: Look, reasons: Sequence[str]
) -> pd.DataFrame:
    """Judge some photos: the columns from `photo_id` on."""
    judged = judge(model, corpus.originals(photos), look)
    darker = corpus.darker(photos)
    return pd.DataFrame(
        {
            "photo_id": [corpus.photos.photo_ids[photo] for photo in photos],
            **{f"rank_{rank}": each for rank, each in enumerate(judged.ranks.T, start=1)},
            **{f"reason_{code}": judged.severities[:, i] for i, code in enumerate(reasons)},
            "darker": np.nan if darker is None else judge(model, darker, look).score,
        }
    )


@torch.inference_mode()
def judge(model: BagModel, rows: Indices, look: Look, batch: int = 16) -> Judgements:
    """Judge pictures, without augmentation."""
    device = next(model.parameters()).device
    model.eval()
    ranks, severities = [], []
    for start in tqdm(range(0, len(rows), batch), desc="predictions", leave=False):
        x = padded([look(int(row), Draw(0, 0)) for row in rows[start : start + batch]])
        out = model(x.to(device))
        ranks.append(model.head.probabilities(out.logits.float()).cpu().numpy())
        severities.append(torch.sigmoid(out.reasons.float()).cpu().numpy())
    return Judgements(np.concatenate(ranks), np.concatenate(severities))


def scores_of(table: pd.DataFrame, reasons: Sequence[str]) -> NDArray[np.float64]:
    """Give the score of each row of a table of predictions, 0..100, by the phone's own rule."""
    ranks = table[[name for name in table.columns if name.startswith("rank_")]].to_numpy(float)
    severities = table[[f"reason_{code}" for code in reasons]].to_numpy(float)
    return graded_score(ranks, severities)


def graded_score(ranks: NDArray[np.floating], severities: NDArray[np.floating]) -> Scores:
    """Give (n,) scores, 0..100, of (n, K) probabilities of the ranks and (n, R) severities."""
    return score_of(ranks[:, GOOD_RANK - 1 :].sum(axis=1), severities)
