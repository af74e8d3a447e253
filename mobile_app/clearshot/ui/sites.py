"""The places on the body, by group, in; a tap chooses one, or the left or the right of two."""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout

from clearshot.sites import GROUPS, SIDES
from clearshot.ui import theme
from clearshot.ui.components import Chip, Column, Paragraph, WideButton, look
from clearshot.words import Words

Choose = Callable[[str], None]


class SiteGroup(Column):
    """The places of one part of the body."""


class PairedSite(BoxLayout):
    """A place of which there are two: its name, and a chip for each side."""

    name = StringProperty("")


class SiteChooser(BoxLayout):
    """All places; it fills what it is put in, a phone's page or the office's panel.

    Args:
        words: the language.
        chosen: code of the place that is chosen now; "" for none.
        choose: takes the code that was tapped, "" for none.
        close: is called to leave all as it is.
        margin: dp at the sides.
    """

    title = StringProperty("")
    close_says = StringProperty("")
    margin = NumericProperty(theme.MARGIN)

    def __init__(
        self,
        words: Words,
        chosen: str,
        choose: Choose,
        close: Callable[[], None],
        margin: float = theme.MARGIN,
    ) -> None:
        self.close = close
        self._words, self._chosen, self._choose = words, chosen, choose
        super().__init__(
            title=words.say("review_where"), close_says=words.say("close"), margin=margin
        )
        for group, places in GROUPS.items():
            self.ids.places.add_widget(self._group(group, places))
        if chosen:
            leave = WideButton(kind="outlined", text=words.say("site_skip"))
            leave.bind(on_release=lambda *_: choose(""))
            self.ids.places.add_widget(leave)

    def _group(self, group: str, places: dict[str, bool]) -> SiteGroup:
        box = SiteGroup()
        box.add_widget(Paragraph(kind="heading", text=self._words.say(f"sites_{group}")))
        single = [place for place, paired in places.items() if not paired]
        if single:
            named = [(place, self._words.site(place)) for place in single]
            box.add_widget(self._grid(named, columns=1 if look.large else 2))
        for place, paired in places.items():
            if paired:
                box.add_widget(self._paired(place))
        return box

    def _paired(self, place: str) -> PairedSite:
        row = PairedSite(name=self._words.site(place))
        sides = [(f"{place}_{side}", self._words.say(f"side_{side}")) for side in SIDES]
        row.add_widget(self._grid(sides, says=[self._words.site(code) for code, _ in sides]))
        return row

    def _grid(
        self, choices: list[tuple[str, str]], says: list[str] | None = None, columns: int = 2
    ) -> GridLayout:
        """Lay chips out side by side."""
        grid = GridLayout(cols=columns, spacing=dp(8), size_hint_y=None)
        grid.bind(minimum_height=grid.setter("height"))
        for at, (code, text) in enumerate(choices):
            chip = Chip(text=text, chosen=code == self._chosen)
            if says is not None:
                chip.says = says[at]
            chip.bind(on_release=partial(self._tapped, code))
            grid.add_widget(chip)
        return grid

    def _tapped(self, code: str, *_: object) -> None:
        self._choose(code)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
