"""The camera's frames in, from its thread; the newest one drawn, filling its place; taps out."""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

import threading
from collections.abc import Callable

from kivy.animation import Animation
from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.input import MotionEvent
from kivy.metrics import dp
from kivy.properties import BooleanProperty, NumericProperty
from kivy.uix.widget import Widget

from clearshot.ports import Frame
from clearshot.ui import fitting
from clearshot.ui.fitting import WHOLE
from clearshot.ui.look import look
from clearshot.ui.pictures import cased

HOLD = 0.5  # seconds; where a tap takes the photo, a press so long focuses
SEEN = 1.0  # seconds that the ring of the focus is seen


class Preview(Widget):
    """The live view.

    Attributes:
        anywhere: whether a tap takes the photo, and a long press focuses.
        focus: told the point to focus on, in shares of the upright frame from its upper left.
        take: told that a tap takes the photo.
    """

    anywhere = BooleanProperty(False)
    ring = NumericProperty(0)  # how well the ring of the focus is seen

    def __init__(
        self, focus: Callable[[float, float], None], take: Callable[[], None], **kwargs: object
    ) -> None:
        super().__init__(**kwargs)
        self.focus, self.take = focus, take
        self._lock = threading.Lock()
        self._newest: Frame | None = None
        self._whole: Texture | None = None
        self._part = WHOLE
        self._pressed: tuple[float, float] | None = None
        self._held = Clock.create_trigger(lambda _: self._hold(), HOLD)
        with self.canvas:
            self._ink = Color(1, 1, 1, 0)
            self._frame = Rectangle()
        self.bind(pos=lambda *_: self._lay(), size=lambda *_: self._lay())
        self.bind(ring=lambda *_: self._draw_ring())

    def offer(self, frame: Frame) -> None:
        """Take a frame, on the camera's thread; only the newest is ever drawn."""
        with self._lock:
            waits, self._newest = self._newest is not None, frame
        if not waits:
            Clock.schedule_once(lambda _: self._show())

    def clear(self) -> None:
        """Show nothing, until the next frame."""
        with self._lock:
            self._newest = None
        self._ink.a = 0

    def _show(self) -> None:
        with self._lock:
            frame, self._newest = self._newest, None
        if frame is None:
            return
        height, width = frame.pixels.shape[:2]
        if self._whole is None or self._whole.size != (width, height):
            self._whole = Texture.create(size=(width, height), colorfmt="rgb")
            self._whole.flip_vertical()
            self._lay()
        # Of bytes: a read-only array is refused.
        self._whole.blit_buffer(frame.pixels.tobytes(), colorfmt="rgb", bufferfmt="ubyte")
        self._ink.a = 1
        self.canvas.ask_update()

    def _lay(self) -> None:
        self._frame.pos, self._frame.size = self.pos, self.size
        if self._whole is None or min(self.size) <= 0:
            return
        self._part = fitting.fill(self._whole.size, self.size)
        left, top, right, bottom = self._part
        # The first row of a frame is its upper one.
        self._frame.texture = self._whole
        self._frame.tex_coords = (left, bottom, right, bottom, right, top, left, top)

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Begin a tap."""
        if not self.collide_point(*touch.pos) or touch.is_mouse_scrolling:
            return False
        touch.grab(self)
        self._pressed = touch.pos
        if self.anywhere:
            self._held()
        return True

    def on_touch_up(self, touch: MotionEvent) -> bool:
        """Focus, or take the photo."""
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        pressed, self._pressed = self._pressed, None
        self._held.cancel()
        if pressed is not None and self.collide_point(*touch.pos):
            self.take() if self.anywhere else self._focus_at(*pressed)
        return True

    def _hold(self) -> None:
        if self._pressed is not None:
            self._focus_at(*self._pressed)
        self._pressed = None

    def _focus_at(self, x: float, y: float) -> None:
        across, up = (x - self.x) / self.width, (y - self.y) / self.height
        left, top, right, bottom = self._part
        self._at = x, y
        self.focus(left + across * (right - left), bottom - up * (bottom - top))
        Animation.cancel_all(self, "ring")
        self.ring = 1
        fade = Animation(duration=SEEN) + Animation(ring=0, duration=look.motion.pill or 0.01)
        fade.start(self)

    def _draw_ring(self) -> None:
        self.canvas.after.clear()
        if self.ring:
            with self.canvas.after:
                cased({"circle": (*self._at, dp(32))}, (*look.palette.cam_text[:3], self.ring))
