"""Many photos that were kept in; a card out that makes its rows and pictures as one scrolls to them."""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from kivy.clock import Clock
from kivy.graphics.texture import Texture
from PIL import Image

from clearshot.errors import PhotoUnreadable
from clearshot.photo import load_photo
from clearshot.submit import Sent
from clearshot.ui.components import Card, Row, Scroll, thumb_of
from clearshot.ui.told import Entry

AT_ONCE = 20  # rows; a few screens full
NEAR = 0.25  # share of what scrolls that is left below when the next rows are made
GROWING = 0.1  # seconds in which new rows get their height
DETAIL = 256  # pixels that a photo is decoded at
KEPT = 60  # pictures that are held; others are decoded anew

_kept: OrderedDict[str, Texture] = OrderedDict()
_pool = ThreadPoolExecutor(1, thread_name_prefix="thumbs")


class KeptCard(Card):
    """A row for each photo, the newest first.

    Args:
        entries: what each row says.
        scroll: what the card is in.
        make: makes a row.
    """

    def __init__(
        self, entries: Sequence[Entry], scroll: Scroll, make: Callable[[Entry], Row]
    ) -> None:
        super().__init__()
        self._left, self._scroll, self._make = list(entries), scroll, make
        self._above: float | None = None  # pixels that are to stay above, as new rows grow
        self._add()
        scroll.fbind("scroll_y", self._scrolled)
        scroll.fbind("content", self._keep)

    def _scrolled(self, *_: object) -> None:
        near = self._scroll.scroll_y < NEAR and self.parent is not None
        if self._left and near and self._above is None:
            self._above = (1 - self._scroll.scroll_y) * self._hidden()
            self._add()
            Clock.schedule_once(self._settled, GROWING)

    def _settled(self, _: float) -> None:
        self._above = None

    def _hidden(self) -> float:
        return max(1.0, float(self._scroll.content - self._scroll.height))

    def _keep(self, *_: object) -> None:
        """Let what is looked at stay where it is."""
        if self._above is not None:
            self._scroll.scroll_y = 1 - min(1.0, self._above / self._hidden())

    def _add(self) -> None:
        some, self._left = self._left[:AT_ONCE], self._left[AT_ONCE:]
        for entry in some:
            row = self._make(entry)
            self.add_row(row)
            if entry.photo is not None:
                picture(entry.photo, row)


def picture(sent: Sent, row: Row) -> None:
    """Put a photo's small picture into a row, as soon as it is decoded, off the window's thread."""
    if sent.id in _kept:
        _kept.move_to_end(sent.id)
        row.texture = _kept[sent.id]
        return

    def show(image: Image.Image) -> None:
        _kept[sent.id] = row.texture = thumb_of(image, 64)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)

    def decode() -> None:
        try:
            image = load_photo(sent.read(), DETAIL).image
        except (OSError, PhotoUnreadable):
            return  # the row says what is known; its picture stays empty
        Clock.schedule_once(lambda _: show(image))

    _pool.submit(decode)
