"""Screens on the plain ground: welcome, review, my photos, settings, help, and all that is a state."""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

from functools import partial

from kivy.graphics.texture import Texture
from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget

from clearshot.capture.events import Again, Choose
from clearshot.ui.components import (
    AddThumb,
    Badge,
    Card,
    Gap,
    Icon,
    Page,
    Paragraph,
    Picture,
    Row,
    Snug,
    StatePage,
    Strip,
    TextButton,
    Thumb,
    look,
)
from clearshot.ui.kept import KeptCard
from clearshot.ui.stages import Ways, banner_of, fill_bar, fill_foot, wide_button
from clearshot.ui.told import Button, Entry, Group, Told


class PlainScreen(Page):
    """A page that is built anew whenever something else is told; where it was scrolled, it stays."""

    def __init__(self, ways: Ways, add: str = "") -> None:
        self.ways, self._add = ways, add
        self._told: Told | None = None
        self._photo: Texture | None = None
        self._chosen: Picture | None = None  # of the review
        super().__init__(insets=list(ways.insets))
        self.fbind("low", lambda *_: self._turned())
        self.fbind("size", lambda *_: self._resize())

    def _turned(self) -> None:
        """Build it anew, as the phone was laid down or held upright."""
        if self._told is not None:
            told, self._told = self._told, None
            self.show(told)

    def show(self, told: Told) -> None:
        """Show what is told."""
        photo = None if told.attempt is None else self.ways.picture(told.attempt)
        if told == self._told and photo is self._photo:
            return
        at = self.words.scroll_y if self._told is not None else 1
        self._told, self._photo = told, photo
        fill_bar(self.bar, told, self.ways)
        self.bar.bare = told.screen == "welcome"
        column = self.words.ids.column
        column.clear_widgets()
        if told.notice is not None:
            column.add_widget(banner_of(told.notice, self.ways))
            column.add_widget(Gap(least=16))
        build = {"welcome": self._welcome, "review": self._review}.get(told.screen)
        if build is None:
            build = self._state if told.icon else self._groups
        build(told, column)
        # Large words on a phone that lies leave no room to pin anything.
        pinned = () if self.low and look.large else told.buttons
        fill_foot(self.foot, pinned, self.ways)
        for button in told.buttons[len(pinned) :]:
            column.add_widget(Gap(least=12))
            column.add_widget(wide_button(button, self.ways))
        self.words.scroll_y = at

    def _welcome(self, told: Told, column: Widget) -> None:
        head = Strip()
        head.add_widget(Badge(icon=told.icon, tone=told.tone, across=64, side=36, corner=20))
        head.add_widget(Gap())
        if told.right is not None:
            head.add_widget(self._link(told.right))
        *steps, private = told.notes
        for part in (
            Gap(least=20),
            head,
            Gap(least=24),
            Paragraph(kind="display", text=told.title),
            Gap(least=8),
            Paragraph(ink="text_2", text=told.body),
            Gap(least=32),
            *_spaced([_step(icon, words) for icon, words in steps], 24),
            Gap(),
            Gap(least=16),
            _private(*private),
            Gap(least=4),
        ):
            column.add_widget(part)

    def _link(self, told: Button) -> Widget:
        link = TextButton(text=told.words, icon=told.icon, pos_hint={"center_y": 0.5})
        link.bind(on_release=lambda _: self.ways.act(told.act))
        return link

    def _review(self, told: Told, column: Widget) -> None:
        self._chosen = Picture(texture=self._photo, corner=20, size_hint_y=None)
        self._resize()
        column.add_widget(self._chosen)
        column.add_widget(Gap(least=16))
        column.add_widget(self._thumbs(told))
        column.add_widget(Gap(least=16))
        self._groups(told, column)

    def _resize(self) -> None:
        """Give the chosen photo the height of the drawing, or what a small screen leaves."""
        if self._chosen is not None:
            self._chosen.height = max(dp(120), min(self.width - dp(48), 0.4 * self.height))

    def _thumbs(self, told: Told) -> Widget:
        """The attempts side by side; they scroll sideways."""
        line = BoxLayout(size_hint=(None, None), spacing=dp(12))
        line.bind(minimum_width=line.setter("width"), minimum_height=line.setter("height"))
        for choice in told.choices:
            thumb = Thumb(
                texture=self.ways.picture.small(choice.attempt),
                text=choice.words,
                chosen=choice.chosen,
                pos_hint={"top": 1},
            )
            thumb.bind(on_release=lambda _, id=choice.attempt: self.ways.act(Choose(id)))
            line.add_widget(thumb)
        add = AddThumb(text=self._add, pos_hint={"top": 1})
        add.bind(on_release=lambda _: self.ways.act(Again()))
        line.add_widget(add)
        scroll = ScrollView(do_scroll_y=False, size_hint_y=None, bar_width=0)
        line.bind(height=scroll.setter("height"))
        scroll.height = line.height
        scroll.add_widget(line)
        return scroll

    def _state(self, told: Told, column: Widget) -> None:
        """Badge, title, two sentences; a photo and its state where there is one."""
        column.add_widget(Gap())
        column.add_widget(
            StatePage(icon=told.icon, tone=told.tone, title=told.title, text=told.body)
        )
        if self._photo is not None:
            side = dp(120)
            photo = Picture(
                texture=self._photo,
                corner=16,
                size_hint=(None, None),
                size=(side, side),
                pos_hint={"center_x": 0.5},
            )
            column.add_widget(Gap(least=24))
            column.add_widget(photo)
        for icon, words in told.notes:
            column.add_widget(Gap(least=8))
            column.add_widget(_centred(icon, words))
        column.add_widget(Gap())

    def _groups(self, told: Told, column: Widget) -> None:
        """Cards with their head lines, and below them what else is to be said."""
        if told.screen == "privacy":
            column.add_widget(Paragraph(kind="title", text=told.title))
            column.add_widget(Gap(least=24))
            for part in _spaced([_step(icon, words) for icon, words in told.notes], 24):
                column.add_widget(part)
            column.add_widget(Gap())
            return
        for at, group in enumerate(told.groups):
            if at:
                column.add_widget(Gap(least=16))
            for part in self._group(group):
                column.add_widget(part)
        for icon, words in told.notes:
            column.add_widget(Gap(least=12))
            column.add_widget(_note(icon, words))
        column.add_widget(Gap(least=8))
        column.add_widget(Gap())

    def _group(self, group: Group) -> list[Widget]:
        parts: list[Widget] = []
        if group.title:
            parts += [Paragraph(kind="heading", text=group.title), Gap(least=8)]
        if group.text:
            parts += [Paragraph(kind="body", ink="text_2", text=group.text), Gap(least=8)]
        if group.entries:
            parts.append(self._card(group))
        return parts

    def _card(self, group: Group) -> Card:
        if group.entries[0].photo is not None:
            return KeptCard(group.entries, self.words, partial(row_of, ways=self.ways))
        card = Card()
        for entry in group.entries:
            card.add_row(row_of(entry, self.ways))
        return card


def row_of(entry: Entry, ways: Ways) -> Row:
    """Make a row of a card."""
    act = entry.act
    row = Row(
        icon=entry.icon,
        icon_ink=entry.icon_ink,
        title=entry.title,
        under=entry.under,
        turned=entry.turned,
        mark=entry.mark,
        mark_ink=entry.mark_ink,
        ends=entry.ends,
        toggle=entry.toggle,
        arrow=act is not None and not entry.toggle,
        pictured=entry.photo is not None,
        still=act is None,
    )
    if act is not None:
        row.bind(on_release=lambda _: ways.act(act))
    return row


def _spaced(parts: list[Widget], least: float) -> list[Widget]:
    spaced: list[Widget] = []
    for part in parts:
        spaced += [part, Gap(least=least)]
    return spaced[:-1]


def _step(icon: str, words: str) -> Widget:
    line = Strip(spacing=dp(16))
    line.add_widget(Badge(icon=icon, tone="primary", pos_hint={"center_y": 0.5}))
    line.add_widget(Paragraph(text=words, pos_hint={"center_y": 0.5}))
    return line


def _private(icon: str, words: str) -> Widget:
    line = Strip(spacing=dp(12), padding=(dp(16), dp(12)))
    line.add_widget(Icon(icon=icon, ink="primary", pos_hint={"center_y": 0.5}))
    line.add_widget(Paragraph(kind="caption", text=words, pos_hint={"center_y": 0.5}))
    card = Card()
    card.add_widget(line)
    return card


def _note(icon: str, words: str) -> Widget:
    line = Strip(spacing=dp(8))
    if icon:
        line.add_widget(Icon(icon=icon, ink="text_2", side=20, pos_hint={"top": 1}))
    line.add_widget(Paragraph(kind="caption", ink="text_2", text=words))
    return line


def _centred(icon: str, words: str) -> Widget:
    """An icon and words in the middle."""
    line = BoxLayout(size_hint=(None, None), spacing=dp(8), pos_hint={"center_x": 0.5})
    line.bind(minimum_width=line.setter("width"), minimum_height=line.setter("height"))
    line.add_widget(Icon(icon=icon, ink="text_2", side=20, pos_hint={"center_y": 0.5}))
    line.add_widget(Snug(kind="caption", ink="text_2", text=words, pos_hint={"center_y": 0.5}))
    return line
