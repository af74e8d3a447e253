from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from quantization.fidelity.agreement import against_ratings, is_near, markdown, scores, verdicts
from quantization.fidelity.flips import plot_flips
from quantization.fidelity.trial import MODEL, REFERENCE, rated_jobs
from training.ratings import RatedPhotos

PHOTOS = 40
THRESHOLD = 50.0


@pytest.fixture
def photos(tmp_path: Path) -> RatedPhotos:
    """Photos whose mean rating rises with their number."""
    rng = np.random.default_rng(0)
    paths = []
    for number in range(PHOTOS):
        pixels = rng.integers(0, 256, (48, 64, 3), dtype=np.uint8)
        paths.append(tmp_path / f"{number}.png")
        Image.fromarray(pixels).save(paths[-1])
    ratings = np.repeat(1 + 3 * np.arange(PHOTOS) / PHOTOS, 2).reshape(PHOTOS, 2).round()
    names = tuple(f"photo-{number}" for number in range(PHOTOS))
    same = np.array(["clinic"] * PHOTOS)
    return RatedPhotos(tuple(paths), names, np.array(names), same, ratings, {}, same)


@pytest.fixture
def answers(photos: RatedPhotos) -> pd.DataFrame:
    """The second judge gives one photo far less, and each of the others a tenth of a point more."""
    score = np.linspace(2, 97, PHOTOS)
    other = score + 0.1
    other[30] = 10.0
    named = ["noise" if number % 2 else "glare" for number in range(PHOTOS)]
    return pd.DataFrame(
        {
            "photo_id": photos.photo_ids,
            "kind": "rated",
            "fault": "",
            "severity": 0.0,
            f"score_{REFERENCE}": score,
            f"score_{MODEL}": other,
            f"accepted_{REFERENCE}": score >= THRESHOLD,
            f"accepted_{MODEL}": other >= THRESHOLD,
            f"first_{REFERENCE}": named,
            f"first_{MODEL}": ["glare", *named[1:]],
            **{f"threshold_{name}": THRESHOLD for name in (REFERENCE, MODEL)},
        }
    )


def test_verdicts_that_change_are_counted_by_how_near_the_threshold_was(
    answers: pd.DataFrame,
) -> None:
    table = verdicts(answers)
    assert table["all"]["accept → retake"] == 1
    assert table["all"]["retake → accept"] == 0
    assert table["farther from it"]["accept → retake"] == 1
    near = table["within 10 points of the threshold"]
    assert (near["n"], near["accept → retake"]) == (int(is_near(answers).sum()), 0)


def test_a_first_reason_counts_where_both_ask_for_a_retake(answers: pd.DataFrame) -> None:
    """Photo 0's is `glare` for both; nobody's but an accepted photo's could differ."""
    row = scores(answers)["all"]
    both = int((answers[f"score_{REFERENCE}"] < THRESHOLD).sum())
    assert str(row["same first reason, of both's retakes"]).startswith("1.00")
    assert row["largest"] == f"{answers[f'score_{REFERENCE}'][30] - 10:.1f}"
    answers.loc[2, f"first_{MODEL}"] = "noise"
    changed = scores(answers)["all"]["same first reason, of both's retakes"]
    assert getattr(changed, "value", None) == pytest.approx(1 - 1 / both)


def test_what_is_lost_against_the_ratings_is_paired(
    answers: pd.DataFrame, photos: RatedPhotos
) -> None:
    table = against_ratings(answers, photos)
    lost = table["model less reference"]["SRCC"]
    whole, other = (table[name]["SRCC"] for name in (REFERENCE, MODEL))
    values = [getattr(each, "value", np.nan) for each in (lost, whole, other)]
    assert values[0] == pytest.approx(values[2] - values[1])
    assert values[0] < 0
    assert markdown(table, "rated photos").count("\n") == 5


def test_the_pictures_that_changed_are_shown(
    answers: pd.DataFrame, photos: RatedPhotos, tmp_path: Path
) -> None:
    jobs = {job.photo_id: job for job in rated_jobs(photos)}
    assert plot_flips(answers, jobs, tmp_path / "flips.png") == 1
    assert Image.open(tmp_path / "flips.png").size[0] > 600
    same = answers.assign(**{f"accepted_{MODEL}": answers[f"accepted_{REFERENCE}"]})
    assert plot_flips(same, jobs, tmp_path / "none.png") == 0
    assert not (tmp_path / "none.png").exists()


def test_the_fault_of_a_photo_is_its_own_and_the_same_each_time(photos: RatedPhotos) -> None:
    faults = [job.copies[1] for job in rated_jobs(photos)]
    assert faults == [job.copies[1] for job in rated_jobs(photos)]
    assert len({fault.operator for fault in faults}) > 5
    assert all(0.15 <= fault.severity <= 1 for fault in faults)
