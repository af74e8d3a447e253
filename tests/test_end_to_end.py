"""Rated photos to a verdict, through the commands in between, with a small set and a trunk that knows nothing."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from PIL import Image, ImageFilter
from safetensors.torch import save_file

from clearshot import cli
from clearshot.manifest import read_manifest
from export import bundle
from quantization import ptq
from quantization.fidelity import __main__ as fidelity
from training import student
from training.features import TrunkProgram
from training.heads import Heads
from training.trunks.lite0 import Lite0

PHOTOS = 24


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
    (folder / "LICENSE").write_text("made by a test")
    torch.manual_seed(0)
    save_file(Lite0().state_dict(), folder / "lite0.safetensors")
    return folder


@pytest.mark.slow
def test_rated_photos_become_a_bundle_that_judges(
    work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    common = ["--ratings", str(work / "rated.csv")]
    weights = ["--weights", str(work / "lite0.safetensors"), "--steps", "2"]
    int8 = ["--trunk", str(work / "int8" / "trunk.tflite")]
    cache = ["--cache", str(work / "features"), "--workers", "1"]
    assert ptq.main([*common, *weights, "--out", str(work / "int8")]) == 0
    assert student.main([*common, *int8, *cache, "--out", str(work / "student")]) == 0
    ready = ["--weights", str(work / "int8" / "trunk.safetensors")]
    build = [*common, *ready, *int8, "--student", str(work / "student")]
    build += ["--golden", str(work / "1.png"), "--licence", str(work / "LICENSE")]
    assert bundle.main([*build, "--out", str(work / "bundle")]) == 0
    assert read_manifest(work / "bundle").provenance["renders"] == 0
    capsys.readouterr()
    status = cli.main(["assess", "--json", "--model", str(work / "bundle"), str(work / "1.png")])
    verdict = json.loads(capsys.readouterr().out)
    assert status in (0, 1)
    held = [
        "--ratings",
        str(work / "rated.csv"),
        "--workers",
        "1",
        "--cache",
        str(work / "answers"),
    ]
    floating = [*common, *ready, "--student", str(work / "student"), *build[-4:]]
    assert bundle.main([*floating, "--out", str(work / "float")]) == 0
    judges = ["--reference", str(work / "float"), "--model", str(work / "bundle")]
    assert fidelity.main([*held, *judges, "--out", str(work / "fidelity")]) == 0
    answers = pd.read_csv(work / "fidelity" / "answers.csv")
    assert len(answers) == 2 * PHOTOS
    assert (answers["score_reference"] - answers["score_model"]).abs().mean() < 10
    assert verdict["fallback"] is None
    assert sum(verdict["grade"]) == pytest.approx(1, abs=1e-3)


@pytest.mark.slow
def test_a_bundle_whose_proof_fails_is_not_written(work: Path) -> None:
    """The heads are changed after they were learnt: the trunk's features no longer fit them."""
    loaded = student.load_student(work / "student")
    trunk = TrunkProgram((work / "int8" / "trunk.tflite").read_bytes())
    views = [np.full((448, 448, 3), 128, np.uint8)]
    changed = student.Student(
        Heads(loaded.heads.weights, loaded.heads.bias + 1, loaded.heads.thresholds),
        loaded.reasons,
        loaded.policy,
        loaded.provenance,
    )
    quality = (work / "bundle" / "quality.tflite").read_bytes()
    assert bundle.prove(quality, loaded, trunk, views) < bundle.TOLERANCE
    with pytest.raises(bundle.ProofFailed, match="from the student's logits"):
        bundle.prove(quality, changed, trunk, views)
