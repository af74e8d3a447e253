from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path

import numpy as np
import pytest

from training.collect import add_sources
from training.ratings import RatingsRefused, read_ratings

HEADER = "path,photo_id,patient_id,source,rater_1,rater_2,reason_glare,licence,note\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.jpg").touch()
    (tmp_path / "b.jpg").touch()
    return tmp_path


def written(folder: Path, *rows: str) -> Path:
    csv = folder / "rated.csv"
    csv.write_text(HEADER + "".join(f"{row}\n" for row in rows))
    return csv


def test_ratings_votes_and_licences_are_read(folder: Path) -> None:
    csv = written(folder, "a.jpg,a,p1,pcp,4,,1,CC0,x", "b.jpg,b,p2,patient,2,2,,CC-BY-NC-4.0,")
    photos = read_ratings(csv)
    assert len(photos) == 2
    assert np.isnan(photos.ratings[0, 1])
    assert photos.mean_rating.tolist() == [4, 2]
    assert photos.good.tolist() == [True, False]
    assert photos.votes["glare"][0] == 0.5
    assert np.isnan(photos.votes["glare"][1])
    assert photos.permissive.tolist() == [True, False]


def test_two_against_two_is_good(folder: Path) -> None:
    assert read_ratings(written(folder, "a.jpg,a,p1,pcp,3,2,,,")).good.all()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("a.jpg,b,p,s,5,4,,,", "line 3, column rater_1: found '5', expected a whole number"),
        ("a.jpg,b,p,s,x,4,,,", "line 3, column rater_1: found 'x'"),
        ("a.jpg,b,p,s,3,3,9,,", "line 3, column reason_glare: found '9'"),
        ("a.jpg,b,p,s,,,,,", "line 3: no rater_ column holds a rating"),
        ("a.jpg,a,p,s,3,3,,,", "line 3, column photo_id: 'a' was there before"),
        ("a.jpg,b,,s,3,3,,,", "line 3, column patient_id: is blank"),
        ("gone.jpg,b,p,s,3,3,,,", r"line 3, column path: there is no file .*gone\.jpg"),
    ],
)
def test_a_bad_row_is_named_by_line_and_column(folder: Path, row: str, message: str) -> None:
    with pytest.raises(RatingsRefused, match=message):
        read_ratings(written(folder, "a.jpg,a,p,s,3,3,,,", row))


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    csv = tmp_path / "rated.csv"
    csv.write_text("path,photo_id,patient_id,source\n")
    with pytest.raises(RatingsRefused, match="column rater_1 is missing"):
        read_ratings(csv)


@pytest.mark.skipif("CLEARSHOT_DATA" not in os.environ, reason="CLEARSHOT_DATA names no data pack")
def test_the_data_pack_is_read_as_it_is() -> None:
    photos = read_ratings(Path(os.environ["CLEARSHOT_DATA"]) / "skin" / "rated.csv")
    assert len(photos) == 1088
    assert {site: int((photos.sources == site).sum()) for site in ("fuseg", "pad")} == {
        "fuseg": 830,
        "pad": 258,
    }
    assert (~photos.good).sum() == 50 + 64


@pytest.mark.parametrize("text", [None, "", "path,photo_id\n"])
def test_a_command_refuses_a_bad_csv_without_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None
) -> None:
    csv = tmp_path / "rated.csv"
    if text is not None:
        csv.write_text(text)
    parser = ArgumentParser()
    add_sources(parser)
    with pytest.raises(SystemExit) as ended:
        parser.parse_args(["--ratings", str(csv), "--trunk", "trunk.tflite"])
    assert ended.value.code == 2
    assert "error: argument --ratings: " in capsys.readouterr().err
