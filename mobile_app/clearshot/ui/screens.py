"""What is told in; the screen that shows it put into the window, in the place of the one before."""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

from collections.abc import Callable

from kivy.animation import Animation
from kivy.graphics import Color, Rectangle
from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from clearshot.capture.assistant import Assistant
from clearshot.capture.events import Shutter
from clearshot.photo import Box
from clearshot.ports import Camera
from clearshot.submit import Sent
from clearshot.ui.checking import CheckingScreen
from clearshot.ui.components import look
from clearshot.ui.framing import FramingScreen
from clearshot.ui.judged import JudgedScreen
from clearshot.ui.office import OfficeScreen
from clearshot.ui.plain import PlainScreen
from clearshot.ui.preview import Preview
from clearshot.ui.sites import SiteChooser
from clearshot.ui.spot import SpotScreen
from clearshot.ui.stages import Ways
from clearshot.ui.told import Around, Told
from clearshot.words import Words


class Screens:
    """The one screen that is in the window.

    Args:
        window: what it is put into, below all else.
        assistant: whose frames are shown.
        camera: focuses where it is tapped.
        ways: what screens ask of the window.
        choose_site: takes a place on the body.
        close: closes a page.
    """

    def __init__(
        self,
        window: FloatLayout,
        assistant: Assistant,
        camera: Camera,
        ways: Ways,
        choose_site: Callable[[str], None],
        close: Callable[[], None],
    ) -> None:
        self._window, self._assistant, self._camera = window, assistant, camera
        self._ways, self._choose_site, self._close = ways, choose_site, close
        self._screen: Widget | None = None
        self.name = ""

    def show(self, told: Told) -> None:
        """Show what is told, on the screen that stands there if it is of the same kind."""
        settings = self._assistant.settings
        words = Words(settings.language)
        name = f"sites {settings.language}" if told.screen == "sites" else told.screen
        if name != self.name:
            self._put(self._make(told, words), name)
        screen = self._screen
        if isinstance(screen, FramingScreen):
            counts = told.pill is not None and told.pill.number is not None
            says = words.say("hint_auto_stop" if counts else "shutter")
            screen.show(told, settings.anywhere, says)
        elif screen is not None and not isinstance(screen, SitePage):
            screen.show(told)

    def show_office(self, around: Around, sent: Callable[[], list[Sent]]) -> None:
        """Show the office's one screen."""
        if self.name != "office":
            live = Preview(self._camera.focus, lambda: self._ways.act(Shutter()))
            office = OfficeScreen(live, self._ways.act, sent)
            office.insets = list(self._ways.insets)
            self._put(office, "office")
            self._assistant.frame_listener = live.offer
        if isinstance(self._screen, OfficeScreen):
            self._screen.show(self._assistant, around)

    def follow_insets(self) -> None:
        """Keep within what the system does not cover."""
        if self._screen is not None:
            self._screen.insets = list(self._ways.insets)

    def press(self, key: int, text: str | None) -> bool:
        """Let the office's screen take a key; tell whether it meant anything there."""
        return isinstance(self._screen, OfficeScreen) and bool(self._screen.press(key, text))

    def spot(self, size: tuple[int, int]) -> Box | None:
        """Give the spot that is shown on a photo of this size; None on another screen."""
        return self._screen.box(size) if isinstance(self._screen, SpotScreen) else None

    def _make(self, told: Told, words: Words) -> Widget:
        if told.screen == "framing":
            return FramingScreen(self._ways, self._camera.focus)
        if told.screen in ("checking", "sending"):
            return CheckingScreen(self._ways)
        if told.screen in ("clear", "retake"):
            return JudgedScreen(self._ways)
        if told.screen == "spot":
            return SpotScreen(self._ways, words.say("spot_smaller"), words.say("spot_bigger"))
        if told.screen == "sites":
            site = self._assistant.session.site
            return SitePage(SiteChooser(words, site, self._choose_site, self._close), self._ways)
        return PlainScreen(self._ways, words.say("review_add"))

    def _put(self, screen: Widget, name: str) -> None:
        """Put a screen in the place of the one before; plain ones slide in."""
        first = self._screen is None
        if self._screen is not None:
            self._window.remove_widget(self._screen)
        framing = isinstance(screen, FramingScreen)
        self._assistant.frame_listener = screen.preview.offer if framing else None
        self._screen, self.name = screen, name
        self._window.add_widget(screen, len(self._window.children))
        if not first and isinstance(screen, PlainScreen | SitePage) and look.motion.page:
            screen.x, screen.opacity = dp(look.motion.slide), 0
            Animation(x=0, opacity=1, duration=look.motion.page, t="out_cubic").start(screen)


class SitePage(BoxLayout):
    """The places on the body, over the whole screen."""

    def __init__(self, chooser: SiteChooser, ways: Ways) -> None:
        super().__init__(padding=ways.insets)
        with self.canvas.before:
            Color(*look.palette.surface)
            ground = Rectangle()
        self.bind(pos=lambda _, pos: setattr(ground, "pos", pos))
        self.bind(size=lambda _, size: setattr(ground, "size", size))
        self.add_widget(chooser)
