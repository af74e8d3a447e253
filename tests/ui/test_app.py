"""The real window, without a screen, judges real files."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from clearshot.assess import Bundle, assess, load_bundle
from clearshot.errors import PhotoUnreadable
from clearshot.ui.viewing import ScreenWords, caption

ROOT = Path(__file__).parents[2]
MAIN = ROOT / "mobile_app" / "main.py"
WINDOW = Path(__file__).with_name("window.py")
# What Kivy says where it finds no way to draw, such as where libegl1 or Mesa is missing.
NO_WINDOW = "Unable to find any valuable Window provider"

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("kivy") is None, reason="Kivy is not installed"
)

Run = Callable[[Sequence[object]], "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run Python in a process of its own, where SDL draws without a screen."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "mobile_app"), str(ROOT)]),
        "SDL_VIDEODRIVER": "offscreen",
        "KIVY_HOME": str(tmp_path / "kivy"),
    }

    def run(arguments: Sequence[object]) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, *map(str, arguments)]
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=90, check=False
        )

    return run


@pytest.fixture
def photos(tmp_path: Path, texture: Callable[..., NDArray[np.uint8]]) -> list[Path]:
    """Write a sharp photo, a blurred one, and a file that is no photo."""
    paths = [tmp_path / name for name in ("sharp.png", "blurred.png", "letter.jpg")]
    Image.fromarray(texture()).save(paths[0])
    Image.fromarray(texture(blur=8.0)).save(paths[1])
    paths[2].write_text("no photo")
    return paths


def judge(path: Path, bundle: Bundle) -> dict[str, object]:
    """Say what should stand there."""
    words = ScreenWords("en")
    try:
        told = caption(assess(path, bundle), words)
    except PhotoUnreadable as error:
        told = caption(error, words)
    return {
        "name": path.name,
        "title": told.title,
        "reason": told.reason,
        "action": told.action,
        "banner": words.label("simple_checks_title") if told.simple else "",
    }


def test_the_window_shows_each_photo_with_its_verdict(
    run: Run, photos: list[Path], tmp_path: Path
) -> None:
    done = run([WINDOW, *photos, "--screenshots", tmp_path])
    if NO_WINDOW in done.stderr:
        pytest.skip("Kivy finds no way to draw: install libegl1, libgl1 and libgl1-mesa-dri")
    assert done.returncode == 0, done.stderr

    views = [json.loads(line) for line in done.stdout.splitlines()]
    bundle = load_bundle()
    for path, view in zip(photos, views, strict=True):
        expected = judge(path, bundle)
        assert {name: view[name] for name in expected} == expected
        assert view["cut_off"] == []
        assert view["button_dp"] >= 48
    sharp, blurred, letter = views
    assert_drawn(photos[0], sharp["photo"], tmp_path / "screen0001.png")
    assert_drawn(photos[1], blurred["photo"], tmp_path / "screen0002.png")
    assert letter["photo"] == [0, 0, 0, 0]


def assert_drawn(path: Path, box: Sequence[float], screenshot: Path) -> None:
    """See that the photo is drawn upright where the window says that it is."""
    with Image.open(screenshot) as screen, Image.open(path) as photo:
        x, y, width, height = map(round, box)
        top = screen.height - y - height
        drawn = screen.convert("RGB").crop((x, top, x + width, top + height))
        size = (64, 48)  # what averages out how each was scaled
        shown, expected = (np.asarray(each.resize(size), np.float64) for each in (drawn, photo))
    # The median, as an outline may lie on part of the photo.
    differs, turned = (np.median(np.abs(shown - other)) for other in (expected, expected[::-1]))
    assert differs < min(4, turned)


def test_a_command_line_without_photos_is_told_what_to_give(run: Run) -> None:
    done = run([MAIN])
    assert done.returncode == 2
    assert "PHOTO_OR_FOLDER" in done.stderr


def test_a_folder_without_photos_is_refused_before_a_window_opens(run: Run, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    done = run([MAIN, empty])
    assert done.returncode == 2
    assert "holds no photo" in done.stderr
