"""Attempts' photos as textures: made once, the few that are seen are kept."""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from kivy.graphics.texture import Texture

from clearshot.photo import Photo
from clearshot.ui.components import texture_of

KEPT = 6  # more than the attempts that are seen at once


class Gallery:
    """Gives an attempt's picture.

    Args:
        photo: gives its photo, None as long as it is not there.
    """

    def __init__(self, photo: Callable[[str], Photo | None]) -> None:
        self._photo = photo
        self._kept: OrderedDict[str, Texture] = OrderedDict()

    def __call__(self, attempt: str) -> Texture | None:
        """Give the texture, None as long as the photo is not there."""
        if attempt not in self._kept:
            photo = self._photo(attempt)
            if photo is None:
                return None
            self._kept[attempt] = texture_of(photo.image)
        self._kept.move_to_end(attempt)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return self._kept[attempt]
