from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from training.convert.__main__ import main
from training.ratings import RatedPhotos, read_ratings

KONIQ = "image_name,c1,c2,c3,c4,c5,c_total,MOS,SD,MOS_zscore\n"
SPAQ = "Image name,MOS,Brightness,Colorfulness,Contrast,Noisiness,Sharpness\n"
CASES = "case_id,image_1_path,image_2_path,image_3_path\n"
GRADER = "dermatologist_gradable_for_skin_condition_"
LABELS = f"case_id,{GRADER}1,{GRADER}2,{GRADER}3\n"
YES = "DEFAULT_YES_IMAGE_QUALITY_SUFFICIENT"
NO = "NO_IMAGE_QUALITY_INSUFFICIENT"
NO_FLAWS = {"FRM": 0, "BLR": 0, "DRK": 0, "BRT": 0, "OBS": 0, "OTH": 0, "NON": 5, "ROT": 0}


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        Image.new("RGB", (8, 8)).save(folder / name)
    return folder


def written(folder: Path, name: str, text: str) -> Path:
    file = folder.parent / name
    file.write_text(text, encoding="utf-8")
    return file


def convert(name: str, photos: Path, *labels: Path, more: tuple[str, ...] = ()) -> int:
    files = [str(file) for file in labels]
    out = photos.parent / "made" / "rated.csv"
    argv = [name, "--labels", *files, "--photos", str(photos), "--out", str(out), *more]
    return main(argv)


def read_back(photos: Path) -> RatedPhotos:
    return read_ratings(photos.parent / "made" / "rated.csv")


def test_koniq_counts_become_quantiles_of_four_ranks(photos: Path) -> None:
    text = KONIQ + "a.jpg,0,25,50,25,0,100,3,1,50\nb.jpg,0,0,0,3,97,100,4.9,.2,90\n"
    assert convert("koniq", photos, written(photos, "koniq.csv", text)) == 0
    rated = read_back(photos)
    assert rated.ratings[0].tolist() == [2, 2, 3, 3, 3, 3, 4, 4]
    assert rated.ratings[1].tolist() == [4] * 8
    assert not rated.permissive.any()


def test_spaq_means_become_quarters_and_low_attributes_become_faults(photos: Path) -> None:
    text = SPAQ + "a.jpg,20.5,10,50,50,50,24.9\nb.jpg,100,50,50,50,50,25\n"
    assert convert("spaq", photos, written(photos, "spaq.csv", text)) == 0
    rated = read_back(photos)
    assert rated.ratings.ravel().tolist() == [1, 4]
    assert rated.votes["blur"].tolist() == [1, 0]
    assert rated.votes["too_dark"].tolist() == [1, 0]
    assert not rated.permissive.any()


def test_vizwiz_votes_become_ratings_and_faults(photos: Path) -> None:
    blurred = {**NO_FLAWS, "BLR": 4, "NON": 1}
    entries = [
        {"image": "a.jpg", "flaws": blurred, "unrecognizable": 3},
        {"image": "b.jpg", "flaws": NO_FLAWS, "unrecognizable": 0},
    ]
    assert convert("vizwiz", photos, written(photos, "train.json", json.dumps(entries))) == 0
    rated = read_back(photos)
    assert rated.ratings.tolist() == [[1, 1, 1, 3, 4], [4] * 5]
    assert rated.votes["blur"].tolist() == [0.8, 0]


def test_scin_gradability_goes_to_every_photo_of_a_case(photos: Path) -> None:
    cases = written(photos, "scin_cases.csv", CASES + "-7,a.jpg,b.jpg,\n8,c.jpg,,\n")
    labels = written(photos, "scin_labels.csv", LABELS + f"-7,{YES},{NO},\n8,,,\n")
    assert convert("scin", photos, labels, cases) == 0
    rated = read_back(photos)
    assert rated.photo_ids == ("-7_1", "-7_2")
    assert rated.groups.tolist() == ["-7", "-7"]
    assert np.array_equal(rated.ratings, [[3, 2], [3, 2]])


def test_absent_photos_are_refused_by_name_or_counted(
    photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = KONIQ + "a.jpg,1,1,1,1,1,5,3,1,50\ngone.jpg,1,1,1,1,1,5,3,1,50\n"
    labels = written(photos, "koniq.csv", text)
    assert convert("koniq", photos, labels) == 2
    assert "koniq.csv, line 3: there is no file" in capsys.readouterr().err
    assert convert("koniq", photos, labels, more=("--skip-missing",)) == 0
    assert "1 photos; 1 left out" in capsys.readouterr().out
    assert read_back(photos).photo_ids == ("a",)


@pytest.mark.parametrize(
    ("name", "file", "text", "message"),
    [
        ("koniq", "k.csv", "image_name,c1\na.jpg,1\n", "k.csv: column c2 is missing"),
        ("koniq", "k.csv", KONIQ + "a.jpg,1,x,1,1,1,,,,\n", "line 2, column c2: found 'x'"),
        ("koniq", "k.csv", KONIQ + "a.jpg,0,0,0,0,0,,,,\n", "line 2, columns c1 to c5: all are 0"),
        ("koniq", "k.csv", KONIQ + "a.jpg,1,1,1,1,1,,,,\n" * 2, "line 3: 'a' was there before"),
        ("spaq", "s.csv", SPAQ + "a.jpg,101,1,1,1,1,1\n", "line 2, column MOS: found '101'"),
        ("vizwiz", "v.json", "{}", "v.json: found dict, expected a list"),
        ("vizwiz", "v.json", "[", "v.json: cannot be read as JSON"),
        ("vizwiz", "v.json", '[{"image": "a.jpg"}]', "entry 1, field flaws: found None"),
        ("vizwiz", "v.json", "[3]", "entry 1, field image: found None"),
        (
            "vizwiz",
            "v.json",
            json.dumps([{"image": "a.jpg", "flaws": NO_FLAWS, "unrecognizable": 6}]),
            "entry 1, field unrecognizable: found 6",
        ),
        ("scin", "scin_cases.csv", CASES, "expected scin_cases.csv and scin_labels.csv"),
    ],
)
def test_bad_labels_are_named_in_one_line(
    photos: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    file: str,
    text: str,
    message: str,
) -> None:
    assert convert(name, photos, written(photos, file, text)) == 2
    shown = capsys.readouterr().err
    assert message in shown
    assert shown.count("\n") == 1


def test_an_unknown_scin_answer_is_refused_with_its_column(
    photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = written(photos, "scin_cases.csv", CASES + "7,a.jpg,,\n")
    labels = written(photos, "scin_labels.csv", LABELS + "7,,MAYBE,\n")
    assert convert("scin", photos, cases, labels) == 2
    assert f"line 2, column {GRADER}2: found 'MAYBE'" in capsys.readouterr().err


def test_an_excel_table_is_read_as_it_is_published(photos: Path) -> None:
    labels = photos.parent / "MOS and Image attribute scores.xlsx"
    table = {"Image name": ["a.jpg"], "MOS": [80.5], "Brightness": [50.0], "Sharpness": [10.0]}
    pd.DataFrame(table).to_excel(labels, index=False)
    assert convert("spaq", photos, labels) == 0
    assert read_back(photos).ratings.tolist() == [[4]]
    assert read_back(photos).votes["blur"].tolist() == [1]


@pytest.mark.parametrize("kept", [3, 400, -30])
def test_a_damaged_excel_file_is_refused_in_one_line(
    photos: Path, capsys: pytest.CaptureFixture[str], kept: int
) -> None:
    labels = photos.parent / "MOS.xlsx"
    pd.DataFrame({"Image name": ["a.jpg"]}).to_excel(labels, index=False)
    labels.write_bytes(labels.read_bytes()[:kept])
    assert convert("spaq", photos, labels) == 2
    said = capsys.readouterr().err
    assert "MOS.xlsx: cannot be read as a table" in said
    assert said.count("\n") == 1
