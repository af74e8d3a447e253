from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from clearshot import assess
from training.crossval import main
from training.ratings import read_ratings
from training.report.predictions import read_predictions
from training.teacher import judge_folder

CONFIG = """
[model]
trunk = "lite0"
weights = "random"
size = 64
working_long_side = 96
components = 8
HEAD

[weights]
decay = 1.0

[data]
ratings = "rated.csv"
faults = 0
workers = 1
"""
PATIENTS = 24


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two clinics with twelve patients each; every other photo is flat and rated bad."""
    folder = tmp_path_factory.mktemp("clinics")
    rows = ["path,photo_id,patient_id,source,rater_1,rater_2"]
    for patient in range(PATIENTS):
        rng, bad = np.random.default_rng(patient), patient % 2
        noise = rng.normal(size=(72, 96, 3)) * (5 if bad else 60)
        pixels = np.uint8(np.clip(140 + noise + rng.normal(scale=20, size=3), 1, 255))
        Image.fromarray(pixels).save(folder / f"{patient}.png")
        site = "north" if patient < PATIENTS // 2 else "south"
        rank = rng.integers(1, 3, 2) + (0 if bad else 2)
        rows.append(f"{patient}.png,photo-{patient},p{patient},{site},{rank[0]},{rank[1]}")
    (folder / "rated.csv").write_text("\n".join(rows) + "\n")
    for name, head in (("one", ""), ("other", 'head = "coral"')):
        (folder / f"{name}.toml").write_text(CONFIG.replace("HEAD", head))
    return folder


def run(folder: Path, out: str, *names: str, more: tuple[str, ...] = ()) -> pd.DataFrame:
    configs = [part for name in names for part in ("--config", str(folder / f"{name}.toml"))]
    cache = f"data.cache={str(folder / 'cache')!r}"
    assert main([*configs, "--set", cache, *more, "--out", str(folder / out)]) == 0
    return pd.read_csv(folder / out / "predictions.csv")


@pytest.fixture(scope="module")
def one(folder: Path) -> pd.DataFrame:
    return run(folder, "one", "one", more=("--teachers", str(folder / "teachers")))


def test_every_photo_is_tested_once_in_each_trial(one: pd.DataFrame) -> None:
    tested = one[one["part"] == "test"]
    for trial, rows in tested.groupby("trial"):
        assert len(rows) == rows["photo_id"].nunique() == PATIENTS // 2, trial
    assert tested["trial"].nunique() == 4


def test_operating_points_are_chosen_on_other_photos(one: pd.DataFrame) -> None:
    for _, rows in one.groupby(["trial", "fold"]):
        parts = {part: set(each["photo_id"]) for part, each in rows.groupby("part")}
        assert parts["validation"]
        assert not parts["validation"] & parts["test"]


def test_the_report_reads_what_is_written(one: pd.DataFrame, folder: Path) -> None:
    photos = read_ratings(folder / "rated.csv")
    trials = read_predictions(folder / "one" / "predictions.csv", photos)
    assert {trial.name for trial in trials} == set(one["trial"])


def test_photos_of_new_patients_are_told_apart(one: pd.DataFrame) -> None:
    own = one[(one["part"] == "test") & one["trial"].str.contains("10-fold")]
    good = own["photo_id"].str.removeprefix("photo-").astype(int) % 2 == 0
    score = own["rank_3"] + own["rank_4"]
    assert score[good].mean() > score[~good].mean()


def test_the_teacher_of_a_fold_is_kept_and_judges_as_it_did(
    one: pd.DataFrame, folder: Path
) -> None:
    folds = pd.read_csv(folder / "teachers" / "folds.csv")
    assert sorted(folds["photo_id"]) == sorted(f"photo-{patient}" for patient in range(PATIENTS))
    row = folds.iloc[0]
    bundle = judge_folder(str(folder / "teachers" / row["model"]))
    number = row["photo_id"].removeprefix("photo-")
    verdict = assess(folder / f"{number}.png", bundle)
    own = one[(one["part"] == "test") & one["trial"].str.contains("10-fold")]
    said = own[own["photo_id"] == row["photo_id"]].iloc[0]
    assert verdict.grade == pytest.approx([said[f"rank_{rank}"] for rank in (1, 2, 3, 4)], abs=0.01)


def test_several_configurations_are_averaged(one: pd.DataFrame, folder: Path) -> None:
    other, both = run(folder, "other", "other"), run(folder, "both", "one", "other")
    numbers = [name for name in one.columns if name.startswith(("rank_", "reason_", "darker"))]
    assert np.allclose(both[numbers], (one[numbers] + other[numbers]) / 2, atol=1e-4)
    assert not np.allclose(one[numbers], other[numbers], atol=1e-4)


def test_a_trunk_learns_on_all_sites_and_judges_each_photo_once(folder: Path) -> None:
    more = (
        "--together",
        *("--set", "model.trainable=1", "--set", "model.components=0"),
        *("--set", "fit.monitor='last'", "--set", "fit.epochs=1", "--set", "fit.batch=4"),
        *("--set", "fit.heads_first=true", "--set", "fit.accelerator='cpu'"),
    )
    table = run(folder, "tuned", "one", more=more)
    tested = table[table["part"] == "test"]
    assert set(tested["trial"]) == {
        "north, 5-fold by group, all sites",
        "south, 5-fold by group, all sites",
        "north, learnt on south alone",
        "south, learnt on north alone",
    }
    for _, rows in tested.groupby("trial"):
        assert len(rows) == rows["photo_id"].nunique() == PATIENTS // 2
    assert (folder / "tuned" / "all-4" / "best.ckpt").exists()
    again = run(folder, "tuned", "one", more=more)  # goes on where all was done
    pd.testing.assert_frame_equal(again, table)


def test_a_test_photo_must_not_choose_the_epoch(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = ["--config", str(folder / "one.toml"), "--set", "model.trainable=1"]
    assert main([*config, "--out", str(folder / "refused")]) == 2
    assert "fit.monitor" in capsys.readouterr().err


def taught_by_other(folder: Path, out: str, *more: str) -> pd.DataFrame:
    return run(folder, out, "one", more=("--teacher", str(folder / "other.toml"), *more))


def test_a_teacher_is_listened_to_as_much_as_is_asked(one: pd.DataFrame, folder: Path) -> None:
    numbers = [name for name in one.columns if name.startswith(("rank_", "reason_"))]
    deaf = [f"--set=soft.{name}=0.0" for name in ("grade", "reasons", "regions")]
    alone = taught_by_other(folder, "deaf", *deaf)
    assert np.abs(alone[numbers] - one[numbers]).max().max() < 1e-3
    apart = [
        np.abs(
            taught_by_other(folder, f"taught-{weight}", f"--set=soft.grade={weight}")[numbers]
            - run(folder, "other", "other")[numbers]
        ).to_numpy()
        for weight in (1.0, 100.0)
    ]
    assert apart[1].mean() < apart[0].mean()


def test_a_photos_rating_does_not_reach_its_verdict_through_a_teacher(folder: Path) -> None:
    before = taught_by_other(folder, "before")
    text = (folder / "rated.csv").read_text()
    lines = text.splitlines()
    line = next(each for each in lines if ",photo-3," in each)
    (folder / "changed.csv").write_text(text.replace(line, line[:-3] + "4,4"))
    after = taught_by_other(folder, "after", f"--set=data.ratings={str(folder / 'changed.csv')!r}")
    for kind in ("10-fold", "learnt on south"):
        said = [
            table[
                (table["part"] == "test")
                & (table["photo_id"] == "photo-3")
                & table["trial"].str.contains(kind)
            ]["rank_4"].item()
            for table in (before, after)
        ]
        assert said[0] == pytest.approx(said[1], abs=1e-6)


def test_a_teacher_of_other_photos_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = (folder / "rated.csv").read_text().splitlines()
    (folder / "fewer.csv").write_text("\n".join(lines[:-2]) + "\n")
    text = (folder / "other.toml").read_text().replace("rated.csv", "fewer.csv")
    (folder / "fewer.toml").write_text(text)
    words = ["--config", str(folder / "one.toml"), "--teacher", str(folder / "fewer.toml")]
    cache = f"data.cache={str(folder / 'cache')!r}"
    assert main([*words, "--set", cache, "--out", str(folder / "refused")]) == 2
    assert "other photos" in capsys.readouterr().err


def test_a_trunk_that_learns_is_not_taught_here(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--config", str(folder / "one.toml"), "--teacher", str(folder / "other.toml")]
    learns = ["--set", "model.trainable=1", "--set", "model.components=0"]
    last = ["--set", "fit.monitor='last'", "--out", str(folder / "refused")]
    assert main([*words, *learns, *last]) == 2
    assert "training.distil" in capsys.readouterr().err
