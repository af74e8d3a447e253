"""A session comes back from its JSON as it was; what was damaged is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from clearshot.capture.flow import step
from clearshot.capture.kept import SessionRefused, read_session, to_json
from clearshot.capture.session import Attempt, Session, Stage, View
from clearshot.capture.settings import Settings, SettingsRefused, read_settings
from tests.clearshot.capture.worlds import ACCEPT, RETAKE, SPOT, UNKNOWN, actions, reports


@cache
def some() -> tuple[Session, ...]:
    """Walk through many sessions, of both modes."""
    found, edge = set[Session](), {Session.first("patient"), Session.first("office")}
    for _ in range(5):
        found |= edge
        edge = {
            step(session, event)[0]
            for session in edge
            for event in (*actions(session), *reports(session))
        }
    return tuple(found)


FULL = Session(
    stage=Stage.RETAKE,
    views=(View("photo", (Attempt("a", RETAKE, True, SPOT), Attempt("b", UNKNOWN)), "a", "x"),),
    current="b",
    site="left_arm",
    refused="for_ever",
    undo=Session(views=(View("photo", (Attempt("c", ACCEPT),)),)),
)


def values(session: Session = FULL) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(to_json(session))
    return read


def test_every_session_comes_back_as_it_was() -> None:
    assert len(some()) > 200
    for session in (*some(), FULL):
        assert read_session(to_json(session)) == session


def paths(value: object, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """List where every value of a JSON document is."""
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [*((at,) if at else ()), *(p for key, one in items for p in paths(one, (*at, key)))]


@given(st.data())
def test_one_value_of_another_kind_is_refused_or_kept_as_it_is(data: st.DataObject) -> None:
    read = values()
    *way, last = data.draw(st.sampled_from(paths(read)))
    inner: Any = read
    for key in way:
        inner = inner[key]
    inner[last] = data.draw(
        st.sampled_from([None, True, -1, 0.5, 1e400, "?", [], {}, [1], {"x": 1}])
    )
    try:
        session = read_session(json.dumps(read).encode())
    except SessionRefused:
        return
    assert read_session(to_json(session)) == session


@given(st.binary() | st.integers(0, len(to_json(FULL)) - 1).map(lambda n: to_json(FULL)[:n]))
def test_what_is_no_whole_session_is_refused(text: bytes) -> None:
    with pytest.raises(SessionRefused):
        read_session(text)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"schema": 2}, "another schema"),
        ({"more": 1}, "unknown fields more"),
        ({"at": 1}, "no view 1"),
        ({"stage": "dancing"}, "expected one of"),
        ({"views": []}, "no view 0"),
        ({"views": [{**values()["views"][0], "chosen": "z"}]}, "chosen what is not there"),
        ({"views": [values()["views"][0]] * 2}, "an attempt twice"),
    ],
)
def test_what_cannot_be_is_refused(change: dict[str, Any], told: str) -> None:
    with pytest.raises(SessionRefused, match=told):
        read_session(json.dumps({**values(), **change}).encode())


def test_nothing_but_json_is_written() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json(
            replace(FULL, views=(View("photo", (Attempt("a", replace(RETAKE, ms=float("nan"))),)),))
        )


@given(st.builds(Settings, timer=st.sampled_from([0, 3, 10])))
def test_settings_come_back_as_they_were(settings: Settings) -> None:
    assert read_settings(json.dumps(settings.to_json()).encode()) == settings


def test_a_setting_that_an_older_version_did_not_know_is_as_at_first() -> None:
    assert read_settings(b'{"speak": false, "gone": 3}') == Settings(speak=False)


@pytest.mark.parametrize(
    "text", [b'{"timer": 5}', b'{"timer": false}', b'{"speak": 1}', b'{"language": "fr"}', b"[]"]
)
def test_a_setting_that_there_is_not_is_refused(text: bytes) -> None:
    with pytest.raises(SettingsRefused):
        read_settings(text)
