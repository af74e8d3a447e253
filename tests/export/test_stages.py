from __future__ import annotations

import numpy as np
import pytest

from clearshot import load_bundle
from clearshot.photo import load_photo
from export import stages


def test_a_made_photo_is_one_and_every_stage_takes_time() -> None:
    content = stages.photo((640, 480))
    assert load_photo(content).size == (640, 480)
    found = stages.times(content, load_bundle(threads=1))
    assert len(found) == len(stages.STAGES)
    assert min(found) > 0


def test_the_table_compares_the_verdict_with_the_bare_decoding() -> None:
    table = stages.markdown({12: np.array([[10.0, 12, 3, 14, 1], [20.0, 12, 3, 14, 1]])}, 2)
    assert "2 threads (ms)" in table
    row = table.splitlines()[2]
    assert row == "| 12 | 10.0 | 12.0 | 3.0 | 14.0 | 1.0 | 30 | 2.2 |"


def test_a_bundle_that_cannot_be_used_is_told(
    tmp_path: object, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        stages.main(["--model", str(tmp_path), "--out", str(tmp_path)])
    assert "manifest.json is missing" in capsys.readouterr().err
