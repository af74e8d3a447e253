"""Open the app's window on photos, look at each, and print what stands there, a line of JSON each.

Run in a process of its own, as a program has one window only. It goes to the second photo by a key and to
every further one by a touch on the button, and leaves screenshots if it is told where.
"""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

import argparse
import json
from pathlib import Path

# Before Kivy, whose settings this package makes.
from clearshot.ui.app import ClearshotApp  # isort: split

from kivy.clock import Clock

from clearshot.assess import load_bundle
from clearshot.ui.verdict import VerdictScreen
from clearshot.ui.viewing import ScreenWords

_RIGHT = 275  # key code


class Visit:
    """Looks at what stands there as soon as the verdict does; then goes on, or ends."""

    def __init__(self, app: ClearshotApp, photos: int, screenshots: Path | None) -> None:
        self._app, self._left, self._screenshots = app, photos, screenshots
        self._seen = 0

    def look(self, _: float) -> None:
        screen = self._app.root
        if screen.sign == "checking":
            return
        # A frame later all is laid out and drawn.
        Clock.unschedule(self.look)
        Clock.schedule_once(lambda _: self._report(screen), 0.2)

    def _report(self, screen: VerdictScreen) -> None:
        print(json.dumps(_standing_there(screen)), flush=True)
        self._seen += 1
        if self._screenshots is not None:
            screen.get_parent_window().screenshot(str(self._screenshots / "screen.png"))
        if self._seen == self._left:
            self._app.stop()
            return
        _press_the_key(screen) if self._seen == 1 else _touch_the_button(screen)
        Clock.schedule_interval(self.look, 0.02)


def _standing_there(screen: VerdictScreen) -> dict[str, object]:
    """Read the widgets, not what they were told."""
    ids = screen.ids
    texts = ("place", "name", "title", "reason", "action", "previous", "next")
    labels = [ids[name] for name in texts]
    banner = ids.banner
    cut_off = [
        label.text
        for label in labels
        if label.texture_size[1] > label.height + 1 or label.texture_size[0] > label.width + 1
    ]
    return {
        **{name: ids[name].text for name in texts},
        "banner": banner.title if banner.opacity else "",
        "photo": ids.photo.shown(),
        "outline": len(ids.photo.canvas.after.children) > 0,
        "cut_off": cut_off,
        "button_dp": min(ids.previous.height, ids.previous.width, ids.next.height, ids.next.width),
    }


def _press_the_key(screen: VerdictScreen) -> None:
    screen.get_parent_window().dispatch("on_key_down", _RIGHT, 0, None, [])


def _touch_the_button(screen: VerdictScreen) -> None:
    from kivy.tests.common import UnitTestTouch

    touch = UnitTestTouch(*screen.ids.next.to_window(*screen.ids.next.center))
    touch.touch_down()
    touch.touch_up()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photos", nargs="+", type=Path)
    parser.add_argument("--screenshots", type=Path)
    parser.add_argument("--lang", default="en")
    arguments = parser.parse_args()
    photos = arguments.photos
    app = ClearshotApp(photos, ScreenWords(arguments.lang), lambda _: load_bundle())
    visit = Visit(app, len(photos), arguments.screenshots)
    Clock.schedule_interval(visit.look, 0.02)
    app.run()


if __name__ == "__main__":
    main()
