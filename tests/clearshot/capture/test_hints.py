"""One hint at a time: shown when it has held, kept until it can be followed."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import hypothesis.strategies as st
from hypothesis import given

from clearshot.capture.hints import (
    HOLD,
    KEEP,
    PRIORITY,
    READY,
    START,
    TOLD,
    Hint,
    Pill,
    Seen,
    wanted,
)
from clearshot.reasons import REASON_CODES

SEVERITIES = st.dictionaries(st.sampled_from(REASON_CODES), st.floats(0, 1))
HINTS = st.sampled_from([START, READY, Hint("glare"), Hint("blur_motion"), Hint("too_far")])
# What is wanted, and for how long until the next word, in seconds.
COURSES = st.lists(st.tuples(HINTS, st.floats(0.01, 3.0)), max_size=40)


def played(course: Sequence[tuple[Hint, float]], step: float = 0.1) -> list[tuple[float, Hint]]:
    """Show a course of hints by a clock that ticks ten times a second; give what is shown when."""
    pill, shown, now = Pill(), [], 100.0
    pill.begin(now)
    for hint, seconds in course:
        end = now + seconds
        while now < end:
            shown.append((now, pill.see(hint, now)))
            now += step
    return shown


def wanted_at(course: Sequence[tuple[Hint, float]], when: float, step: float = 0.1) -> Hint:
    now = 100.0
    for hint, seconds in course:
        end = now + seconds
        while now < end:
            if now >= when - step / 2:
                return hint
            now += step
    raise AssertionError(when)


def changes(shown: list[tuple[float, Hint]]) -> list[tuple[float, Hint]]:
    begun = [(99.0, START), *shown]
    return [now for before, now in itertools.pairwise(begun) if before[1] != now[1]]


@given(COURSES)
def test_a_hint_is_kept_a_second_and_a_half_before_it_changes(
    course: list[tuple[Hint, float]],
) -> None:
    times = [when for when, _ in changes(played(course))]
    assert all(later - when >= KEEP - 1e-6 for when, later in itertools.pairwise(times))


@given(COURSES)
def test_a_hint_shows_only_after_it_held(course: list[tuple[Hint, float]]) -> None:
    for when, hint in changes(played(course)):
        back = 0.0
        while back <= HOLD - 0.1:
            assert wanted_at(course, when - back) == hint
            back += 0.1


@given(COURSES, HINTS)
def test_what_is_true_long_enough_is_shown(course: list[tuple[Hint, float]], hint: Hint) -> None:
    assert played([*course, (hint, HOLD + KEEP + 0.3)])[-1][1] == hint


def test_what_comes_and_goes_with_every_frame_shows_nothing_new() -> None:
    flicker = [(hint, 0.1) for _ in range(60) for hint in (Hint("glare"), Hint("too_far"))]
    assert changes(played(flicker)) == []


def test_nothing_known_shows_how_to_begin() -> None:
    assert wanted(None) == START


@given(SEVERITIES)
def test_the_first_of_what_is_found_is_told(severities: dict[str, float]) -> None:
    hint = wanted(Seen(severities, steady=True, sharp=True))
    told = [code for code in PRIORITY if severities.get(code, 0) >= TOLD]
    assert hint == (Hint(told[0]) if told else READY)


def test_light_goes_before_shine_motion_distance_and_framing() -> None:
    order = ("too_dark", "glare", "blur_motion", "blur_focus", "too_far", "framing")
    assert PRIORITY[: len(order)] == order
    assert set(PRIORITY) <= set(REASON_CODES)


@given(SEVERITIES, st.booleans(), st.booleans(), st.booleans())
def test_it_is_ready_only_when_steady_and_sharp_with_nothing_to_mend(
    severities: dict[str, float], steady: bool, sharp: bool, level: bool
) -> None:
    seen = Seen(severities, steady, sharp, level)
    if seen.ready or wanted(seen) == READY:
        assert steady
        assert sharp
        assert level
        assert all(severities.get(code, 0) < TOLD for code in PRIORITY)


def test_a_lens_at_its_nearest_asks_for_distance() -> None:
    blurred = {"blur_focus": 0.9}
    assert wanted(Seen(blurred, steady=True, sharp=False)) == Hint("blur_focus")
    assert wanted(Seen(blurred, steady=True, sharp=False, near=True)) == Hint("blur_focus_near")
