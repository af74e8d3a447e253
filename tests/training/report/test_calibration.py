from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from training.figures import Figure
from training.report.calibration import (
    calibration_error,
    calibration_figures,
    good_share,
    isotonic,
    refitted,
    temperature,
)
from training.report.predictions import Trial


def overconfident(trial: Trial) -> Trial:
    """Make every probability more extreme: its logit three times as large."""
    sharp = trial.test.grade**3
    folds = tuple(
        replace(fold, validation=replace(fold.validation, grade=_whole(fold.validation.grade**3)))
        for fold in trial.folds
    )
    return replace(trial, test=replace(trial.test, grade=_whole(sharp)), folds=folds)


def _whole(grade: np.ndarray) -> np.ndarray:
    return np.asarray(grade / grade.sum(axis=1, keepdims=True))


@pytest.mark.parametrize("fit", [temperature, isotonic])
def test_an_overconfident_score_is_mended_on_photos_of_other_patients(
    trials: tuple[Trial, ...], fit: object
) -> None:
    trial = overconfident(trials[1])
    before = calibration_figures(trial, trial.test.score / 100)
    after = calibration_figures(trial, refitted(trial, fit))  # type: ignore[arg-type]  # either fit
    for name in ("ECE", "Brier"):
        first, second = before[name], after[name]
        assert isinstance(first, Figure)
        assert isinstance(second, Figure)
        assert second.value < 0.9 * first.value


def test_a_temperature_keeps_the_order_of_the_scores(trials: tuple[Trial, ...]) -> None:
    trial = trials[0]
    promised = temperature(trial.folds[0].validation)(np.linspace(0, 1, 50))
    assert (np.diff(promised[1:-1]) > 0).all()


def test_the_brier_score_is_the_mean_over_all_ratings(trials: tuple[Trial, ...]) -> None:
    trial = trials[0]
    promised = trial.test.score / 100
    by_hand = ((promised[:, None] - (trial.test.photos.ratings >= 3)) ** 2).mean()
    brier = calibration_figures(trial, promised)["Brier"]
    assert isinstance(brier, Figure)
    assert brier.value == pytest.approx(by_hand)


def test_what_came_true_exactly_has_no_calibration_error(trials: tuple[Trial, ...]) -> None:
    kept = good_share(trials[0].test.photos)
    assert calibration_error(kept, kept, np.ones((1, len(kept))))[0] == 0
