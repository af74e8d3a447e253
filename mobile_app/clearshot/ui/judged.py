"""A judged photo, and over its foot, or beside it, the sheet: clear, or one reason and one action."""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import NumericProperty
from kivy.uix.widget import Widget

from clearshot.ui.components import Badge, Column, Dots, Gap, Paragraph, Snug, Strip, look
from clearshot.ui.stages import CamScreen, Ways, fill_bar, fill_foot, wide_button
from clearshot.ui.told import Told

ROOMY = 1.15  # font scale


class JudgedScreen(CamScreen):
    """Clear, or take again."""

    sheet_height = NumericProperty(1)  # pixels
    below = NumericProperty(0)  # pixels of the screen's foot that are not the picture's
    sheet_share = NumericProperty(0.41)  # of the height, that the sheet has if it needs no more

    def __init__(self, ways: Ways) -> None:
        super().__init__(ways)
        self._told: Told | None = None
        self.fbind("low", lambda *_: self._told and self._fill(self._told))

    def show(self, told: Told) -> None:
        """Show what is told; a new photo's sheet rises, and then its outline is drawn."""
        photo, before = self.ids.photo, self._told
        photo.texture = None if told.attempt is None else self.ways.picture(told.attempt)
        if told == before:
            return
        self._told = told
        self.sheet_share = 0.41 if len(told.buttons) < 3 else 0.434
        fill_bar(self.ids.bar, told, self.ways)
        self.say(told.notice)
        self._mark(told)
        self._fill(told)
        if before is None or before.attempt != told.attempt:
            self.ids.sheet.rise()
            photo.reveal()

    def _mark(self, told: Told) -> None:
        marked = told.marked
        photo = self.ids.photo
        photo.edges = [] if marked is None else marked.edges
        photo.mark, photo.mark_icon = ("", "") if marked is None else (marked.words, marked.icon)

    def _fill(self, told: Told) -> None:
        sheet = self.ids.sheet
        column = sheet.words.ids.column
        column.clear_widgets()
        column.add_widget(_head(told))
        column.add_widget(Gap(least=12))
        column.add_widget(Paragraph(text=told.body))
        for _, note in told.notes:
            column.add_widget(Gap(least=8))
            column.add_widget(Paragraph(kind="caption", ink="text_2", text=note))
        if told.tries[1] and not _roomy():
            column.add_widget(Gap(least=8))
            column.add_widget(Paragraph(kind="caption", ink="text_2", text=told.tries_words))
        column.add_widget(Gap())
        pinned, more = told.buttons[: self._pins()], told.buttons[self._pins() :]
        for at, button in enumerate(more):
            if at:
                column.add_widget(Gap(least=12))
            column.add_widget(wide_button(button, self.ways))
        fill_foot(sheet.foot, pinned, self.ways, self.low)

    def _pins(self) -> int:
        """Count the buttons that do not scroll with the words, where these need the room, too."""
        if self.low:
            return 2 if _roomy() else 0
        return 2 if look.large else 3


def _roomy() -> bool:
    """Tell whether words are small enough for dots beside a title, or a button beside another."""
    return bool(look.scale <= ROOMY)


def _head(told: Told) -> Widget:
    """Badge, title, and which try this is; where words are large, the dots go."""
    head = Strip(spacing=dp(12 if look.large else 16))
    at = {"top": 1} if look.large else {"center_y": 0.5}
    head.add_widget(Badge(icon=told.icon, tone=told.tone, side=28, pos_hint=at))
    head.add_widget(Paragraph(kind="title", text=told.title, pos_hint={"center_y": 0.5}))
    if told.tries[1] and _roomy():
        head.add_widget(_tries(told))
    return head


def _tries(told: Told) -> Widget:
    column = Column(size_hint_x=None, spacing=dp(6), pos_hint={"center_y": 0.5})
    words = Snug(kind="caption", ink="text_2", text=told.tries_words, pos_hint={"right": 1})
    words.bind(width=column.setter("width"))
    column.width = words.width
    column.add_widget(words)
    column.add_widget(Dots(done=told.tries[0], of=told.tries[1], pos_hint={"right": 1}))
    return column


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
