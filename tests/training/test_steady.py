from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from clearshot.manifest import EMBEDDED
from training.ratings import RatedPhotos
from training.steady import (
    AS_IT_IS,
    CHANGES,
    cropped,
    darkened,
    exposed,
    main,
    markdown,
    try_changes,
)


def pixels() -> np.ndarray:
    return np.asarray(Image.open("assets/examples/good_light.jpg").convert("RGB"))[:300, :400]


def test_a_crop_keeps_nearly_all_and_is_the_same_each_time() -> None:
    part = cropped(pixels(), 3)
    assert part.shape[0] == pytest.approx(288, abs=1)
    assert part.shape[1] == pytest.approx(384, abs=1)
    assert np.array_equal(part, cropped(pixels(), 3))


def test_a_third_of_a_stop_is_a_factor_in_light() -> None:
    grey = np.full((4, 4, 3), 128, np.uint8)
    assert int(exposed(grey, -1 / 3)[0, 0, 0]) == 115  # 0.2159 of white becomes 0.1714
    assert np.array_equal(exposed(exposed(grey, 1 / 3), -1 / 3), grey)


def test_only_skin_gets_darker() -> None:
    assert darkened(pixels(), 1).mean() < pixels().mean() - 5


def test_verdicts_that_change_are_counted_by_direction() -> None:
    rows = [
        {"photo_id": photo, "change": change, "score": score, "accepted": score >= 50}
        for photo, first, then in (("a", 80, 40), ("b", 80, 90), ("c", 20, 60), ("d", 20, 10))
        for change in CHANGES
        for score in [first if change == AS_IT_IS else then]
    ]
    line = markdown(pd.DataFrame(rows)).splitlines()[2]
    assert [cell.strip()[:3] for cell in line.split("|")[2:5]] == [".50", ".50", ".50"]
    assert line.endswith("| +0.0 |")


def test_a_bundle_is_tried_and_an_empty_folder_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, none = Path("assets/examples/good_light.jpg"), np.array([""])
    photos = RatedPhotos((path,), ("good",), none, none, np.array([[4.0]]), {}, none)
    answers = try_changes(photos, Path(str(EMBEDDED)), tmp_path, workers=1)
    assert list(answers["change"]) == list(CHANGES)
    assert bool(answers["accepted"][0])
    (tmp_path / "rated.csv").write_text(
        f"path,photo_id,patient_id,source,rater_1\n{path.absolute()},a,a,s,4\n"
    )
    with pytest.raises(SystemExit):
        main(["--ratings", str(tmp_path / "rated.csv"), "--model", str(tmp_path), "--out", "x"])
    assert str(tmp_path) in capsys.readouterr().err


@pytest.mark.slow
def test_the_command_works_in_processes_of_its_own(tmp_path: Path) -> None:
    """Called as a person calls it: what a worker is sent must be found there, too."""
    rows = [
        f"{Path(f'assets/examples/{name}.jpg').resolve()},{name},{name},here,{rank}"
        for name, rank in (("good_light", 4), ("blur_focus", 1))
    ]
    csv = tmp_path / "rated.csv"
    csv.write_text("\n".join(["path,photo_id,patient_id,source,rater_1", *rows]))
    command = [sys.executable, "-m", "training.steady", "--ratings", str(csv), "--photos", "2"]
    folders = ["--cache", str(tmp_path / "cache"), "--out", str(tmp_path / "out")]
    done = subprocess.run(
        [*command, "--model", str(EMBEDDED), *folders],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "steady.md").exists()
