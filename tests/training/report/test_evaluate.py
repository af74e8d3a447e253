"""The report, from two files to a page that stands alone."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from training.evaluate import main
from training.ratings import RatedPhotos

VOID = {"meta", "img", "br", "link"}
TABLES = [
    "headlines",
    "discrimination",
    "grades",
    "kappas",
    "operating",
    "dark_flips",
    "prevalence",
    "calibration",
    "reasons",
    "data",
    "agreement",
    "rater_line",
    "tones",
    "examples",
]


class Page(HTMLParser):
    """Checks that elements are closed in order; keeps ids, links, pictures and words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.words = ""
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.ids += [found["id"]] if found.get("id") else []  # type: ignore[list-item]
        self.links += [v for k, v in attrs if v and k in ("href", "src", "xlink:href")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.fixture
def files(photos: RatedPhotos, table: pd.DataFrame, tmp_path: Path) -> dict[str, Path]:
    Image.new("RGB", (300, 200), "salmon").save(tmp_path / "photo.jpg")
    rated = pd.DataFrame(
        {
            "path": "photo.jpg",
            "photo_id": photos.photo_ids,
            "patient_id": photos.groups,
            "source": photos.sources,
            **{f"rater_{r + 1}": photos.ratings[:, r].astype(int) for r in range(4)},
            "reason_glare": (4 * photos.votes["glare"]).astype(int),
        }
    )
    rated.to_csv(tmp_path / "rated.csv", index=False)
    table.to_csv(tmp_path / "predictions.csv", index=False)
    tone = np.tile(np.arange(1, 11), 4)
    verdict = np.where(np.arange(40) % 7, "accept", "retake")
    renders = pd.DataFrame({"tone": tone, "fault": "", "verdict": verdict})
    renders.to_csv(tmp_path / "renders.csv", index=False)
    return {name: tmp_path / f"{name}.csv" for name in ("rated", "predictions", "renders")}


def command(files: dict[str, Path], out: Path, *more: str) -> int:
    named = ["--ratings", str(files["rated"]), "--predictions", str(files["predictions"])]
    return main([*named, "--out", str(out), *more])


def test_the_report_stands_alone_and_keeps_photos_to_itself(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "report"
    assert command(files, out, "--raters", "four made-up raters") == 0
    assert "sure (120 photos, 60 patients" in capsys.readouterr().out
    page = Page((out / "index.html").read_text(encoding="utf-8"))
    assert len(page.ids) == len(set(page.ids))
    assert all(link.startswith("#") and link[1:] in page.ids for link in page.links)
    assert "four made-up raters" in page.words
    assert "not measurable: no tone labels" in page.words
    assert "rendered" not in page.ids
    report = json.loads((out / "figures.json").read_text(encoding="utf-8"))
    assert list(report["authentic"]) == TABLES
    assert report["synthetic"] == {}
    for name in TABLES:
        assert (out / f"{name}.md").read_text(encoding="utf-8").startswith("| ")
    auc = next(iter(report["authentic"]["headlines"]["trial"].values()))["AUC (by patient)"]
    assert set(auc) == {"value", "low", "high", "n"}
    assert f"{auc['value']:.2f}"[1:] in page.words
    assert len(list((out / "plots").glob("*.png"))) == 4


@pytest.mark.slow
def test_renders_have_a_part_of_their_own_and_photos_are_shown_when_asked_for(
    files: dict[str, Path], tmp_path: Path
) -> None:
    out = tmp_path / "report"
    assert command(files, out, "--renders", str(files["renders"]), "--thumbnails") == 0
    page = Page((out / "index.html").read_text(encoding="utf-8"))
    assert "rendered" in page.ids
    outside = [link for link in page.links if not link.startswith("#")]
    assert outside
    assert all(link.startswith("data:image/jpeg;base64,") for link in outside)
    report = json.loads((out / "figures.json").read_text(encoding="utf-8"))
    assert list(report["synthetic"]) == ["rendered_tones"]
    assert "rendered_tones" not in report["authentic"]


@pytest.mark.parametrize(
    ("name", "column", "value", "says"),
    [
        ("predictions", "rank_1", "7", "line 2, column rank_1: found '7'"),
        ("rated", "rater_1", "9", "line 2, column rater_1: found '9'"),
        ("renders", "tone", "12", "line 2, column tone: found '12'"),
    ],
)
def test_a_bad_file_is_refused_in_one_line(
    files: dict[str, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    column: str,
    value: str,
    says: str,
) -> None:
    bad = pd.read_csv(files[name], dtype=str, keep_default_na=False)
    bad.loc[0, column] = value
    bad.to_csv(files[name], index=False)
    out = tmp_path / "report"
    assert command(files, out, "--renders", str(files["renders"])) == 2
    told = capsys.readouterr().err
    assert told.startswith("training.evaluate: ")
    assert says in told
    assert told.count("\n") == 1
    assert not out.exists()


def test_a_file_that_is_not_there_is_named(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files["predictions"] = tmp_path / "nowhere.csv"
    assert command(files, tmp_path / "report") == 2
    assert "nowhere.csv" in capsys.readouterr().err
