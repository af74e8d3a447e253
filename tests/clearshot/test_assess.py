"""From a photo to a verdict: two stages, one bundle, and simple checks when the model fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from clearshot import assess, load_bundle
from clearshot.assess import Bundle
from clearshot.decision import Reading
from clearshot.errors import PhotoUnreadable, PolicyRefused, RegionOutside
from clearshot.photo import Box, Photo

if TYPE_CHECKING:
    from tests.conftest import BundleFolder, Picture

SPOT = Box(300, 200, 600, 500)
Make = Callable[..., Bundle]


@pytest.fixture
def photo(texture: Callable[..., Picture]) -> Photo:
    return Photo.of(texture())


def test_a_good_photo_is_accepted_whole(photo: Photo, scripted: Make, good: Reading) -> None:
    bundle = scripted(good)
    verdict = assess(photo, bundle, roi=SPOT)
    assert (verdict.verdict, verdict.stage, verdict.score) == ("accept", "whole", 90.0)
    assert (verdict.model, verdict.fallback) == ("scripted 1", None)
    assert verdict.ms > 0
    assert len(bundle.scorer.seen) == 1  # type: ignore[attr-defined]  # the double's own


def test_the_spot_gets_a_second_say(
    photo: Photo, scripted: Make, good: Reading, blurred: Reading
) -> None:
    verdict = assess(photo, scripted(blurred, good), roi=SPOT)
    assert (verdict.verdict, verdict.stage) == ("accept", "roi")
    assert min(region.box.x for region in verdict.regions) == SPOT.x
    assert max(region.box.y + region.box.h for region in verdict.regions) == SPOT.y + SPOT.h


def test_a_retake_of_the_spot_is_told_as_the_spots(
    photo: Photo, scripted: Make, blurred: Reading
) -> None:
    verdict = assess(photo, scripted(blurred), roi=SPOT)
    assert (verdict.verdict, verdict.stage) == ("retake", "roi")
    assert verdict.reasons[0].code == "blur_focus"


def test_without_a_spot_the_whole_photo_decides(
    photo: Photo, scripted: Make, blurred: Reading
) -> None:
    assert assess(photo, scripted(blurred)).stage == "whole"


def test_the_region_map_may_choose_the_spot(
    photo: Photo, photo_file: Callable[..., Path], scripted: Make, good: Reading, blurred: Reading
) -> None:
    first = assess(photo, scripted(blurred)).regions[0].box
    for source in (photo, photo_file("photo.png", np.asarray(photo.image))):
        verdict = assess(source, scripted(blurred, good), roi="auto")
        assert (verdict.verdict, verdict.stage) == ("accept", "roi")
        left, top = (min(getattr(r.box, side) for r in verdict.regions) for side in "xy")
        right = max(r.box.x + r.box.w for r in verdict.regions)
        bottom = max(r.box.y + r.box.h for r in verdict.regions)
        assert Box(left, top, right - left, bottom - top) == first


def test_a_spot_that_nobody_chose_never_words_a_retake(
    photo: Photo, scripted: Make, blurred: Reading
) -> None:
    bundle = scripted(blurred, replace(blurred, score=10.0))
    verdict = assess(photo, bundle, roi="auto")
    assert (verdict.verdict, verdict.stage, verdict.score) == ("retake", "whole", 20.0)
    assert len(bundle.scorer.seen) == 2  # type: ignore[attr-defined]  # the double's own


def test_a_photo_of_one_region_has_no_spot_to_choose(
    scripted: Make, texture: Callable[..., Picture], blurred: Reading, good: Reading
) -> None:
    small = Photo.of(texture()[:64, :64])
    assert assess(small, scripted(blurred, good), roi="auto").stage == "whole"


def test_a_small_spot_is_judged_by_its_own_size(
    photo: Photo, scripted: Make, good: Reading, blurred: Reading
) -> None:
    verdict = assess(photo, scripted(blurred, good), roi=Box(0, 0, 200, 200))
    assert verdict.score == 0
    assert verdict.reasons[0].code == "low_resolution"


def test_a_file_its_bytes_and_a_loaded_photo_get_the_same_verdict(
    photo_file: Callable[..., Path], texture: Callable[..., Picture]
) -> None:
    picture = texture()
    path = photo_file("photo.png", picture)
    bundle = load_bundle("nowhere")
    sources = (path, str(path), path.read_bytes(), Photo.of(picture))
    verdicts = [replace(assess(source, bundle, SPOT), ms=0) for source in sources]
    assert verdicts[1:] == verdicts[:-1]


def test_the_regions_of_a_verdict_cover_the_photo(
    photo: Photo, scripted: Make, good: Reading
) -> None:
    boxes = [region.box for region in assess(photo, scripted(good)).regions]
    assert max(box.x + box.w for box in boxes) == 960
    assert max(box.y + box.h for box in boxes) == 720


@pytest.mark.parametrize("roi", [Box(5000, 0, 10, 10), Box(-20, -20, 10, 10)])
def test_a_spot_outside_the_photo_is_refused_even_if_the_photo_is_good(
    photo: Photo,
    photo_file: Callable[..., Path],
    scripted: Make,
    good: Reading,
    roi: Box,
) -> None:
    for source in (photo, photo_file()):
        with pytest.raises(RegionOutside, match="region of interest"):
            assess(source, scripted(good), roi=roi)


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_picture_of_nothing_cannot_be_judged(scripted: Make, good: Reading, level: int) -> None:
    noise = np.random.default_rng(1).integers(-1, 2, (480, 640, 3))
    picture = np.clip(level + noise, 0, 255).astype(np.uint8)
    verdict = assess(Photo.of(picture), scripted(good))
    assert (verdict.verdict, verdict.score, verdict.regions) == ("cannot_judge", None, ())


def test_a_model_that_fails_on_a_photo_is_replaced_for_this_photo(
    photo: Photo, scripted: Make, good: Reading
) -> None:
    bundle = scripted("scripted 1 gave a number that is not finite", good)
    first, second = assess(photo, bundle), assess(photo, bundle)
    assert first.model == "classical 1"
    assert first.fallback == "scripted 1 gave a number that is not finite"
    assert first.grade is None
    assert first.policy == "classical-1"
    assert (second.model, second.fallback) == ("scripted 1", None)


def test_a_photo_on_which_both_scorers_fail_cannot_be_judged(photo: Photo, scripted: Make) -> None:
    verdict = assess(photo, replace(scripted("it stopped"), fallback="the model is missing"))
    assert verdict.verdict == "cannot_judge"
    assert verdict.fallback == "the model is missing"


def test_an_unknown_operating_point_is_refused(photo: Photo, scripted: Make, good: Reading) -> None:
    with pytest.raises(PolicyRefused, match='"best", use one of'):
        assess(photo, scripted(good), operating_point="best")


def test_the_operating_point_of_a_model_that_is_missing_is_no_error(photo: Photo) -> None:
    verdict = assess(photo, load_bundle("nowhere"), operating_point="clinic")
    assert verdict.operating_point == "few_false_retakes"


def test_an_unreadable_file_raises(tmp_path: Path, scripted: Make, good: Reading) -> None:
    (tmp_path / "bad.jpg").write_text("x")
    with pytest.raises(PhotoUnreadable):
        assess(tmp_path / "bad.jpg", scripted(good))


def test_a_missing_bundle_falls_back_and_says_why() -> None:
    bundle = load_bundle("nowhere")
    assert bundle.scorer.name == "classical 1"
    assert bundle.fallback is not None
    assert "manifest.json is missing from nowhere" in bundle.fallback


def test_one_flipped_digit_of_a_digest_falls_back_and_says_which(
    bundle_folder: BundleFolder,
) -> None:
    bundle_folder.write()
    manifest: Any = bundle_folder.manifest
    digest = manifest["files"]["quality.tflite"]["sha256"]
    flipped = f"{digest[:-1]}{'0' if digest[-1] != '0' else '1'}"
    manifest["files"]["quality.tflite"]["sha256"] = flipped
    bundle_folder.write_manifest()
    assert "quality.tflite has SHA-256" in (load_bundle(bundle_folder.path).fallback or "")


def test_a_policy_that_cannot_be_used_falls_back(bundle_folder: BundleFolder) -> None:
    bundle_folder.policy["default"] = "best"
    assert '"best"' in (load_bundle(bundle_folder.write()).fallback or "")


def test_a_file_that_is_no_network_falls_back(bundle_folder: BundleFolder) -> None:
    assert "LiteRT does not load test 1" in (load_bundle(bundle_folder.write()).fallback or "")


def test_the_shipped_bundle_judges(photo: Photo) -> None:
    bundle = load_bundle()
    assert bundle.fallback is None
    verdict = assess(photo, bundle)
    assert verdict.grade is not None
    assert sum(verdict.grade) == pytest.approx(1)
