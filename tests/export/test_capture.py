from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from clearshot import load_bundle
from export import frames, shutter, window
from export.capture import CLIP, Measured, main, table, timed


def test_a_row_has_the_fastest_the_median_the_95th_percentile_and_how_many() -> None:
    row = Measured("judging", "ms", np.arange(101.0), digits=0).row()
    assert row == "| judging, ms | 0 | 50 | 95 | 101 |  |"


def test_what_ran_in_turns_is_compared_round_by_round() -> None:
    slow, fast = np.array([2.0, 40.0, 6.0]), np.array([1.0, 20.0, 3.0])
    assert (
        Measured("slow", "ms", slow, ("fast", fast))
        .row()
        .endswith("| 2.00 (2.00-2.00) times fast |")
    )


def test_a_single_value_has_no_percentiles() -> None:
    row = Measured("memory", "MiB", np.array([110.4]), ("before", np.array([100.0]))).row()
    assert row == "| memory, MiB |  | 110.4 |  | 1 | 1.10 times before |"


def test_the_table_has_as_many_columns_as_its_rows() -> None:
    lines = table([Measured("a", "ms", np.array([1.0])), Measured("b", "s", np.array([1.0, 2.0]))])
    assert len({line.count("|") for line in lines.splitlines()}) == 1


def test_the_first_run_does_not_count() -> None:
    calls: list[int] = []
    assert len(timed(lambda: calls.append(1), 3)) == 3
    assert len(calls) == 4


def test_the_whole_of_a_frame_takes_no_less_than_judging_it() -> None:
    pixels = frames.pixels_of(CLIP, 160)[:2]
    judging, whole = frames.timed(pixels, 4)
    assert judging.shape == whole.shape == (4,)
    assert (whole >= judging).all()
    assert judging.min() > 0


def test_photos_are_taken_judged_and_sent_and_what_is_between_them_is_not_timed() -> None:
    bundle, calls = load_bundle(threads=1), []
    picture = (CLIP / "frame_19.jpg").read_bytes()
    seconds = shutter.seconds_to_verdict(picture, bundle, 2, lambda: calls.append(1))
    assert len(seconds) == 2
    assert len(calls) == 3
    assert 0 < min(seconds) < max(seconds) < shutter.PATIENCE


def test_a_stage_that_does_not_come_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutter, "PATIENCE", 0.0)
    with pytest.raises(shutter.Stuck, match="not there after 0 seconds"):
        shutter.Window().until(lambda: False, lambda: None)


@pytest.mark.slow
def test_the_command_writes_the_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small = ["--rounds", "2", "--captures", "2", "--starts", "1", "--seconds", "0.4"]
    assert main([*small, "--out", str(tmp_path)]) == 0
    text = (tmp_path / "capture.md").read_text(encoding="utf-8")
    assert text.strip() in capsys.readouterr().out
    assert "shutter to verdict, ms" in text
    assert "over the last 1, MiB" in text
    assert "start to the camera's first picture, s" in text


@pytest.mark.slow
def test_a_window_that_does_not_open_says_why(tmp_path: Path) -> None:
    with pytest.raises(window.NoWindow, match="expected a folder of photos, or a clip"):
        window.opened(tmp_path, 0.1, camera=False)


def test_a_bundle_that_cannot_be_used_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--model", str(tmp_path), "--out", str(tmp_path)]) == 2
    assert "manifest.json is missing" in capsys.readouterr().err
