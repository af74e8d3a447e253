"""What all screens of the app have in common, and the ground of those over the camera."""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kivy.clock import Clock
from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import BooleanProperty, ListProperty, NumericProperty
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from clearshot.ui.components import Banner, Gap, Strip, TopBar, WideButton, look
from clearshot.ui.gallery import Gallery
from clearshot.ui.panels import LOW
from clearshot.ui.told import Act, Button, Notice, Told

SHARE = 0.3  # of the height, that a picture gets at least
# What stands beside a picture in a wide window: dp, where words are large, and share of the width.
BESIDE, BESIDE_LARGE, BESIDE_SHARE = 340, 440, 0.4


@dataclass
class Ways:
    """What a screen asks of the window.

    Attributes:
        act: does what a button says.
        picture: gives the picture of an attempt, None as long as it is not there.
        insets: left, top, right, bottom: pixels that the system covers.
    """

    act: Callable[[Act], None]
    picture: Gallery
    insets: tuple[float, float, float, float] = (0, 0, 0, 0)


def wide_button(told: Button, ways: Ways) -> WideButton:
    """Make a button of the foot."""
    words = told.short if told.short and look.large else told.words
    button = WideButton(text=words, icon=told.icon, kind=told.kind)
    button.says = told.words
    button.bind(on_release=lambda _: ways.act(told.act))
    return button


def fill_foot(foot: Widget, buttons: Sequence[Button], ways: Ways, low: bool = False) -> None:
    """Put a screen's buttons at its foot, those without a box closer; side by side where it is low."""
    foot.clear_widgets()
    foot.spacing = 0
    if low:
        line = Strip(spacing=dp(12))
        for button in buttons:
            line.add_widget(wide_button(button, ways))
        foot.add_widget(line)
        return
    for at, button in enumerate(buttons):
        boxed = WideButton.boxed(button.kind)
        if at:
            foot.add_widget(Gap(least=12 if boxed else 4))
        foot.add_widget(wide_button(button, ways))
    if buttons and boxed:
        foot.add_widget(Gap(least=4))


def fill_bar(bar: TopBar, told: Told, ways: Ways) -> None:
    """Put words and buttons into the top bar."""
    bar.title = told.bar
    for side, button in (("left", told.left), ("right", told.right)):
        bar.ids[side].clear_widgets()
        if button is not None:
            act = button.act
            bar.offer(side, button.icon, button.words, lambda act=act: ways.act(act))


def banner_of(notice: Notice, ways: Ways) -> Banner:
    """Make a banner."""
    banner = Banner(
        title=notice.title,
        text=notice.text,
        icon=notice.icon,
        tone=notice.tone,
        arrow=notice.act is not None,
    )
    act = notice.act
    if act is not None:
        banner.bind(on_release=lambda _: ways.act(act))
    return banner


class CamScreen(FloatLayout):
    """Dark ground: top bar, a picture from edge to edge, and below it what one acts with.

    In a window that is wider than high, that stands beside the picture.

    Attributes:
        foot_least: pixels that the foot needs; the picture gets 3:4 of what is left at most.
        picture: x, y, width, height of the picture's place.
        foot: the same of what is below it or beside it, within the insets.
        wide: whether it is beside it.
        low: whether there is little room in height, too, as on a phone that lies.
    """

    foot_least = NumericProperty(0)
    insets = ListProperty([0, 0, 0, 0])
    bar_height = NumericProperty(0)
    picture = ListProperty([0, 0, 1, 1])
    foot = ListProperty([0, 0, 1, 1])
    wide = BooleanProperty(False)
    low = BooleanProperty(False)

    def __init__(self, ways: Ways, **kwargs: object) -> None:
        self.ways = ways
        self._notice: Notice | None = None
        self._banner: Banner | None = None
        super().__init__(insets=ways.insets, **kwargs)
        lay = Clock.create_trigger(lambda _: self._lay(), -1)
        for name in ("pos", "size", "foot_least", "insets"):
            self.fbind(name, lay)
        self.fbind("bar_height", lay)
        lay()

    def _lay(self) -> None:
        self.wide = self.width > self.height
        self.low = self.wide and self.height < dp(LOW)
        self._lay_wide() if self.wide else self._lay_tall()

    def _lay_wide(self) -> None:
        _, _, right, below = self.insets
        room = max(1, self.height - self.bar_height)
        beside = max(dp(BESIDE_LARGE if look.large else BESIDE), BESIDE_SHARE * self.width)
        x = self.right - right - beside
        self.picture = [self.x, self.y, x - self.x, room]
        self.foot = [x, self.y + below, beside, max(1, room - below)]

    def _lay_tall(self) -> None:
        left, _, right, below = self.insets
        room = self.height - self.bar_height
        height = min(self.width * 4 / 3, room - below - self.foot_least)
        height = max(height, SHARE * self.height)
        top = self.top - self.bar_height
        self.picture = [self.x, top - height, self.width, height]
        self.foot = [
            self.x + left,
            self.y + below,
            self.width - left - right,
            max(1, room - height - below),
        ]

    def say(self, notice: Notice | None) -> None:
        """Lay a banner over the top of the picture, or take it away."""
        if notice == self._notice:
            return
        self._notice = notice
        if self._banner is not None:
            self.remove_widget(self._banner)
            self._banner = None
        if notice is not None:
            self._banner = banner_of(notice, self.ways)
            self.add_widget(self._banner)
            self.ids.place.fbind("top", lambda *_: self._place())
            self._banner.fbind("height", lambda *_: self._place())
            self._place()

    def _place(self) -> None:
        if self._banner is not None:
            place = self.ids.place
            self._banner.size_hint_x = None
            self._banner.width = place.width
            self._banner.pos = place.x, place.top - self._banner.height


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
