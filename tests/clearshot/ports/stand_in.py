"""Objects that stand for a phone's own: they know the methods of our sources, and nothing else.

A call by another name, with other arguments or an answer of another type fails the test.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

APP = Path(__file__).parents[3] / "mobile_app"


@dataclass(frozen=True)
class Method:
    """A method as its source declares it."""

    gives: str
    takes: tuple[str, ...]


Methods = Mapping[str, Method]
# By class and method: what it answers, or what to do to find the answer.
Answers = dict[tuple[str, str], Any]


@dataclass
class Bridge:
    """What is declared, what is answered, and what was called."""

    declared: dict[str, Methods]
    fits: Callable[[str, object], bool]
    given: Callable[[str, Any], Any]
    answers: Answers = field(default_factory=dict)
    calls: list[tuple[object, ...]] = field(default_factory=list)

    def called(self, method: str) -> list[tuple[object, ...]]:
        """List the arguments of every call of this method."""
        return [call[2:] for call in self.calls if call[1] == method]

    def call(self, owner: str, name: str, arguments: tuple[object, ...]) -> object:
        method = self.declared[owner][name]
        assert len(arguments) == len(method.takes), f"{owner}.{name}{arguments} takes {method}"
        for kind, argument in zip(method.takes, arguments, strict=True):
            assert self.fits(kind, argument), f"{owner}.{name}: {argument!r} is no {kind}"
        self.calls.append((owner, name, *arguments))
        answer = self.answers.get((owner, name))
        answer = answer(*arguments) if callable(answer) else answer
        return self.given(method.gives, answer)


class StandIn:
    """An object of one of our classes."""

    def __init__(self, bridge: Bridge, owner: str) -> None:
        self._bridge, self._owner = bridge, owner

    def __getattr__(self, name: str) -> Callable[..., object]:
        if name not in self._bridge.declared[self._owner]:
            raise AttributeError(f"{self._owner} declares no public method {name}")
        return lambda *arguments: self._bridge.call(self._owner, name, arguments)


@contextmanager
def imported(modules: Mapping[str, ModuleType], ours: tuple[str, ...]) -> Iterator[None]:
    """Put these modules in place; forget those of ours that were imported over them."""
    sys.modules.update(modules)
    try:
        yield
    finally:
        for name in list(sys.modules):
            if name in modules or name.startswith(ours):
                del sys.modules[name]


def java_classes() -> dict[str, Methods]:
    """Read our Java sources: a class's public methods, its constructor by the class's name."""
    sources = {file.stem: file.read_text() for file in (APP / "p4a/java").rglob("*.java")}
    return {name: dict(_java_methods(name, sources)) for name in sources}


def _java_methods(name: str, sources: Mapping[str, str]) -> Methods:
    source = re.sub(r"/\*.*?\*/|//[^\n]*", "", sources[name], flags=re.DOTALL)
    parent = re.search(rf"class {name} extends (\w+)", source)
    found = dict(_java_methods(parent[1], sources)) if parent and parent[1] in sources else {}
    # What a system interface asks for is called by the system, not by us.
    source = re.sub(r"@Override\s+public", "", source)
    pattern = r"public (?:static |final |synchronized )*((?:[\w.]+(?:\[\])?) )?(\w+)\(([^)]*)\)"
    for gives, method, takes in re.findall(pattern, source):
        assert method not in found, f"{name}.{method} has two meanings: pyjnius would guess"
        kinds = tuple(part.split()[-2] for part in takes.split(",") if part.strip())
        found[method] = Method(gives.strip() or "void", kinds)
    return found


def objc_classes() -> dict[str, Methods]:
    """Read our headers: a class's methods, by the names that pyobjus gives them."""
    headers = (APP / "ios").glob("*.h")
    return {file.stem: dict(objc_methods(file.read_text())) for file in headers}


def objc_methods(source: str) -> Methods:
    """Read the declarations, or definitions, of a source."""
    found = {}
    source = re.sub(r"//[^\n]*", "", source)
    for gives, rest in re.findall(r"^- \(([^)]*)\)([^;{]*)[;{]", source, flags=re.MULTILINE):
        parts = re.findall(r"(\w+):\(([^)]*)\)", rest)
        name = "".join(f"{part}_" for part, _ in parts) or rest.strip()
        found[name] = Method(gives, tuple(kind for _, kind in parts))
    return found
