"""An iPhone that is none: `pyobjus`, as far as our files use it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType, SimpleNamespace
from typing import Any

from tests.clearshot.ports.stand_in import Bridge, StandIn, imported, objc_classes

OURS = ("clearshot.ports.ios", "clearshot.scorers.coreml")


@dataclass(frozen=True)
class Text:
    """What `objc_str` makes."""

    value: str


TYPES: dict[str, Callable[[Any], bool]] = {
    "BOOL": lambda value: type(value) is bool,
    "int": lambda value: type(value) is int and abs(value) < 2**31,
    "unsigned long long": lambda value: type(value) is int and 0 <= value < 2**64,
    "double": lambda value: type(value) in (int, float),
    "char *": lambda value: type(value) is bytes,
    "NSString *": lambda value: isinstance(value, Text),
}
_NONE = {"BOOL": False, "int": 0, "unsigned long long": 0, "double": 0.0, "char *": b""}


def given(kind: str, answer: object) -> object:
    answer = _NONE.get(kind) if answer is None else answer
    assert kind == "void" or TYPES[kind](answer), f"{answer!r} is no {kind}"
    return answer


@contextmanager
def ios_phone() -> Iterator[Bridge]:
    """Let our files for iOS be imported here, against a bridge."""
    bridge = Bridge(objc_classes(), lambda kind, value: TYPES[kind](value), given)

    def autoclass(owner: str) -> SimpleNamespace:
        assert owner in bridge.declared, f"{owner} is none of our classes"
        return SimpleNamespace(alloc=lambda: SimpleNamespace(init=lambda: StandIn(bridge, owner)))

    pyobjus = ModuleType("pyobjus")
    pyobjus.__dict__.update(autoclass=autoclass, objc_str=Text)
    with imported({"pyobjus": pyobjus}, OURS):
        yield bridge
