"""Use the phone's app by touches, as a patient would, and print what is seen as a line of JSON.

Run in a process of its own, as a program has one window only. The camera shows the photos of a
folder, one after the other, as the walk turns it; the real bundle judges them.
"""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

import argparse
import json
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

# Before Kivy, whose settings this package makes.
from clearshot.ui.app import ClearshotApp  # isort: split

from kivy.clock import Clock
from kivy.tests.common import UnitTestTouch

from clearshot.capture.session import Session, Stage
from clearshot.manifest import EMBEDDED
from clearshot.ports.here import here
from clearshot.ports.replay import ReplayCamera
from clearshot.ui.components import Picture, Row, Tap
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

    def find(self, kind: type, says: str = "") -> Any:
        """Find what is of a kind, and is called so."""
        found = (each for each in self._app.root.walk() if isinstance(each, kind))
        named = (each for each in found if getattr(each, "says", "").startswith(says))
        return next(named, None)

    def tap(self, says: str) -> None:
        """Touch what is called so."""
        target = self.find(Tap, says)
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


def blurred_then_sharp(person: Person) -> Walk:
    """Take the photo again as one is asked to, keep the clear one, find it among one's photos."""
    yield at(person, Stage.WELCOME)
    person.tap("I agree")
    yield from _shoot(person)
    yield at(person, Stage.RETAKE)
    person.look("retake")
    photo = person.find(Picture)
    person.said["retake"] = {
        "title": person.told.title,
        "action": person.told.body,
        "outlined": bool(photo.edges) and len(photo.canvas.before.children) > 4,
    }
    person.tap("Take it again")
    yield from _shoot(person)
    yield at(person, Stage.CLEAR)
    person.tap("Use this photo")
    yield at(person, Stage.REVIEW)
    person.look("review")
    person.said["choices"] = [choice.words for choice in person.told.choices]
    person.tap("Choose (you can skip this)")
    yield lambda: person.find(Tap, "Left forearm") is not None
    chip = person.find(Tap, "Left forearm")
    chip.trigger_action(0)  # it is below what is seen; a person would scroll
    yield lambda: person.session.site == "forearm_l"
    person.tap("Keep this photo")
    yield at(person, Stage.SENT)
    person.tap("My photos")
    yield lambda: person.find(Row) is not None
    person.look("outbox")
    person.said["listed"] = [each.says for each in person._app.root.walk() if isinstance(each, Row)]


def shown_the_spot(person: Person) -> Walk:
    """Tap the lesion, and have the photo judged again."""
    yield at(person, Stage.WELCOME)
    person.press(ENTER)
    yield from _shoot(person, key=True)
    yield at(person, Stage.RETAKE)
    person.tap("Not the right spot?")
    yield at(person, Stage.SPOT)
    yield lambda: person.find(Picture).shown[2] > 1
    x, y, width, height = person.find(Picture).shown
    person.touch(x + 0.25 * width, y + 0.75 * height)
    person.tap("Smaller")
    yield at(person, Stage.SPOT)
    person.look("spot")
    person.tap("Check this spot")
    yield lambda: person.session.stage in (Stage.RETAKE, Stage.CLEAR)
    attempt = person.session.attempt
    assert attempt is not None
    assert attempt.roi is not None
    person.said["spot"] = [attempt.roi.x, attempt.roi.y, attempt.roi.w, attempt.roi.h]
    person.tap("Use")
    yield at(person, Stage.REVIEW)
    person.press(ENTER)
    yield at(person, Stage.SENT)


def killed_after_the_verdict(person: Person) -> Walk:
    """End as a phone ends an app that it has no room for."""
    yield at(person, Stage.WELCOME)
    person.tap("I agree")
    yield from _shoot(person)
    yield at(person, Stage.RETAKE)
    person.said["attempt"] = person.session.current
    print(json.dumps(person.said), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)


def started_again(person: Person) -> Walk:
    """Look at what stands there after a kill."""
    yield at(person, Stage.RETAKE)
    person.look("resumed")
    notice = person.told.notice
    person.said["attempt"] = person.session.current
    person.said["banner"] = "" if notice is None else notice.title
    person.said["title"] = person.told.title
    person.said["picture"] = person.find(Picture).texture is not None


def refused(person: Person) -> Walk:
    """Do not allow the camera; then, if one is asked again, allow it."""
    yield at(person, Stage.WELCOME)
    person.tap("I agree")
    yield at(person, Stage.FRAMING)
    person.see(1)
    yield at(person, Stage.CAMERA_OFF)
    person.look("refused")
    person.said["title"] = person.told.title
    person.said["buttons"] = [button.words for button in person.told.buttons]
    person.press(ENTER)
    yield at(person, Stage.FRAMING)
    person.see(1)
    yield lambda: person.session.stage is Stage.CAMERA_OFF or person.session.lost == 0
    yield lambda: True
    person.said["then"] = person.session.stage.value


def without_a_model(person: Person) -> Walk:
    """Take a photo where only simple checks can judge it."""
    yield at(person, Stage.WELCOME)
    person.tap("I agree")
    yield at(person, Stage.FRAMING)
    yield lambda: person.told.notice is not None
    person.see()
    person.look("simple")
    assert person.told.notice is not None
    person.said["banner"] = person.told.notice.title
    yield lambda: person.find(Tap, "Simple checks only") is not None
    person.tap("Simple checks only")
    yield lambda: person.told.screen == "basic"
    person.tap("Go on")
    yield from _shoot(person)
    yield lambda: person.session.stage in (Stage.RETAKE, Stage.CLEAR)
    person.said["notes"] = [words for _, words in person.told.notes]


def deleted_and_brought_back(person: Person) -> Walk:
    """Delete the photos, think better of it, and delete everything in the end."""
    yield at(person, Stage.WELCOME)
    person.tap("I agree")
    yield from _shoot(person)
    yield at(person, Stage.RETAKE)
    person.tap("Use it anyway")
    yield at(person, Stage.REVIEW)
    person.tap("Delete these photos")
    yield lambda: person.find(Tap, "Delete") is not None and person._app.root.question is not None
    person.press(ESCAPE)
    yield lambda: person._app.root.question is None
    person.tap("Delete these photos")
    yield lambda: person._app.root.question is not None
    buttons = [each for each in person._app.root.walk() if isinstance(each, Tap)]
    delete = next(each for each in buttons if each.says == "Delete")
    person.touch(*delete.to_window(*delete.center))
    yield at(person, Stage.FRAMING)
    yield lambda: person.find(Tap, "Undo") is not None
    person.look("undo")
    person.tap("Undo")
    yield at(person, Stage.REVIEW)
    person.said["back"] = len(person.session.attempts)
    person.tap("Keep this photo")
    yield at(person, Stage.SENT)
    person.tap("My photos")
    yield lambda: person.find(Row) is not None
    person.tap("Settings")
    yield lambda: person.told.screen == "settings"
    person.tap("Delete everything")
    yield lambda: person._app.root.question == "wipe"
    buttons = [each for each in person._app.root.walk() if isinstance(each, Tap)]
    delete = next(each for each in buttons if each.says == "Delete")
    person.touch(*delete.to_window(*delete.center))
    yield at(person, Stage.FRAMING)
    person.said["photos"] = len(person.session.attempts)


def _shoot(person: Person, key: bool = False) -> Walk:
    """Look through the camera, and press the shutter."""
    yield at(person, Stage.FRAMING)
    person.see()
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


WALKS: dict[str, Callable[[Person], Walk]] = {
    walk.__name__: walk
    for walk in (
        blurred_then_sharp,
        shown_the_spot,
        killed_after_the_verdict,
        started_again,
        refused,
        without_a_model,
        deleted_and_brought_back,
    )
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("walk", choices=WALKS)
    add("photos", type=Path)
    add("state", type=Path)
    add("--model", type=Path, default=EMBEDDED)
    add("--refuses", choices=("once", "for_ever"))
    add("--screenshots", type=Path)
    arguments = parser.parse_args()
    camera = ReplayCamera(arguments.photos, by_hand=True, loop=False, refuses=arguments.refuses)
    machine = replace(here(arguments.photos), camera=camera)
    app = ClearshotApp(machine, arguments.model, language="en", state=arguments.state)
    person = Person(app, camera, arguments.screenshots)
    follow(WALKS[arguments.walk](person), app.stop)
    app.run()
    print(json.dumps(person.said))


if __name__ == "__main__":
    main()
