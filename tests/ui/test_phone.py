"""The phone's app, without a display: its loop by touches, its troubles, and every screen's words."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from clearshot.durable import hold
from tests.ui.scenes import picture, scenes

ROOT = Path(__file__).parents[2]
LOOP = Path(__file__).with_name("loop.py")
# What Kivy says where it finds no way to draw, such as where libegl1 or Mesa is missing.
NO_WINDOW = "Unable to find any valuable Window provider"
EACH = 8  # pictures of the camera that show the same photo
KILLED = -9
SCREENS = 29

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("kivy") is None, reason="Kivy is not installed"
)

Use = Callable[..., dict[str, Any]]


def run(folder: Path, arguments: list[object], scale: float = 1.0, ends: int = 0) -> list[Any]:
    """Run Python in a process of its own, at this font scale; give the lines of JSON it prints."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "mobile_app"), str(ROOT)]),
        "SDL_VIDEODRIVER": "offscreen",
        "KIVY_NO_ARGS": "1",
        "KIVY_HOME": str(folder / "kivy"),
        "KIVY_METRICS_FONTSCALE": str(scale),
    }
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if NO_WINDOW in done.stderr:
        pytest.skip("Kivy finds no way to draw: install libegl1, libgl1 and libgl1-mesa-dri")
    assert done.returncode == ends, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def photos(tmp_path: Path) -> tuple[Path, Path]:
    """Write what the camera shows: a photo that is blurred, then one that is sharp."""
    camera = tmp_path / "camera"
    camera.mkdir()
    kept = tmp_path / "blurred.jpg", tmp_path / "sharp.jpg"
    for at, path in enumerate(kept):
        picture("light", blurred=at == 0).save(path, quality=95)
        for number in range(EACH):
            shutil.copy(path, camera / f"{at * EACH + number:02}.jpg")
    return kept


@pytest.fixture
def use(tmp_path: Path, photos: tuple[Path, Path]) -> Use:
    """Let somebody walk through the app, and tell what they saw."""

    def use(walk: str, *arguments: object, ends: int = 0) -> dict[str, Any]:
        paths = [tmp_path / "camera", tmp_path / "state"]
        seen: dict[str, Any] = run(tmp_path, [LOOP, walk, *paths, *arguments], ends=ends)[-1]
        return seen

    return use


def test_a_blurred_photo_is_taken_again_and_the_clear_one_is_kept(
    use: Use, tmp_path: Path, photos: tuple[Path, Path]
) -> None:
    seen = use("blurred_then_sharp")
    assert seen["retake"] == {
        "title": "The spot is blurry",
        "action": "Tap the spot on the screen. Wait until it looks sharp.",
        "outlined": True,
    }
    assert seen["choices"] == ["Blurry", "Clearest"]
    assert [row.rpartition(". ")[0] for row in seen["listed"]] == [
        "Left forearm. Kept on this phone"
    ]
    sent = tmp_path / "state" / "sent"
    [note] = [json.loads(path.read_bytes()) for path in sent.glob("*.json")]
    assert (sent / note["photo"]).read_bytes() == photos[1].read_bytes()
    assert note["site"] == "forearm_l"


def test_the_live_view_is_drawn_upright_where_it_is(use: Use, tmp_path: Path) -> None:
    x, y, width, height = map(
        round, use("blurred_then_sharp", "--screenshots", tmp_path)["preview"]
    )
    with Image.open(tmp_path / "framing0001.png") as screen:
        top = screen.height - y - height
        drawn = screen.convert("RGB").crop((x, top, x + width, top + height))
    size = (48, 64)  # what averages out how each was scaled
    shown, photo = (
        np.asarray(each.resize(size), np.float64) for each in (drawn, picture("light", True))
    )
    # The median, as brackets lie on part of it.
    differs, *turned = (
        np.median(np.abs(shown - other)) for other in (photo, photo[::-1], photo[:, ::-1])
    )
    assert differs < min(4, *turned)


def test_a_tap_focuses_and_may_take_the_photo_if_one_wants_that(use: Use) -> None:
    seen = use("tapped_anywhere")
    assert seen == {"focused": [[0.5, 0.75]], "taken": 1}


def test_other_colours_are_worn_at_once_by_what_stands_there(use: Use) -> None:
    for ink, text in use("turned_dark")["inks"]:
        assert ink == pytest.approx(text)


def test_a_steady_phone_takes_the_photo_by_itself_and_the_timer_the_next(
    use: Use, tmp_path: Path
) -> None:
    for path in (tmp_path / "camera").glob("0[0-7].jpg"):
        path.unlink()  # the blurred ones
    seen = use("taken_by_itself", "--loop")
    assert seen["countdown"] in ("Hold still. 2", "Hold still. 1")
    assert (seen["auto"], seen["timer"]) == (1, 2)


def test_the_spot_that_one_taps_is_what_is_judged(use: Use) -> None:
    x, y, width, height = use("shown_the_spot")["spot"]
    assert width == height
    assert (x + width / 2, y + height / 2) == pytest.approx((225, 300), abs=3)


def test_a_photo_is_still_there_after_a_kill(use: Use) -> None:
    before = use("killed_after_the_verdict", ends=KILLED)
    after = use("started_again")
    assert after["attempt"] == before["attempt"]
    assert after["picture"]
    assert after["title"] == "The spot is blurry"
    assert after["banner"] == "Welcome back. Your photo is still here."


def test_a_camera_that_was_refused_once_can_be_allowed(use: Use) -> None:
    seen = use("refused", "--refuses", "once")
    assert seen["title"] == "The camera is off for this app"
    assert seen["buttons"] == ["Turn on the camera"]
    assert seen["then"] == "framing"


def test_a_camera_that_is_refused_for_ever_says_so_again(use: Use) -> None:
    seen = use("refused", "--refuses", "for_ever")
    assert seen["buttons"] == ["Try again"]  # a desktop has no settings to open
    assert seen["then"] == "camera_off"


def test_without_a_model_there_are_simple_checks_and_one_is_told(use: Use, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    seen = use("without_a_model", "--model", empty)
    assert seen["banner"] == "Simple checks only."
    assert "This was a simple check only." in seen["notes"]


def test_where_nothing_can_be_written_one_is_told_and_can_go_on(use: Use, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("no folder")
    seen = use("without_a_disk")
    assert seen == {"title": "This phone is full", "photos": 1}


def test_what_is_deleted_can_be_brought_back_and_everything_can_be_deleted(
    use: Use, tmp_path: Path
) -> None:
    seen = use("deleted_and_brought_back")
    assert (seen["back"], seen["photos"]) == (1, 0)
    state = tmp_path / "state"
    assert list((state / "photos").iterdir()) == list((state / "sent").iterdir()) == []


def test_hundreds_of_kept_photos_are_made_as_one_scrolls_to_them(tmp_path: Path) -> None:
    [seen] = run(tmp_path, ["-m", "tests.ui.many"])
    assert (seen["first"], seen["then"]) == (20, 40)
    assert seen["pictures"] == 20
    assert seen["still_above"] == pytest.approx(seen["above"], abs=2)


def test_a_command_line_that_shows_nothing_is_told_what_to_give(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing")
    command = [sys.executable, "-m", "clearshot.cli", "app", "--replay", missing]
    path = {**os.environ, "PYTHONPATH": str(ROOT / "mobile_app")}
    done = subprocess.run(command, env=path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "does not exist, expected a folder of photos, or a clip" in done.stderr


def test_a_second_window_on_one_folder_is_refused_in_words(
    tmp_path: Path, photos: tuple[Path, Path]
) -> None:
    state = tmp_path / "state"
    command = [sys.executable, "-m", "clearshot.cli", "app", "--replay", str(photos[0])]
    path = {**os.environ, "PYTHONPATH": str(ROOT / "mobile_app"), "KIVY_HOME": str(tmp_path)}
    with hold(state) or nullcontext():
        done = subprocess.run(
            [*command, "--state", str(state)], env=path, capture_output=True, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stderr.endswith(
        f"another clearshot app has {state}: close it, or give --state DIR\n"
    )


def test_the_command_line_needs_no_kivy_until_a_window_is_opened() -> None:
    code = "import sys, clearshot.cli; sys.exit('kivy' in sys.modules)"
    path = {**os.environ, "PYTHONPATH": str(ROOT / "mobile_app")}
    subprocess.run([sys.executable, "-c", code], env=path, check=True)


def walk(folder: Path, scale: float, *arguments: object) -> None:
    *found, end = run(folder, ["-m", "tests.ui.walk", *arguments], scale)
    assert end["seen"] >= SCREENS
    assert found == []


def test_large_spanish_words_on_a_small_phone_are_whole_and_targets_large(tmp_path: Path) -> None:
    walk(tmp_path, 2.0, "--lang", "es", "--width", 360)


def test_words_and_buttons_have_room_on_a_phone_that_lies(tmp_path: Path) -> None:
    walk(tmp_path, 2.0, "--lang", "es", "--width", 800)


@pytest.mark.slow
@pytest.mark.parametrize("scale", [1.0, 1.3, 2.0])
def test_all_words_are_whole_and_all_targets_large(tmp_path: Path, scale: float) -> None:
    both = ("--lang", "en", "--lang", "es", "--width", 360, "--width", 412, "--width", 800)
    walk(tmp_path, scale, *both)


def test_the_scenes_show_every_stage() -> None:
    from clearshot.capture.session import Stage

    missing = set(Stage) - {scene.session.stage for _, scene in scenes()}
    assert missing <= {Stage.SENDING}  # it looks as checking does
