"""All that can be pressed; none of it knows what the app does."""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.behaviors import ButtonBehavior

from clearshot.ui import theme
from clearshot.ui.theme import Palette, Rgba

CLEAR: Rgba = (0, 0, 0, 0)
"""No colour at all."""


class Tap(ButtonBehavior, AnchorLayout):
    """Anything that can be pressed; `says` is what a screen reader calls it."""

    says = StringProperty("")
    shade = ObjectProperty(CLEAR)  # of what lies over it while it is pressed


_BUTTONS: dict[str, tuple[str, str, str]] = {
    "filled": ("primary", "primary", "on_primary"),
    "outlined": ("surface", "line_strong", "text"),
    "text": ("", "", "primary"),
    "danger": ("", "", "danger"),
    "cam": ("cam_text", "cam_text", "cam"),
    "cam_outlined": ("cam", "cam_line", "cam_text"),
    "cam_text": ("", "", "cam_text"),
}
"""For each kind of button the roles of its ground, its edge and its words."""


class WideButton(Tap):
    """A button that the thumb cannot miss, as high as its words need.

    Attributes:
        kind: `filled` is the main one; `outlined`, `text`, `danger`; over the camera `cam`,
            `cam_outlined`, `cam_text`.
    """

    kind = StringProperty("filled")
    icon = StringProperty("")
    text = StringProperty("")
    gap = NumericProperty(theme.BETWEEN)

    @staticmethod
    def colour(palette: Palette, kind: str, part: int, state: str = "normal") -> Rgba:
        """Give the colour of the ground (0), the edge (1) or the words (2)."""
        role = _BUTTONS[kind][part]
        if not role:
            pressed = theme.mixed(palette.surface, palette.text, theme.PRESSED)
            return pressed if state == "down" and part == 0 else CLEAR
        colour = palette.of(role)
        over = palette.cam_text_2 if kind.startswith("cam") else palette.text
        return theme.mixed(colour, over, theme.PRESSED) if state == "down" else colour

    @staticmethod
    def boxed(kind: str) -> bool:
        """Tell whether a button of this kind has a ground."""
        return bool(_BUTTONS[kind][0])

    @staticmethod
    def ink_of(kind: str) -> str:
        """Give the role of the words' colour."""
        return _BUTTONS[kind][2]


class TextButton(Tap):
    """A button without a box, as wide as its words."""

    icon = StringProperty("")
    text = StringProperty("")
    ink = StringProperty("primary")


class IconButton(Tap):
    """A lone icon that can be pressed: in the top bar, or with a disc beside words."""

    icon = StringProperty("")
    ink = StringProperty("text")
    disc = BooleanProperty(False)


class RoundButton(Tap):
    """A disc of the camera's row with bold words below: light, auto, the last photo.

    Attributes:
        texture: a picture in the place of the icon.
        ring: role of a coloured ring, where the button is offered just now.
    """

    icon = StringProperty("")
    text = StringProperty("")
    texture = ObjectProperty(None, allownone=True)
    ring = StringProperty("")
    edge = NumericProperty(1)  # pixels


class Shutter(Tap):
    """Takes a photo, whatever the hint says.

    Attributes:
        ready: whether the picture is steady and sharp now.
        share: 0 to 1, how much of the countdown is over.
    """

    ready = BooleanProperty(False)
    share = NumericProperty(0)
    inner = NumericProperty(68)  # pixels across the disc


class Chip(Tap):
    """A small choice, 48 dp high at least, as wide as its room."""

    text = StringProperty("")
    chosen = BooleanProperty(False)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
