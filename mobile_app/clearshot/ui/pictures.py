"""Pictures with what lies on them: outline and its words, brackets, ring, thumbs."""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

from math import cos, pi, sin
from pathlib import Path

from kivy.animation import Animation
from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.graphics import Color, SmoothLine
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
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget
from PIL import Image

from clearshot.ui import fitting
from clearshot.ui.basics import textured
from clearshot.ui.controls import Tap
from clearshot.ui.fitting import WHOLE, Area, Edges
from clearshot.ui.look import look
from clearshot.ui.theme import Rgba

BRACKETS = 300  # dp
_SOFT = 0.5  # pixels by which a smooth line looks thinner at each side than it is


def texture_of(picture: Image.Image, long_side: int | None = None) -> Texture:
    """Hand a picture to the graphics card; made smaller before, so that no grain appears.

    Args:
        picture: of any size.
        long_side: pixels that the texture has at most; None is as many as the window has.
    """
    most = long_side or max(EventLoop.window.size)
    if max(picture.size) > most:
        picture = picture.copy()
        picture.thumbnail((most, most))
    # Kivy enlarges the memory of any other size, and what is not filled shows at the edge.
    small_ones_too = all(side & (side - 1) == 0 for side in picture.size)
    texture = Texture.create(size=picture.size, colorfmt="rgb", mipmap=small_ones_too)
    texture.blit_buffer(picture.convert("RGB").tobytes(), colorfmt="rgb", bufferfmt="ubyte")
    texture.flip_vertical()
    return texture


def thumb_of(picture: Image.Image, side: float = 96) -> Texture:
    """Make a square texture of the middle of a picture, `side` in dp, for `Thumb`, `Row`, `Small`."""
    square = min(picture.size)
    left, top = (picture.width - square) // 2, (picture.height - square) // 2
    cut = picture.crop((left, top, left + square, top + square))
    return texture_of(cut, max(1, round(1.5 * dp(side))))


def cased(line: dict[str, object], ink: Rgba, width: float = 1.5) -> None:
    """Draw a line between two dark ones, on the canvas at hand: seen on any skin, in any light.

    Args:
        line: what `SmoothLine` takes.
        ink: colour of the line within.
        width: half of it, in dp; the dark ones add 2 dp each.
    """
    Color(*look.palette.cam[:3], ink[3])
    SmoothLine(width=dp(width + 2) + _SOFT, **line)
    Color(*ink)
    SmoothLine(width=dp(width) + _SOFT, **line)


class Mark(BoxLayout):
    """The words of an outline, with the icon of their reason."""

    icon = StringProperty("")
    text = StringProperty("")
    most = NumericProperty(10_000)


class Picture(FloatLayout):
    """A photo that fills its frame, with what is not clear outlined.

    What would be cut down to a strip is shown whole instead, and what is outlined is not cut off.

    Attributes:
        texture: None shows the ground only.
        edges: left, top, right, bottom of the outline, as shares of the photo; empty for none.
        mark: the words of the outline, and `mark_icon` their icon.
        corner: dp.
        hidden: pixels at its foot over which something lies.
        share: 0 to 1, how well the outline is seen.
    """

    texture = ObjectProperty(None, allownone=True)
    edges = ListProperty([])
    mark = StringProperty("")
    mark_icon = StringProperty("")
    corner = NumericProperty(0)
    hidden = NumericProperty(0)
    share = NumericProperty(1)
    shown = ListProperty([0, 0, 0, 0])  # x, y, width, height of the photo in the window

    def __init__(self, **kwargs: object) -> None:
        self._words: Mark | None = None
        self.part: Edges = WHOLE
        super().__init__(**kwargs)
        lay = Clock.create_trigger(lambda _: self._lay(), -1)
        for name in ("texture", "edges", "mark", "mark_icon", "pos", "size", "share", "hidden"):
            self.fbind(name, lay)
        lay()

    def reveal(self) -> None:
        """Let the outline appear once the sheet stands; at once where nothing is to move."""
        if look.motion.outline and self.edges:
            self.share = 0
            wait = Animation(duration=look.motion.sheet)
            (wait + Animation(share=1, duration=look.motion.outline, t="out_cubic")).start(self)

    def _lay(self) -> None:
        self.canvas.before.clear()
        if self.texture is None or min(self.size) <= 0:
            self.shown = [0, 0, 0, 0]
            return
        self.part = fitting.crop(self.texture.size, self.size, self._kept())
        self.shown = fitting.place(self.texture.size, self.part, (*self.pos, *self.size))
        with self.canvas.before:
            Color(1, 1, 1, 1)
            textured(_cut(self.texture, self.part), tuple(self.shown), dp(self.corner))
        self._outline()

    def _kept(self) -> Edges:
        """Give what is to be seen: what is outlined, with as much below it as is hidden."""
        if not self.edges:
            return WHOLE
        left, top, right, bottom = self.edges
        whole = max(self.height, self.width * self.texture.height / self.texture.width)
        return left, top, right, min(1.0, bottom + self.hidden / whole)

    def _outline(self) -> None:
        if self._words is not None:
            self.remove_widget(self._words)
            self._words = None
        if not self.edges:
            return
        x, y, width, height = self.shown
        hidden = max(0.0, self.y + self.hidden - y)
        seen = (x, y + hidden, width, height - hidden)
        box = fitting.outline(self.edges, self.part, self.shown, dp(8), dp(64))
        box = _within(box, seen, dp(4))
        with self.canvas.before:
            cased(
                {"rounded_rectangle": (*box, dp(20))},
                (*look.palette.cam_text[:3], self.share),
            )
        if self.mark and self.share == 1:
            self._say(box)

    def _say(self, box: Area) -> None:
        """Put the words over the outline's upper left; below it, or within it, if there is no room."""
        most = self.width - dp(16) - dp(24) * look.icon - dp(24)
        words = self._words = Mark(text=self.mark, icon=self.mark_icon, most=most)
        self.add_widget(words)

        def put(*_: object) -> None:
            over, below = box[1] + box[3] + dp(8), box[1] - dp(8) - words.height
            inside = box[1] + box[3] - dp(8) - words.height
            y = over if over + words.height <= self.top else below if below >= self.y else inside
            x = box[0] - dp(2) if y != inside else box[0] + dp(8)
            words.pos = max(self.x + dp(8), min(x, self.right - dp(8) - words.width)), y

        words.bind(size=put)
        put()


def _within(box: Area, shown: Area, inset: float) -> Area:
    """Keep an outline far enough within its picture for its line to be seen whole."""
    left, low = max(box[0], shown[0] + inset), max(box[1], shown[1] + inset)
    right = min(box[0] + box[2], shown[0] + shown[2] - inset)
    high = min(box[1] + box[3], shown[1] + shown[3] - inset)
    return left, low, right - left, high - low


def _cut(texture: Texture, part: Edges) -> Texture:
    """Take a part of a texture."""
    left, top, right, bottom = part
    width, height = texture.size
    # Counted from the lower edge, as it is drawn.
    return texture.get_region(
        left * width, (1 - bottom) * height, (right - left) * width, (bottom - top) * height
    )


class Brackets(Widget):
    """Four corners in the middle: put the spot here. The hint says in words what green says."""

    ready = BooleanProperty(False)
    across = NumericProperty(BRACKETS)  # dp
    down = NumericProperty(BRACKETS)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        draw = Clock.create_trigger(lambda _: self._draw(), -1)
        self.bind(pos=draw, size=draw, ready=draw)
        draw()

    def _draw(self) -> None:
        self.canvas.clear()
        half_x = min(dp(self.across), self.width - dp(48)) / 2
        half_y = min(dp(self.down), self.height - dp(24)) / 2
        ink = look.palette.cam_good if self.ready else look.palette.cam_text
        with self.canvas:
            for colour, width in ((look.palette.cam, dp(3) + _SOFT), (ink, dp(2) + _SOFT)):
                Color(*colour)
                for x, y in ((-1, -1), (-1, 1), (1, 1), (1, -1)):
                    SmoothLine(points=self._corner(x * half_x, y * half_y), width=width)

    def _corner(self, x: float, y: float) -> list[float]:
        """Give the points of one corner: a leg, a quarter of a circle, a leg."""
        radius, leg = dp(14), dp(42)
        right, up = (1 if x > 0 else -1), (1 if y > 0 else -1)
        cx, cy = self.center_x + x - right * radius, self.center_y + y - up * radius
        points = [self.center_x + x - right * leg, self.center_y + y]
        for step in range(9):
            turn = pi / 2 * step / 8
            points += [cx + right * radius * sin(turn), cy + up * radius * cos(turn)]
        return [*points, self.center_x + x, self.center_y + y - up * leg]


class Thumb(Tap):
    """One of the attempts; a tap chooses it.

    Attributes:
        text: its reason, or that it is the clearest.
        chosen: shown by an edge, by a badge and by bold words.
    """

    texture = ObjectProperty(None, allownone=True)
    text = StringProperty("")
    chosen = BooleanProperty(False)
    side = NumericProperty(96)
    edge = NumericProperty(1)  # pixels


class AddThumb(Tap):
    """The last of the thumbs, dashed: add one."""

    text = StringProperty("")
    side = NumericProperty(96)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        draw = Clock.create_trigger(lambda _: self._draw(), -1)
        self.bind(pos=draw, size=draw, state=draw)
        look.bind(palette=draw)
        draw()

    def _draw(self) -> None:
        """Dash the edge line by line: Kivy dashes thin lines only."""
        self.canvas.before.clear()
        side = dp(self.side)
        area = (
            self.center_x - side / 2 + dp(1),
            self.top - side + dp(1),
            side - dp(2),
            side - dp(2),
        )
        with self.canvas.before:
            Color(*look.palette.primary if self.state == "down" else look.palette.line_strong)
            for points in fitting.dashes(area, dp(11), dp(6), dp(5)):
                SmoothLine(points=points, width=dp(1))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
