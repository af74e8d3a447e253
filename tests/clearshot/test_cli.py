"""The command line keeps the contract that scripts rely on."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from clearshot import __version__, cli
from clearshot.assess import Bundle, load_bundle
from clearshot.decision import Reading

if TYPE_CHECKING:
    from tests.conftest import BundleFolder

MODULES = Path(__file__).parents[2] / "mobile_app"
KEYS = [
    *("path", "verdict", "score", "grade", "stage", "reasons", "regions", "model", "policy"),
    *("operating_point", "fallback", "ms"),
]
Write = Callable[..., Path]


@pytest.fixture
def judged_by(
    monkeypatch: pytest.MonkeyPatch, scripted: Callable[..., Bundle]
) -> Callable[..., list[object]]:
    """Let the command line load a bundle that gives these readings; count the loads."""

    def use(*answers: Reading | str) -> list[object]:
        loads: list[object] = []

        def load(*asked: object) -> Bundle:
            loads.append(asked)
            return scripted(*answers)

        monkeypatch.setattr(cli, "load_bundle", load)
        return loads

    return use


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Callable[[], list[Any]]:
    """Give what was printed, as one object a line."""
    return lambda: [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Run a call that is a usage error and give its words."""
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)
    assert stopped.value.code == cli.USAGE
    return capsys.readouterr().err


def test_json_is_one_object_a_line_in_input_order(
    judged_by: Callable[..., list[object]],
    photo_file: Write,
    lines: Callable[[], list[Any]],
    good: Reading,
    blurred: Reading,
) -> None:
    judged_by(good, blurred)
    paths = [str(photo_file("b.jpg")), str(photo_file("a.jpg"))]
    assert cli.main(["assess", "--json", *paths]) == cli.RETAKE
    found = lines()
    assert [line["path"] for line in found] == paths
    assert [line["verdict"] for line in found] == ["accept", "retake"]
    assert list(found[0]) == KEYS


def test_status_is_0_when_all_are_accepted(
    judged_by: Callable[..., list[object]], photo_file: Write, good: Reading
) -> None:
    judged_by(good)
    assert cli.main(["assess", str(photo_file())]) == cli.ACCEPTED


def test_status_3_comes_before_1_and_an_unreadable_file_stops_nothing(
    judged_by: Callable[..., list[object]],
    photo_file: Write,
    tmp_path: Path,
    lines: Callable[[], list[Any]],
    blurred: Reading,
) -> None:
    judged_by(blurred)
    (tmp_path / "bad.jpg").write_text("x\n")
    arguments = ["assess", "--json", str(tmp_path / "bad.jpg"), str(photo_file()), "nowhere.jpg"]
    assert cli.main(arguments) == cli.UNREADABLE
    bad, photo, missing = lines()
    assert set(bad) == {"path", "error"}
    assert bad["error"]["code"] == "not_a_photo"
    assert bad["error"]["message"]
    assert photo["verdict"] == "retake"
    assert missing["error"]["code"] == "not_found"


def test_a_picture_of_nothing_is_status_1(
    judged_by: Callable[..., list[object]],
    photo_file: Write,
    lines: Callable[[], list[Any]],
    good: Reading,
) -> None:
    judged_by(good)
    wall = photo_file("wall.png", np.full((500, 500, 3), 90, np.uint8))
    assert cli.main(["assess", "--json", str(wall)]) == cli.RETAKE
    (found,) = lines()
    assert (found["verdict"], found["score"], found["grade"]) == ("cannot_judge", None, None)


def test_many_photos_load_the_model_once(
    judged_by: Callable[..., list[object]], photo_file: Write, good: Reading
) -> None:
    loads = judged_by(good)
    assert cli.main(["assess", *[str(photo_file(f"{n}.jpg")) for n in range(4)]]) == cli.ACCEPTED
    assert len(loads) == 1


def test_a_folder_means_its_photos_by_name_and_no_other_files(
    judged_by: Callable[..., list[object]],
    photo_file: Write,
    tmp_path: Path,
    lines: Callable[[], list[Any]],
    good: Reading,
) -> None:
    judged_by(good)
    for name in ("in/b.JPG", "in/a.png", "in/.hidden.jpg", "in/nested/c.jpg"):
        photo_file(name)
    (tmp_path / "in/notes.txt").write_text("none")
    cli.main(["assess", "--json", str(tmp_path / "in")])
    assert [Path(line["path"]).name for line in lines()] == ["a.png", "b.JPG"]


def test_a_line_for_a_person_says_verdict_score_and_what_to_do(
    judged_by: Callable[..., list[object]],
    photo_file: Write,
    capsys: pytest.CaptureFixture[str],
    good: Reading,
    blurred: Reading,
    tmp_path: Path,
) -> None:
    judged_by(good, blurred)
    one, other = photo_file("one.jpg", _large()), photo_file("other.jpg", _large())
    cli.main(["assess", str(one), str(other), str(tmp_path / "no.jpg")])
    blurry = "The spot is blurry. Tap the spot on the screen. Wait until it looks sharp."
    missing = "We did not find this photo. Check its name and place."
    assert capsys.readouterr().out.splitlines() == [
        f"accept        90  {one}",
        f"retake        20  {other}  {blurry}",
        f"not opened        {tmp_path / 'no.jpg'}  {missing}",
    ]


def _large() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (500, 500, 3), np.uint8)


def test_advice_is_given_in_spanish(
    judged_by: Callable[..., list[object]],
    photo_file: Write,
    lines: Callable[[], list[Any]],
    blurred: Reading,
) -> None:
    judged_by(blurred)
    cli.main(["assess", "--json", "--lang", "es", str(photo_file("x.png", _large()))])
    assert lines()[0]["reasons"][0]["advice"].startswith("Toque la zona")


def test_a_roi_gets_a_second_say(
    judged_by: Callable[..., list[object]],
    photo_file: Write,
    lines: Callable[[], list[Any]],
    good: Reading,
    blurred: Reading,
) -> None:
    judged_by(blurred, good)
    path = photo_file("x.png", _large())
    assert cli.main(["assess", "--json", "--roi", "10,0,490,490", str(path)]) == cli.ACCEPTED
    assert lines()[0]["stage"] == "roi"


def test_a_roi_outside_the_photo_is_an_error_of_this_photo(
    judged_by: Callable[..., list[object]],
    photo_file: Write,
    lines: Callable[[], list[Any]],
    good: Reading,
) -> None:
    judged_by(good)
    arguments = ["assess", "--json", "--roi", "9000,0,10,10", str(photo_file())]
    assert cli.main(arguments) == cli.UNREADABLE
    assert lines()[0]["error"]["code"] == "region_outside"


def test_overlays_are_written_for_every_photo_that_was_judged(
    judged_by: Callable[..., list[object]], photo_file: Write, tmp_path: Path, blurred: Reading
) -> None:
    judged_by(blurred)
    photos = [str(photo_file("a/x.png")), str(photo_file("b/x.png")), "nowhere.jpg"]
    cli.main(["assess", "--overlay", str(tmp_path / "out/deep"), *photos])
    written = sorted((tmp_path / "out/deep").iterdir())
    assert [path.name for path in written] == ["x-2.verdict.jpg", "x.verdict.jpg"]
    with Image.open(written[0]) as picture:
        assert picture.format == "JPEG"


def test_a_policy_file_replaces_the_bundles_own(
    judged_by: Callable[..., list[object]],
    photo_file: Write,
    bundle_folder: BundleFolder,
    tmp_path: Path,
    lines: Callable[[], list[Any]],
    good: Reading,
) -> None:
    judged_by(good)
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(bundle_folder.policy))
    photo = str(photo_file("x.png", _large()))
    cli.main(["assess", "--json", "--policy", str(path), "--operating-point", "youden", photo])
    (found,) = lines()
    assert (found["policy"], found["operating_point"]) == ("test-1", "youden")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["assess"], "PHOTO_OR_FOLDER"),
        ([], "COMMAND"),
        (["assess", "--roi", "1,2,3", "x.jpg"], '"1,2,3" is no region, expected X,Y,W,H'),
        (["assess", "--roi", "1,2,0,5", "x.jpg"], "is no region"),
        (["assess", "--roi", "a,b,c,d", "x.jpg"], "such as 800,600,900,900"),
        (["assess", "--threads", "0", "x.jpg"], "expected 1 or more"),
        (["assess", "--policy", "nowhere.json", "x.jpg"], "nowhere.json cannot be read"),
        (["assess", "--model", "nowhere", "x.jpg"], "nowhere is no folder"),
        (["assess", "--lang", "fr", "x.jpg"], "invalid choice"),
        (["assess", "--operating-point", "best", "x.jpg"], 'no operating point "best"'),
        (["model", "info", "nowhere"], "nowhere is no folder"),
    ],
)
def test_what_cannot_be_done_is_said_with_status_2(
    judged_by: Callable[..., list[object]],
    capsys: pytest.CaptureFixture[str],
    good: Reading,
    arguments: list[str],
    words: str,
) -> None:
    judged_by(good)
    assert words in refused(arguments, capsys)


def test_an_empty_folder_is_a_usage_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "holds no photo" in refused(["assess", str(tmp_path)], capsys)


def test_an_overlay_folder_that_is_a_file_is_a_usage_error(
    judged_by: Callable[..., list[object]],
    photo_file: Write,
    capsys: pytest.CaptureFixture[str],
    good: Reading,
) -> None:
    judged_by(good)
    photo = str(photo_file())
    assert "cannot be written" in refused(["assess", "--overlay", photo, photo], capsys)


def test_simple_checks_are_said_once_on_stderr_and_in_every_verdict(
    photo_file: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photos = [str(photo_file(f"{n}.png", _large())) for n in range(2)]
    cli.main(["assess", "--json", "--model", str(tmp_path), *photos])
    printed = capsys.readouterr()
    assert printed.err.count("simple check") == 1
    for line in printed.out.splitlines():
        assert "manifest.json is missing" in json.loads(line)["fallback"]


def test_the_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == f"clearshot {__version__}\n"


def test_model_info_says_what_a_bundle_is(
    bundle_folder: BundleFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["model", "info", str(bundle_folder.write())]) == cli.ACCEPTED
    out = capsys.readouterr().out
    assert "test 1, files verified" in out
    assert "stand-in" in out
    assert "sensitivity 0.90 (0.80 to 0.95)" in out


def test_model_info_refuses_a_changed_bundle(
    bundle_folder: BundleFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    (bundle_folder.write() / "quality.tflite").write_bytes(b"other")
    assert cli.main(["model", "info", str(bundle_folder.path)]) == cli.UNREADABLE
    assert "quality.tflite" in capsys.readouterr().err


def test_an_interrupted_run_shows_no_traceback(
    monkeypatch: pytest.MonkeyPatch, photo_file: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "load_bundle", interrupted)
    assert cli.main(["assess", str(photo_file())]) == 130
    assert capsys.readouterr().err == ""


def run(arguments: list[str], **options: Any) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(MODULES)}
    command = [sys.executable, "-m", "clearshot.cli", *arguments]
    return subprocess.Popen(command, env=environment, **options)


def test_a_reader_that_goes_away_sees_no_traceback(photo_file: Write, tmp_path: Path) -> None:
    arguments = ["assess", "--model", str(tmp_path), *[str(photo_file())] * 6]
    process = run(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()
    with process:
        assert process.stderr is not None
        words = process.stderr.read().decode()
    assert process.returncode == 141
    assert "Traceback" not in words
    assert "BrokenPipe" not in words


@pytest.mark.parametrize(("count", "shown"), [(2, False), (7, True)])
def test_many_photos_get_a_progress_bar_on_a_terminal(
    photo_file: Write, tmp_path: Path, count: int, shown: bool
) -> None:
    main, terminal = pty.openpty()
    termios.tcsetwinsize(terminal, (24, 80))
    arguments = ["assess", "--json", "--model", str(tmp_path), *[str(photo_file())] * count]
    with run(arguments, stdout=subprocess.PIPE, stderr=terminal) as process:
        os.close(terminal)
        assert process.stdout is not None
        out = process.stdout.read()
    seen = _read_all(main)
    assert ("photo/s" in seen or "s/photo" in seen) is shown
    assert len([json.loads(line) for line in out.splitlines()]) == count


def _read_all(terminal: int) -> str:
    """Read a terminal whose other end is closed: Linux then reports an error, not an end."""
    found = b""
    try:
        while chunk := os.read(terminal, 4096):
            found += chunk
    except OSError:
        pass
    finally:
        os.close(terminal)
    return found.decode()


def test_the_public_names_are_light_to_import() -> None:
    """Neither a runtime nor a window is loaded before it is needed."""
    code = (
        "import sys, clearshot; from clearshot import assess, load_bundle;"
        "print([n for n in ('ai_edge_litert', 'tqdm', 'torch', 'kivy') if n in sys.modules])"
    )
    environment = {**os.environ, "PYTHONPATH": str(MODULES)}
    found = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert found.stdout == "[]\n"


def test_the_shipped_bundle_is_what_judges_by_default() -> None:
    assert load_bundle().fallback is None


def test_the_runtime_keeps_its_own_talk_to_itself(photo_file: Write) -> None:
    with run(
        ["assess", "--json", str(photo_file())], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        out, err = process.communicate()
    assert json.loads(out)["fallback"] is None
    assert err == b""
