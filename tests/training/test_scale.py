from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile
from scipy.ndimage import gaussian_filter, laplace
from sklearn.metrics import roc_auc_score

from clearshot.assess import Bundle
from clearshot.decision import Reading
from clearshot.policy import CLASSICAL_POLICY, SmallPhoto
from clearshot.regions import Views, ViewSpec
from training.ratings import RatedPhotos
from training.scale.__main__ import main
from training.scale.changes import (
    ENLARGED_FROM,
    SIGMAS,
    THUMBNAIL,
    blurred,
    blurred_copies,
    encoded,
    scaled_copies,
    shrunk,
)
from training.scale.figures import (
    auc,
    blur_rows,
    focus_orders,
    order,
    paired_auc,
    share,
    size_rows,
    working_rows,
)
from training.scale.focus import judge_series
from training.scale.sharp import PhotosRefused, Sharp, photographs, rated_skin, rendered_skin
from training.scale.trials import judge, try_photos

SIDE = 800  # pixels; small enough for quick tests, large enough to lose detail at 512


@dataclass
class DetailScorer:
    """A judge that looks at the finest detail of the regions alone, as an ideal one would."""

    name: str = "detail 1"

    def __call__(self, views: Views) -> Reading:
        fine = np.array([laplace(region[..., 1].astype(float)).std() for region in views.regions])
        blurs = 1 / (1 + (fine / 14) ** 2)
        scores, blur = 100 * (1 - blurs), float(blurs.mean())
        return Reading(100 * (1 - blur), None, {"blur_focus": blur}, tuple(scores.tolist()))


def ideal(working: int = SIDE) -> Bundle:
    policy = replace(CLASSICAL_POLICY, small_photo=SmallPhoto(160, 320))
    return Bundle(DetailScorer(), policy, ViewSpec(size=128, working_long_side=working))


def grainy(
    contrast: float = 0.3, blur: float = 0.7, size: tuple[int, int] = (SIDE, 200)
) -> Image.Image:
    """Make a picture with detail at every size down to the pixel."""
    rng = np.random.default_rng(7)
    shape = size[::-1]
    fields = [gaussian_filter(rng.normal(size=shape), step) * step for step in (0.5, 2.0, 6.0)]
    plane = 120 + 255 * contrast * gaussian_filter(sum(fields, np.zeros(shape)), blur)
    return Image.fromarray(plane.clip(0, 255).astype(np.uint8)).convert("RGB")


@pytest.fixture(scope="module")
def sharp(tmp_path_factory: pytest.TempPathFactory) -> list[Sharp]:
    """Write three sharp photos of different contrast."""
    folder = tmp_path_factory.mktemp("sharp")
    photos = [Sharp(f"s{i}", folder / f"s{i}.png") for i in range(3)]
    for i, photo in enumerate(photos):
        grainy(contrast=0.25 + 0.05 * i).save(photo.path)
    return photos


@pytest.fixture(scope="module")
def judged(sharp: list[Sharp]) -> pd.DataFrame:
    bundles = {SIDE: ideal(), 300: ideal(300)}
    return try_photos(sharp, bundles, sharp[0].path.with_name("j.csv"), pd.DataFrame())


def test_both_kernels_blur_by_the_deviation_that_is_asked_for() -> None:
    point = np.zeros((65, 65, 3), np.uint8)
    point[32, 32] = 255
    away = np.arange(65) - 32
    for kernel in ("gaussian", "disc"):
        soft = np.asarray(blurred(Image.fromarray(point), 2.0, kernel), float)[..., 0]
        light = np.where(
            soft / 255 <= 0.04045, soft / 255 / 12.92, ((soft / 255 + 0.055) / 1.055) ** 2.4
        )
        spread = np.sqrt((light.sum(axis=0) * away**2).sum() / light.sum())
        assert spread == pytest.approx(2.0, rel=0.06)


def test_a_blur_of_nothing_leaves_the_photo_alone() -> None:
    image = grainy(size=(96, 64))
    assert blurred(image, 0.0).tobytes() == image.tobytes()


def test_blurred_copies_cover_own_pixels_the_thumbnail_and_the_disc() -> None:
    image = grainy(size=(640, 160))
    copies = list(blurred_copies(image))
    own = [c.sigma for c, _ in copies if c.side == 0 and c.kernel == "gaussian"]
    assert tuple(own) == SIGMAS
    sizes = {c.side: Image.open(BytesIO(file)).size for c, file in copies}
    assert sizes == {0: (640, 160), THUMBNAIL: (512, 128)}
    assert [c.sigma for c, _ in copies if c.kernel == "disc"] == [2.0]


def test_every_copy_is_written_by_the_same_encoder() -> None:
    image = grainy(size=(640, 160))
    files = [file for make in (blurred_copies, scaled_copies) for _, file in make(image)]
    tables = [JpegImageFile(BytesIO(file)).quantization for file in files]
    assert all(table == tables[0] for table in tables)


def test_scaled_copies_are_only_smaller_but_for_the_one_enlarged() -> None:
    copies = list(scaled_copies(grainy(size=(640, 160))))
    sides = [(c.side, c.enlarged, max(Image.open(BytesIO(file)).size)) for c, file in copies]
    assert sides == [(384, False, 384), (512, False, 512), (ENLARGED_FROM, True, 640)]


def test_shrinking_never_enlarges() -> None:
    image = grainy(size=(96, 64))
    assert shrunk(image, 512).size == (96, 64)


def test_a_share_of_all_still_has_a_lower_end() -> None:
    figure = share(10, 10)
    assert (figure.value, figure.high) == (1.0, 1.0)
    assert figure.low == pytest.approx(0.6915, abs=1e-4)  # .025 ** (1 / 10)
    assert np.isnan(share(0, 0).value)


def test_a_tie_counts_half() -> None:
    assert paired_auc(pd.Series([1.0, 0.5, 0.2]), pd.Series([0.0, 0.5, 0.9])).value == 0.5


def test_auc_is_that_of_the_library() -> None:
    rng = np.random.default_rng(0)
    more, less = pd.Series(rng.normal(1, 1, 20).round(1)), pd.Series(rng.normal(0, 1, 20).round(1))
    truth = np.repeat([1, 0], 20)
    assert auc(more, less).value == pytest.approx(roc_auc_score(truth, pd.concat([more, less])))
    assert auc(more, less).low < auc(more, less).value < auc(more, less).high


def test_an_order_that_is_right_is_rare_by_chance() -> None:
    assert order(np.arange(5.0), np.arange(5.0)).chance == pytest.approx(1 / 120)
    assert order(np.arange(5.0), -np.arange(5.0)).value == pytest.approx(-1)


def test_a_judge_of_fine_detail_sees_the_blur_and_misses_it_in_the_thumbnail(
    judged: pd.DataFrame,
) -> None:
    rows = blur_rows(judged)
    own = rows["sigma 1 px, own pixels"]
    assert own["rises, paired AUC"].value == own["score falls"].value == 1
    assert own["rises more than in thumbnail"].value == 1
    assert own["rises, paired AUC"].n == 3
    assert rows["sigma 1 px, then 512 px long"]["its rise"].value < own["its rise"].value
    assert rows["the same as a disc, 2 px"]["called blurred"].value == 1


def test_a_larger_working_image_shows_more_of_the_blur(judged: pd.DataFrame) -> None:
    rows = working_rows(judged)
    rise = [rows[f"{label}, sigma 1 px"]["its rise"].value for label in
            ("800 px, 14 regions", "300 px, 3 regions")]  # fmt: skip
    assert rise[0] > rise[1]


def test_a_photo_made_smaller_is_not_blurred_and_one_enlarged_again_is(
    judged: pd.DataFrame,
) -> None:
    rows = size_rows(judged)
    assert list(rows) == [
        "the file as it is", "own size, written anew", "768 px long", "512 px long", "384 px long",
        "384 px, enlarged again",
    ]  # fmt: skip
    assert rows["384 px long"]["so, but not at own size"].value == 0
    enlarged = rows["384 px, enlarged again"]
    assert enlarged["called blurred or low resolution"].value == 1
    assert enlarged["more of the two than at own size"].value == 1


def test_photos_that_were_judged_are_not_judged_again(
    sharp: list[Sharp], judged: pd.DataFrame, tmp_path: Path
) -> None:
    gone = [replace(photo, path=tmp_path / "gone.png") for photo in sharp]
    known = pd.read_csv(sharp[0].path.with_name("j.csv"))
    again = try_photos(gone, {SIDE: ideal()}, tmp_path / "j.csv", known)
    assert len(again) == len(judged)


def test_a_blur_is_told_by_the_policy() -> None:
    image = grainy()
    clear, soft = (judge(encoded(blurred(image, sigma)), ideal()) for sigma in (0.0, 4.0))
    assert (clear.told_blur, soft.told_blur, soft.told_detail) == (False, True, True)
    assert soft.score < clear.score


def write_series(folder: Path) -> None:
    """Write a focus series that is sharpest at frame 3, and a pair."""
    (folder / "focus_series").mkdir(parents=True)
    (folder / "focus_full").mkdir()
    for step in range(10):
        frame = grainy(blur=0.6 + 0.5 * abs(step - 3), size=(480, 160))
        frame.save(folder / "focus_series" / f"step_{step:02d}.jpg", quality=92)
    for name, blur in (("all_in_focus", 0.6), ("near_focus", 3.0)):
        grainy(blur=blur, size=(480, 160)).save(folder / "focus_full" / f"{name}.jpg")


def test_both_branches_of_a_focus_series_are_put_in_order(tmp_path: Path) -> None:
    write_series(tmp_path)
    orders = focus_orders(judge_series(tmp_path, ideal()))
    assert [row["severity of blur_focus"].value for row in orders.values()] == [1.0, 1.0]
    assert [row["fall of the score"].n for row in orders.values()] == [7, 4]


def test_a_missing_frame_is_named(tmp_path: Path) -> None:
    with pytest.raises(PhotosRefused, match=r"step_00\.jpg is missing"):
        judge_series(tmp_path, ideal())


def write_manifest(folder: Path, rows: list[dict[str, str]]) -> None:
    with (folder / "manifest.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_only_sharp_photographs_are_taken_one_of_each_source(tmp_path: Path) -> None:
    rows = [
        ("a.jpg", "x", "yes"),
        ("b.jpg", "x", "yes"),
        ("c.jpg", "y", "part"),
        ("d.jpg", "z", "yes"),
    ]
    write_manifest(tmp_path, [dict(zip(("file", "source", "sharp"), r, strict=True)) for r in rows])
    assert [photo.name for photo in photographs(tmp_path)] == ["a", "d"]


def test_a_folder_without_a_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PhotosRefused, match=r"manifest\.csv cannot be read"):
        photographs(tmp_path)


def test_a_manifest_without_sources_is_refused(tmp_path: Path) -> None:
    write_manifest(tmp_path, [{"file": "a.jpg", "sharp": "yes"}])
    with pytest.raises(PhotosRefused, match="column source is missing"):
        photographs(tmp_path)


def test_rated_skin_is_large_good_unblurred_and_of_one_photo_a_patient(tmp_path: Path) -> None:
    widths = {"a": 1008, "a2": 1008, "b": 640, "bad": 1008, "soft": 1008, "c": 1008}
    for name, width in widths.items():
        Image.new("RGB", (width, 64)).save(tmp_path / f"{name}.jpg")
    photos = RatedPhotos(
        paths=tuple(tmp_path / f"{name}.jpg" for name in widths),
        photo_ids=tuple(widths),
        groups=np.array(["p1", "p1", "p2", "p3", "p4", "p5"]),
        sources=np.array(["here"] * 6),
        ratings=np.array([[3, 4], [4, 4], [4, 4], [2, 4], [4, 4], [3, 3]], float),
        votes={"blur": np.array([0, 0, 0, 0, 0.5, 0])},
        licences=np.array(["CC0"] * 6),
    )
    assert [photo.name for photo in rated_skin(photos)] == ["a", "c"]


def test_rendered_skin_is_good_and_kept(tmp_path: Path) -> None:
    found = rendered_skin(2, tmp_path, side=64)
    assert [photo.name for photo in found] == ["100000-tone1-good", "100001-tone2-good"]
    before = [photo.path.stat().st_mtime_ns for photo in found]
    assert [p.path.stat().st_mtime_ns for p in rendered_skin(2, tmp_path, side=64)] == before


def test_a_bundle_that_cannot_be_used_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    options = [
        "--model",
        str(tmp_path / "empty"),
        "--photos",
        str(tmp_path),
        "--focus",
        str(tmp_path),
    ]
    with pytest.raises(SystemExit, match="2"):
        main([*options, "--out", str(tmp_path / "out")])
    assert "manifest.json is missing" in capsys.readouterr().err


@pytest.mark.slow
def test_the_command_writes_figures_tables_and_plots(tmp_path: Path) -> None:
    rows = [{"file": f"{i}.jpg", "source": str(i), "sharp": "yes"} for i in range(2)]
    write_manifest(tmp_path, rows)
    for i, row in enumerate(rows):
        grainy(contrast=0.1 + 0.1 * i).save(tmp_path / row["file"])
    write_series(tmp_path)
    out = tmp_path / "out"
    options = ["--photos", str(tmp_path), "--focus", str(tmp_path), "--out", str(out)]
    assert main([*options, "--renders", "0", "--working", "700"]) == 0
    written = {path.name for path in out.iterdir()}
    assert written == {
        "judged_photos.csv", "scale.json", "scale_blur_photos.md", "scale_size_photos.md",
        "scale_working_photos.md", "scale_focus.md", "scale_photos.png", "scale_focus.png",
    }  # fmt: skip
