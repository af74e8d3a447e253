"""The photo with a ring on it: a tap puts it on the spot, two fingers or the buttons size it."""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

from math import atan2, cos, hypot, pi, sin
from pathlib import Path

from kivy.clock import Clock
from kivy.graphics import Color, Mesh
from kivy.input import MotionEvent
from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import ListProperty, NumericProperty

from clearshot.photo import Box
from clearshot.ui import fitting
from clearshot.ui.components import Paragraph, Picture, cased, look
from clearshot.ui.stages import CamScreen, Ways, fill_bar, fill_foot
from clearshot.ui.told import Told

ACROSS = 192  # dp; the ring at first
LEAST, MOST = 96, 360  # dp
STEP = 1.2  # how much the buttons size it
_SIDES = 72  # corners of what is drawn as round


class SpotPane(Picture):
    """A photo, dark save within a ring.

    Attributes:
        middle: x and y of the ring, in pixels of the window.
        radius: pixels.
    """

    middle = ListProperty([0, 0])
    radius = NumericProperty(0)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._put = False  # whether a person put the ring somewhere
        self._fingers: list[MotionEvent] = []
        draw = Clock.create_trigger(lambda _: self._draw(), -1)
        self.bind(middle=draw, radius=draw, shown=draw)
        self.bind(shown=lambda *_: self._begin())

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Put the ring here; with a second finger, size it."""
        if not self.collide_point(*touch.pos) or touch.is_mouse_scrolling:
            return False
        touch.grab(self)
        self._fingers.append(touch)
        if len(self._fingers) == 1:
            self._move(*touch.pos)
        else:
            self._apart, self._from = self._spread(), self.radius
        return True

    def on_touch_move(self, touch: MotionEvent) -> bool:
        """Drag the ring, or size it."""
        if touch.grab_current is not self:
            return False
        if len(self._fingers) == 1:
            self._move(*touch.pos)
        elif self._apart:
            self.size_ring(self._from * self._spread() / self._apart)
        return True

    def on_touch_up(self, touch: MotionEvent) -> bool:
        """Let go."""
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        self._fingers = [each for each in self._fingers if each is not touch]
        return True

    def size_ring(self, radius: float) -> None:
        """Make the ring as large as it may be."""
        most = min(dp(MOST), min(self.shown[2:]) or dp(MOST)) / 2
        self.radius = min(max(radius, dp(LEAST) / 2), max(most, dp(LEAST) / 2))

    def box(self, size: tuple[int, int]) -> Box:
        """Give the ring's square in pixels of an upright photo of this size."""
        return fitting.spot((*self.middle, self.radius), self.part, tuple(self.shown), size)

    def _begin(self) -> None:
        if not self._put and self.shown[2]:
            x, y, width, height = self.shown
            self.size_ring(dp(ACROSS) / 2)
            self.middle = [x + width / 2, y + height / 2]

    def _move(self, x: float, y: float) -> None:
        self._put = True
        left, low, width, height = self.shown
        self.middle = [min(max(x, left), left + width), min(max(y, low), low + height)]

    def _spread(self) -> float:
        (ax, ay), (bx, by) = (touch.pos for touch in self._fingers[:2])
        return hypot(ax - bx, ay - by)

    def _draw(self) -> None:
        self.canvas.after.clear()
        if not self.shown[2] or not self.radius:
            return
        with self.canvas.after:
            Color(*look.palette.cam[:3], 0.6)
            Mesh(
                vertices=self._around(),
                indices=list(range(4 * _SIDES + 10)),
                mode="triangle_strip",
            )
            cased({"circle": (*self.middle, self.radius)}, look.palette.cam_text)

    def _around(self) -> list[float]:
        """Give the strip between the ring and the picture's edge: inner, outer, inner, outer."""
        corners = [
            atan2(y - self.middle[1], x - self.middle[0]) % (2 * pi)
            for x in (self.shown[0], self.shown[0] + self.shown[2])
            for y in (self.shown[1], self.shown[1] + self.shown[3])
        ]
        turns = sorted([2 * pi * at / (2 * _SIDES) for at in range(2 * _SIDES)] + corners)
        points: list[float] = []
        for turn in [*turns, turns[0]]:
            reach = self._reach(turn)
            for far in (min(self.radius, reach), reach):
                x, y = self.middle[0] + far * cos(turn), self.middle[1] + far * sin(turn)
                points += [x, y, 0, 0]
        return points

    def _reach(self, turn: float) -> float:
        """Give the way from the ring's middle to the picture's edge."""
        x, y, width, height = self.shown
        across, up = cos(turn), sin(turn)
        ways = [
            (edge - at) / step
            for edge, at, step in (
                (x, self.middle[0], across),
                (x + width, self.middle[0], across),
                (y, self.middle[1], up),
                (y + height, self.middle[1], up),
            )
            if abs(step) > 1e-9
        ]
        return min((way for way in ways if way > -1e-6), default=0.0)


class SpotScreen(CamScreen):
    """Show us the spot."""

    def __init__(self, ways: Ways, smaller: str, bigger: str) -> None:
        super().__init__(ways)
        self._told: Told | None = None
        for name, says, by in (("smaller", smaller, 1 / STEP), ("bigger", bigger, STEP)):
            button = self.ids[name]
            button.says = says
            button.bind(on_release=lambda _, by=by: self._size(by))

    def show(self, told: Told) -> None:
        """Show what is told."""
        pane = self.ids.pane
        pane.texture = None if told.attempt is None else self.ways.picture(told.attempt)
        if told == self._told:
            return
        self._told = told
        fill_bar(self.ids.bar, told, self.ways)
        self.say(told.notice)
        self.ids.words.clear_widgets()
        self.ids.words.add_widget(Paragraph(kind="lead", ink="cam_text", text=told.title))
        fill_foot(self.ids.buttons, told.buttons, self.ways)

    def box(self, size: tuple[int, int]) -> Box:
        """Give the spot that is shown."""
        box: Box = self.ids.pane.box(size)
        return box

    def _size(self, by: float) -> None:
        self.ids.pane.size_ring(self.ids.pane.radius * by)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
