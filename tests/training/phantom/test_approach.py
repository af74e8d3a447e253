from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from clearshot import assess
from export.kit_photos import SCENES
from training.phantom import EXAMPLE_SEEDS
from training.phantom.approach import FRAMES, SCENE, SIZE, encode_frame, frame_shot, moment
from training.phantom.examples import EXAMPLES

FOLDER = Path(__file__).parents[3] / "assets" / "clip"


@pytest.fixture(scope="module")
def frames() -> list[Path]:
    return sorted(FOLDER.glob("*.jpg"))


def test_the_clip_begins_with_retakes_for_distance_then_focus_and_ends_accepted(
    frames: list[Path],
) -> None:
    verdicts = [assess(frame) for frame in frames]
    last = len(verdicts) - len(verdicts) // 3
    early, late = verdicts[: len(verdicts) // 2], verdicts[last:]
    assert {v.verdict for v in early} == {"retake"}
    assert {v.verdict for v in late} == {"accept"}
    firsts = [v.reasons[0].code for v in early]
    assert firsts[:3] == ["too_far"] * 3
    assert set(firsts[3:]) == {"blur_focus"}
    assert min(v.score or 0 for v in late) > 85
    assert max(v.score or 0 for v in early) < 50


def test_the_clip_is_small_and_each_frame_large_enough_to_be_a_capture(frames: list[Path]) -> None:
    assert len(frames) == FRAMES
    sizes = [frame.stat().st_size for frame in frames]
    assert max(sizes) < 1_000_000
    assert sum(sizes) < 3_000_000
    for frame in frames:
        with Image.open(frame) as picture:
            assert picture.size == SIZE
    assert max(SIZE) >= 1200


def test_the_scene_of_the_clip_is_shown_by_no_other_picture_of_the_project() -> None:
    assert frame_shot(2.0).scene.seed == EXAMPLE_SEEDS[SCENE]
    assert SCENE not in {example.scene for example in EXAMPLES}
    assert SCENE not in {scene.scene for scene in SCENES}


def test_only_the_view_and_the_cameras_errors_change_during_the_approach() -> None:
    first, last = frame_shot(0.0), frame_shot(4.0)
    assert (first.scene, first.tone, first.light) == (last.scene, last.tone, last.light)
    assert first.view.width > 3 * last.view.width
    assert moment(0.0).far > moment(0.7).far > moment(1.5).far > moment(4.0).far == 1


def test_a_frame_is_the_same_whenever_it_is_rendered() -> None:
    assert encode_frame(9, (96, 128)) == encode_frame(9, (96, 128))
    assert encode_frame(18, (96, 128)) != encode_frame(19, (96, 128))


@pytest.mark.slow
def test_the_committed_frames_are_those_that_the_command_makes(frames: list[Path]) -> None:
    for k in (0, 7, FRAMES - 1):
        made, kept = Image.open(io.BytesIO(encode_frame(k))), Image.open(frames[k])
        # Another libjpeg may round otherwise: pictures are compared, not bytes.
        apart = np.abs(np.asarray(made, np.int16) - np.asarray(kept, np.int16))
        assert apart.mean() < 1
