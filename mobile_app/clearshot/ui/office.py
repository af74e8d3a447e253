"""A scene of the office in; its one screen out: viewfinder, panel, and the buttons for the thumb."""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from kivy.clock import Clock
from kivy.metrics import dp
from kivy.properties import ListProperty
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from clearshot.capture.events import Keep, SetRecord, SetSite, Shutter
from clearshot.capture.session import Session, Stage
from clearshot.photo import Photo
from clearshot.submit import Sent
from clearshot.ui.components import look
from clearshot.ui.gallery import Gallery
from clearshot.ui.keys import meaning
from clearshot.ui.office_panel import OfficePanel, main_event
from clearshot.ui.office_rail import OfficeRail
from clearshot.ui.office_record import RecordPad
from clearshot.ui.office_telling import KEEP, sets_on
from clearshot.ui.office_thumbs import Thumbs
from clearshot.ui.office_view import OfficeView
from clearshot.ui.sites import SiteChooser
from clearshot.ui.told import Act, Around, Scene
from clearshot.words import Words

PANEL, PANEL_LARGE, RAIL = 344, 440, 112  # dp
WIDE = 1000  # dp; below, the panel lies under the viewfinder
STAGES = frozenset(
    (Stage.FRAMING, Stage.CHECKING, Stage.CLEAR, Stage.RETAKE, Stage.REVIEW, Stage.SENDING)
)
"""What this screen shows; the others are those of the patient's mode."""


class OfficeScreen(FloatLayout):
    """The office's screen, for every stage of `STAGES`.

    Args:
        preview: shows the camera's frames.
        act: takes what was tapped or pressed.
        sent: lists what was handed over.

    Attributes:
        insets: left, top, right, bottom: pixels that the system covers.
    """

    insets = ListProperty([0, 0, 0, 0])

    def __init__(
        self, preview: Widget, act: Callable[[Act], None], sent: Callable[[], Iterable[Sent]]
    ) -> None:
        super().__init__()
        self.preview = preview
        self._act, self._sent = act, sent
        self._scene: Scene | None = None
        self._around = Around()
        self._shown: tuple[object, ...] = ()
        self._arranged: tuple[object, ...] = ()
        self._sets: int | None = None
        self._all = BoxLayout()
        self._thumbs = Thumbs(self._photo)
        self._view = OfficeView(preview, act, Gallery(self._photo), self._thumbs)
        self._panel = OfficePanel(act, self._thumbs, self._ask_record, self._ask_site)
        self._slot = AnchorLayout()
        self._rail = OfficeRail(act)
        self._over: Widget | None = None
        self.add_widget(self._all)
        self._slot.add_widget(self._panel)
        lay = Clock.create_trigger(lambda _: self._arrange(), -1)
        for name in ("size", "insets"):
            self.fbind(name, lay)
        look.fbind("scale", lay)

    # What is shown

    def show(self, scene: Scene, around: Around) -> None:
        """Show where the flow is; to call it often costs nothing."""
        self._note_sets(scene.session)
        self._scene, self._around = scene, around
        session, settings = scene.session, scene.settings
        self.preview.anywhere = settings.anywhere
        shown = (session, settings, scene.fallback, around.lamp, around.lit, look.large)
        if shown != self._shown:
            self._shown = shown
            self._thumbs.keep(each.id for each in session.attempts)
            self._view.show(scene)
            self._panel.show(scene, 1 + (self._sets or 0))
            self._arrange()
            self._rail.fill(scene, around)
        self._rail.tell(*self._view.tell(scene))

    def press(self, key: int, text: str | None = None) -> bool:
        """Take a key; tell whether it meant anything.

        Args:
            key: its code.
            text: what it types, if anything.
        """
        if isinstance(self._over, RecordPad):
            return self._over.press(key, text)
        if self._over is not None and meaning(key) == "back":
            self._close()
            return True
        if self._scene is None:
            return False
        act = self._meant(key, text, self._scene.session)
        if act is not None:
            self._act(act)
        return act is not None

    @staticmethod
    def _meant(key: int, text: str | None, session: Session) -> Act | None:
        """Find what a key means: the shutter, the main button, or a reason to keep."""
        if meaning(key) == "shutter":
            return Shutter()
        if meaning(key) == "main":
            return main_event(session)
        if session.stage is Stage.RETAKE and text and text in "1234":
            return Keep(KEEP[int(text) - 1])
        return None

    # Where it lies

    def _arrange(self) -> None:
        """Lay the parts out beside each other; where that is too narrow, below each other."""
        if self._scene is None or min(self.size) <= 1:
            return
        wide = self.width >= dp(WIDE) and self.width > self.height
        left = self._scene.settings.left
        arranged = (wide, left, look.large, *self.size, *self.insets)
        if arranged == self._arranged:
            return
        self._arranged = arranged
        self._all.clear_widgets()
        self._rail.flat = self._panel.flat = not wide
        self._view.room = wide
        self._view.inset, self._view.below = self.insets[1], self.insets[3] if wide else 0
        self._panel.below = self._rail.below = self.insets[3] if wide else 0
        self._rail.fill(self._scene, self._around)
        if wide:
            self._lay_wide(left)
        else:
            self._lay_tall()

    def _lay_wide(self, left: bool) -> None:
        first, _, last, _ = self.insets
        self._all.orientation = "horizontal"
        self._all.padding = [first, 0, last, 0]
        self._set_inset(self.insets[1])
        _fixed(self._slot, width=dp(PANEL_LARGE if look.large else PANEL))
        _fixed(self._rail, width=dp(RAIL))
        _fixed(self._view)
        parts = (self._view, self._slot, self._rail)
        for part in reversed(parts) if left else parts:
            self._all.add_widget(part)

    def _lay_tall(self) -> None:
        first, _, last, below = self.insets
        self._all.orientation = "vertical"
        self._all.padding = [first, 0, last, below]
        self._set_inset(0)
        # Two fifths, as the panel below has to be read, too.
        picture = min(0.75 * self.width, 0.4 * self.height)
        foot = dp(96)
        _fixed(self._view, height=picture + foot + self._view.inset)
        _fixed(self._slot)
        _fixed(self._rail, height=dp(RAIL) + (0 if look.large else dp(8)))
        for part in (self._view, self._slot, self._rail):
            self._all.add_widget(part)

    def _set_inset(self, inset: float) -> None:
        self._panel.inset = self._rail.inset = inset
        if isinstance(self._over, RecordPad):
            self._over.inset, self._over.below = inset, self._panel.below

    # What lies over it

    def _ask_record(self) -> None:
        if self._scene is None:
            return
        words = Words(self._scene.settings.language)
        pad = RecordPad(words, self._scene.session.record, self._set_record, self._close)
        pad.inset, pad.below = self._panel.inset, self._panel.below
        self._open(pad)

    def _ask_site(self) -> None:
        if self._scene is None:
            return
        words = Words(self._scene.settings.language)
        self._open(
            SiteChooser(words, self._scene.session.site, self._set_site, self._close, margin=20)
        )

    def _set_record(self, record: str) -> None:
        self._close()
        self._act(SetRecord(record))

    def _set_site(self, site: str) -> None:
        self._close()
        self._act(SetSite(site))

    def _open(self, over: Widget) -> None:
        """Put a list or a pad in the place of the panel."""
        self._over = over
        self._slot.clear_widgets()
        self._slot.add_widget(over)

    def _close(self) -> None:
        if self._over is not None:
            self._over = None
            self._slot.clear_widgets()
            self._slot.add_widget(self._panel)

    def _photo(self, attempt: str) -> Photo | None:
        return None if self._scene is None else self._scene.photo(attempt)

    def _note_sets(self, session: Session) -> None:
        """Count today's sets when it begins, and after each hand-over."""
        before = self._scene is not None and self._shown and self._shown[0]
        sent = isinstance(before, Session) and before.stage is Stage.SENDING
        if self._sets is None or (sent and session.stage is not Stage.SENDING):
            self._sets = sets_on(date.today(), self._sent())


def _fixed(part: Widget, width: float | None = None, height: float | None = None) -> None:
    """Give a part a width or a height of its own; else it takes what is left."""
    part.size_hint = (1 if width is None else None, 1 if height is None else None)
    part.width = part.width if width is None else width
    part.height = part.height if height is None else height
