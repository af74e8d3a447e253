"""A policy is read whole, or refused in words that name the field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearshot.errors import PolicyRefused
from clearshot.policy import CLASSICAL_POLICY, SmallPhoto, read_policy
from clearshot.reasons import REASON_CODES

if TYPE_CHECKING:
    from tests.conftest import BundleFolder

SIZES = SmallPhoto(severe_below=240, fine_from=480)


def test_a_policy_is_read_with_its_evidence(bundle_folder: BundleFolder) -> None:
    policy = read_policy(json.dumps(bundle_folder.policy).encode())
    assert policy.operating_point().threshold == 40
    assert policy.operating_point("youden").threshold == 60
    assert policy.operating_point().figures == {"sensitivity": (0.9, 0.8, 0.95)}
    assert not policy.reasons["noise"].prompts


def test_an_unknown_operating_point_names_the_known_ones(bundle_folder: BundleFolder) -> None:
    policy = read_policy(json.dumps(bundle_folder.policy).encode())
    with pytest.raises(PolicyRefused, match='no operating point "best", use one of: few_false_ret'):
        policy.operating_point("best")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PolicyRefused, match=r"mine\.json cannot be read .* check the path"):
        read_policy(tmp_path / "mine.json")


def test_a_file_that_is_no_json_is_named(tmp_path: Path) -> None:
    (tmp_path / "mine.json").write_text("threshold = 3")
    with pytest.raises(PolicyRefused, match=r"mine\.json is not JSON"):
        read_policy(tmp_path / "mine.json")


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (["schema"], 2, "schema 2, this version reads schema 1"),
        (["default"], "best", 'no operating point "best"'),
        (["version"], None, '"version" is missing'),
        (["version"], 1, '"version" is 1, expected a text'),
        (["operating_points", "youden", "threshold"], 101, "expected a number from 0 to 100"),
        (["operating_points", "youden", "threshold"], "60", "expected a number from 0 to 100"),
        (["operating_points", "youden", "sensitivity"], [0.9, 0.95, 0.8], "value, lower, upper"),
        (["operating_points", "youden", "sensitivity"], [0.9], "value, lower, upper"),
        (["operating_points", "youden"], 60, "expected an object"),
        (["reasons", "ugly"], {"prompts": True, "at": 0.5}, "unknown codes ugly"),
        (["reasons", "glare", "at"], 1.5, "expected a number from 0 to 1"),
        (["reasons", "glare", "at"], float("nan"), "expected a number from 0 to 1"),
        (["reasons", "glare", "prompts"], 1, "expected true or false"),
        (["reasons"], {"noise": {"prompts": False, "at": 0.5}}, "no reason that prompts"),
        (["reasons"], {"cannot_judge": {"prompts": True, "at": 0.5}}, "no reason that prompts"),
        (["small_photo", "fine_from"], 240, "at least 241"),
        (["retake_limit"], -1, "at least 0"),
        (["retake_limit"], 2.5, "expected a whole number"),
    ],
)
def test_a_field_that_is_missing_or_wrong_is_named(
    bundle_folder: BundleFolder, path: list[str], value: object, words: str
) -> None:
    fields: Any = bundle_folder.policy
    for name in path[:-1]:
        fields = fields[name]
    if value is None:
        del fields[path[-1]]
    else:
        fields[path[-1]] = value
    with pytest.raises(PolicyRefused, match=words):
        read_policy(json.dumps(bundle_folder.policy).encode())


@given(st.integers(1, 100_000), st.integers(0, 1000))
def test_a_larger_photo_is_never_smaller_to_the_policy(long_side: int, more: int) -> None:
    assert 0 <= SIZES.severity(long_side + more) <= SIZES.severity(long_side) <= 1


def test_the_ends_of_the_size_scale_are_where_they_say() -> None:
    assert (SIZES.severity(480), SIZES.severity(240)) == (0, 1)


def test_the_policy_of_the_classical_checks_knows_every_name_and_reason() -> None:
    for name in ("youden", "ppv90", "few_false_retakes"):
        assert CLASSICAL_POLICY.operating_point(name).threshold == 50
    assert set(CLASSICAL_POLICY.reasons) == set(REASON_CODES) - {"cannot_judge"}
