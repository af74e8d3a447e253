"""The look as it is now: which theme, how large the text, whether things move. Widgets watch it."""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

from kivy.event import EventDispatcher
from kivy.metrics import Metrics
from kivy.properties import AliasProperty, NumericProperty, ObjectProperty

from clearshot.ui import theme


class Look(EventDispatcher):
    """What every widget is drawn by; to set a palette recolours the window.

    Attributes:
        palette: the colours.
        scale: how many times larger than drawn the person wants words.
        large: whether words are so large that they stand below each other, and are the short ones.
        icon: how many times larger than drawn icons are: they grow along, to 1.5.
        motion: how long things move.
    """

    # Rebound, as in kv it stands before the dot of what is read: look.palette.text
    palette = ObjectProperty(theme.LIGHT, rebind=True)
    scale = NumericProperty(1.0)
    motion = ObjectProperty(theme.MOVING, rebind=True)

    def __init__(self) -> None:
        super().__init__()
        self.scale = Metrics.fontscale
        Metrics.bind(fontscale=self.setter("scale"))

    def _is_large(self) -> bool:
        return bool(self.scale >= theme.LARGE)

    def _icon(self) -> float:
        return float(min(max(1.0, self.scale), theme.LARGE))

    large = AliasProperty(_is_large, bind=["scale"])
    icon = AliasProperty(_icon, bind=["scale"])

    def wear(self, dark: bool, still: bool) -> None:
        """Put on a theme.

        Args:
            dark: whether it is the dark one.
            still: whether nothing is to move.
        """
        self.palette = theme.DARK if dark else theme.LIGHT
        self.motion = theme.STILL if still else theme.MOVING


look = Look()
"""The one look of the one window."""
