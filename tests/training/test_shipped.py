from __future__ import annotations

import pandas as pd

from training.shipped import darker_ones, markdown, summary


def judged(*rows: tuple[int, float, str, str, str]) -> pd.DataFrame:
    """Renders with what was said of them: seed, tone, fault, verdict, first reason."""
    return pd.DataFrame(rows, columns=["seed", "tone", "fault", "verdict", "first"])


ONE_EACH = judged(
    (1, 2.0, "", "accept", ""),
    (2, 9.0, "", "retake", "noise"),
    (3, 9.0, "glare", "retake", "glare"),
    (4, 3.0, "noise", "accept", ""),
)


def test_verdicts_reasons_and_false_retakes_by_tone_are_counted() -> None:
    counted = {what: (hits, n) for what, hits, n in summary(ONE_EACH)}
    assert counted["right verdict"] == (2, 4)
    assert counted["right first reason, of faulty"] == (1, 2)
    assert counted["good but prompted, Monk 1-4"] == (0, 1)
    assert counted["good but prompted, Monk 8-10"] == (1, 1)
    assert "noise: 0 of 1 prompted; first reason: none 1" in markdown(ONE_EACH)


def test_a_scene_in_several_tones_is_held_against_its_lightest() -> None:
    tones = judged(
        (1, 1.0, "", "accept", ""),
        (1, 5.0, "", "accept", ""),
        (1, 10.0, "", "retake", "too_dark"),
        (2, 10.0, "", "retake", "too_dark"),  # its lightest is prompted, too
        (2, 1.0, "", "retake", "glare"),
    )
    assert darker_ones(ONE_EACH) is None
    counted = darker_ones(tones)
    assert counted is not None
    assert counted[1:] == (1, 2)
    text = markdown(tones)
    assert "prompted when only the skin is darker: 1 of 2" in text
    assert "right first reason" not in text  # nothing is faulty
