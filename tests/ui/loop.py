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
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

# Before Kivy, whose settings this package makes.
from clearshot.ui.app import ClearshotApp  # isort: split

from kivy.clock import Clock

from clearshot.capture.session import Stage
from clearshot.manifest import EMBEDDED
from clearshot.ports.here import here
from clearshot.ports.replay import ReplayCamera
from clearshot.ui.components import Paragraph, Picture, Row, Tap, look
from clearshot.ui.preview import Preview
from tests.ui.person import ENTER, ESCAPE, Person, Walk, at, follow, shoot


def blurred_then_sharp(person: Person) -> Walk:
    """Take the photo again as one is asked to, keep the clear one, find it among one's photos."""
    yield at(person, Stage.WELCOME)
    person.tap("I agree")
    yield at(person, Stage.FRAMING)
    person.see(1)
    yield lambda: person.find(Preview) is not None
    yield lambda: True  # one frame more, in which it is drawn
    person.look("framing")
    preview = person.find(Preview)
    person.said["preview"] = [*preview.pos, *preview.size]
    yield from shoot(person, 5)
    yield at(person, Stage.RETAKE)
    person.look("retake")
    photo = person.find(Picture)
    person.said["retake"] = {
        "title": person.told.title,
        "action": person.told.body,
        "outlined": bool(photo.edges) and len(photo.canvas.before.children) > 4,
    }
    person.tap("Take it again")
    yield from shoot(person)
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
    person.said["listed"] = [each.says for each in person.all(Row)]


def shown_the_spot(person: Person) -> Walk:
    """Tap the lesion, and have the photo judged again."""
    yield at(person, Stage.WELCOME)
    person.press(ENTER)
    yield from shoot(person, key=True)
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
    yield from shoot(person)
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
    yield from shoot(person)
    yield lambda: person.session.stage in (Stage.RETAKE, Stage.CLEAR)
    person.said["notes"] = [words for _, words in person.told.notes]


def without_a_disk(person: Person) -> Walk:
    """Take a photo where nothing can be written, and go on from there."""
    yield at(person, Stage.WELCOME)
    person.tap("I agree")
    yield from shoot(person)
    yield at(person, Stage.FULL)
    person.look("full")
    person.said["title"] = person.told.title
    person.tap("Try to save again")
    yield at(person, Stage.FULL)
    person.press(ESCAPE)
    yield at(person, Stage.RETAKE)
    person.tap("Use it anyway")
    yield at(person, Stage.REVIEW)
    person.tap("Keep this photo")
    yield at(person, Stage.FULL)
    person.said["photos"] = len(person.session.attempts)


def deleted_and_brought_back(person: Person) -> Walk:
    """Delete the photos, think better of it, and delete everything in the end."""
    yield at(person, Stage.WELCOME)
    person.tap("I agree")
    yield from shoot(person)
    yield at(person, Stage.RETAKE)
    person.tap("Use it anyway")
    yield at(person, Stage.REVIEW)
    person.tap("Delete these photos")
    yield lambda: person.asked is not None
    person.press(ESCAPE)
    yield lambda: person.asked is None
    person.tap("Delete these photos")
    yield lambda: person.asked is not None
    person.tap("Delete", whole=True)
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
    yield lambda: person.asked == "wipe"
    person.tap("Delete", whole=True)
    yield at(person, Stage.FRAMING)
    person.said["photos"] = len(person.session.attempts)


def tapped_anywhere(person: Person) -> Walk:
    """Focus by a tap; then let a tap anywhere take the photo."""
    focused: list[tuple[float, float]] = []
    person.camera.focus = lambda x, y: focused.append((x, y))  # type: ignore[method-assign]
    yield at(person, Stage.WELCOME)
    person.tap("I agree")
    yield at(person, Stage.FRAMING)
    person.see()
    yield lambda: person.find(Preview) is not None
    preview = person.find(Preview)
    person.touch(preview.x + 0.5 * preview.width, preview.y + 0.25 * preview.height)
    person.said["focused"] = [[round(x, 2), round(y, 2)] for x, y in focused]
    person.look("focus")
    person.tap("Close")
    yield lambda: person.told.screen == "outbox"
    person.tap("Settings")
    yield lambda: person.told.screen == "settings"
    person.tap("Tap anywhere to take")
    yield lambda: person.settings.anywhere
    person.press(ESCAPE)
    yield lambda: person.told.screen == "outbox"
    person.press(ESCAPE)
    yield at(person, Stage.FRAMING)
    person.see()
    yield lambda: person.find(Preview) is not None
    person.touch(*person.find(Preview).center)
    yield lambda: person.session.taking
    person.see(1)
    yield lambda: person.session.stage in (Stage.RETAKE, Stage.CLEAR)
    person.said["taken"] = person.session.tries


def turned_dark(person: Person) -> Walk:
    """Choose dark colours, and see them on the page that stands there."""
    yield at(person, Stage.WELCOME)
    person.tap("I agree")
    yield at(person, Stage.FRAMING)
    person.tap("Close")
    yield lambda: person.told.screen == "outbox"
    person.tap("Settings")
    yield lambda: person.told.screen == "settings"
    heading = next(each for each in person.all(Paragraph) if each.text == "Settings")
    person.said["inks"] = []
    for colours in ("Dark", "Light"):
        person.tap("Colors")
        yield lambda: person.asked == "colours"
        person.tap(colours)
        yield lambda: person.asked is None
        person.look(colours)
        person.said["inks"].append([list(heading.color), list(look.palette.text)])
    assert person.said["inks"][0] != person.said["inks"][1]


def taken_by_itself(person: Person) -> Walk:
    """Let the app take the photo when it is steady and sharp, and then use the timer."""
    Clock.schedule_interval(lambda _: person.camera.step(), 1 / 15)
    yield at(person, Stage.WELCOME)
    person.tap("I agree")
    yield at(person, Stage.FRAMING)
    person.tap("Auto off")
    yield lambda: person.told.pill is not None and person.told.pill.number is not None
    assert person.told.pill is not None
    person.said["countdown"] = person.told.pill.words
    person.look("auto")
    yield lambda: person.session.stage is Stage.CLEAR
    person.said["auto"] = person.session.tries
    person.tap("Take one more")
    yield at(person, Stage.FRAMING)
    person.tap("Help")
    yield lambda: person.told.screen == "help"
    person.tap("Close" if person.find(Tap, "Close") else "Timer")
    yield lambda: person.asked == "timer"
    person.tap("3 s")
    yield lambda: person.settings.timer == 3
    person.tap("Go on")
    yield at(person, Stage.FRAMING)
    person.tap("Take photo")
    yield lambda: person.told.pill is not None and person.told.pill.icon == "clock"
    person.look("timer")
    yield lambda: person.session.tries == 2
    person.said["timer"] = person.session.tries


WALKS: dict[str, Callable[[Person], Walk]] = {
    walk.__name__: walk
    for walk in (
        blurred_then_sharp,
        shown_the_spot,
        killed_after_the_verdict,
        started_again,
        refused,
        without_a_model,
        without_a_disk,
        deleted_and_brought_back,
        tapped_anywhere,
        turned_dark,
        taken_by_itself,
    )
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("walk", choices=WALKS)
    add("photos", type=Path)
    add("state", type=Path)
    add("--model", type=Path, default=EMBEDDED)
    add("--loop", action="store_true", help="show the photos again and again")
    add("--refuses", choices=("once", "for_ever"))
    add("--screenshots", type=Path)
    arguments = parser.parse_args()
    camera = ReplayCamera(
        arguments.photos, by_hand=True, loop=arguments.loop, refuses=arguments.refuses
    )
    machine = replace(here(arguments.photos), camera=camera)
    app = ClearshotApp(machine, arguments.model, language="en", state=arguments.state)
    person = Person(app, camera, arguments.screenshots)
    follow(WALKS[arguments.walk](person), app.stop)
    app.run()
    print(json.dumps(person.said))


if __name__ == "__main__":
    main()
