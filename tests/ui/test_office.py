"""The office's app, without a display: nothing is cut off, and a set is taken in a few taps."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
WALK, LOOP = (Path(__file__).with_name(f"office_{name}.py") for name in ("walk", "loop"))
EXAMPLES = ROOT / "assets" / "examples"  # rendered skin
# What Kivy says where it finds no way to draw, such as where libegl1 or Mesa is missing.
NO_WINDOW = "Unable to find any valuable Window provider"
STAGES, OVERLAYS, LANGUAGES = 5, 2, 2

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("kivy") is None, reason="Kivy is not installed"
)


def run(folder: Path, script: Path, *arguments: object, scale: float = 1.0) -> list[Any]:
    """Run a script in a process of its own, at this font scale; give the lines of JSON it prints."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "mobile_app"), str(ROOT)]),
        "SDL_VIDEODRIVER": "offscreen",
        "KIVY_HOME": str(folder / "kivy"),
        "KIVY_METRICS_FONTSCALE": str(scale),
    }
    done = subprocess.run(
        [sys.executable, *map(str, (script, *arguments))],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if NO_WINDOW in done.stderr:
        pytest.skip("Kivy finds no way to draw: install libegl1, libgl1 and libgl1-mesa-dri")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def use(folder: Path, walk: str, photo: str) -> tuple[int, list[dict[str, Any]]]:
    """Use the app where its camera shows one photo; give the taps, and what was handed over.

    Each note that was kept has the photo's bytes beside it, unchanged.
    """
    shown = folder / "camera"
    shown.mkdir()
    shutil.copy(EXAMPLES / photo, shown)
    done = run(folder, LOOP, walk, shown, folder / "state")
    sent = folder / "state" / "sent"
    notes = [json.loads(path.read_bytes()) for path in sorted(sent.glob("*.json"))]
    for note in notes:
        assert (sent / note["photo"]).read_bytes() == (EXAMPLES / photo).read_bytes()
    return done[-1]["taps"], notes


def assert_all_is_well(found: list[Any], sizes: int) -> None:
    assert len(found) == sizes * LANGUAGES * (STAGES + OVERLAYS)
    faulty = {
        str(each["where"]): {name: what for name, what in each.items() if what and name != "where"}
        for each in found
    }
    assert {where: what for where, what in faulty.items() if what} == {}


def test_on_a_tablet_all_words_are_whole_and_all_targets_large(tmp_path: Path) -> None:
    assert_all_is_well(run(tmp_path, WALK, "wide"), sizes=1)


@pytest.mark.slow
@pytest.mark.parametrize("scale", [1.0, 1.3, 2.0])
def test_so_they_are_on_a_phone_too_and_with_words_of_any_size(
    tmp_path: Path, scale: float
) -> None:
    assert_all_is_well(run(tmp_path, WALK, "wide", "phone", "--left", scale=scale), sizes=2)


def test_three_clear_views_of_a_patient_take_five_taps(tmp_path: Path) -> None:
    taps, notes = use(tmp_path, "clear", "good_medium.jpg")
    assert taps <= 5
    assert [note["view"] for note in notes] == ["overview", "closeup", "ruler"]
    assert {(note["verdict"], note["record"], note["mode"]) for note in notes} == {
        ("accept", "4821", "office")
    }


@pytest.mark.slow
def test_what_is_not_clear_is_kept_by_one_tap_with_its_reason(tmp_path: Path) -> None:
    _, notes = use(tmp_path, "unclear", "blur_focus.jpg")
    (note,) = notes
    assert (note["verdict"], note["kept"], note["site"]) == ("retake", "time", "ear_l")
    assert len(note["attempts"]) == 2
