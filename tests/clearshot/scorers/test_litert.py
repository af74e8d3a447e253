"""The shipped network, run by LiteRT, does what its manifest says, or says that it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from clearshot.errors import ScorerFailed
from clearshot.manifest import Manifest, read_manifest
from clearshot.photo import Photo
from clearshot.regions import Views, cut
from clearshot.scorers import network_scorer
from clearshot.scorers.litert import LiteRTScorer

if TYPE_CHECKING:
    from tests.conftest import Picture


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    return read_manifest(Path(__file__).parents[3] / "mobile_app" / "clearshot" / "model")


@pytest.fixture(scope="module")
def scorer(manifest: Manifest) -> LiteRTScorer:
    return LiteRTScorer(manifest, manifest.files["quality.tflite"], threads=2)


@pytest.fixture
def views(manifest: Manifest, texture: Callable[..., Picture]) -> Views:
    return cut(Photo.of(texture()), manifest.views)


def test_a_photo_is_read(scorer: LiteRTScorer, manifest: Manifest, views: Views) -> None:
    reading = scorer(views)
    assert 0 <= reading.score <= 100
    assert reading.grade is not None
    assert len(reading.grade) == manifest.ranks
    assert sum(reading.grade) == pytest.approx(1)
    assert set(reading.severities) == set(manifest.reasons)
    assert len(reading.region_scores) == len(views.regions)


def test_the_same_photo_is_read_alike_twice(scorer: LiteRTScorer, views: Views) -> None:
    assert scorer(views) == scorer(views)


def test_one_thread_and_two_give_the_same_bits(
    scorer: LiteRTScorer, manifest: Manifest, views: Views
) -> None:
    assert network_scorer(manifest, threads=1)(views) == scorer(views)


def test_the_name_is_the_model_and_its_version(scorer: LiteRTScorer, manifest: Manifest) -> None:
    assert scorer.name == f"{manifest.model.id} {manifest.model.version}"


def test_bytes_that_are_no_network_are_refused(manifest: Manifest) -> None:
    with pytest.raises(ScorerFailed, match="does not load"):
        LiteRTScorer(manifest, b"no network")


def test_a_truncated_network_is_refused(manifest: Manifest) -> None:
    with pytest.raises(ScorerFailed):
        LiteRTScorer(manifest, manifest.files["quality.tflite"][:1000])


def test_a_network_of_other_outputs_is_refused(manifest: Manifest) -> None:
    fewer = replace(manifest, reasons=manifest.reasons[:-1])
    with pytest.raises(ScorerFailed, match="the manifest expects"):
        LiteRTScorer(fewer, manifest.files["quality.tflite"])


def test_a_network_that_gives_other_golden_logits_is_refused(manifest: Manifest) -> None:
    shifted = replace(manifest.golden, region=tuple(x + 1 for x in manifest.golden.region))
    with pytest.raises(ScorerFailed, match=r"golden picture logits that are .* off"):
        LiteRTScorer(replace(manifest, golden=shifted), manifest.files["quality.tflite"])


def test_a_number_that_is_not_finite_is_a_failure(
    scorer: LiteRTScorer, views: Views, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(view: Picture, output: str) -> np.ndarray:
        return np.full(9, np.nan, np.float32)

    monkeypatch.setattr(scorer._network, "run", broken)
    with pytest.raises(ScorerFailed, match="not finite"):
        scorer(views)


def test_a_runtime_that_stops_is_a_failure(
    scorer: LiteRTScorer, views: Views, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(view: Picture, output: str) -> np.ndarray:
        raise RuntimeError("Node number 7 (CONV_2D) failed to invoke.\nmore")

    monkeypatch.setattr(scorer._network, "run", broken)
    with pytest.raises(ScorerFailed, match=r"stopped: Node number 7 \(CONV_2D\) failed to invoke"):
        scorer(views)


def test_a_view_of_another_size_is_a_failure(scorer: LiteRTScorer, views: Views) -> None:
    """The runtime would accept it, resize the network for good, and give other logits."""
    before = scorer(views)
    small = np.zeros((1, 32, 32, 3), np.uint8)
    with pytest.raises(ScorerFailed, match=r"shape \(32, 32, 3\), expected \(448, 448, 3\)"):
        scorer(Views(small[0], small, ()))
    assert scorer(views) == before


def test_without_the_runtime_installed_one_is_told_what_to_install(
    manifest: Manifest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "clearshot.scorers.litert", None)
    with pytest.raises(ScorerFailed, match=r"pip install 'clearshot\[cli\]'"):
        network_scorer(manifest)
