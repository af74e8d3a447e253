"""Puts scenes on a real window without a screen, one after the other, and looks at each.

It is run in a process of its own, as a program has one window only.
"""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

# Before Kivy, whose settings this package makes.
from kivy.app import App
from kivy.clock import Clock
from kivy.config import Config

from clearshot.ui.told import Ask, Go
from tests.ui.scenes import Scene, StillCamera, machine

SETTLING = 12  # frames until all is laid out, and what is drawn is on the screen

Look = Callable[[str, Scene, Any], None]


class Stage(App):
    """Shows each scene for some frames, and lets it be looked at."""

    def __init__(self, scenes: Iterator[tuple[str, Scene]], look: Look, frames: int) -> None:
        super().__init__()
        self._scenes, self._look, self._settling = scenes, look, frames
        self._frames = 0

    def build(self) -> object:
        from kivy.uix.floatlayout import FloatLayout

        Clock.schedule_interval(lambda _: self._tick(), 0)
        return FloatLayout()

    def _tick(self) -> None:
        if not self._frames:
            self._next()
        elif self._frames == self._settling:
            self._look(self._name, self._scene, self.phone)
            self._frames = -1
        self._frames += 1

    def _next(self) -> None:
        from clearshot.ui.phone import Phone

        following = next(self._scenes, None)
        if following is None:
            self.stop()
            self._frames = 1
            return
        self._name, self._scene = following
        self.root.clear_widgets()
        assistant: Any = self._scene
        camera: Any = StillCamera()
        self.phone = Phone(
            assistant, machine(camera), lambda: None, ("1.0", "1.2"), self._scene.clock
        )
        self.phone.refresh()
        for page in self._scene.pages:
            self.phone.act(Go(page))
        if self._scene.question is not None:
            self.phone.act(Ask(self._scene.question))
        if self._scene.frame_listener is not None:
            self._scene.frame_listener(self._scene.frame())
        if self._scene.size is not None:
            self.phone.size_hint, self.phone.size = (None, None), self._scene.size
        self.root.add_widget(self.phone)


def stage(
    scenes: Iterator[tuple[str, Scene]],
    look: Look,
    size: tuple[int, int],
    frames: int = SETTLING,
) -> None:
    """Show scenes in a window of this size, in dp."""
    Config.set("graphics", "width", size[0])
    Config.set("graphics", "height", size[1])
    Config.set("graphics", "maxfps", 0)
    Stage(scenes, look, frames).run()
