from pathlib import Path

import pandas as pd
import pytest

from training.unseen.__main__ import main


def given(ratings: Path, out: Path, *judge: str) -> list[str]:
    manifest = ratings.with_name("manifest.csv")
    paths = ["--ratings", str(ratings), "--manifest", str(manifest), "--out", str(out)]
    return [*paths, "--photos", "2", "--workers", "1", *judge]


@pytest.mark.slow
@pytest.mark.usefixtures("manifest")
def test_the_shipped_bundle_is_tried_on_both_recipes(
    ratings: Path, tmp_path: Path, shipped: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(given(ratings, out, "--model", str(shipped))) == 0
    assert "has learnt from these very photos" in capsys.readouterr().out
    assert {file.name for file in out.iterdir()} == {
        "unseen_recipe.md", "training_recipe.md", "recipe_gap.md", "unseen.json",
        "answers.csv", "confusion.png", "gap.png",
    }  # fmt: skip
    answers = pd.read_csv(out / "answers.csv", keep_default_na=False)
    assert len(answers) == 2 * (1 + 2 * 27)
    assert answers["score"].between(0, 100).all()


@pytest.mark.slow
@pytest.mark.usefixtures("manifest")
def test_with_folds_only_the_listed_photos_are_tested_each_by_its_own_bundle(
    ratings: Path, tmp_path: Path, shipped: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folds = tmp_path / "folds.csv"
    table = {"photo_id": ["p0", "p1", "p2"], "model": [str(shipped)] * 3}
    pd.DataFrame(table).to_csv(folds, index=False)
    assert main(given(ratings, tmp_path / "out", "--predictor-folds", str(folds))) == 0
    assert "had not learnt from it, says folds.csv" in capsys.readouterr().out
    answers = pd.read_csv(tmp_path / "out" / "answers.csv", keep_default_na=False)
    assert set(answers["photo_id"]) == {"p0", "p1"}  # p2 is not called good


@pytest.mark.usefixtures("manifest")
def test_a_bundle_that_cannot_be_used_is_refused_in_a_line(
    ratings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(given(ratings, tmp_path / "out", "--model", str(tmp_path))) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"training.unseen: {tmp_path}")
    assert error.count("\n") == 1


@pytest.mark.usefixtures("manifest")
def test_folds_without_their_columns_or_photos_are_refused_in_a_line(
    ratings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folds = tmp_path / "folds.csv"
    command = given(ratings, tmp_path / "out", "--predictor-folds", str(folds))
    folds.write_text("photo_id\np0\n")
    assert main(command) == 2
    assert "no column model" in capsys.readouterr().err
    folds.write_text("photo_id,model\np2,a\n")
    assert main(command) == 2
    assert "at least two of each are needed" in capsys.readouterr().err


def test_a_manifest_that_is_not_there_is_refused_in_a_line(
    ratings: Path, tmp_path: Path, shipped: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(given(ratings, tmp_path / "out", "--model", str(shipped))) == 2
    assert "manifest.csv" in capsys.readouterr().err
