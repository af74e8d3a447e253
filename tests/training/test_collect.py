from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from training.collect import REASONS, collect_noise, learnt_severity, read_renders
from training.copies import DETAIL_SEVERITIES, ORIGINAL, Copy, detail_copies
from training.features import Features
from training.heads import FitConfig
from training.pictures import Pictures, Render, examples_of, rendered_pictures
from training.ratings import RatedPhotos
from training.student import rendered_photos

BLUR = REASONS.index("blur_focus")


def photo(path: Path, side: int) -> Path:
    Image.new("RGB", (side, side // 2)).save(path)
    return path


def folder_of_renders(folder: Path, count: int) -> Path:
    """Good renders of dark skin, which have no darker copies, and one of a fault."""
    names = [f"{index:06d}.png" for index in range(count)]
    for name in names:
        photo(folder / name, 1000)
    faults = ["glare"] + [""] * (count - 1)
    pairs = zip(names, faults, strict=True)
    rows = [f"{name},{scene},9.0,{fault},0.5" for scene, (name, fault) in enumerate(pairs)]
    (folder / "rendered.csv").write_text("\n".join(["file,seed,tone,fault,severity", *rows]))
    return folder


def test_only_a_large_photo_has_detail_to_lose(tmp_path: Path) -> None:
    large = detail_copies("a", photo(tmp_path / "large.png", 1000))
    blurred, enlarged = large[:-1], large[-1]
    assert [copy.severity for copy in blurred] == list(DETAIL_SEVERITIES)
    assert enlarged.operator == "low_resolution"
    assert {copy.kind for copy in large} == {"detail"}
    assert detail_copies("a", photo(tmp_path / "small.png", 512)) == ()


def test_some_good_renders_teach_fine_blur_where_it_is_asked_for(tmp_path: Path) -> None:
    folder = folder_of_renders(tmp_path, 120)
    detailed = [len(job.copies) > 1 for job in read_renders(folder, detail=True)[1]]
    assert 0 < sum(detailed) < 20
    assert not detailed[0]  # the faulty one
    assert all(job.copies == (ORIGINAL,) for job in read_renders(folder)[1])


def test_fine_blur_teaches_its_severity_alone_at_its_own_weight() -> None:
    blurred = Copy("detail", "blur_focus", 0.6)
    enlarged = Copy("detail", "low_resolution", 0.4)
    copies: list[tuple[Copy, ...]] = [(ORIGINAL, Copy("detail", "blur_focus"), blurred, enlarged)]
    nothing = np.zeros((4, 0), np.float32)
    pictures = rendered_pictures(
        [Render(0, 3.0, "", 0.0, 0.0)], copies, Features(nothing, nothing, nothing), REASONS
    )
    config = replace(FitConfig(), detail=7.0)
    learnt = examples_of(pictures, np.arange(4), 1.0, config)
    assert learnt.severities[:, BLUR].tolist() == pytest.approx([0, 0, 0.6, 0])
    assert learnt.severities[3, REASONS.index("low_resolution")] == pytest.approx(0.4)
    # An enlarged copy weighs as other renders do: it is there to be told from blur.
    others = config.rendered_reasons
    assert learnt.severity_weights.tolist() == [others, 7, 7, others]
    assert np.isnan(learnt.ratings[1:]).all()
    assert len(learnt.ranked) == len(learnt.alike) == 0
    assert rendered_photos(pictures) == 1


def test_a_renders_blur_is_told_in_the_pixels_of_the_picture() -> None:
    assert learnt_severity("blur_focus", 0.3, 1248) > learnt_severity("blur_focus", 0.3, 624)
    assert learnt_severity("blur_motion", 1.0, 1248) == 1
    assert learnt_severity("glare", 0.3, 1248) == learnt_severity("glare", 0.3, 624) == 0.3


def test_what_rounding_moves_is_told_by_the_same_pictures(
    photos: RatedPhotos, rated: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A trunk that does not round gives each feature plus one: so rounding takes one."""
    plans: list[list[tuple[Copy, ...]]] = []

    def described(photos: RatedPhotos, plan: list[tuple[Copy, ...]], *rest: object) -> Features:
        plans.append(plan)
        x = [
            rated.x[(rated.photo == photo) & np.array([c == copy for c in rated.copies])][0] + 1
            for photo, copies in enumerate(plan)
            for copy in copies
        ]
        whole, regions = np.split(np.array(x), 2, axis=1)
        return Features(whole, regions, whole)

    monkeypatch.setattr("training.collect._describe", described)
    noise = collect_noise(photos, rated, Path("unrounded.tflite"), Path("cache"))
    assert noise.shape == (len(photos), 2, rated.x.shape[1])
    assert np.allclose(noise, -1, atol=1e-5)
    assert all(copies[0] == ORIGINAL and copies[1].severity >= 0.5 for copies in plans[0])
