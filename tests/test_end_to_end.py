"""Rated photos to a verdict, through the commands in between, with a small set and a trunk that knows nothing."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
import torch
from PIL import Image, ImageFilter
from safetensors.torch import save_file

from clearshot import cli
from clearshot.manifest import read_manifest
from export import bundle, coreml, tflite
from quantization import recipes
from quantization import student as pipeline
from quantization.fidelity import __main__ as fidelity
from training.collect import REASONS
from training.trunks.lite0 import Lite0

PHOTOS = 24
CONFIG = """
[data]
ratings = "rated.csv"
cache = "cache"
faults = 0
darker = false
workers = 1

[model]
trunk = "lite0"
weights = "lite0.safetensors"
trainable = 1
components = 0

[fit]
epochs = 1
batch = 4
monitor = "last"
accelerator = "cpu"
"""


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with rated photos (blurred ones are bad), and weights drawn at random."""
    folder = tmp_path_factory.mktemp("work")
    rng = np.random.default_rng(0)
    rows = []
    for number in range(PHOTOS):
        bad = number % 3 == 0
        pixels = rng.integers(60, 200, (160, 200, 3), dtype=np.uint8)
        picture = Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(6 if bad else 1))
        picture.save(folder / f"{number}.png")
        site = "north" if number < PHOTOS // 2 else "south"
        rating = [2, 1] if bad else [3, 4]
        rows.append([f"{number}.png", f"n{number}", f"g{number}", site, *rating, "CC0"])
    with (folder / "rated.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["path", "photo_id", "patient_id", "source", "rater_1", "rater_2", "licence"]
        )
        writer.writerows(rows)
    torch.manual_seed(0)
    save_file(Lite0().state_dict(), folder / "lite0.safetensors")
    return folder


def predictions(csv: Path) -> Path:
    """What a cross-validation said of the photos: two folds that choose on each other."""
    good = np.random.default_rng(1).uniform(0.2, 0.9, PHOTOS)
    rows = [
        {"trial": f"{site}, 5-fold by group", "fold": fold, "photo_id": f"n{number}",
         "part": "test" if number // 3 % 2 == fold else "validation",
         "rank_1": 1 - good[number], "rank_2": 0.0, "rank_3": good[number], "rank_4": 0.0,
         **{f"reason_{code}": 0.1 for code in REASONS}}
        for fold in (0, 1)
        for site, first in (("north", 0), ("south", PHOTOS // 2))
        for number in range(first, first + PHOTOS // 2)
    ]  # fmt: skip
    pd.DataFrame(rows).to_csv(csv, index=False)
    return csv


@pytest.fixture(scope="module")
def run(work: Path) -> Path:
    """The student of one command, from rated photos."""
    (work / "student.toml").write_text(CONFIG)
    words = ["--config", str(work / "student.toml"), "--steps", "2", "--alike", "2"]
    words += ["--out", str(work / "run")]
    assert pipeline.main(words) == 2  # nothing to choose operating points on
    words += ["--predictions", str(predictions(work / "predictions.csv"))]
    assert pipeline.main(words) == 0
    made = (work / "run" / "distil" / "trunk.safetensors").stat().st_mtime_ns
    assert pipeline.main(words) == 0  # goes on where all was done
    assert (work / "run" / "distil" / "trunk.safetensors").stat().st_mtime_ns == made
    assert pipeline.main([*words, "--set", "fit.epochs=2"]) == 2  # another run's folder
    return work / "run"


def bundled(work: Path, run: Path, name: str, *more: str) -> Path:
    """Make a bundle of a run's student."""
    words = ["--student", str(run), "--golden", str(work / "1.png"), *more]
    assert bundle.main([*words, "--out", str(work / name)]) == 0
    return work / name


@pytest.mark.slow
def test_rated_photos_become_a_bundle_that_judges(
    work: Path, run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = bundled(work, run, "bundle")
    assert read_manifest(made).provenance["renders"] == 0
    capsys.readouterr()
    status = cli.main(["assess", "--json", "--model", str(made), str(work / "1.png")])
    verdict = json.loads(capsys.readouterr().out)
    assert status in (0, 1)
    assert verdict["fallback"] is None
    assert sum(verdict["grade"]) == pytest.approx(1, abs=1e-3)


@pytest.mark.slow
def test_an_int8_bundle_is_held_against_the_float_one(work: Path, run: Path) -> None:
    floating = bundled(work, run, "float", "--float")
    words = ["--ratings", str(work / "rated.csv"), "--cache", str(work / "answers")]
    words += ["--reference", str(floating), "--model", str(work / "bundle"), "--workers", "1"]
    assert fidelity.main([*words, "--out", str(work / "fidelity")]) == 0
    answers = pd.read_csv(work / "fidelity" / "answers.csv")
    assert len(answers) == 2 * PHOTOS
    assert (answers["score_reference"] - answers["score_model"]).abs().mean() < 10


@pytest.mark.slow
def test_ways_to_quantize_stand_in_one_table(
    work: Path, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = {name: recipes.WAYS[name] for name in ("float", "weights alone")}
    monkeypatch.setattr(recipes, "WAYS", few)
    words = ["--ratings", str(work / "rated.csv"), "--weights", str(work / "lite0.safetensors")]
    words += ["--student", str(run / "student"), "--photos", "4", "--workers", "1"]
    assert recipes.main([*words, "--out", str(work / "recipes")]) == 0
    float_row, int8_row = (work / "recipes" / "recipes.md").read_text().splitlines()[2:]
    assert "| .000 (" in float_row
    megabytes = [float(row.split("|")[2]) for row in (float_row, int8_row)]
    assert megabytes[1] < 0.4 * megabytes[0]


@pytest.mark.slow
@pytest.mark.parametrize("stage", [tflite, coreml])
def test_a_bundle_whose_proof_fails_is_not_written(
    stage: ModuleType,
    work: Path,
    run: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """No two files are nearer than that: the proof itself is made, and fails."""
    monkeypatch.setattr(stage, "TOLERANCE", -1.0)
    words = ["--student", str(run), "--golden", str(work / "1.png")]
    assert bundle.main([*words, "--out", str(work / "refused")]) == 2
    assert "from the student's logits" in capsys.readouterr().err
    assert not (work / "refused").exists()


@pytest.mark.slow
def test_both_files_of_a_bundle_are_listed_and_core_ml_is_verified(work: Path) -> None:
    manifest = read_manifest(work / "bundle", "coreml")
    assert manifest.runtimes["litert"] == ("quality.tflite",)
    names = manifest.runtimes["coreml"]
    assert {name.partition("/")[0] for name in names} == {"Quality.mlpackage"}
    assert set(names) <= manifest.files.keys()


@pytest.mark.slow
def test_a_run_that_is_not_done_is_not_exported(
    work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (work / "begun").mkdir()
    shutil.copyfile(work / "run" / "config.toml", work / "begun" / "config.toml")
    words = ["--student", str(work / "begun"), "--out", str(work / "refused")]
    assert bundle.main(words) == 2
    assert "int8/trunk.tflite" in capsys.readouterr().err
