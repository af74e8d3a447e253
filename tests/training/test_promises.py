from __future__ import annotations

import numpy as np
import pytest

from training.promises import GRADE, SCORE, calibration_table, promises
from training.ratings import RatedPhotos
from training.report.calibration import good_share

NO_FAULT = -20.0


def logits(latent: np.ndarray) -> np.ndarray:
    return np.column_stack([latent, np.full(len(latent), NO_FAULT)]).astype(np.float32)


def test_a_latent_on_any_scale_promises_what_raters_say(photos: RatedPhotos) -> None:
    latent = 7 * photos.mean_rating - 30
    promised = promises(photos, logits(latent))
    assert np.allclose(promised[GRADE], promised[SCORE])  # no fault, so none takes from the score
    assert np.abs(promised[GRADE] - good_share(photos)).mean() < 0.15
    table = calibration_table(photos, logits(latent))
    assert list(table) == ["all", "north", "south"]
    assert table["all"][GRADE].n == len(photos)


def test_a_photos_own_rating_does_not_move_its_promise(photos: RatedPhotos) -> None:
    latent = photos.mean_rating.copy()
    before = promises(photos, logits(latent))[GRADE]
    changed = photos.take(np.arange(len(photos)))
    changed.ratings[0] = 5 - changed.ratings[0]
    after = promises(changed, logits(latent))[GRADE]
    assert after[0] == pytest.approx(before[0], abs=1e-7)
    assert not np.allclose(after, before, atol=1e-7)


def test_a_fault_that_is_wrongly_seen_everywhere_breaks_the_scores_promise(
    photos: RatedPhotos,
) -> None:
    said = logits(photos.mean_rating)
    said[:, 1] = 20
    table = calibration_table(photos, said)["all"]
    assert table[SCORE].value > table[GRADE].value + 0.2
