from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from export.benchmark import in_turns, main, markdown, multiply_adds, peak
from export.runners import SHIPPED, eager, onnx
from training.trunks import load_trunk


def test_everything_is_timed_once_a_round_after_a_run_that_does_not_count() -> None:
    calls: list[str] = []
    times = in_turns({"a": lambda: calls.append("a"), "b": lambda: calls.append("b")}, 3)
    assert calls == ["a", "b"] * 4
    assert {name: len(each) for name, each in times.items()} == {"a": 3, "b": 3}


def test_the_table_says_how_many_times_slower_each_round_was() -> None:
    times = {SHIPPED: np.array([2.0, 4.0]), "teacher": np.array([100.0, 200.0])}
    lines = markdown(times, "one region", SHIPPED).splitlines()
    assert lines[2] == f"| {SHIPPED} | 2.0 | 500.0 |  |"
    assert lines[3] == "| teacher | 100.0 | 10.0 | 50.0 (50.0-50.0) |"


def test_the_multiply_adds_are_those_that_were_published() -> None:
    """Lite0's table says 407 million at 224 pixels, its classifier among them."""
    assert multiply_adds(load_trunk("lite0", "random"), 224) == pytest.approx(388e6, rel=0.02)


def test_the_same_network_runs_in_another_runtime_in_int8() -> None:
    torch.manual_seed(0)
    trunk = load_trunk("mobilenet_v4", "random")
    found = np.asarray(onnx(trunk, 64, int8=True)())[0]
    wanted = eager(trunk, 64)()  # grey, which is 0 for this trunk, but for half a step
    assert isinstance(wanted, torch.Tensor)
    assert found.shape == tuple(wanted.shape)
    assert np.abs(found - wanted.numpy()).mean() < 0.1 * np.abs(wanted.numpy()).mean() + 1e-3


def test_a_bundle_that_cannot_be_used_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["--model", str(tmp_path), "--out", str(tmp_path)])
    assert "manifest.json is missing" in capsys.readouterr().err


@pytest.mark.slow
def test_the_processors_best_is_a_speed() -> None:
    assert 1e9 < peak() < 1e13
