"""A session in, JSON out, and back: every field by name and type, nothing more and nothing less."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, fields
from typing import Any, TypeVar

from clearshot.capture.session import Attempt, Session, Stage, View
from clearshot.decision import Reason, Region, Verdict
from clearshot.errors import ClearshotError
from clearshot.fields import Fields
from clearshot.photo import Box

SCHEMA = 1

T = TypeVar("T")


class SessionRefused(ClearshotError):
    """A session's text that is damaged, or of another version."""

    code = "session_refused"


def to_json(session: Session) -> bytes:
    """Write a session as JSON."""
    values = {"schema": SCHEMA, **asdict(session)}
    return json.dumps(values, default=_stage_value, allow_nan=False).encode()


def read_session(text: bytes) -> Session:
    """Read a session.

    Raises:
        SessionRefused: it is damaged, or of another version.
    """
    values = dict(Fields.parse(text, "session.json", SessionRefused).values)
    if values.pop("schema", None) != SCHEMA:
        raise SessionRefused(f"session.json has another schema, expected {SCHEMA}")
    return _session(Fields(values, "session.json", SessionRefused))


def _stage_value(value: object) -> str:
    if isinstance(value, Stage):
        return str(value.value)
    raise TypeError(f"{value!r} has no place in a session's JSON")


def _session(read: Fields) -> Session:
    _expect(read, Session)
    session = Session(
        stage=Stage(_one_of(read, "stage", *(stage.value for stage in Stage))),
        mode="office" if _one_of(read, "mode", "patient", "office") == "office" else "patient",
        retakes=read.count("retakes"),
        views=_each(read, "views", _view),
        at=read.count("at"),
        current=_maybe(read, "current", read.text),
        site=read.text("site"),
        record=read.text("record"),
        taking=read.flag("taking"),
        lost=read.count("lost"),
        refused=_refused(read),
        resumed=read.flag("resumed"),
        undo=_maybe(read, "undo", lambda name: _session(read.inside(name))),
    )
    ids = [each.id for each in session.attempts]
    if session.at >= len(session.views) or len(set(ids)) < len(ids):
        raise SessionRefused(f"{read.where} has no view {session.at}, or an attempt twice")
    return session


def _refused(read: Fields) -> Any:
    return _maybe(read, "refused", lambda name: _one_of(read, name, "once", "for_ever"))


def _view(read: Fields) -> View:
    _expect(read, View)
    view = View(
        name=read.text("name"),
        attempts=_each(read, "attempts", _attempt),
        chosen=_maybe(read, "chosen", read.text),
        kept=_maybe(read, "kept", read.text),
    )
    if view.chosen is not None and all(each.id != view.chosen for each in view.attempts):
        raise SessionRefused(f"{read.where} has chosen what is not there")
    return view


def _attempt(read: Fields) -> Attempt:
    _expect(read, Attempt)
    return Attempt(
        id=read.text("id"),
        verdict=_maybe(read, "verdict", lambda name: _verdict(read.inside(name))),
        saved=read.flag("saved"),
        roi=_maybe(read, "roi", lambda name: _box(read.inside(name))),
    )


def _verdict(read: Fields) -> Verdict:
    _expect(read, Verdict)
    kind = _one_of(read, "verdict", "accept", "retake", "cannot_judge")
    verdict: Any = kind  # one of the three
    stage: Any = _one_of(read, "stage", "whole", "roi")
    return Verdict(
        verdict=verdict,
        score=_maybe(read, "score", read.number),
        grade=_maybe(read, "grade", read.numbers),
        reasons=_each(read, "reasons", _reason),
        policy=read.text("policy"),
        operating_point=read.text("operating_point"),
        stage=stage,
        regions=_each(read, "regions", _region),
        model=read.text("model"),
        fallback=_maybe(read, "fallback", read.text),
        ms=read.number("ms"),
    )


def _reason(read: Fields) -> Reason:
    _expect(read, Reason)
    return Reason(read.text("code"), read.number("severity"), read.flag("prompts"))


def _region(read: Fields) -> Region:
    _expect(read, Region)
    return Region(_box(read.inside("box")), read.number("score"))


def _box(read: Fields) -> Box:
    _expect(read, Box)
    edges = [read.number(name) for name in ("x", "y", "w", "h")]
    x, y, w, h = map(int, edges)
    if edges != [x, y, w, h]:
        raise SessionRefused(f"{read.where} is {edges}, expected whole pixels")
    return Box(x, y, w, h)


def _expect(read: Fields, kind: type[Any]) -> None:
    """Refuse fields that are not of this kind."""
    unknown = sorted(set(read.values) - {field.name for field in fields(kind)})
    if unknown:
        raise SessionRefused(f"{read.where} has the unknown fields {', '.join(unknown)}")


def _one_of(read: Fields, name: str, *allowed: str) -> str:
    value = read.text(name)
    if value not in allowed:
        raise SessionRefused(f'{read.where}: "{name}" is {value!r}, expected one of {allowed}')
    return value


def _maybe(read: Fields, name: str, take: Callable[[str], T]) -> T | None:
    return None if name in read.values and read.values[name] is None else take(name)


def _each(read: Fields, name: str, take: Callable[[Fields], T]) -> tuple[T, ...]:
    items = read.values.get(name)
    if not isinstance(items, list):
        raise SessionRefused(f'{read.where}: "{name}" is {items!r:.40}, expected a list')
    named = {str(at): item for at, item in enumerate(items)}
    listed = Fields(named, f"{read.where}: {name}", SessionRefused).each()
    return tuple(take(each) for each in listed.values())
