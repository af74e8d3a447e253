"""Attempts' photos as textures: made once, the few that are seen are kept."""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from kivy.graphics.texture import Texture
from PIL import Image

from clearshot.photo import Photo
from clearshot.ui.components import texture_of, thumb_of

LARGE, SMALL = 2, 12  # pictures that are kept: one is seen whole at a time, a row of them small


class Gallery:
    """Gives an attempt's picture.

    Args:
        photo: gives its photo, None as long as it is not there.
    """

    def __init__(self, photo: Callable[[str], Photo | None]) -> None:
        self._photo = photo
        self._large: OrderedDict[str, Texture] = OrderedDict()
        self._small: OrderedDict[str, Texture] = OrderedDict()

    def __call__(self, attempt: str) -> Texture | None:
        """Give the whole picture, None as long as the photo is not there."""
        return self._get(attempt, self._large, LARGE, texture_of)

    def small(self, attempt: str) -> Texture | None:
        """Give the square middle of it, small; None as long as the photo is not there."""
        return self._get(attempt, self._small, SMALL, thumb_of)

    def _get(
        self,
        attempt: str,
        kept: OrderedDict[str, Texture],
        most: int,
        make: Callable[[Image.Image], Texture],
    ) -> Texture | None:
        if attempt not in kept:
            photo = self._photo(attempt)
            if photo is None:
                return None
            kept[attempt] = make(photo.image)
        kept.move_to_end(attempt)
        while len(kept) > most:
            kept.popitem(last=False)
        return kept[attempt]
