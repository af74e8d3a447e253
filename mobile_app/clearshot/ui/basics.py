"""Words, icons and small signs: what only shows something, and lays out."""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

from pathlib import Path

from kivy.clock import Clock
from kivy.graphics import Color, Mesh, SmoothEllipse, SmoothLine
from kivy.graphics.texture import Texture
from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.label import Label
from kivy.uix.widget import Widget

from clearshot.ui import fitting
from clearshot.ui.icons import GLYPHS
from clearshot.ui.look import look
from clearshot.ui.theme import Palette, Rgba


class Column(BoxLayout):
    """Things below each other, as high as they are together."""


class Strip(BoxLayout):
    """Things beside each other, as high as the highest."""


class Gap(Widget):
    """Room that is left free; `least` dp, or what is left over if there is a size hint."""

    least = NumericProperty(0)


class Paragraph(Label):
    """Words as wide as there is room and as high as they need; none of them take no room.

    Attributes:
        kind: of `theme.TYPES`.
        ink: role of the colour.
    """

    kind = StringProperty("body_l")
    ink = StringProperty("text")


class Snug(Label):
    """Words as wide as they are, wrapped only where they would be wider than `most` pixels."""

    kind = StringProperty("button")
    ink = StringProperty("text")
    most = NumericProperty(10_000)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        fit = Clock.create_trigger(lambda _: self._fit(), -1)
        self.fbind("text", fit)
        self.fbind("most", fit)
        self.fbind("font_size", fit)
        self.fbind("font_name", fit)
        self._fit()

    def _fit(self) -> None:
        self.text_size = None, None
        self.texture_update()
        if self.texture_size[0] > self.most:
            self.text_size = self.most, None
            self.texture_update()
            # No wider than the longest line, so that an icon beside it stands close.
            longest = max((line.w for line in self._label._cached_lines), default=0)
            self.text_size = min(self.most, longest + 2), None
            self.texture_update()
        self.size = self.texture_size if self.text else (0, 0)


class Icon(Label):
    """A glyph of the icon font, by its name; hidden from speech."""

    icon = StringProperty("")
    ink = StringProperty("text")
    side = NumericProperty(24)  # dp at the usual font scale

    @staticmethod
    def glyph(name: str) -> str:
        """Give the character of an icon; of none, none."""
        return GLYPHS[name] if name else ""


class Badge(AnchorLayout):
    """An icon on its disc, always beside words.

    Attributes:
        tone: `good`, `retake`, `note`, `danger`, `primary`; over the camera `cam_good`,
            `cam_retake`, `cam_note` or `cam_2`.
        across: dp.
        rim: dp of a ring in the colour of the surface, where it lies on a picture.
    """

    icon = StringProperty("")
    tone = StringProperty("note")
    across = NumericProperty(44)
    side = NumericProperty(24)
    corner = NumericProperty(0)  # dp; 0 is a disc
    rim = NumericProperty(0)

    @staticmethod
    def colours(palette: Palette, tone: str) -> tuple[Rgba, Rgba]:
        """Give the colours of the disc and of the icon.

        >>> from clearshot.ui.theme import LIGHT
        >>> Badge.colours(LIGHT, "good") == (LIGHT.good_soft, LIGHT.good)
        True
        """
        if tone == "cam_2":
            return palette.cam_2, palette.cam_text
        if tone.startswith("cam"):
            return palette.of(tone), palette.cam
        if tone == "primary":
            return palette.primary_soft, palette.on_primary_soft
        return palette.of(f"{tone}_soft"), palette.of(tone)


class Rounded(Widget):
    """A texture with round corners.

    Attributes:
        corner: dp; half of the side, or more, makes a disc.
    """

    texture = ObjectProperty(None, allownone=True)
    corner = NumericProperty(12)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        draw = Clock.create_trigger(lambda _: self._draw(), -1)
        for name in ("pos", "size", "texture", "corner"):
            self.fbind(name, draw)
        draw()

    def _draw(self) -> None:
        self.canvas.clear()
        if self.texture is not None and min(self.size) > 0:
            with self.canvas:
                Color(1, 1, 1, 1)
                textured(self.texture, (*self.pos, *self.size), dp(self.corner))


def textured(texture: Texture, area: tuple[float, float, float, float], radius: float) -> None:
    """Draw a texture with round corners on the canvas at hand."""
    half = 0.5 / max(texture.size)  # what lies beyond its outermost pixels is not to be seen
    corners = [u + half * (1 if u < middle else -1) for u, middle in _middles(texture)]
    vertices = fitting.rounded(area, radius, tuple(corners))
    indices = list(range(len(vertices) // 4))
    Mesh(vertices=vertices, indices=indices, mode="triangle_fan", texture=texture)


def _middles(texture: Texture) -> list[tuple[float, float]]:
    """Pair each texture coordinate with the middle of its axis."""
    at = texture.tex_coords
    middle = (at[0] + at[4]) / 2, (at[1] + at[5]) / 2
    return [(each, middle[n % 2]) for n, each in enumerate(at)]


class Small(Rounded):
    """A small picture of a row."""


class Dots(Widget):
    """How many of a few steps were made; words beside it say so, too."""

    done = NumericProperty(0)
    of = NumericProperty(4)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        draw = Clock.create_trigger(lambda _: self._draw(), -1)
        self.bind(pos=draw, size=draw, done=draw, of=draw)
        look.bind(palette=draw)
        draw()

    def _draw(self) -> None:
        self.canvas.clear()
        with self.canvas:
            Color(*look.palette.text_2)
            for at in range(self.of):
                x, side = self.x + at * dp(15), self.height
                if at < self.done:
                    SmoothEllipse(pos=(x, self.y), size=(side, side))
                else:
                    circle = (x + side / 2, self.center_y, side / 2 - dp(1))
                    SmoothLine(circle=circle, width=dp(1))


class Progress(Widget):
    """A line that fills; the one thing that moves by itself."""

    share = NumericProperty(0)
    ground = StringProperty("cam_2")
    ink = StringProperty("cam_text")


class Toggle(Widget):
    """Drawn as on or off; its row is what is pressed."""

    on = BooleanProperty(False)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
