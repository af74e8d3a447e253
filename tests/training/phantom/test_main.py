from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from training.phantom.__main__ import main
from training.phantom.plan import training_plan

SMALL = ["--width", "96", "--jobs", "1"]


def test_a_set_is_written_with_its_table_and_goes_on_where_it_stopped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["set", "--split", "training", "--out", str(tmp_path), *SMALL]
    assert main([*command, "--count", "2"]) == 0
    first = {path.name: path.read_bytes() for path in tmp_path.glob("*.jpg")}
    assert main([*command, "--count", "4"]) == 0
    assert "4 photos, 2 of them new" in capsys.readouterr().out
    with (tmp_path / "rendered.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["file"] for row in rows] == [p.file for p in training_plan(4)]
    assert [row["fault"] for row in rows] == ["", "", "", "blur_focus"]
    assert all((tmp_path / name).read_bytes() == content for name, content in first.items())
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".csv", *[".jpg"] * 4]
    assert Image.open(tmp_path / rows[0]["file"]).size == training_plan(1)[0].size(96)


@pytest.mark.slow
def test_several_processes_share_a_set(tmp_path: Path) -> None:
    # As a program of its own: helper processes find their way in by the module's name.
    command = [sys.executable, "-m", "training.phantom", "set", "--split", "test", "--count", "3"]
    folders = {"PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run(
        [*command, "--out", str(tmp_path), "--width", "96", "--jobs", "2"],
        env={**os.environ, **folders},
        check=True,
        timeout=120,
    )
    assert len(list(tmp_path.glob("*.jpg"))) == 3


@pytest.mark.slow
def test_sheets_show_tones_faults_and_scenes(tmp_path: Path) -> None:
    assert main(["sheet", "--out", str(tmp_path), "--width", "64"]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {"tones.png", "faults.png", "scenes.png"}


def test_a_split_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["set", "--split", "holiday", "--count", "1", "--out", "x"])
    assert "choose from" in capsys.readouterr().err
