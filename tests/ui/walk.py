"""Walks through every screen and prints what is wrong with each, a line of JSON for every finding.

KIVY_METRICS_FONTSCALE=2.0 python -m tests.ui.walk --lang es --width 360
"""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Literal

from clearshot.capture.events import SaveAgain, Send, Skip, Use
from clearshot.capture.session import Stage
from tests.ui.scenes import Scene, scenes
from tests.ui.staging import stage

HEIGHTS = {360: 720, 412: 916, 800: 360}  # dp; of a small and a usual phone, and of one that lies
FRAMES = 6  # until all is laid out
_ENDED = (Stage.WELCOME, Stage.SENDING, Stage.SENT)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--lang", choices=("en", "es"), action="append", required=True)
    add("--width", type=int, choices=tuple(HEIGHTS), action="append", required=True)
    arguments = parser.parse_args()
    seen = 0

    def look(name: str, scene: Scene, phone: Any) -> None:
        nonlocal seen
        seen += 1
        for problem in problems(scene, phone):
            line = {"screen": name, "lang": scene.settings.language, "width": phone.width}
            print(json.dumps({**line, "problem": problem}), flush=True)

    stage(_dressed(arguments.lang, arguments.width), look, (412, 916), FRAMES)
    print(json.dumps({"seen": seen}))


def _dressed(
    languages: list[Literal["en", "es"]], widths: list[int]
) -> Iterator[tuple[str, Scene]]:
    for language in languages:
        for width in widths:
            for name, scene in scenes():
                scene.settings = replace(scene.settings, language=language)
                scene.size = width, HEIGHTS[width]
                yield name, scene


def problems(scene: Scene, phone: Any) -> Iterator[str]:
    """Say what is wrong with what stands there."""
    from kivy.metrics import dp
    from kivy.uix.behaviors import ButtonBehavior
    from kivy.uix.label import Label

    for widget in _seen(phone):
        if isinstance(widget, Label) and widget.text:
            yield from _cut(widget)
        if isinstance(widget, ButtonBehavior):
            if min(widget.size) < dp(48) - 0.5:
                yield f"a target of {widget.size}: {widget.says}"
            if not widget.says:
                yield f"a {type(widget).__name__} without a name to be read out"
            yield from _outside(widget, phone)
    yield from _no_way_to_send(scene, phone)


def _seen(widget: Any) -> Iterator[Any]:
    """Give a widget and all within it that can be seen."""
    if widget.opacity and min(widget.size) > 0:
        yield widget
        for child in widget.children:
            yield from _seen(child)


def _cut(label: Any) -> Iterator[str]:
    wide, high = label.texture_size
    if wide > label.width + 1 or high > label.height + 1:
        yield f"cut off: {label.text!r}, {label.texture_size} in {label.size}"
    room = label.text_size[0]
    if room is None or not label.text.isprintable():
        return
    for word in label.text.split():
        if label._label.get_extents(word)[0] > room + 1:
            yield f"broken within a word: {word!r}"


def _outside(widget: Any, phone: Any) -> Iterator[str]:
    """Find what cannot be reached: beside the screen, or, if it does not scroll, above or below."""
    from kivy.uix.scrollview import ScrollView

    parents, at = [], widget.parent
    while at is not None and at is not phone and at is not at.parent:
        parents.append(at)
        at = at.parent
    scrolls = [each for each in parents if isinstance(each, ScrollView)]
    x, y = widget.to_window(*widget.pos)
    left, low = phone.to_window(*phone.pos)
    sideways = any(each.do_scroll_x for each in scrolls)
    upwards = any(each.do_scroll_y for each in scrolls)
    if not sideways and (x < left - 1 or x + widget.width > left + phone.width + 1):
        yield f"beside the screen: {widget.says}"
    if not upwards and (y < low - 1 or y + widget.height > low + phone.height + 1):
        yield f"above or below the screen: {widget.says}"
    for each in scrolls:
        content = sum(child.height for child in each.children)
        if each.do_scroll_y and each.height < min(64, content) - 1:
            yield f"no room to scroll in: {each.height}"


def _no_way_to_send(scene: Scene, phone: Any) -> Iterator[str]:
    session, told = scene.session, phone.told
    judged = any(each.verdict is not None for each in session.view.attempts)
    if not judged or scene.pages or scene.question or session.stage in _ENDED:
        return
    acts = [button.act for button in (*told.buttons, *told.round) if button is not None]
    if not any(isinstance(act, Use | Send | Skip | SaveAgain) for act in acts):
        yield "no way to send"


if __name__ == "__main__":
    main()
