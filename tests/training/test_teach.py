"""The command as its user runs it: real photos' files, real processes, a real kill."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file
from scipy.ndimage import gaussian_filter

from training.collect import REASONS
from training.config import read_config
from training.teach import main

ROOT = Path(__file__).parents[2]
PATIENTS = 20

CACHED = """
[model]
trunk = "lite0"
weights = "random"
size = 64
working_long_side = 96

[data]
ratings = "rated.csv"
faults = 1
workers = 1

[weights]
decay = 1.0

[fit]
epochs = 2
batch = 4
learning_rate = 0.01
accelerator = "cpu"
"""

PIXELS = CACHED.replace("size = 64", "size = 32\ntrainable = 2").replace(
    "epochs = 2",
    "epochs = 4\naugment = true\nloader_workers = 2\ncheckpoint_every = 1\n"
    "trunk_learning_rate = 0.001",
)


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    """Give a folder with a small clinic's photos, some smooth and rated bad, and their CSV."""
    rows = []
    for patient in range(PATIENTS):
        rng = np.random.default_rng(patient)
        bad = patient % 2
        light = gaussian_filter(rng.normal(size=(72, 96, 3)), (4 if bad else 1, 4 if bad else 1, 0))
        picture = np.uint8(np.clip(140 + 50 * light / light.std(), 1, 255))
        Image.fromarray(picture).save(tmp_path / f"{patient}.png")
        ranks = ",".join(str(rank) for rank in rng.integers(1, 3, 3) + (0 if bad else 2))
        rows.append(f"{patient}.png,photo-{patient},patient-{patient},pcp,{ranks}\n")
    header = "path,photo_id,patient_id,source,rater_1,rater_2,rater_3\n"
    (tmp_path / "rated.csv").write_text(header + "".join(rows))
    return tmp_path


def configured(folder: Path, text: str) -> Path:
    path = folder / "run.toml"
    path.write_text(text)
    return path


def start(config: Path, out: Path, *more: str) -> subprocess.Popen[str]:
    """Start the command as a process of its own, with its loaders in its process group."""
    python = (sys.executable, "-m")
    return subprocess.Popen(
        [*python, *more, "training.teach", "--config", str(config), "--out", str(out)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'mobile_app'}:{ROOT}", "OMP_NUM_THREADS": "1"},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def finish(process: subprocess.Popen[str]) -> None:
    said, _ = process.communicate(timeout=600)
    assert process.returncode == 0, said


def digest_of(out: Path) -> str:
    return str(json.loads((out / "metrics.json").read_text())["weights_sha256"])


def kill_within_an_epoch(process: subprocess.Popen[str], resume: Path, steps: int) -> int:
    """Wait for some checkpoints, then kill process and loaders; give the step of the last one."""
    saved: set[int] = set()
    while len(saved) < steps:
        assert process.poll() is None, process.communicate()[0]
        if resume.exists():
            saved.add(resume.stat().st_mtime_ns)
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return int(torch.load(resume, weights_only=True)["global_step"])


@pytest.mark.slow
def test_a_run_killed_within_an_epoch_ends_with_the_same_weights_to_the_bit(clinic: Path) -> None:
    config = configured(clinic, PIXELS)
    finish(start(config, clinic / "whole"))
    process = start(config, clinic / "killed")
    step = kill_within_an_epoch(process, clinic / "killed" / "resume.ckpt", steps=5)
    assert step % 3 != 0, "12 photos to learn from, batches of 4"
    assert step < 12, "4 epochs"
    assert not (clinic / "killed" / "model.safetensors").exists()
    finish(start(config, clinic / "killed"))
    assert digest_of(clinic / "killed") == digest_of(clinic / "whole")
    ours, theirs = ((clinic / name / "metrics.json").read_text() for name in ("killed", "whole"))
    assert ours == theirs


@pytest.mark.slow
def test_two_processes_learn_what_one_learns(clinic: Path) -> None:
    finish(start(configured(clinic, CACHED), clinic / "one"))
    two = configured(clinic, CACHED + 'devices = 2\nstrategy = "ddp"\n')
    launcher = ("torch.distributed.run", "--standalone", "--nproc-per-node=2", "-m")
    finish(start(two, clinic / "two", *launcher))
    ones, twos = (load_file(clinic / name / "model.safetensors") for name in ("one", "two"))
    assert ones.keys() == twos.keys()
    assert ones["head.directions.weight"].abs().max() > 1e-3
    for name, weights in ones.items():
        torch.testing.assert_close(twos[name], weights, rtol=1e-5, atol=1e-7)


@pytest.mark.slow
def test_the_smoke_configuration_goes_from_photos_to_predictions(tmp_path: Path) -> None:
    out = tmp_path / "smoke"
    finish(start(ROOT / "training" / "configs" / "smoke.toml", out))
    metrics = json.loads((out / "metrics.json").read_text())
    assert len(metrics["validation"]) == 3
    assert len(pd.read_csv(out / "predictions.csv")) > 20


@pytest.mark.slow
def test_a_run_leaves_weights_configuration_and_predictions(clinic: Path) -> None:
    config = configured(clinic, CACHED)
    assert (
        main(["--config", str(config), "--out", str(clinic / "run"), "--set", "fit.epochs=1"]) == 0
    )
    run = clinic / "run"
    assert read_config(run / "config.toml").fit.epochs == 1
    assert "head.directions.weight" in load_file(run / "model.safetensors")
    table = pd.read_csv(run / "predictions.csv")
    assert table.columns.tolist() == [
        *("trial", "fold", "part", "photo_id"),
        *(f"rank_{rank}" for rank in range(1, 5)),
        *(f"reason_{code}" for code in REASONS),
        "darker",
    ]
    assert table.groupby("part").size().to_dict() == {"test": 4, "validation": 4}
    assert table[[f"rank_{rank}" for rank in range(1, 5)]].sum(axis=1).to_numpy() == pytest.approx(
        1, abs=1e-4
    )
    assert table["darker"].between(0, 100).all()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[data]\nratings = "none.csv"\n', "data.ratings: there is no file"),
        ("[fit]\nepoch = 1\n", "did you mean epochs?"),
        ("", "name a CSV as data.ratings"),
        (CACHED.replace("batch = 4", "batch = 99"), "12 families fill no batch of 99"),
        (CACHED.replace('"random"', '"none.safetensors"'), "none.safetensors; expected"),
        ('[model]\ntrunk = "lite9"\n', "found 'lite9', expected one of 'vgg16', 'lite0'"),
    ],
)
def test_what_cannot_be_trained_is_one_line_and_status_2(
    clinic: Path, capfd: pytest.CaptureFixture[str], text: str, message: str
) -> None:
    config = configured(clinic, text)
    assert main(["--config", str(config), "--out", str(clinic / "run")]) == 2
    said = capfd.readouterr().err.splitlines()
    assert said[-1].startswith("training.teach: ")
    assert message in said[-1]
