"""From a teacher's folder to a student's trunk, on a few made-up photos."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from training.distil import main
from training.soft_labels import main as ask
from training.teach import main as teach
from training.trunks import load_trunk

PATIENTS = 24
CONFIG = """
[data]
ratings = "rated.csv"
faults = 0
workers = 1
darker = false

[model]
trunk = "TRUNK"
weights = "random"
size = 64
working_long_side = 96
components = 0
trainable = TRAINABLE

[weights]
decay = 1.0

[fit]
epochs = EPOCHS
batch = 4
learning_rate = 0.01
monitor = "last"
accelerator = "cpu"
"""

TAUGHT = ("--set", "soft.grade=10.0", "--set", "soft.reasons=10.0")

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning:lightning"),
    pytest.mark.filterwarnings("ignore::FutureWarning:lightning"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Photos of a clinic, every other one flat and rated bad, and a teacher that learnt on them."""
    folder = tmp_path_factory.mktemp("clinic")
    rows = ["path,photo_id,patient_id,source,rater_1,rater_2"]
    for patient in range(PATIENTS):
        rng, bad = np.random.default_rng(patient), patient % 2
        pixels = 140 + rng.normal(size=(72, 96, 3)) * (5 if bad else 60)
        Image.fromarray(np.uint8(np.clip(pixels, 1, 255))).save(folder / f"{patient}.png")
        rows.append(f"{patient}.png,photo-{patient},p{patient},clinic,{2 - bad % 2},{4 - 2 * bad}")
    (folder / "rated.csv").write_text("\n".join(rows) + "\n")
    for name, trunk, trainable, epochs in (
        ("teacher", "lite0", 0, 2),
        ("student", "mobilenet_v4", 1, 12),
    ):
        text = CONFIG.replace("TRUNK", trunk).replace("TRAINABLE", str(trainable))
        (folder / f"{name}.toml").write_text(text.replace("EPOCHS", str(epochs)))
    assert teach(["--config", str(folder / "teacher.toml"), "--out", str(folder / "teacher")]) == 0
    return folder


def distilled(folder: Path, name: str, *more: str) -> pd.DataFrame:
    config = ["--config", str(folder / "student.toml"), *more]
    assert main([*config, "--out", str(folder / name)]) == 0
    return pd.read_csv(folder / name / "predictions.csv")


def words_of(folder: Path, name: str) -> pd.DataFrame:
    """What a run's model says of every photo."""
    config = ["--config", str(folder / "student.toml"), "--teacher", str(folder / name)]
    assert ask([*config, "--out", str(folder / f"{name}.csv")]) == 0
    return pd.read_csv(folder / f"{name}.csv").set_index("photo_id")


def test_a_student_comes_nearer_to_its_teacher_than_one_without(folder: Path) -> None:
    distilled(folder, "student", *TAUGHT, "--teacher", str(folder / "teacher"))
    distilled(folder, "alone")
    teacher, student, alone = (words_of(folder, name) for name in ("teacher", "student", "alone"))
    said = [name for name in teacher.columns if name.startswith(("rank_", "reason_"))]
    near, far = ((each[said] - teacher[said]).abs().mean().mean() for each in (student, alone))
    assert near < 0.7 * far
    load_trunk("mobilenet_v4", folder / "student" / "trunk.safetensors")


def test_stored_words_are_as_good_as_the_teacher(folder: Path) -> None:
    words = folder / "words.csv"
    config = ["--config", str(folder / "student.toml")]
    assert ask([*config, "--teacher", str(folder / "teacher"), "--out", str(words)]) == 0
    stored = distilled(folder, "stored", *TAUGHT, "--set", f"data.soft_labels={str(words)!r}")
    asked = distilled(folder, "student", *TAUGHT, "--teacher", str(folder / "teacher"))
    pd.testing.assert_frame_equal(stored, asked)


def test_a_teacher_is_asked_about_the_views_that_the_student_sees(folder: Path) -> None:
    """Turned, with fresh faults: what stored words do not know."""
    seen = ("--set", "fit.augment=true", "--set", "fit.fresh=0.5")
    teacher = ("--set", f"data.teacher={str(folder / 'teacher')!r}")
    first = distilled(folder, "online", *TAUGHT, *seen, *teacher)
    distilled(folder, "alone_fresh", *seen)
    wanted, online, alone = (
        words_of(folder, name) for name in ("teacher", "online", "alone_fresh")
    )
    said = [name for name in wanted.columns if name.startswith("rank_")]
    near, far = ((each[said] - wanted[said]).abs().mean().mean() for each in (online, alone))
    assert near < far
    again = distilled(folder, "online", *TAUGHT, *seen, *teacher)  # goes on where all was done
    pd.testing.assert_frame_equal(again, first)


def test_a_teacher_cannot_be_asked_about_what_a_cache_keeps(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--config", str(folder / "student.toml"), "--set", "model.trainable=0"]
    words += ["--set", f"data.teacher={str(folder / 'teacher')!r}", "--out", str(folder / "no")]
    assert main(words) == 2
    assert "data.teacher is asked about views" in capsys.readouterr().err


def test_a_photo_is_asked_of_the_teacher_that_had_not_learnt_from_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folds = "\n".join(["photo_id,model", *(f"photo-{i},teacher" for i in range(PATIENTS))])
    (folder / "folds.csv").write_text(folds + "\n")
    config = ["--config", str(folder / "student.toml"), "--folds", str(folder / "folds.csv")]
    assert ask([*config, "--out", str(folder / "folded.csv")]) == 0
    assert len(pd.read_csv(folder / "folded.csv")) == PATIENTS
    (folder / "folds.csv").write_text("photo_id,model\nphoto-0,teacher\n")
    assert ask([*config, "--out", str(folder / "folded.csv")]) == 2
    assert "no row for photo 'photo-1'" in capsys.readouterr().err


def test_teachers_of_different_grids_are_not_averaged(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fine = ["--config", str(folder / "teacher.toml"), "--set", "model.cells=1"]
    assert teach([*fine, "--out", str(folder / "fine")]) == 0
    words = ["--config", str(folder / "student.toml"), "--out", str(folder / "both.csv")]
    for name in ("teacher", "fine"):
        words += ["--teacher", str(folder / name)]
    assert ask(words) == 2
    assert "found teachers with [1, 4] regions a photo" in capsys.readouterr().err


def test_a_folder_without_a_teacher_is_refused_in_words(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = ["--config", str(folder / "student.toml"), "--teacher", str(folder)]
    assert main([*config, "--out", str(folder / "none")]) == 2
    assert "holds no teacher" in capsys.readouterr().err
