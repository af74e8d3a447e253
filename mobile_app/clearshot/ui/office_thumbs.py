"""Attempts' photos as small textures, 4:3: made once, kept as long as the session has them."""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

from collections.abc import Callable, Iterable

from kivy.graphics.texture import Texture
from PIL import Image

from clearshot.photo import Photo
from clearshot.ui.components import texture_of

# Pixels, whatever the shape it is drawn in: powers of two, as Kivy's rounded rectangle bends every
# texture that does not fill its own memory.
SIZE = (256, 256)


class Thumbs:
    """Gives an attempt's small picture.

    Args:
        photo: gives its photo, None as long as it is not there.
    """

    def __init__(self, photo: Callable[[str], Photo | None]) -> None:
        self._photo = photo
        self._made: dict[str, Texture] = {}

    def __call__(self, attempt: str) -> Texture | None:
        """Give the texture; of an old attempt the photo is not decoded again."""
        if attempt not in self._made:
            photo = self._photo(attempt)
            if photo is None:
                return None
            self._made[attempt] = texture_of(cut_to(photo.image, 4 / 3).resize(SIZE))
        return self._made[attempt]

    def keep(self, attempts: Iterable[str]) -> None:
        """Forget all others."""
        wanted = set(attempts)
        self._made = {each: made for each, made in self._made.items() if each in wanted}


def cut_to(picture: Image.Image, ratio: float) -> Image.Image:
    """Cut the middle out of a picture, at this ratio of width to height."""
    width, height = picture.size
    across, down = min(width, height * ratio), min(height, width / ratio)
    left, top = (width - across) / 2, (height - down) / 2
    return picture.crop((round(left), round(top), round(left + across), round(top + down)))
