from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from training.figures import Figure
from training.report.operating import chosen, dark_flips, point_figures
from training.report.predictions import Trial
from training.report.prevalence import acceptance, predictive
from training.thresholds import CHOICES, few_false_retakes


def figures(trial: Trial, name: str) -> dict[str, Figure]:
    cells = point_figures(trial, CHOICES[name])
    return {key: cell for key, cell in cells.items() if isinstance(cell, Figure)}


def test_a_threshold_comes_from_validation_alone(trials: tuple[Trial, ...]) -> None:
    trial = trials[1]
    thresholds = chosen(trial, few_false_retakes)
    for fold in trial.folds:
        own = fold.validation
        assert set(thresholds[fold.test]) == {few_false_retakes(own.score, own.good)}
    assert len(set(thresholds)) == len(trial.folds)


@pytest.mark.parametrize("name", CHOICES)
def test_the_figures_of_a_point_add_up(trials: tuple[Trial, ...], name: str) -> None:
    shown = figures(trials[1], name)
    n = {key: cell.n for key, cell in shown.items()}
    value = {key: cell.value for key, cell in shown.items()}
    assert value["false retakes"] == pytest.approx(1 - value["sensitivity"])
    assert value["residual bad"] == pytest.approx(1 - value["PPV"])
    assert n["sensitivity"] + n["specificity"] == n["PPV"] + n["NPV"] == n["retakes"] == 120
    assert value["PPV"] * n["PPV"] == pytest.approx(value["sensitivity"] * n["sensitivity"])
    assert all(cell.low <= cell.value <= cell.high for cell in shown.values())


def test_only_photos_that_turn_with_darker_skin_are_flips(trials: tuple[Trial, ...]) -> None:
    trial = trials[0]
    same = replace(trial, test=replace(trial.test, darker=trial.test.score))
    gone = replace(trial, test=replace(trial.test, darker=np.zeros(len(trial.test))))
    for tried, share in ((same, 0.0), (gone, 1.0)):
        assert figures(tried, "few_false_retakes")["darker skin"].value == share
        flips = dark_flips(tried)
        assert isinstance(flips, Figure)
        assert flips.value == share


def test_without_darker_copies_the_flips_are_said_not_to_be_measured(
    trials: tuple[Trial, ...],
) -> None:
    bare = replace(trials[0].test, darker=np.full(len(trials[0].test), np.nan))
    trial = replace(trials[0], test=bare)
    assert point_figures(trial, few_false_retakes)["darker skin"] == "none"
    assert "not measured" in str(dark_flips(trial))


def test_at_the_observed_share_of_good_photos_ppv_is_the_observed_one(
    trials: tuple[Trial, ...],
) -> None:
    trial = trials[1]
    observed = figures(trial, "few_false_retakes")
    rates = acceptance(trial, few_false_retakes)
    there = predictive(*rates, float(trial.test.good.mean()), len(trial.test))
    for name in ("PPV", "NPV"):
        assert there[name].value == pytest.approx(observed[name].value)
    rarer = predictive(*rates, 0.6, len(trial.test))
    assert rarer["PPV"].value < there["PPV"].value
    assert rarer["NPV"].value > there["NPV"].value


def test_a_point_that_accepts_no_bad_photo_is_no_certainty(trials: tuple[Trial, ...]) -> None:
    trial = trials[0]
    score = np.where(trial.test.good, 0.9, 0.1)
    grade = np.stack([1 - score, 0 * score, 0 * score, score], axis=1)
    perfect = replace(trial, test=replace(trial.test, grade=grade))
    shown = predictive(*acceptance(perfect, lambda scores, good: 50.0), 0.7, len(score))
    for figure in shown.values():
        assert figure.value == figure.high == 1
        assert 0.8 < figure.low < 0.995
