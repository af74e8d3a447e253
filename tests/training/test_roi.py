"""The second say: which boxes get one, who is asked, and what it does to the figures."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import repeat
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearshot.assess import Bundle
from clearshot.decision import Reading, decide, whole_then_roi
from clearshot.manifest import EMBEDDED
from clearshot.photo import Box
from clearshot.policy import CLASSICAL_POLICY, OperatingPoint, SmallPhoto
from tests.conftest import render_texture
from training.phantom.plan import Picture
from training.phantom.surface import lay_out, on_picture
from training.ratings import RatedPhotos, RatingsRefused
from training.roi.__main__ import main
from training.roi.boxes import given_rois, lesion_box, padded, wound_rois
from training.roi.effect import WHOLE, NothingToTell, compare, last_say, markdown, roi_table
from training.roi.judge import Judged, judge
from training.roi.report import Tried, effects

HEADER = "path,photo_id,patient_id,source,rater_1"
SCORES = st.floats(0, 100, width=32)


@given(SCORES, SCORES, SCORES)
def test_arrays_are_decided_by_the_rule_that_decides_a_photo(
    whole: float, roi: float, threshold: float
) -> None:
    point = OperatingPoint(threshold, "", 0, {})
    policy = replace(CLASSICAL_POLICY, default="here", operating_points={"here": point})
    first, second = (decide(Reading(s, None, {}, ()), 4000, policy) for s in (whole, roi))
    verdict = whole_then_roi(first, lambda: second)
    final = last_say(np.array([whole]), np.array([roi]), threshold)
    assert verdict.score == final[0]
    assert (verdict.verdict == "accept") == (final[0] >= threshold)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(SCORES, SCORES), min_size=4, max_size=12), SCORES)
def test_a_second_say_only_ever_trades_specificity_for_sensitivity(
    scores: list[tuple[float, float]], threshold: float
) -> None:
    whole, roi = np.array(scores).T
    good = np.arange(len(whole)) % 2 == 0
    change = roi_table(whole, roi, good, np.arange(len(whole)).astype(str), threshold)["difference"]
    assert change["sensitivity"].value >= 0
    assert change["specificity"].value <= 0
    assert change["retake_rate"].value <= 0
    for figure in change.values():
        assert figure.low <= figure.high


def test_the_effect_is_counted_by_hand() -> None:
    """Ten good, four saved by their ROI; ten bad, one let through by it."""
    whole = np.array([90.0] * 5 + [10.0] * 15)
    roi = np.array([np.nan] * 5 + [80.0] * 4 + [5.0] + [80.0] + [5.0] * 9)
    good = np.arange(20) < 10
    table = roi_table(whole, roi, good, np.arange(20).astype(str), 50.0)
    values = {row: {m: round(f.value, 2) for m, f in table[row].items()} for row in table}
    assert values["whole"]["sensitivity"] == 0.5
    assert values["second say"]["sensitivity"] == 0.9
    assert values["second say"]["specificity"] == 0.9
    assert values["second say"]["false_retake_rate"] == 0.1
    assert values["second say"]["retake_rate"] == 0.5
    assert values["difference"]["retake_rate"] == -0.25
    # The same nine good photos at the threshold 10 would let in all ten bad ones.
    assert values["over a lower threshold"]["sensitivity"] == -0.1
    assert values["over a lower threshold"]["specificity"] == 0.9
    # At 71.5 % good photos: .715 * .9 / (.715 * .9 + .285 * .1).
    assert values["second say"]["ppv"] == 0.96
    assert {m: f.n for m, f in table["whole"].items()} == {
        "sensitivity": 10,
        "specificity": 10,
        "ppv": 20,
        "npv": 20,
        "retake_rate": 20,
        "false_retake_rate": 10,
    }


def test_patients_are_resampled_whole() -> None:
    """Of two patients of a kind whose photos all share one fate, nothing lies in between."""
    whole = np.repeat([90.0, 10.0, 90.0, 10.0], 50)
    good, groups = np.repeat([True, True, False, False], 50), np.repeat(list("abcd"), 50)
    row = roi_table(whole, np.full(200, np.nan), good, groups, 50.0)["whole"]
    assert (row["sensitivity"].low, row["sensitivity"].high) == (0.0, 1.0)


@pytest.mark.parametrize("good", [True, False])
def test_photos_of_one_kind_tell_nothing(good: bool) -> None:
    scores = np.array([10.0, 90.0])
    with pytest.raises(NothingToTell, match="2 photos"):
        roi_table(scores, scores, np.array([good, good]), np.array(["a", "b"]), 50.0)


def test_a_table_says_what_each_way_changes() -> None:
    whole, roi = np.array([90.0, 10.0, 10.0]), np.array([np.nan, 80.0, 5.0])
    rows = compare(whole, {"given ROI": roi}, np.array([1, 1, 0], bool), np.array(list("abc")), 50)
    assert list(rows) == [
        WHOLE,
        "then given ROI",
        "then given ROI: what it changes",
        "then given ROI: over a lower threshold",
    ]
    text = markdown("youden, from 50", rows).splitlines()
    assert text[0].startswith("| youden, from 50 | sensitivity | specificity | PPV | NPV |")
    assert text[3].startswith("| then given ROI | 1.00 (1.00-1.00) |")


# Boxes


def clinic(folder: Path, rows: list[str], columns: str = "") -> Path:
    csv = folder / "rated.csv"
    csv.write_text("\n".join([HEADER + columns, *rows]) + "\n")
    return csv


def test_a_csv_may_say_where_the_spot_is(tmp_path: Path) -> None:
    rows = ["a.png,a,p,pcp,3,10,20,300,200", "b.png,b,p,pcp,3,,,,"]
    csv = clinic(tmp_path, rows, ",roi_x,roi_y,roi_w,roi_h")
    assert given_rois(csv) == {"a": Box(10, 20, 300, 200)}
    assert given_rois(clinic(tmp_path, ["a.png,a,p,pcp,3"])) == {}


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ("10,20,300,", r"line 2, column roi_h: found '', expected"),
        ("10,-2,300,200", r"line 2, column roi_y: found '-2', expected"),
        ("10,20,0,200", r"column roi_w: found '0', expected a whole number of pixels from 1"),
    ],
)
def test_a_bad_spot_is_refused_by_line_and_column(tmp_path: Path, cells: str, message: str) -> None:
    csv = clinic(tmp_path, [f"a.png,a,p,pcp,3,{cells}"], ",roi_x,roi_y,roi_w,roi_h")
    with pytest.raises(RatingsRefused, match=message):
        given_rois(csv)


def test_a_csv_with_half_of_the_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RatingsRefused, match="found roi_x, expected roi_x, roi_y, roi_w, roi_h"):
        given_rois(clinic(tmp_path, ["a.png,a,p,pcp,3,1"], ",roi_x"))


def photos_of(folder: Path, names: str) -> RatedPhotos:
    count = len(names)
    return RatedPhotos(
        paths=tuple(folder / "skin" / f"{name}.png" for name in names),
        photo_ids=tuple(names),
        groups=np.array(list(names)),
        sources=np.array(["site"] * count),
        ratings=np.full((count, 1), 3.0),
        votes={},
        licences=np.array([""] * count),
    )


def manifest(folder: Path, wound: str) -> Path:
    path = folder / "skin" / "manifest.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        "path,width,height,wound_box\n"
        f"skin/a.png,400,300,{wound}\nskin/b.png,400,300,\nskin/unrated.png,400,300,1 2 3 4\n"
    )
    return path


def test_a_wound_has_a_margin_of_half_its_size_on_each_side(tmp_path: Path) -> None:
    found = wound_rois(manifest(tmp_path, "100 100 180 140"), photos_of(tmp_path, "ab"), least=50)
    assert found == {"a": Box(60, 80, 160, 80)}


@pytest.mark.parametrize("wound", ["1 2 3", "5 2 3 4", "a b c d"])
def test_a_bad_wound_is_refused_by_line(tmp_path: Path, wound: str) -> None:
    with pytest.raises(RatingsRefused, match=rf"line 2, column wound_box: found '{wound}'"):
        wound_rois(manifest(tmp_path, wound), photos_of(tmp_path, "a"), least=50)


def test_a_manifest_without_wounds_is_refused(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("path,width,height\n")
    with pytest.raises(RatingsRefused, match="column wound_box is missing"):
        wound_rois(tmp_path / "m.csv", photos_of(tmp_path, "a"), least=50)


@given(st.integers(1, 500), st.integers(1, 500), st.integers(1, 800), st.data())
def test_a_margin_keeps_the_spot_and_stays_within_the_photo(
    width: int, height: int, least: int, data: st.DataObject
) -> None:
    x, y = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    w, h = data.draw(st.integers(1, width - x)), data.draw(st.integers(1, height - y))
    box = padded(Box(x, y, w, h), (width, height), least)
    assert 0 <= box.x <= x < x + w <= box.x + box.w <= width
    assert 0 <= box.y <= y < y + h <= box.y + box.h <= height
    assert box.w >= min(width, max(2 * w, least))


@pytest.mark.parametrize("seed", [100_000, 100_004, 100_009])
def test_the_box_of_a_render_is_round_its_lesion(seed: int) -> None:
    picture, size = Picture(seed, 5.0, "", 0.0), (320, 240)
    shot = picture.shot()
    lesion = shot.scene.lesion
    surface = lay_out(shot.scene, shot.view, size)
    u, v = (np.full((1, 1), value, np.float32) for value in (lesion.u, lesion.v))
    x, y = (float(where[0, 0]) for where in on_picture(surface, shot.scene.body, u, v))
    box = lesion_box(picture, size)
    assert box is not None
    assert box.x + 0.25 * box.w < x < box.x + 0.75 * box.w
    assert box.y + 0.25 * box.h < y < box.y + 0.75 * box.h
    assert box.w == pytest.approx(2 * lesion.radius / surface.pixel, rel=0.4)


def test_a_lesion_that_is_out_of_the_picture_has_no_box() -> None:
    assert lesion_box(Picture(100_001, 5.0, "framing", 1.0), (160, 120)) is None


# Judges


def test_only_a_photo_that_fails_somewhere_is_asked_again(
    photo_file: Callable[..., Path],
    scripted: Callable[..., Bundle],
    good: Reading,
    blurred: Reading,
) -> None:
    spot = Box(0, 0, 480, 480)
    paths = [photo_file(f"{i}.png") for i in range(3)]
    bundle = scripted(good, blurred, good, replace(good, score=70.0), blurred, good)
    policy = replace(bundle.policy, small_photo=SmallPhoto(severe_below=1, fine_from=2))
    bundle = replace(bundle, policy=policy)
    judged = judge(paths, [spot, spot, None], repeat(bundle))
    assert judged.whole.tolist() == [90, 20, 20]
    np.testing.assert_array_equal(judged.given, [np.nan, 90, np.nan])
    np.testing.assert_array_equal(judged.automatic, [np.nan, 70, 90])


def test_each_photo_has_the_threshold_of_what_judged_it() -> None:
    """One fold is strict and one is lenient: .6 of the score passes here and fails there."""
    whole, none = np.array([60.0, 60.0, 10.0, 90.0]), np.full(4, np.nan)
    judged = Judged(whole, none, none, {"youden": np.array([50.0, 70.0, 50.0, 70.0])})
    good, groups = np.array([True, True, False, True]), np.array(list("abcd"))
    (name, rows), *others = effects(Tried("photos", "", judged, good, groups)).items()
    assert (name, others) == ("youden, from 50 to 70", [])
    assert rows[WHOLE]["sensitivity"].value == pytest.approx(2 / 3)


# The command


@pytest.fixture
def site(tmp_path: Path, photo_file: Callable[..., Path]) -> Path:
    """Four photos, two of them of nothing but dark blur, with the spot given for three."""
    rows = []
    for i, (light, blur, rating) in enumerate([(1, 0, 4), (1, 0, 3), (0.1, 9, 1), (0.1, 9, 2)]):
        picture = render_texture(size=(480, 360), light=light, blur=blur)
        spot = "," * 3 if i == 0 else "60,20,320,320"
        photo_file(f"{i}.png", picture)
        rows.append(f"{i}.png,{i},{i},pcp,{rating},{spot}")
    return clinic(tmp_path, rows, ",roi_x,roi_y,roi_w,roi_h")


def test_the_command_writes_its_tables_and_says_what_they_rest_on(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = site.parent / "roi"
    assert main(["--ratings", str(site), "--out", str(out)]) == 0
    text = (out / "roi_authentic.md").read_text()
    assert capsys.readouterr().out.strip() == text.strip()
    assert text.startswith("**Optimistic: the judge may have learnt from these very photos.**")
    assert "rated photos with a given ROI, n = 3: 1 good, 2 bad, 3 groups." in text
    assert "all rated photos, n = 4: 2 good, 2 bad, 4 groups." in text
    assert text.count("| then given ROI |") == 2 * 3
    assert "no clinician" in text
    figures = json.loads((out / "roi.json").read_text())
    assert set(figures) == {"authentic"}
    assert (out / "roi_authentic.png").stat().st_size > 1000


def test_with_folds_each_photo_is_judged_by_its_own(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folds = site.parent / "folds.csv"
    folds.write_text("photo_id,model\n" + "".join(f"{i},{EMBEDDED}\n" for i in range(4)))
    asked = ["--ratings", str(site), "--predictor-folds", str(folds)]
    assert main([*asked, "--out", str(site.parent / "roi")]) == 0
    assert capsys.readouterr().out.startswith("Each photo judged by the teacher of a fold")
    folds.write_text(f"photo_id,model\n0,{EMBEDDED}\n")
    assert main([*asked, "--out", str(site.parent / "roi")]) == 2
    assert "folds.csv: no row for photo '1'" in capsys.readouterr().err


def test_a_model_that_does_not_judge_is_refused(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = str(site.parent / "nowhere")
    with pytest.raises(SystemExit, match="2"):
        main(["--ratings", str(site), "--model", nowhere, "--out", str(site.parent)])
    assert "manifest.json is missing" in capsys.readouterr().err


def test_bad_input_is_one_line(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site.write_text(site.read_text().replace("60,20,320,320", "9000,20,320,320"))
    assert main(["--ratings", str(site), "--out", str(site.parent / "roi")]) == 2
    last = capsys.readouterr().err.splitlines()[-1]
    assert re.match(r"training.roi: .*/\d.png: the region of interest, 320 x 320 pixels", last)
