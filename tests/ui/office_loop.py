"""Use the office's app by touches and keys, as a person would, and print what came of it as JSON.

Run in a process of its own, as a program has one window only. The camera shows the photos of a folder
that is given; the real bundle judges them, and what is handed over lies in the folder of the state.
"""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path

# Before Kivy, whose settings this package makes.
from clearshot.ui.app import ClearshotApp  # isort: split

from kivy.clock import Clock
from kivy.tests.common import UnitTestTouch

from clearshot.capture.session import Session, Stage
from clearshot.capture.store import Store
from clearshot.ports.here import here
from clearshot.ui.components import Tap

ENTER, SPACE = 13, 32
Until = Callable[[Session], bool]
Walk = Generator[Until, None, None]


class Person:
    """Walks through the app: does something, waits until the app has answered, goes on."""

    def __init__(self, app: ClearshotApp, screenshots: Path | None) -> None:
        self._app, self._screenshots = app, screenshots
        self.taps = 0

    @property
    def session(self) -> Session:
        session: Session = self._app.assistant.session
        return session

    def sees(self, says: str) -> Tap | None:
        """Find what is called so, and can be pressed."""
        found = (each for each in self._app.root.walk() if isinstance(each, Tap))
        return next((each for each in found if each.says.startswith(says)), None)

    def tap(self, says: str) -> None:
        """Touch what is called so."""
        target = self.sees(says)
        assert target is not None, f"{says} cannot be pressed"
        touch = UnitTestTouch(*target.to_window(*target.center))
        touch.touch_down()
        touch.touch_up()
        self.taps += 1

    def press(self, key: int, text: str = "") -> None:
        """Press a key of a keyboard, or let a scanner do so."""
        window = self._app.root.get_parent_window()
        window.dispatch("on_keyboard", key, key, text or None, [])

    def look(self, name: str) -> None:
        if self._screenshots is not None:
            window = self._app.root.get_parent_window()
            window.screenshot(str(self._screenshots / f"{name}.png"))


def framed(view: str) -> Until:
    """Wait for a view's turn, with the camera open and not in use."""
    return lambda session: (
        session.stage is Stage.FRAMING and session.view.name == view and not session.taking
    )


def at(stage: Stage) -> Until:
    return lambda session: session.stage is stage


def clear(person: Person) -> Walk:
    """Take three clear views of one patient, whose number a scanner reads."""
    yield framed("overview")
    person.tap("Add a record number")
    yield lambda _: person.sees("Delete the last one") is not None
    for digit in "4821":
        person.press(ord(digit), digit)
    person.press(ENTER)
    yield lambda session: session.record == "4821"
    for view in ("overview", "closeup", "ruler"):
        yield framed(view)
        person.tap("Take photo")
    yield at(Stage.REVIEW)
    person.look("review")
    person.tap("Keep 3, next patient")
    yield lambda session: session.stage is Stage.FRAMING and not session.attempts


def unclear(person: Person) -> Walk:
    """Keep what is not clear for a reason, think better of it, keep it again, and hand over."""
    yield framed("overview")
    person.press(SPACE)
    yield at(Stage.RETAKE)
    person.look("retake")
    person.tap("Cannot hold still")
    yield framed("closeup")
    person.look("undo")
    person.tap("Undo")
    yield at(Stage.RETAKE)
    person.press(ENTER)
    yield framed("overview")
    person.tap("Take photo")
    yield at(Stage.RETAKE)
    person.press(ord("4"), "4")
    yield framed("closeup")
    person.tap("Add a view")
    yield framed("other")
    person.tap("With ruler")
    yield framed("ruler")
    person.tap("Choose (you can skip this)")
    yield lambda _: person.sees("Left ear") is not None
    person.tap("Left ear")
    yield lambda session: session.site == "ear_l"
    person.tap("Keep 1 photo now")
    yield lambda session: session.stage is Stage.FRAMING and not session.attempts


def follow(walk: Walk, person: Person, end: Callable[[], None]) -> None:
    """Go on with a walk whenever what it waits for has stood there for a moment, to be seen."""
    until, seen = next(walk), 0

    def go_on(_: float) -> None:
        nonlocal until, seen
        seen = seen + 1 if until(person.session) else 0
        if seen < 2:
            return
        try:
            until, seen = next(walk), 0
        except StopIteration:
            end()

    Clock.schedule_interval(go_on, 0.1)


WALKS = {"clear": clear, "unclear": unclear}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("walk", choices=WALKS)
    parser.add_argument("photos", type=Path)
    parser.add_argument("state", type=Path)
    parser.add_argument("--screenshots", type=Path)
    arguments = parser.parse_args()
    store = Store(arguments.state)
    store.save_settings(replace(store.settings(), agreed=True, speak=False))
    app = ClearshotApp(here(arguments.photos), mode="office", language="en", state=arguments.state)
    person = Person(app, arguments.screenshots)
    walk = WALKS[arguments.walk](person)
    follow(walk, person, app.stop)
    app.run()
    print(json.dumps({"taps": person.taps}))


if __name__ == "__main__":
    main()
