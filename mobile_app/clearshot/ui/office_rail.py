"""A scene of the office in; light, shutter and auto for the thumb of the hand that holds the tablet."""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import BooleanProperty, NumericProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from clearshot.capture.events import AddView, Again
from clearshot.capture.events import Shutter as Shoot
from clearshot.capture.session import Stage
from clearshot.ui.components import Gap, IconButton, RoundButton, Shutter
from clearshot.ui.told import Act, Around, Do, Go, Page, Scene, Set
from clearshot.words import Words

_ROUND = 78  # dp; a round button's height, with its words


class OfficeRail(BoxLayout):
    """A column at the edge of a tablet; where the panel lies below, a row at the foot.

    Args:
        act: takes what was tapped.
    """

    flat = BooleanProperty(False)
    inset = NumericProperty(0)  # pixels that the system covers above
    below = NumericProperty(0)  # and below

    def __init__(self, act: Callable[[Act], None]) -> None:
        super().__init__()
        self._act = act
        self.shutter = Shutter()
        self.shutter.bind(on_release=lambda _: act(Shoot()))

    def fill(self, scene: Scene, around: Around) -> None:
        """Show what can be done now, between help and the photos that were kept."""
        words = Words(scene.settings.language)
        guide = self._page("help", words.say("help"), "help")
        kept = self._page("photo", words.say("outbox_title"), "outbox")
        buttons = self._buttons(scene, around, words)
        self.clear_widgets()
        for part in (guide, Gap(), *buttons, Gap(), kept):
            part.pos_hint = {"center_x": 0.5, "center_y": 0.5}
            self.add_widget(part)

    def tell(self, share: float, ready: bool) -> None:
        """Show on the shutter how much of a countdown is over, and whether it is the moment."""
        self.shutter.share, self.shutter.ready = share, ready

    def _buttons(self, scene: Scene, around: Around, words: Words) -> list[Widget]:
        say = words.say
        if scene.session.stage in (Stage.REVIEW, Stage.SENDING):
            again = self._round("camera", say("off_again"), Again())
            return [again, self._round("camera-plus", say("off_add"), AddView())]
        self.shutter.says = say("shutter")
        on = scene.settings.auto
        auto = self._round(
            "circle-letter-a", say("auto_on" if on else "auto_off"), Set("auto", not on)
        )
        auto.ring = "cam_good" if on else ""
        return [*self._light(around, words), self.shutter, auto]

    def _light(self, around: Around, words: Words) -> list[Widget]:
        if not around.lamp:
            return [Gap(least=_ROUND)]  # the shutter is in the middle all the same
        if around.lit:
            return [self._round("bolt", words.say("light_on"), Do("light"))]
        return [self._round("bolt-off", words.say("light_off"), Do("light"))]

    def _page(self, icon: str, says: str, page: Page) -> IconButton:
        button = IconButton(icon=icon, ink="cam_text", says=says)
        button.bind(on_release=lambda _: self._act(Go(page)))
        return button

    def _round(self, icon: str, text: str, act: Act) -> RoundButton:
        button = RoundButton(icon=icon, text=text)
        if self.flat:  # so that a row of them fits on a phone
            button.width = dp(80)
        button.bind(on_release=lambda _: self._act(act))
        return button


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
