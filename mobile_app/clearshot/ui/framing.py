"""The live view with its brackets; below it the hint, and the shutter between two round buttons."""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kivy.lang import Builder
from kivy.properties import NumericProperty
from kivy.uix.widget import Widget

from clearshot.capture.events import Shutter as Shoot
from clearshot.ui.components import RoundButton
from clearshot.ui.preview import Preview
from clearshot.ui.stages import CamScreen, Ways, fill_bar
from clearshot.ui.told import Button, Told


class FramingScreen(CamScreen):
    """Framing: the photo is taken here.

    Args:
        ways: what it asks of the window.
        focus: focuses on a point, in shares of the frame.
    """

    gap = NumericProperty(0)  # pixels between hint, row and edges

    def __init__(self, ways: Ways, focus: Callable[[float, float], None]) -> None:
        super().__init__(ways)
        self.preview = Preview(focus, self._shoot, size_hint=(None, None))
        self.add_widget(self.preview, len(self.children))
        self.bind(picture=lambda *_: self._place_preview())
        self.ids.shutter.bind(on_release=lambda _: self._shoot())
        self._round: tuple[Button | None, Button | None] = (None, None)
        self._place_preview()

    def show(self, told: Told, anywhere: bool, shutter_says: str) -> None:
        """Show what is told; `anywhere` lets a tap on the preview take the photo."""
        fill_bar(self.ids.bar, told, self.ways)
        self.preview.anywhere = anywhere
        self.say(told.notice)
        pill = told.pill
        if pill is not None:
            self.ids.hint.tell(pill.icon, pill.words, pill.tone)
            self.ids.brackets.ready = self.ids.shutter.ready = pill.ready
            self.ids.shutter.share = pill.share
        self.ids.shutter.says = shutter_says
        if told.round != self._round:
            self._round = told.round
            self._put(self.ids.left, told.round[0])
            self._put(self.ids.right, told.round[1])

    def _shoot(self) -> None:
        self.ways.act(Shoot())

    def _put(self, slot: Widget, told: Button | None) -> None:
        slot.clear_widgets()
        if told is None:
            return
        texture = self.ways.picture.small(told.photo) if told.photo else None
        button = RoundButton(
            icon=told.icon or "photo", text=told.words, ring=told.ring, texture=texture
        )
        button.bind(on_release=lambda _: self.ways.act(told.act))
        slot.add_widget(button)

    def _place_preview(self) -> None:
        self.preview.pos, self.preview.size = self.picture[:2], self.picture[2:]


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
