"""The rule keeps its promises for every reading, size and policy."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearshot.decision import (
    TAKEN,
    TOLERATED,
    Reading,
    Region,
    Verdict,
    auto_roi,
    cannot_judge,
    decide,
    pool,
    sigmoid,
    whole_then_roi,
)
from clearshot.errors import PolicyRefused
from clearshot.photo import Box
from clearshot.policy import CLASSICAL_POLICY, OperatingPoint, Policy, ReasonRule, SmallPhoto
from clearshot.reasons import REASON_CODES
from clearshot.words import Words

POLICY = Policy(
    version="test-1",
    default="here",
    operating_points={"here": OperatingPoint(50.0, "", 0, {})},
    reasons={
        "glare": ReasonRule(prompts=True, at=0.4),
        "blur_focus": ReasonRule(prompts=True, at=0.5),
        "compression": ReasonRule(prompts=False, at=0.2),
        "low_resolution": ReasonRule(prompts=True, at=0.5),
    },
    small_photo=SmallPhoto(severe_below=240, fine_from=480),
    retake_limit=3,
)
LOGITS = st.floats(-30, 30, width=32)


def reading(score: float = 90.0, **severities: float) -> Reading:
    return Reading(score, (0.1, 0.2, 0.3, 0.4), severities, (score,))


def codes(verdict: Verdict) -> list[str]:
    return [reason.code for reason in verdict.reasons]


@given(
    st.lists(LOGITS, min_size=3, max_size=3),
    st.lists(st.tuples(LOGITS, LOGITS), min_size=1, max_size=9),
    LOGITS,
    st.integers(2, 4),
)
def test_a_grade_is_a_distribution_and_the_score_its_good_share_less_the_worst_fault(
    ordinal: list[float], regions: list[tuple[float, float]], reason: float, good_rank: int
) -> None:
    result = pool(np.array([*ordinal, reason]), np.array(regions), good_rank, ["glare"])
    assert result.grade is not None
    assert len(result.grade) == 4
    assert min(result.grade) >= 0
    assert sum(result.grade) == pytest.approx(1)
    above = max(0.0, max(result.severities.values()) - TOLERATED)
    left = 1 - TAKEN * above / (1 - TOLERATED)
    assert result.score == pytest.approx(100 * sum(result.grade[good_rank - 1 :]) * left)
    assert len(result.region_scores) == len(regions)
    assert all(0 <= score <= 100 for score in result.region_scores)


@given(st.lists(LOGITS, min_size=3, max_size=3), LOGITS)
def test_regions_that_are_all_alike_score_as_the_photo_does(
    ordinal: list[float], added: float
) -> None:
    result = pool(np.array([*ordinal, 0.0]), np.array([[added, 0.0]] * 4), 3, ["glare"])
    assert result.region_scores == pytest.approx([result.score] * 4)


@given(st.lists(LOGITS, min_size=3, max_size=3), LOGITS, st.floats(0, 10))
def test_a_better_region_never_lowers_the_score(
    ordinal: list[float], added: float, more: float
) -> None:
    whole = np.array([*ordinal, 0.0])
    before = pool(whole, np.array([[added, 0.0], [0.0, 0.0]]), 3, ["glare"])
    after = pool(whole, np.array([[added + more, 0.0], [0.0, 0.0]]), 3, ["glare"])
    assert after.score >= before.score


def test_the_order_of_regions_does_not_matter() -> None:
    whole, regions = np.array([3.0, 1.0, -1.0, 0.5]), np.array([[1.0, 2.0], [-2.0, 0.0]])
    one, other = pool(whole, regions, 3, ["glare"]), pool(whole, regions[::-1], 3, ["glare"])
    assert one.score == other.score
    assert one.severities == other.severities


def test_the_score_is_the_probability_of_a_good_rank() -> None:
    result = pool(np.array([2.0, 0.0, -2.0, 0.0]), np.zeros((1, 2)), 3, ["glare"])
    assert result.score == pytest.approx(50)
    assert result.severities == {"glare": pytest.approx(0.5)}
    assert pool(np.array([2.0, 0.0, -2.0]), np.zeros((1, 1)), 2, []).score == pytest.approx(
        88.08, abs=0.01
    )


def test_a_reason_list_that_does_not_fit_the_logits_is_no_silent_shift() -> None:
    with pytest.raises(ValueError, match="R = 2 reasons"):
        pool(np.zeros(5), np.zeros((1, 2)), 3, ["glare", "noise"])


def test_no_finite_logit_overflows() -> None:
    assert sigmoid(np.array([-1e30, 0.0, 1e30])).tolist() == [0.0, 0.5, 1.0]


def test_a_score_at_the_threshold_is_accepted() -> None:
    assert decide(reading(50.0), 4000, POLICY).verdict == "accept"
    assert decide(reading(49.99), 4000, POLICY).verdict == "retake"


def test_reasons_come_most_severe_first_from_the_severity_of_the_policy() -> None:
    verdict = decide(reading(glare=0.4, blur_focus=0.9, compression=0.19), 4000, POLICY)
    assert codes(verdict) == ["blur_focus", "glare"]


def test_a_retake_is_led_by_a_reason_that_prompts_even_if_another_is_worse() -> None:
    verdict = decide(reading(10.0, compression=0.9, glare=0.5, blur_focus=0.6), 4000, POLICY)
    assert codes(verdict) == ["blur_focus", "compression", "glare"]


def test_a_retake_with_nothing_listed_is_told_the_likeliest_reason() -> None:
    verdict = decide(reading(10.0, glare=0.1, blur_focus=0.3, compression=0.15), 4000, POLICY)
    assert codes(verdict) == ["blur_focus"]


@given(
    st.floats(0, 100),
    st.dictionaries(st.sampled_from(REASON_CODES), st.floats(0, 1)),
    st.integers(1, 5000),
)
def test_every_retake_starts_with_something_to_do(
    score: float, severities: dict[str, float], long_side: int
) -> None:
    for policy in (POLICY, CLASSICAL_POLICY):
        verdict = decide(Reading(score, None, severities, ()), long_side, policy)
        assert verdict.verdict in ("accept", "retake")
        assert len(set(codes(verdict))) == len(verdict.reasons)
        if verdict.verdict == "retake":
            assert verdict.reasons[0].prompts


def test_a_small_photo_loses_score_and_is_told_so() -> None:
    verdict = decide(reading(90.0), 300, POLICY)
    assert verdict.score == pytest.approx(90 * 0.25)
    assert (verdict.verdict, codes(verdict)) == ("retake", ["low_resolution"])
    assert decide(reading(90.0), 480, POLICY).score == 90
    assert decide(reading(90.0), 100, POLICY).score == 0


def test_of_equally_severe_reasons_the_size_is_told_first() -> None:
    assert codes(decide(reading(0.0, glare=1.0), 100, POLICY)) == ["low_resolution", "glare"]


def test_a_reason_without_a_rule_is_never_told() -> None:
    assert codes(decide(reading(90.0, framing=1.0), 4000, POLICY)) == []


def test_an_unknown_operating_point_is_refused() -> None:
    with pytest.raises(PolicyRefused, match='"there", use one of: here'):
        decide(reading(), 4000, POLICY, "there")


def test_a_verdict_says_all_that_the_command_line_promises() -> None:
    verdict = replace(
        decide(reading(30.0, blur_focus=0.75), 4000, POLICY),
        regions=(Region(Box(1, 2, 3, 4), 30.0),),
        model="test 1",
        ms=12.345,
    )
    assert json.loads(json.dumps(verdict.to_json())) == {
        "verdict": "retake",
        "score": 30.0,
        "grade": [0.1, 0.2, 0.3, 0.4],
        "stage": "whole",
        "reasons": [
            {
                "code": "blur_focus",
                "severity": 0.75,
                "prompts": True,
                "advice": "Tap the spot on the screen. Wait until it looks sharp.",
            }
        ],
        "regions": [{"x": 1, "y": 2, "w": 3, "h": 4, "score": 30.0}],
        "model": "test 1",
        "policy": "test-1",
        "operating_point": "here",
        "fallback": None,
        "ms": 12.3,
    }


def test_advice_is_given_in_the_language_that_is_asked_for() -> None:
    verdict = decide(reading(30.0, blur_focus=0.75), 4000, POLICY)
    assert "nítida" in json.dumps(verdict.to_json(Words("es")), ensure_ascii=False)


def test_a_photo_that_cannot_be_judged_has_neither_score_nor_grade() -> None:
    found = cannot_judge(POLICY).to_json()
    assert (found["verdict"], found["score"], found["grade"]) == ("cannot_judge", None, None)
    assert codes(cannot_judge(POLICY)) == ["cannot_judge"]


def test_a_photo_that_passes_whole_needs_no_region_of_interest() -> None:
    def unasked() -> Verdict:
        raise AssertionError("the region of interest was judged for nothing")

    for whole in (decide(reading(90.0), 4000, POLICY), cannot_judge(POLICY)):
        assert whole_then_roi(whole, unasked) == whole


@pytest.mark.parametrize("score", [10.0, 90.0])
def test_of_a_photo_that_fails_whole_the_region_of_interest_has_the_last_say(score: float) -> None:
    whole, roi = decide(reading(20.0), 4000, POLICY), decide(reading(score), 900, POLICY)
    assert whole_then_roi(whole, lambda: roi) == replace(roi, stage="roi")


def test_without_a_region_of_interest_the_retake_stands() -> None:
    whole = decide(reading(20.0), 4000, POLICY)
    assert whole_then_roi(whole, lambda: None) == whole


def test_the_automatic_region_of_interest_is_the_best_of_the_map() -> None:
    regions = [Region(Box(x, 0, 50, 50), score) for x, score in ((0, 20), (40, 60), (80, 60))]
    assert auto_roi(regions) == Box(40, 0, 50, 50)


@pytest.mark.parametrize("regions", [[], [Region(Box(0, 0, 50, 50), 20.0)]])
def test_a_map_of_one_region_leaves_nothing_to_choose(regions: list[Region]) -> None:
    assert auto_roi(regions) is None
