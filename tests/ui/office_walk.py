"""Lay the office's screen out in every stage, and print what is cut off or too small, as JSON lines.

Run in a process of its own, as a program has one window only, and one font scale.
"""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import get_args

# Before Kivy, whose settings this package makes.
from clearshot.ui.office import OfficeScreen  # isort: split

import numpy as np
from kivy.base import EventLoop
from kivy.core.window import Window
from kivy.metrics import dp
from kivy.uix.label import Label
from kivy.uix.widget import Widget

from clearshot.capture.hints import Hint
from clearshot.capture.session import OFFICE_VIEWS, Attempt, Session, Stage, View
from clearshot.capture.settings import Language, Settings
from clearshot.decision import Kind, Reason, Verdict
from clearshot.photo import Photo
from clearshot.ui.components import Tap
from clearshot.ui.told import Around

SIZES = {"wide": (1280, 800), "tall": (800, 1280), "phone": (412, 916)}
HINT = Hint("blur_focus_near")
PICTURE = np.random.default_rng(7).integers(90, 160, (120, 160, 3), np.uint8)


@dataclass
class Standing:
    """A moment of the flow that stands still."""

    session: Session
    settings: Settings
    hint: Hint = HINT
    fallback: str | None = "a reason"

    def photo(self, attempt: str) -> Photo | None:
        return Photo.of(PICTURE)


def judged(name: str, kind: Kind, score: float, *codes: str) -> Attempt:
    reasons = tuple(Reason(code, 0.9, prompts=True) for code in codes)
    return Attempt(name, Verdict(kind, score, None, reasons, "p", "o"), saved=True)


CLEAR = judged("clear", "accept", 88.0)
UNCLEAR = judged("unclear", "retake", 34.0, "framing", "uneven_light", "obstructed")


def moments() -> Iterator[tuple[str, Session]]:
    """Give a session for every stage that the screen shows."""
    first, second = View("overview", (CLEAR,)), View("closeup", (UNCLEAR, replace(CLEAR, id="c")))
    framing = Session(Stage.FRAMING, "office", views=(first, *OFFICE_VIEWS[1:]), at=1)
    framing = replace(framing, site="fingers_l", record="A-4821/2026")
    unclear = framing.with_view(View("closeup", (UNCLEAR,)))
    kept = unclear.with_view(View("closeup", (UNCLEAR,), kept="still"))
    done = replace(framing, views=(first, second, View("ruler", (CLEAR,))), at=1)
    yield "framing", framing
    yield "checking", replace(unclear, stage=Stage.CHECKING, current="unclear")
    yield "retake", replace(unclear, stage=Stage.RETAKE, current="unclear")
    yield "undo", replace(kept, at=2, undo=unclear)
    yield "review", replace(done, stage=Stage.REVIEW)


def settle() -> None:
    for _ in range(6):
        EventLoop.idle()


def faults(screen: OfficeScreen) -> dict[str, list[str]]:
    """Find words that are cut off or broken within a word, and targets that a thumb misses."""
    cut, broken, small = [], [], []
    for widget in screen.walk():
        if isinstance(widget, Label) and widget.text.strip():
            if any(t > s + 1 for t, s in zip(widget.texture_size, widget.size, strict=True)):
                cut.append(widget.text)
            if is_broken(widget):
                broken.append(widget.text)
        if isinstance(widget, Tap) and min(widget.size) < dp(48) - 0.5:
            small.append(f"{widget.says or type(widget).__name__} {widget.size}")
    return {"cut": cut, "broken": broken, "small": small, "outside": outside(screen)}


def is_broken(label: Label) -> bool:
    """Tell whether a word is wider than its label, and goes on in the next line."""
    width = label.text_size[0]
    if width is None:
        return False
    extents = label._label.get_extents
    return any(extents(word)[0] > width + 1 for word in label.text.split())


def outside(screen: OfficeScreen) -> list[str]:
    """Find what can be pressed and lies beside the window."""
    found = []
    for widget in screen.walk():
        if isinstance(widget, Tap):
            left, _ = widget.to_window(widget.x, widget.y)
            if not scrolls_sideways(widget) and (
                left < -1 or left + widget.width > Window.width + 1
            ):
                found.append(f"{widget.says} {left} {widget.width}")
    return found


def scrolls_sideways(widget: Widget) -> bool:
    parent = widget.parent
    while parent is not None and parent is not parent.get_parent_window():
        if type(parent).__name__ == "ScrollView" and not parent.do_scroll_y:
            return True
        parent = parent.parent
    return False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--left", action="store_true", help="the buttons are at the left")
    parser.add_argument("sizes", nargs="+", choices=SIZES)
    arguments = parser.parse_args()
    for size in arguments.sizes:
        Window.size = SIZES[size]
        for language in get_args(Language):
            for name, session in moments():
                screen = OfficeScreen(Widget(), lambda act: None, list)
                Window.add_widget(screen)
                standing = Standing(session, Settings(language=language, left=arguments.left))
                screen.show(standing, Around(lamp=True))
                for over in ("", *(("site", "record") if name == "framing" else ())):
                    if over:
                        getattr(screen, f"_ask_{over}")()
                    settle()
                    where = f"{size} {language} {over or name}"
                    print(json.dumps({"where": where, **faults(screen)}), flush=True)
                Window.remove_widget(screen)


if __name__ == "__main__":
    EventLoop.ensure_window()
    main()
