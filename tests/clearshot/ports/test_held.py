"""What the sensors feel becomes how the phone is held, along the screen as it is turned."""

from __future__ import annotations

import pytest

from clearshot.ports.held import held

STILL = (0.0, 0.0, 0.0)


def test_a_phone_held_upright_points_down_along_the_screen() -> None:
    motion = held((0.0, -9.81, 0.0), (3.0, 0.0, 4.0))
    assert motion is not None
    assert motion.down == pytest.approx((0, -1, 0))
    assert motion.turning == pytest.approx(5)


def test_a_phone_that_lies_on_a_table_points_down_through_its_back() -> None:
    motion = held((0.0, 0.0, -1.0), STILL)
    assert motion is not None
    assert motion.down == pytest.approx((0, 0, -1))


@pytest.mark.parametrize(
    ("pull", "quarters"),
    [
        ((0.0, -1.0, 0.0), 0),
        ((-1.0, 0.0, 0.0), 1),  # turned by a quarter counter-clockwise: its left side is below
        ((0.0, 1.0, 0.0), 2),
        ((1.0, 0.0, 0.0), 3),
    ],
)
def test_however_the_phone_is_turned_down_is_down_the_screen(
    pull: tuple[float, float, float], quarters: int
) -> None:
    motion = held(pull, STILL, quarters)
    assert motion is not None
    assert motion.down == pytest.approx((0, -1, 0))


def test_a_falling_phone_is_not_held() -> None:
    assert held(STILL, STILL) is None
