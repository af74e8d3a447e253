"""Values of a JSON object are taken by name and type; what does not fit is named."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearshot.errors import ClearshotError
from clearshot.fields import Fields

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def fields(value: object) -> Fields:
    return Fields({"it": value}, "some.json", ClearshotError)


@given(ANYTHING)
def test_any_json_is_taken_by_its_type_or_refused_in_words(value: object) -> None:
    """Nothing but the error of the caller's choice is raised, whatever the file holds."""
    found = Fields.parse(json.dumps({"it": value}).encode(), "some.json", ClearshotError)
    takers: list[tuple[Callable[[str], object], type | tuple[type, ...]]] = [
        (found.text, str),
        (found.flag, bool),
        (found.number, float),
        (found.count, int),
        (found.texts, tuple),
        (found.numbers, tuple),
        (found.inside, Fields),
    ]
    for take, kind in takers:
        taken, said = try_to(take)
        assert isinstance(taken, kind) or 'some.json: "it" is' in said
        assert len(said) < 200


def try_to(take: Callable[[str], object]) -> tuple[object, str]:
    """Give the value that was taken, or else the words of the refusal."""
    try:
        return take("it"), ""
    except ClearshotError as error:
        return None, str(error)


def test_a_number_may_be_written_whole() -> None:
    assert fields(3).number("it") == 3.0
    assert fields([1, 2.5]).numbers("it") == (1.0, 2.5)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**400, True, "3", None])
def test_what_is_no_finite_number_is_refused(value: object) -> None:
    with pytest.raises(ClearshotError, match="expected a number"):
        fields(value).number("it")


def test_a_field_inside_another_is_named_with_its_path() -> None:
    with pytest.raises(ClearshotError, match=r'some\.json: it: "name" is missing, expected a text'):
        fields({"nam": "x"}).inside("it").text("name")


@pytest.mark.parametrize("text", [b"", b"[1]", b"{", b"\xff\xfe", b"[" * 100_000, b"1" * 5000])
def test_what_is_no_json_object_is_refused(text: bytes) -> None:
    with pytest.raises(ClearshotError, match=r"some\.json .*expected an object"):
        Fields.parse(text, "some.json", ClearshotError)
