"""Somebody who sees what stands in the app's window, and touches it. For programs of their own."""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

# Before Kivy, whose settings this package makes.
from clearshot.ui.app import ClearshotApp  # isort: split

from kivy.clock import Clock
from kivy.tests.common import UnitTestTouch

from clearshot.capture.session import Session, Stage
from clearshot.capture.settings import Settings
from clearshot.ports.replay import ReplayCamera
from clearshot.ui.components import Tap
from clearshot.ui.told import Told

MANY = 6  # pictures that are seen before the shutter is pressed
ESCAPE, ENTER, SPACE = 27, 13, 32
Until = Callable[[], bool]
Walk = Iterator[Until]


class Person:
    """Sees what stands in the window, and touches it."""

    def __init__(self, app: ClearshotApp, camera: ReplayCamera, screenshots: Path | None) -> None:
        self._app, self.camera, self._screenshots = app, camera, screenshots
        self.said: dict[str, Any] = {}

    @property
    def session(self) -> Session:
        session: Session = self._app.assistant.session
        return session

    @property
    def told(self) -> Told:
        told: Told = self._app.root.told
        return told

    @property
    def settings(self) -> Settings:
        settings: Settings = self._app.assistant.settings
        return settings

    @property
    def asked(self) -> str | None:
        """Give the question that a dialog asks."""
        question: str | None = self._app.root.question
        return question

    def all(self, kind: type) -> list[Any]:
        """Find all that is of a kind."""
        return [each for each in self._app.root.walk() if isinstance(each, kind)]

    def find(self, kind: type, says: str = "") -> Any:
        """Find what is of a kind, and is called so."""
        named = (each for each in self.all(kind) if getattr(each, "says", "").startswith(says))
        return next(named, None)

    def tap(self, says: str, whole: bool = False) -> None:
        """Touch what is called so; `whole` if that is all it is called."""
        target = self.find(Tap, says)
        if whole:
            target = next(each for each in self.all(Tap) if each.says == says)
        assert target is not None, f"{says} cannot be pressed on {self.told}"
        self.touch(*target.to_window(*target.center))

    def touch(self, x: float, y: float) -> None:
        touch = UnitTestTouch(x, y)
        touch.touch_down()
        touch.touch_up()

    def press(self, key: int) -> None:
        """Press a key."""
        window = self._app.root.get_parent_window()
        window.dispatch("on_keyboard", key, key, None, [])

    def see(self, count: int = MANY) -> None:
        """Let the camera show some pictures."""
        for _ in range(count):
            self.camera.step()

    def look(self, name: str) -> None:
        if self._screenshots is not None:
            window = self._app.root.get_parent_window()
            window.screenshot(str(self._screenshots / f"{name}.png"))


def at(person: Person, stage: Stage) -> Until:
    return lambda: person.session.stage is stage and not person.session.taking


def shoot(person: Person, count: int = MANY, key: bool = False) -> Walk:
    """Look through the camera, and press the shutter."""
    yield at(person, Stage.FRAMING)
    person.see(count)
    yield lambda: person.find(Tap, "Take photo") is not None
    person.press(SPACE) if key else person.tap("Take photo")
    yield lambda: person.session.taking
    person.see(1)  # the picture that becomes the photo
    yield lambda: person.session.stage is not Stage.FRAMING


def follow(walk: Walk, end: Callable[[], None]) -> None:
    """Go on with a walk whenever what it waits for has stood there for a moment."""
    until, seen = next(walk), 0

    def go_on(_: float) -> None:
        nonlocal until, seen
        seen = seen + 1 if until() else 0
        if seen < 2:
            return
        try:
            until, seen = next(walk), 0
        except StopIteration:
            end()

    Clock.schedule_interval(go_on, 0.05)
