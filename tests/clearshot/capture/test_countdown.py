"""A photo by itself: counted down in sight, once for each arming, and a tap stops it."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given

from clearshot.capture.countdown import AUTO, Auto, SelfTimer

# Whether it is ready, and the seconds until the next word.
COURSES = st.lists(st.tuples(st.booleans(), st.floats(0.01, 1.0)), max_size=60)


@given(COURSES)
def test_it_fires_once_and_only_after_two_ready_seconds(course: list[tuple[bool, float]]) -> None:
    auto, now, since, fired = Auto(), 50.0, None, 0
    auto.arm()
    for ready, seconds in course:
        if not ready:
            since = None
        elif since is None:
            since = now
        if auto.see(ready, now):
            fired += 1
            assert since is not None
            assert now - since >= AUTO
        now += seconds
    assert fired <= 1


@given(COURSES)
def test_every_shot_was_counted_down_in_sight(course: list[tuple[bool, float]]) -> None:
    auto, now, seen = Auto(), 50.0, 0.0
    auto.arm()
    for ready, seconds in course:
        if auto.see(ready, now):
            assert seen >= AUTO - 1e-6
            return
        left = auto.left(now)
        assert (left is not None) == ready
        assert left is None or 1 <= left <= AUTO
        seen = seen + seconds if ready else 0.0
        now += seconds


def test_it_counts_two_then_one() -> None:
    auto = Auto()
    auto.arm()
    shown = []
    for tenth in range(25):
        fires = auto.see(True, tenth / 10)
        shown.append(auto.left(tenth / 10))
        if fires:
            break
    assert shown == [2] * 10 + [1] * 10 + [None]


def test_it_takes_nothing_unless_it_was_armed() -> None:
    auto = Auto()
    assert not any(auto.see(True, float(second)) for second in range(10))


def test_a_tap_stops_it_until_it_is_armed_again() -> None:
    auto = Auto()
    auto.arm()
    auto.see(True, 0.0)
    auto.stop()
    assert not any(auto.see(True, float(second)) for second in range(1, 10))
    auto.arm()
    assert [auto.see(True, second) for second in (20.0, 21.0, 22.0, 23.0)] == [
        *(False, False),
        *(True, False),
    ]


@pytest.mark.parametrize("seconds", [3, 10])
def test_the_timer_counts_every_second_and_fires_once(seconds: int) -> None:
    timer, shown = SelfTimer(), []
    timer.start(seconds, now=5.0)
    for tenth in range(10 * seconds):
        assert not timer.see(5.0 + tenth / 10)
        shown.append(timer.left(5.0 + tenth / 10))
    assert sorted({left for left in shown if left}, reverse=True) == [*range(seconds, 0, -1)]
    assert timer.see(5.0 + seconds)
    assert not timer.see(6.0 + seconds)
    assert timer.left(6.0 + seconds) is None


def test_a_tap_stops_the_timer() -> None:
    timer = SelfTimer()
    timer.start(3, now=0.0)
    timer.stop()
    assert timer.left(1.0) is None
    assert not timer.see(9.0)
