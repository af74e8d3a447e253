"""Discrimination, ordinal figures, reasons, tones and examples of trials whose answer is known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from training.figures import Figure
from training.report.discrimination import discrimination_figures
from training.report.examples import errors
from training.report.ordinal_figures import grade_figures, kappa_figures, rps
from training.report.predictions import Trial
from training.report.reasons import asked, reason_figures, severity_of
from training.report.section import Cell, Table
from training.report.tones import (
    RendersRefused,
    gap,
    read_renders,
    read_tones,
    rendered_tones,
    tones,
)


def value(cell: Cell) -> float:
    assert isinstance(cell, Figure)
    assert cell.low <= cell.value <= cell.high
    return cell.value


def test_a_surer_judge_is_better_by_every_figure(trials: tuple[Trial, ...]) -> None:
    sure, unsure = (
        {**discrimination_figures(t), **grade_figures(t), **kappa_figures(t)} for t in trials
    )
    for name in ("AUC (DeLong)", "AUC (by patient)", "AUPRC, bad", "SRCC", "rater 1", "median"):
        assert value(sure[name]) > value(unsure[name])
    assert value(sure["RPS"]) < value(unsure["RPS"])
    assert value(sure["RPS"]) < value(sure["RPS, frequencies"])
    assert sure["AUC (DeLong)"].value == pytest.approx(sure["AUC (by patient)"].value)


def test_the_ranked_probability_score_is_that_of_its_definition() -> None:
    # One photo rated 2 of 4: cumulative .1 .4 .8 against 0 1 1
    expected = (0.1**2 + 0.6**2 + 0.2**2) / 3
    assert rps(np.array([[0.1, 0.3, 0.4, 0.2]]), np.array([[2.0, np.nan]])) == pytest.approx(
        expected
    )


def test_a_reason_that_raters_named_is_found(trials: tuple[Trial, ...]) -> None:
    assert asked(trials[0]) == ["blur", "glare"]
    glare = reason_figures(trials[0], "glare")
    assert glare["photos"] == "10 of 120"
    assert value(glare["AUC"]) == value(glare["AP"]) == 1
    assert reason_figures(trials[0], "blur") == {
        "photos": "0 of 120",
        "AUC": "too few",
        "AP": "too few",
    }


def test_the_one_word_blur_stands_for_the_worse_of_its_kinds(trials: tuple[Trial, ...]) -> None:
    blur = severity_of(trials[0].test, "blur")
    assert blur is not None
    assert (blur == 0.2).all()
    assert severity_of(trials[0].test, "noise") is None


def test_tones_without_labels_are_said_not_to_be_measurable(trials: tuple[Trial, ...]) -> None:
    section = tones(trials, None)
    assert section.words == ("not measurable: no tone labels",)
    assert "not measurable: no tone labels" in section.tables[0].markdown()


def test_false_retakes_are_counted_by_tone_label(trials: tuple[Trial, ...]) -> None:
    trial = trials[0]
    prompted_ids = trial.test.photos.photo_ids
    labels = {name: str(1 + index % 10) for index, name in enumerate(prompted_ids)}
    rows = tones((trial,), labels).tables[0].blocks[str(trial)]
    assert list(rows) == [str(tone) for tone in range(1, 11)]
    counted = [cells["few_false_retakes"] for cells in rows.values()]
    assert sum(cell.n for cell in counted if isinstance(cell, Figure)) == trial.test.good.sum()


def test_a_blank_tone_column_holds_no_labels(tmp_path: Path) -> None:
    csv = tmp_path / "rated.csv"
    csv.write_text("path,tone\na.jpg,\nb.jpg, \n", encoding="utf-8")
    assert read_tones(csv) is None
    csv.write_text("path,tone\na.jpg,5\nb.jpg,\n", encoding="utf-8")
    labels = read_tones(csv)
    assert labels is not None
    assert labels.tolist() == ["5", "no label"]


def renders(folder: Path, rows: str) -> Path:
    csv = folder / "renders.csv"
    csv.write_text("tone,fault,verdict\n" + rows, encoding="utf-8")
    return csv


def test_rendered_tones_count_good_scenes_alone_and_are_synthetic(tmp_path: Path) -> None:
    rows = "1,,accept\n2.2,,retake\n9,,retake\n10,,cannot_judge\n9,glare,retake\n"
    section = rendered_tones(read_renders(renders(tmp_path, rows)))
    shown = section.tables[0].blocks["tone"]
    assert section.kind == "synthetic"
    assert value(shown["Monk 1-4"]["false retakes"]) == 0.5
    assert value(shown["Monk 8-10"]["false retakes"]) == 1
    assert shown["Monk 5"]["false retakes"] == "none"
    assert value(shown["dark less light"]["false retakes"]) == 0.5


def test_the_gap_has_newcombes_interval() -> None:
    # Newcombe 1998, method 10, example (a): 56/70 - 48/80 = .2000 (.0524, .3339)
    shown = gap((56, 70), (48, 80))
    assert isinstance(shown, Figure)
    assert (shown.low, shown.value, shown.high) == pytest.approx((0.0524, 0.2, 0.3339), abs=5e-5)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("1,,accept\n11,,accept\n", "line 3, column tone: found '11', expected a Monk tone"),
        ("1,,accept\n,,accept\n", "line 3, column tone: found ''"),
        ("1,,fine\n", "line 2, column verdict: found 'fine', expected accept or retake"),
    ],
)
def test_a_bad_row_of_renders_is_named(tmp_path: Path, rows: str, says: str) -> None:
    with pytest.raises(RendersRefused, match=says):
        read_renders(renders(tmp_path, rows))


def test_the_worst_errors_come_first(trials: tuple[Trial, ...]) -> None:
    trial = replace(trials[1])
    thresholds = np.full(len(trial.test), 60.0)
    found = errors(trial, thresholds)
    score, good = trial.test.score, trial.test.good
    false, missed = found["false retake"], found["bad but accepted"]
    assert good[false].all()
    assert not good[missed].any()
    assert len(false) > 1
    assert len(missed) > 1
    assert (np.diff(score[false]) >= 0).all()
    assert (np.diff(score[missed]) <= 0).all()
    assert score[false[0]] == score[good].min()
    assert score[missed[0]] == score[~good].max()


def test_a_table_says_the_same_in_markdown_and_json() -> None:
    figure = Figure(0.931, 0.9, float("nan"), 9)
    table = Table("t", "caption", {"trial": {"one": {"AUC": figure, "note": "too few"}}}, digits=3)
    expected = "| trial | AUC | note |\n|---|---|---|\n| one | .931 (.900-?), n 9 | too few |\n"
    assert table.markdown() == expected
    assert table.json()["trial"] == {
        "one": {"AUC": {"value": 0.931, "low": 0.9, "high": None, "n": 9}, "note": "too few"}
    }
