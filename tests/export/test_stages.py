from __future__ import annotations

import numpy as np

from clearshot import load_bundle
from clearshot.photo import load_photo
from export import stages


def test_a_made_photo_is_one_and_every_stage_takes_time() -> None:
    content = stages.photo((640, 480))
    assert load_photo(content).size == (640, 480)
    found = stages.times(content, load_bundle(threads=1))
    assert len(found) == len(stages.STAGES)
    assert min(found) > 0


def test_a_spot_is_judged_at_the_detail_that_it_has() -> None:
    spot = stages.middle((4000, 3000))
    assert (spot.x, spot.y, spot.w, spot.h) == (1000, 750, 2000, 1500)
    content = stages.photo((640, 480))
    assert min(stages.times(content, load_bundle(threads=1), stages.middle((640, 480)))) > 0


def test_the_table_compares_the_verdict_with_the_bare_decoding() -> None:
    table = stages.markdown({"12": np.array([[10.0, 12, 3, 14, 1], [20.0, 12, 3, 14, 1]])})
    row = table.splitlines()[2]
    assert row == "| 12 | 10.0 | 12.0 | 3.0 | 14.0 | 1.0 | 30 | 2.2 |"


def test_others_judge_the_same_picture_in_turns() -> None:
    seen: list[tuple[int, ...]] = []
    judges = {"other": lambda pixels: seen.append(pixels.shape)}
    found = stages.beside(load_bundle(threads=1), judges, rounds=2)
    assert {name: len(each) for name, each in found.items()} == {stages.OURS: 2, "other": 2}
    assert len(set(seen)) == 1
