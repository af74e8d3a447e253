"""A record's number in; the number that is typed, tapped or scanned instead, out. Never a name."""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from kivy.lang import Builder
from kivy.properties import NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from clearshot.ui.components import Chip, Icon, WideButton
from clearshot.ui.keys import meaning
from clearshot.ui.office_telling import is_record
from clearshot.words import Words

LONGEST = 24  # letters; longer than any record's number, shorter than a mistaken scan
_DELETE = 8  # key code


class RecordField(BoxLayout):
    """The number as it stands."""

    text = StringProperty("")


class RecordPad(BoxLayout):
    """A field with keys below. A keyboard types into it, too, and so does a scanner: it is one.

    Args:
        words: the language.
        record: the number now; "" for none.
        done: takes the new number.
        close: is called to leave all as it is.
    """

    title = StringProperty("")
    note = StringProperty("")
    close_says = StringProperty("")
    record = StringProperty("")
    inset = NumericProperty(0)  # pixels that the system covers above
    below = NumericProperty(0)  # and below

    def __init__(
        self, words: Words, record: str, done: Callable[[str], None], close: Callable[[], None]
    ) -> None:
        self.close, self._done = close, done
        super().__init__(
            title=words.say("off_record_title"),
            note=words.say("off_record_body"),
            close_says=words.say("close"),
            record=record,
        )
        for key in "123456789-0":
            self._add_key(Chip(text=key), partial(self._type, key))
        delete = Chip()
        delete.add_widget(Icon(icon="arrow-left"))
        self._add_key(delete, self._delete)
        delete.says = words.say("off_record_delete")
        self._set = WideButton(text=words.say("off_record_set"))
        self._set.bind(on_release=lambda _: self._finish())
        self.bind(record=lambda *_: self._offer())
        self._offer()

    def press(self, key: int, text: str | None) -> bool:
        """Take a key of a keyboard or a scanner; the pad has it all to itself.

        Args:
            key: its code.
            text: what it types, if anything.
        """
        if meaning(key) == "main":
            self._finish()
        elif meaning(key) == "back":
            self.close()
        elif key == _DELETE:
            self._delete()
        elif text and len(text) == 1 and text.isascii() and (text.isalnum() or text in "-/"):
            self._type(text.upper())
        return True

    def _add_key(self, key: Chip, do: Callable[[], None]) -> None:
        key.bind(on_release=lambda _: do())
        self.ids.pad.add_widget(key)

    def _type(self, text: str) -> None:
        self.record = (self.record + text)[:LONGEST]

    def _delete(self) -> None:
        self.record = self.record[:-1]

    def _offer(self) -> None:
        """Show the button that sets it where there is a number to set, or one to take away."""
        foot: Widget = self.ids.foot
        foot.clear_widgets()
        if is_record(self.record) or not self.record:
            foot.add_widget(self._set)

    def _finish(self) -> None:
        if is_record(self.record) or not self.record:
            self._done(self.record)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
