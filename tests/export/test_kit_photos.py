from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from clearshot import load_bundle
from clearshot.decision import decide
from clearshot.photo import Photo, load_photo
from clearshot.regions import cut
from export.kit_photos import BESIDE, CLOSE, FORMS, SCENES, beside, main
from training.collect import REASONS

EXAMPLE = Path(__file__).parents[2] / "assets" / "examples" / "good_medium.jpg"


@pytest.mark.parametrize("form", FORMS)
def test_every_form_keeps_the_picture_upright(form: str, tmp_path: Path) -> None:
    """Light falls off to the right and below: seen in every way to keep it."""
    across, down = np.meshgrid(np.linspace(220, 90, 120), np.linspace(0, -60, 80))
    pixels = np.stack([across + down, across + down, 0.9 * (across + down)], -1).astype(np.uint8)
    file = tmp_path / f"photo.{FORMS[form].ending}"
    FORMS[form].write(Image.fromarray(pixels), file)
    loaded = np.asarray(load_photo(file).image, np.float64)
    assert loaded.shape == pixels.shape
    # Only a palette of 256 colours and a print's four inks are far from what went in.
    assert np.abs(loaded - pixels).mean() < (8 if form in ("palette", "cmyk") else 2)


def test_the_scenes_show_every_reason_and_many_tones() -> None:
    assert {scene.fault for scene in SCENES} == {"", *REASONS}
    assert {scene.tone for scene in SCENES} >= {1, 4, 7, 10}
    assert {scene.form for scene in SCENES} == set(FORMS)
    assert set(BESIDE) <= set(REASONS)


def test_a_photo_is_brought_beside_the_threshold() -> None:
    bundle = load_bundle()
    picture = np.asarray(load_photo(EXAMPLE, 900).image.resize((900, 675)))
    found = beside(picture, "blur_focus", bundle)
    assert found is not None
    said = bundle.scorer(cut(Photo.of(found), bundle.views))
    score = decide(said, 900, bundle.policy).score
    assert score is not None
    assert abs(score - bundle.policy.operating_point(None).threshold) <= CLOSE


def test_a_bundle_that_cannot_be_used_makes_no_photos(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--model", str(tmp_path), "--out", str(tmp_path / "photos")]) == 2
    assert "manifest.json is missing" in capsys.readouterr().err
