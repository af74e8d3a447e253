"""The office's screen, laid out without a display: nothing is cut off, nothing is too small to tap."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WALK = Path(__file__).with_name("office_walk.py")
# What Kivy says where it finds no way to draw, such as where libegl1 or Mesa is missing.
NO_WINDOW = "Unable to find any valuable Window provider"
STAGES, OVERLAYS, LANGUAGES = 5, 2, 2

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("kivy") is None, reason="Kivy is not installed"
)


def walk(folder: Path, scale: float, *arguments: str) -> list[dict[str, object]]:
    """Lay everything out in a process of its own, at this font scale."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "mobile_app"), str(ROOT)]),
        "SDL_VIDEODRIVER": "offscreen",
        "KIVY_HOME": str(folder / "kivy"),
        "KIVY_METRICS_FONTSCALE": str(scale),
    }
    done = subprocess.run(
        [sys.executable, str(WALK), *arguments],
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


def assert_all_is_well(found: list[dict[str, object]], sizes: int) -> None:
    assert len(found) == sizes * LANGUAGES * (STAGES + OVERLAYS)
    faulty = {
        str(each["where"]): {name: what for name, what in each.items() if what and name != "where"}
        for each in found
    }
    assert {where: what for where, what in faulty.items() if what} == {}


def test_on_a_tablet_all_words_are_whole_and_all_targets_large(tmp_path: Path) -> None:
    assert_all_is_well(walk(tmp_path, 1.0, "wide"), sizes=1)


@pytest.mark.slow
@pytest.mark.parametrize("scale", [1.0, 1.3, 2.0])
def test_so_they_are_on_a_phone_too_and_with_words_of_any_size(
    tmp_path: Path, scale: float
) -> None:
    assert_all_is_well(walk(tmp_path, scale, "wide", "phone", "--left"), sizes=2)
