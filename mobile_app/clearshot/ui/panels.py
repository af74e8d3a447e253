"""What a screen is built of: top bar, page, sheet, hint pill, banner, dialog, toast."""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kivy.animation import Animation
from kivy.input import MotionEvent
from kivy.lang import Builder
from kivy.properties import (
    BooleanProperty,
    ListProperty,
    NumericProperty,
    ObjectProperty,
    StringProperty,
)
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget

from clearshot.ui.basics import Column, Paragraph
from clearshot.ui.controls import IconButton, Tap
from clearshot.ui.look import look

LOW = 480  # dp; in a window that is less high, and wide, buttons stand beside words


class TopBar(Column):
    """The way back, where one is, and help. Below the system's own bar.

    Attributes:
        title: in the middle over the camera, at the left elsewhere.
        inset: pixels that the system covers above.
        bare: whether there is none, only the inset.
    """

    bare = BooleanProperty(False)
    title = StringProperty("")
    cam = BooleanProperty(False)
    inset = NumericProperty(0)

    def offer(self, side: str, icon: str, says: str, do: Callable[[], None]) -> IconButton:
        """Put a button at the `left` or the `right`."""
        button = IconButton(icon=icon, says=says, ink="cam_text" if self.cam else "text")
        button.bind(on_release=lambda _: do())
        slot = self.ids[side]
        slot.clear_widgets()
        slot.width = button.width
        slot.add_widget(button)
        return button


class HintPill(BoxLayout):
    """The one hint, as wide as its words.

    Attributes:
        tone: `cam_retake`, or `cam_good` when ready, or `cam_note`.
        most: pixels that it may be wide.
    """

    icon = StringProperty("")
    text = StringProperty("")
    tone = StringProperty("cam_retake")
    most = NumericProperty(10_000)

    def tell(self, icon: str, text: str, tone: str) -> None:
        """Show another hint, fading over; at once where nothing is to move."""
        if (icon, text, tone) == (self.icon, self.text, self.tone):
            return
        self.icon, self.text, self.tone = icon, text, tone
        if look.motion.pill and self.get_parent_window() is not None:
            self.opacity = 0.3
            Animation(opacity=1, duration=look.motion.pill).start(self)


class Scroll(ScrollView):
    """Scrolls up and down what is higher than its room; `add` puts things into it."""

    pad = ListProperty([24, 0, 24, 0])  # dp
    gap = NumericProperty(0)  # dp between what is in it
    fills = BooleanProperty(False)  # whether it is never less high than the room
    content = NumericProperty(0)  # pixels that what is in it needs

    def add(self, widget: Widget) -> Widget:
        """Put a thing below the others."""
        self.ids.column.add_widget(widget)
        return widget


class Page(BoxLayout):
    """A whole screen on the ground: top bar, words that scroll, buttons pinned to the foot.

    Attributes:
        insets: left, top, right, bottom: pixels that the system covers.
        low: whether the buttons stand beside the words, as there is no room below them.
    """

    insets = ListProperty([0, 0, 0, 0])
    ground = StringProperty("bg")
    beside = NumericProperty(0)
    low = BooleanProperty(False)

    @property
    def bar(self) -> TopBar:
        """Give the top bar."""
        bar: TopBar = self.ids.bar
        return bar

    @property
    def words(self) -> Scroll:
        """Give what scrolls."""
        words: Scroll = self.ids.words
        return words

    @property
    def foot(self) -> Column:
        """Give where the buttons are."""
        foot: Column = self.ids.foot
        return foot


class StatePage(Column):
    """A large badge, a title and at most two sentences, in the middle."""

    icon = StringProperty("")
    tone = StringProperty("note")
    title = StringProperty("")
    text = StringProperty("")


class Sheet(BoxLayout):
    """Over the foot of a picture: words that scroll, and below them the buttons, pinned."""

    inset = NumericProperty(0)
    natural = NumericProperty(0)  # pixels that it needs
    shift = NumericProperty(0)  # 0 standing, 1 wholly below the screen

    @property
    def words(self) -> Scroll:
        """Give what scrolls."""
        words: Scroll = self.ids.words
        return words

    @property
    def foot(self) -> Column:
        """Give where the buttons are."""
        foot: Column = self.ids.foot
        return foot

    def rise(self) -> None:
        """Come up from below; at once where nothing is to move."""
        if look.motion.sheet:
            self.shift = 1
            Animation(shift=0, duration=look.motion.sheet, t="out_cubic").start(self)


class Banner(Tap):
    """One thing to know: an icon, bold words, a line.

    Attributes:
        tone: `note`, `retake` or `danger`.
        arrow: whether it leads to more.
    """

    icon = StringProperty("info-circle")
    tone = StringProperty("note")
    title = StringProperty("")
    text = StringProperty("")
    arrow = BooleanProperty(False)

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Be a button only where there is more to see."""
        return bool(super().on_touch_down(touch)) if self.arrow else False


class Over(FloatLayout):
    """Lies over the screen, which cannot be touched as long as it does."""

    dismiss = ObjectProperty(None, allownone=True)  # what a touch beside it does

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Take every touch."""
        if not super().on_touch_down(touch) and self.dismiss is not None:
            self.dismiss()
        return True

    def on_touch_move(self, touch: MotionEvent) -> bool:
        """Take every touch."""
        super().on_touch_move(touch)
        return True

    def on_touch_up(self, touch: MotionEvent) -> bool:
        """Take every touch."""
        super().on_touch_up(touch)
        return True


class Dialog(Over):
    """A question in the middle, with its answers below each other; `foot` takes the buttons."""

    def __init__(self, title: str, text: str = "", **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.words.add(Paragraph(kind="title", text=title))
        if text:
            self.words.add(Paragraph(text=text, ink="text_2"))

    @property
    def words(self) -> Scroll:
        """Give what scrolls."""
        words: Scroll = self.ids.words
        return words

    @property
    def foot(self) -> Column:
        """Give where the buttons are."""
        foot: Column = self.ids.foot
        return foot


class Toast(AnchorLayout):
    """Says what was done, for some seconds, with the way to undo it."""

    text = StringProperty("")
    undo = StringProperty("")
    do = ObjectProperty(None, allownone=True)
    inset = NumericProperty(0)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
