from __future__ import annotations

import re

import numpy as np
import pytest

from training.throughput import Race, main


def test_the_overhead_is_a_ratio_with_its_interval() -> None:
    rng = np.random.default_rng(0)
    plain = rng.uniform(1, 2, 20)
    mean, low, high = Race(plain * 1.05 * np.exp(0.01 * rng.normal(size=20)), plain, 1).overhead
    assert low < 0.05 < high
    assert low < mean < high
    assert high - low < 0.02


@pytest.mark.filterwarnings("ignore::DeprecationWarning:lightning")
def test_both_loops_are_timed_over_the_same_regions(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--steps", "3", "--rounds", "2", "--batch", "2", "--trunk", "lite0"]) == 0
    said = capsys.readouterr().out
    found = re.search(r"harness (\d+) regions/s, plain torch loop (\d+); overhead", said)
    assert found
    assert int(found[1]) > 0
    assert int(found[2]) > 0
