from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from training.ratings import RatedPhotos
from training.report.predictions import PredictionsRefused, Trial, read_predictions


def test_every_photo_is_tested_once_in_a_trial_on_what_other_patients_chose(
    trials: tuple[Trial, ...], photos: RatedPhotos
) -> None:
    assert [trial.name for trial in trials] == ["sure", "unsure"]
    for trial in trials:
        assert sorted(trial.test.photos.photo_ids) == sorted(photos.photo_ids)
        rows = np.concatenate([fold.test for fold in trial.folds])
        assert sorted(rows) == list(range(len(photos)))
        for fold in trial.folds:
            own = set(trial.test.photos.groups[fold.test])
            assert not own & set(fold.validation.photos.groups)


def test_ratings_follow_their_photo(trials: tuple[Trial, ...], photos: RatedPhotos) -> None:
    place = {name: index for index, name in enumerate(photos.photo_ids)}
    rows = [place[name] for name in trials[0].test.photos.photo_ids]
    np.testing.assert_array_equal(trials[0].test.photos.ratings, photos.ratings[rows])
    assert np.corrcoef(trials[0].test.score, photos.mean_rating[rows])[0, 1] > 0.8


def test_the_score_is_that_of_the_decision_with_what_the_worst_fault_takes(
    table: pd.DataFrame, photos: RatedPhotos, tmp_path: Path
) -> None:
    csv = tmp_path / "predictions.csv"
    table.assign(rank_1=0, rank_2=0.1, rank_3=0.9, rank_4=0, reason_glare=0.85).to_csv(csv)
    np.testing.assert_allclose(read_predictions(csv, photos)[0].test.score, 67.5)


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("rank_2", "1.2", "line 7, column rank_2: found '1.2', expected a number from 0 to 1"),
        ("rank_2", "", "line 7, column rank_2: found ''"),
        ("rank_2", "nan", "line 7, column rank_2: found 'nan'"),
        ("reason_glare", "yes", "line 7, column reason_glare: found 'yes'"),
        ("darker", "101", "line 7, column darker: found '101', .* 100, or blank"),
        ("part", "train", "line 7, column part: found 'train', expected validation or test"),
        ("photo_id", "stranger", "line 7, column photo_id: 'stranger' is not among"),
        ("photo_id", "p4", "line 7, column photo_id: 'p4' was there before in this fold"),
        ("fold", " ", "line 7, column fold: is blank"),
        ("rank_1", "0.9", "line 7, columns rank_1 to rank_4: add up to "),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column(
    table: pd.DataFrame, photos: RatedPhotos, tmp_path: Path, column: str, value: str, says: str
) -> None:
    text = table.astype(str)
    text.loc[text.index[5], column] = value
    csv = tmp_path / "predictions.csv"
    text.to_csv(csv, index=False)
    with pytest.raises(PredictionsRefused, match=says):
        read_predictions(csv, photos)


def test_a_missing_column_is_named(
    table: pd.DataFrame, photos: RatedPhotos, tmp_path: Path
) -> None:
    csv = tmp_path / "predictions.csv"
    table.drop(columns="rank_4").to_csv(csv, index=False)
    with pytest.raises(PredictionsRefused, match="column rank_4 is missing"):
        read_predictions(csv, photos)


def test_a_patient_in_both_parts_of_a_fold_is_refused(
    table: pd.DataFrame, photos: RatedPhotos, tmp_path: Path
) -> None:
    moved = table.copy()
    moved.loc[1, "part"] = {"test": "validation", "validation": "test"}[moved.loc[1, "part"]]
    csv = tmp_path / "predictions.csv"
    moved.drop_duplicates(["trial", "photo_id", "fold"]).to_csv(csv, index=False)
    with pytest.raises(PredictionsRefused, match="lies in both parts of fold '0'"):
        read_predictions(csv, photos)


def test_a_photo_that_is_tested_twice_in_a_trial_is_refused(
    table: pd.DataFrame, photos: RatedPhotos, tmp_path: Path
) -> None:
    again = table.assign(trial="one")
    csv = tmp_path / "predictions.csv"
    again.assign(fold=again.index // len(photos)).to_csv(csv, index=False)
    with pytest.raises(PredictionsRefused, match="was there before among the test rows"):
        read_predictions(csv, photos)


def test_a_fold_whose_validation_has_no_bad_photo_is_refused(
    table: pd.DataFrame, photos: RatedPhotos, tmp_path: Path
) -> None:
    good = dict(zip(photos.photo_ids, photos.good, strict=True))
    kept = (table["part"] == "test") | table["photo_id"].map(good)
    csv = tmp_path / "predictions.csv"
    table[kept].to_csv(csv, index=False)
    with pytest.raises(PredictionsRefused, match="validation rows of trial 'sure', fold '0'"):
        read_predictions(csv, photos)


def test_photos_without_a_darker_copy_or_reasons_are_read(
    table: pd.DataFrame, photos: RatedPhotos, tmp_path: Path
) -> None:
    csv = tmp_path / "predictions.csv"
    reasons = [name for name in table.columns if name.startswith("reason_")]
    table.drop(columns=["darker", *reasons]).to_csv(csv, index=False)
    test = read_predictions(csv, photos)[0].test
    assert np.isnan(test.darker).all()
    np.testing.assert_allclose(test.score, 100 * test.grade[:, 2:].sum(axis=1))
