from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from training.unseen.plan import FAULTS, UNSEEN
from training.unseen.plots import NOTHING, confusion, plot_confusion, plot_gap
from training.unseen.tables import BASELINE, LESS, OURS, markdown, report
from training.unseen.trial import trial_of

GROUPS = np.array([f"g{i}" for i in range(12)])


def test_the_gap_of_every_fault_is_told_and_only_the_missed_one_has_one(
    answers: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.figures.RESAMPLES", 40)
    figures, trials = report(answers, answers.assign(score=50.0, first=""), GROUPS)
    for fault in FAULTS:
        gap = figures.gaps[f"{fault}, plainly bad"]["gap"]
        assert (gap.high < 0) == (fault == "glare")
    first = next(iter(figures.overall[UNSEEN].values()))
    assert first[BASELINE].value == 0.5
    assert first[LESS].low > 0
    assert first[OURS].n == 12

    tables = markdown(figures, "A judge that is made up.")
    assert tables.keys() == {"unseen_recipe", "training_recipe", "recipe_gap"}
    assert all(table.startswith("A judge that is made up. n = 12") for table in tables.values())
    assert "| target |" in tables["unseen_recipe"].replace("unseen recipe | target", "| target")
    assert "| glare, plainly bad |" in tables["recipe_gap"]
    for table in tables.values():
        for block in table.split("\n\n"):
            widths = {line.count("|") for line in block.splitlines() if line.startswith("|")}
            assert len(widths) <= 1
    assert set(asdict(figures)) == {"overall", "faults", "gaps"}

    plot_confusion(trials, tmp_path / "confusion.png")
    plot_gap(figures.gaps, tmp_path / "gap.png")
    for name in ("confusion.png", "gap.png"):
        with Image.open(tmp_path / name) as picture:
            assert picture.width > 500


def test_confusion_counts_every_copy_once(answers: pd.DataFrame) -> None:
    reasons, share = confusion(trial_of(answers, GROUPS, UNSEEN))
    assert np.allclose(share.sum(axis=1), 1)
    assert share[FAULTS.index("glare"), reasons.index(NOTHING)] == 1
    assert share[FAULTS.index("blur_motion"), reasons.index("blur_focus")] == 1
    assert share[FAULTS.index("noise"), reasons.index("noise")] == 1
