from __future__ import annotations

from argparse import ArgumentTypeError
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from training.compare import OURS, RIDGE, Condition, authentic_table
from training.copies import TEST_DARKENER
from training.pictures import Pictures
from training.predicted import named_csv, read_trials, within_site_logits
from training.ratings import RatedPhotos
from training.report.predictions import PredictionsRefused
from training.trials import Trial


def predictions(photos: RatedPhotos, csv: Path) -> Path:
    """What a perfect judge says of all photos, in two folds that choose on each other."""
    good = photos.mean_rating / 4
    fold = (np.unique(photos.groups, return_inverse=True)[1] % 2).astype(int)
    rows = [
        {
            "trial": "all, 10-fold by group",
            "fold": each,
            "part": "test" if fold[index] == each else "validation",
            "photo_id": photos.photo_ids[index],
            "rank_1": 1 - good[index],
            "rank_2": 0.0,
            "rank_3": good[index],
            "rank_4": 0.0,
            "darker": 100 * good[index] - 1,
            "reason_glare": 0.25,
        }
        for each in (0, 1)
        for index in range(len(photos))
    ]
    pd.DataFrame(rows).to_csv(csv, index=False)
    return csv


def test_what_was_predicted_elsewhere_is_read_as_a_trial(
    photos: RatedPhotos, rated: Pictures, tmp_path: Path
) -> None:
    trials = read_trials(predictions(photos, tmp_path / "p.csv"), photos, rated)
    trial = trials["all, 10-fold by group"]
    assert sorted(trial.photos) == list(range(len(photos)))
    known = np.flatnonzero(~np.isnan(trial.scores))
    assert len(known) == 2 * len(photos)
    row = int(np.flatnonzero(rated.where("darker", TEST_DARKENER))[5])
    assert trial.scores[row] == pytest.approx(25 * photos.mean_rating[rated.photo[row]] - 1)
    assert not np.isnan(trial.thresholds).any()


def test_it_stands_beside_the_judges_that_were_tried_here(
    photos: RatedPhotos, rated: Pictures, tmp_path: Path
) -> None:
    read = read_trials(predictions(photos, tmp_path / "p.csv"), photos, rated)
    (found,) = read.values()
    everyone = np.arange(len(photos))
    blind = Trial(
        everyone, np.random.default_rng(0).random(len(rated.photo)), np.full(len(photos), 0.1)
    )
    condition = Condition("all", "all")
    tried = {name: {condition: blind} for name in (OURS, RIDGE)}
    table = authentic_table(
        tried, rated, photos, {"teacher": {str(condition): found}, "absent": {}}
    )
    rows = table["all, 10-fold by group"]
    assert list(rows) == [OURS, RIDGE, "teacher", f"{OURS} less {RIDGE}"]
    assert rows["teacher"]["SRCC"].value == pytest.approx(1, abs=0.01)


def test_logits_are_those_of_the_fold_that_had_not_seen_the_photo(
    photos: RatedPhotos, tmp_path: Path
) -> None:
    csv = predictions(photos, tmp_path / "p.csv")
    logits = within_site_logits(csv, photos, ("glare",))
    good = np.clip(photos.mean_rating / 4, 1e-4, 1 - 1e-4)
    assert np.allclose(logits[:, 0], np.log(good / (1 - good)), atol=1e-3)
    assert np.allclose(logits[:, 1], -np.log(3), atol=1e-3)
    with pytest.raises(PredictionsRefused, match="no column reason_noise"):
        within_site_logits(csv, photos, ("glare", "noise"))
    table = pd.read_csv(csv)
    first = table[table["photo_id"] != photos.photo_ids[7]]
    first.to_csv(csv, index=False)
    with pytest.raises(PredictionsRefused, match=f"{photos.photo_ids[7]}.*in no fold"):
        within_site_logits(csv, photos, ("glare",))


def test_an_argument_without_a_name_or_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("")
    assert named_csv(f"teacher={tmp_path / 'p.csv'}") == ("teacher", tmp_path / "p.csv")
    with pytest.raises(ArgumentTypeError, match="no file"):
        named_csv("teacher=nowhere.csv")
