"""A photo while it is checked, or handed over: what is done, and how far it is."""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

from pathlib import Path

from kivy.animation import Animation
from kivy.lang import Builder
from kivy.uix.widget import Widget

from clearshot.ui.components import Badge, Column, Gap, Icon, Paragraph, Progress, Strip, look
from clearshot.ui.stages import CamScreen, Ways, fill_bar, fill_foot
from clearshot.ui.told import Told

EXPECTED = 0.9  # share that the line fills by itself; the rest comes with the result


class CheckingScreen(CamScreen):
    """Checking, or sending."""

    def __init__(self, ways: Ways) -> None:
        super().__init__(ways)
        self.progress = Progress()
        self._told: Told | None = None
        if look.motion.progress:
            Animation(share=EXPECTED, duration=look.motion.progress).start(self.progress)
        else:
            self.progress.share = EXPECTED

    def show(self, told: Told) -> None:
        """Show what is told."""
        texture = None if told.attempt is None else self.ways.picture(told.attempt)
        self.ids.photo.texture = texture
        if told == self._told:
            return
        self._told = told
        fill_bar(self.ids.bar, told, self.ways)
        self.say(told.notice)
        column = self.ids.words.ids.column
        column.clear_widgets()
        for part in self._parts(told):
            column.add_widget(part)
        fill_foot(self.ids.foot_buttons, told.buttons, self.ways)

    def _parts(self, told: Told) -> list[Widget]:
        head = Strip(spacing="16dp")
        head.add_widget(Badge(icon=told.icon, tone=told.tone, pos_hint={"center_y": 0.5}))
        texts = Column(pos_hint={"center_y": 0.5})
        texts.add_widget(Paragraph(kind="title", ink="cam_text", text=told.title))
        texts.add_widget(Paragraph(ink="cam_text_2", text=told.body))
        head.add_widget(texts)
        parts: list[Widget] = [Gap(), head, self.progress]
        for icon, words in told.notes:
            line = Strip(spacing="8dp")
            line.add_widget(Icon(icon=icon, ink="cam_text_2", side=20, pos_hint={"top": 1}))
            line.add_widget(Paragraph(kind="caption", ink="cam_text_2", text=words))
            parts.append(line)
        return [*parts, Gap()]


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
