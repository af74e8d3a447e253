"""A card of rows: what is set, sent or chosen, line by line."""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

from pathlib import Path

from kivy.input import MotionEvent
from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from clearshot.ui.basics import Badge, Column, Icon, Paragraph, Small, Snug, Strip, Toggle
from clearshot.ui.controls import Tap
from clearshot.ui.look import look


class Row(Tap):
    """A line of a card: icon, picture or badge, bold words over second ones, and what is at the right.

    All but `toggle` is given when it is made.

    Attributes:
        title: bold.
        under: second words below; above if `turned`.
        mark, mark_ink: an icon before the second words, and the role of their colour.
        tone: of a badge around the icon.
        ends: words at the right, or below the others where there is no room.
        arrow: whether it leads to somewhere.
        pictured: whether there is a picture, even if it comes later.
        toggle: `on`, `off`, or "" for none.
        still: whether it only shows something and cannot be pressed.
        first: whether no row is above it.
    """

    icon = StringProperty("")
    icon_ink = StringProperty("text")
    tone = StringProperty("")
    texture = ObjectProperty(None, allownone=True)
    pictured = BooleanProperty(False)
    title = StringProperty("")
    under = StringProperty("")
    turned = BooleanProperty(False)
    mark = StringProperty("")
    mark_ink = StringProperty("text_2")
    ends = StringProperty("")
    arrow = BooleanProperty(False)
    toggle = StringProperty("")
    still = BooleanProperty(False)
    first = BooleanProperty(True)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._below: bool | None = None
        self.bind(width=lambda *_: self._arrange())
        self._arrange()

    def _arrange(self) -> None:
        """Put `ends` at the right if there is room beside the title, else below it."""
        below = look.large or self._natural() > self.width
        if below == self._below:
            return
        self._below = below
        self.ids.line.clear_widgets()
        for part in (self._lead(), self._words(), self._end()):
            if part is not None:
                self.ids.line.add_widget(part)

    def _natural(self) -> float:
        """Give the width in which title, second words and ends stand beside each other."""
        if not self.ends:
            return 0
        widths = [
            Snug(kind=kind, text=text).width
            for kind, text in (
                ("row", self.title),
                ("caption", self.under),
                (self._kind, self.ends),
            )
        ]
        second = widths[1] + (dp(28) if self.mark else 0)
        lead = dp(80) if self.pictured else dp(40) * bool(self.icon)
        arrow = dp(36) * self.arrow
        return float(dp(48) + lead + max(widths[0], second) + widths[2] + arrow)

    @property
    def _kind(self) -> str:
        """Give the kind of text of `ends`: a time beside a picture, or what is set."""
        return "caption" if self.pictured else "body"

    def _lead(self) -> Widget | None:
        middle = {"center_y": 0.5}
        if self.pictured:
            small = Small(texture=self.texture, pos_hint=middle)
            self.bind(texture=small.setter("texture"))
            return small
        if look.large:  # the words need the room, and say it all
            return None
        if self.tone:
            return Badge(icon=self.icon, tone=self.tone, pos_hint=middle)
        if self.icon:
            return Icon(icon=self.icon, ink=self.icon_ink, pos_hint=middle)
        return None

    def _words(self) -> Widget:
        column = Column(pos_hint={"center_y": 0.5})
        parts: list[Widget] = [Paragraph(kind="row", text=self.title)]
        if self.under:
            parts.insert(0 if self.turned else 1, self._second())
        if self.ends and self._below:
            parts.append(Paragraph(kind=self._kind, ink="text_2", text=self.ends))
        for part in parts:
            column.add_widget(part)
        return column

    def _second(self) -> Widget:
        words = Paragraph(kind="caption", ink=self.mark_ink, text=self.under)
        if not self.mark:
            return words
        line = Strip(spacing=dp(8))
        line.add_widget(Icon(icon=self.mark, ink=self.mark_ink, side=20, pos_hint={"top": 1}))
        line.add_widget(words)
        return line

    def _end(self) -> Widget | None:
        middle = {"center_y": 0.5}
        if self.toggle:
            toggle = Toggle(on=self.toggle == "on", pos_hint=middle)
            self.bind(toggle=lambda _, now: setattr(toggle, "on", now == "on"))
            return toggle
        beside = self.ends and not self._below
        if not self.arrow and not beside:
            return None
        line = Strip(size_hint_x=None, spacing=dp(12), pos_hint=middle)
        line.bind(minimum_width=line.setter("width"))
        if beside:
            line.add_widget(Snug(kind=self._kind, ink="text_2", text=self.ends, pos_hint=middle))
        if self.arrow:
            line.add_widget(Icon(icon="chevron-right", pos_hint=middle))
        return line

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Let what only shows something be dragged past, and not pressed."""
        return False if self.still else bool(super().on_touch_down(touch))


class Card(Column):
    """Rows on one ground, parted by hairlines."""

    def add_row(self, row: Row) -> None:
        """Add a row below the others."""
        row.first = not self.children
        self.add_widget(row)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
