"""A view in; a photo with what is least clear outlined, and below it the verdict in words."""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kivy.clock import Clock
from kivy.graphics import Color, SmoothEllipse, SmoothLine, SmoothTriangle
from kivy.graphics.texture import Texture
from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import (
    BooleanProperty,
    ListProperty,
    NumericProperty,
    ObjectProperty,
    StringProperty,
)
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.label import Label
from kivy.uix.widget import Widget
from PIL import Image

from clearshot.ui import theme
from clearshot.ui.viewing import Edges, ScreenWords, View


class Paragraph(Label):
    """Words as high as they need to be; where there are none, it takes no room."""


class WideButton(ButtonBehavior, Label):
    """A button that the thumb cannot miss, as high as its words need; `filled` is the main one."""

    filled = BooleanProperty(False)


class Sign(Widget):
    """A verdict's sign on its disc: a tick, a turning arrow, or three dots."""

    kind = StringProperty("checking")

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        redraw = Clock.create_trigger(lambda _: self._draw(), -1)
        self.bind(kind=redraw, pos=redraw, size=redraw)
        redraw()

    def _draw(self) -> None:
        ink, ground = theme.SIGNS[self.kind]
        self.canvas.clear()
        with self.canvas:
            Color(*ground)
            SmoothEllipse(pos=self.pos, size=self.size)
            Color(*ink)
            if self.kind == "accept":
                SmoothLine(points=self._at(0.29, 0.51, 0.44, 0.36, 0.71, 0.65), width=dp(1.6))
            elif self.kind == "retake":
                self._turning_arrow()
            else:
                self._dots()

    def _turning_arrow(self) -> None:
        x, y = self.center
        SmoothLine(circle=(x, y, 0.22 * self.width, 80, 355), width=dp(1.6))
        SmoothTriangle(points=self._at(0.49, 0.60, 0.49, 0.84, 0.65, 0.72))

    def _dots(self) -> None:
        size = 0.11 * self.width
        for across in (0.3, 0.5, 0.7):
            x, y = self._at(across, 0.5)
            SmoothEllipse(pos=(x - size / 2, y - size / 2), size=(size, size))

    def _at(self, *shares: float) -> list[float]:
        """Place points, given as shares of the disc's side from its lower left."""
        corner = (self.x, self.y)
        return [corner[at % 2] + share * self.width for at, share in enumerate(shares)]


class PhotoPane(Widget):
    """A whole photo, as large as there is room, with a part of it outlined.

    Attributes:
        texture: the photo; None shows the ground only.
        edges: left, top, right and bottom of the outline, as shares of the photo from its upper
            left; empty if there is none.
    """

    texture = ObjectProperty(None, allownone=True)
    edges = ListProperty([])

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        redraw = Clock.create_trigger(lambda _: self._outline(), -1)
        self.bind(edges=redraw, texture=redraw, pos=redraw, size=redraw)

    def shown(self) -> tuple[float, float, float, float]:
        """Give x, y, width and height of the photo in the window; all 0 if there is none."""
        if self.texture is None:
            return 0, 0, 0, 0
        scale = min(self.width / self.texture.width, self.height / self.texture.height)
        width, height = scale * self.texture.width, scale * self.texture.height
        return self.center_x - width / 2, self.center_y - height / 2, width, height

    def _outline(self) -> None:
        """Draw a white line between two dark ones: seen on any skin, in any light."""
        self.canvas.after.clear()
        if self.texture is None or not self.edges:
            return
        box = (*self._box(dp(6)), dp(20))
        with self.canvas.after:
            for colour, width in ((theme.CAM, dp(3.5)), (theme.CAM_TEXT, dp(1.5))):
                Color(*colour)
                SmoothLine(rounded_rectangle=box, width=width)

    def _box(self, inset: float) -> tuple[float, float, float, float]:
        """Place the outline, far enough within the photo for its line to be seen whole."""
        x, y, width, height = self.shown()
        left, top, right, bottom = self.edges
        low, high = y + height * (1 - bottom), y + height * (1 - top)
        start, end = x + width * left, x + width * right
        start, low = max(start, x) + inset, max(low, y) + inset
        end, high = min(end, x + width) - inset, min(high, y + height) - inset
        return start, low, end - start, high - low


class VerdictScreen(BoxLayout):
    """A photo and its verdict, with the ways to the one before and the one after.

    Args:
        words: the language.
        step: called with -1 or 1 when a button is pressed.
        many: whether there is more than one photo, that is, anywhere to go.
    """

    place = StringProperty()
    name = StringProperty()
    sign = StringProperty("checking")
    title = StringProperty()
    reason = StringProperty()
    action = StringProperty()
    simple = BooleanProperty(False)
    texture = ObjectProperty(None, allownone=True)
    edges = ListProperty([])
    many = BooleanProperty(True)
    photo_share = NumericProperty(0.3)  # of the window's height, at least, in portrait

    def __init__(self, words: ScreenWords, step: Callable[[int], None], many: bool) -> None:
        self.words = words
        self.step = step
        super().__init__(many=many)
        self._picture: Image.Image | None = None

    def show(self, view: View) -> None:
        """Show a view; what it does not have is taken away."""
        told = view.caption
        self.place, self.name = view.place, view.name
        self.sign, self.title, self.simple = told.sign, told.title, told.simple
        self.reason, self.action = told.reason, told.action
        if view.picture is not self._picture:
            self._picture = view.picture
            self.texture = None if view.picture is None else _texture(view.picture)
        self.edges = _as_list(view.outline)


def _as_list(edges: Edges | None) -> list[float]:
    return [] if edges is None else list(edges)


def _texture(picture: Image.Image) -> Texture:
    """Hand a picture to the graphics card; averaged when drawn small, so that no grain appears."""
    texture = Texture.create(size=picture.size, colorfmt="rgb", mipmap=True)
    texture.blit_buffer(picture.tobytes(), colorfmt="rgb", bufferfmt="ubyte")
    texture.flip_vertical()
    return texture


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
