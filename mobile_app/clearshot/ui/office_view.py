"""A session and a hint in; the viewfinder out: live view or photo, and below it hint or tries."""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kivy.animation import Animation
from kivy.clock import Clock, ClockEvent
from kivy.graphics.texture import Texture
from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget

from clearshot.capture.events import Choose, ShowSpot, Skip
from clearshot.capture.session import Attempt, Session, Stage
from clearshot.ui.components import (
    Brackets,
    Column,
    HintPill,
    Paragraph,
    Picture,
    Tap,
    WideButton,
    look,
)
from clearshot.ui.marking import marked
from clearshot.ui.office_telling import Try, tries
from clearshot.ui.telling_camera import pill
from clearshot.ui.theme import LARGE
from clearshot.ui.told import Act, Scene
from clearshot.words import Words

BRACKETS = (420, 330)  # dp, on a tablet
SLOW = 2.0  # seconds after which one need not wait for the check


class TryBox(Tap):
    """One of the tries: its picture, which one it was, its score; a tap chooses it."""

    title = StringProperty("")
    score = StringProperty("")
    kept = BooleanProperty(False)
    texture = ObjectProperty(None, allownone=True)
    edge = NumericProperty(1)  # pixels


class Checking(Column):
    """Says that the photo is being checked, while a line fills."""

    title = StringProperty("")
    text = StringProperty("")

    def begin(self) -> None:
        """Fill the line to nine tenths; the rest is the result."""
        if look.motion.progress:
            line = Animation(share=0.9, duration=look.motion.progress, t="linear")
            line.start(self.ids.progress)


class OfficeView(BoxLayout):
    """The left of the office's screen.

    Args:
        live: shows the camera's frames.
        act: takes what was tapped.
        picture: gives an attempt's picture, by its id; None while it is not there.
        thumb: the same, small.

    Attributes:
        inset, below: pixels that the system covers above and below.
        room: whether there is room below the picture: not where the panel lies there.
    """

    inset = NumericProperty(0)
    below = NumericProperty(0)
    room = BooleanProperty(True)

    def __init__(
        self,
        live: Widget,
        act: Callable[[Act], None],
        picture: Callable[[str], Texture | None],
        thumb: Callable[[str], Texture | None],
    ) -> None:
        self.words = Words()
        self._live, self._act = live, act
        self._picture, self._thumb = picture, thumb
        self._pill = HintPill()
        self._brackets = Brackets(across=BRACKETS[0], down=BRACKETS[1])
        self._slow: ClockEvent | None = None
        super().__init__()
        self.bind(width=lambda *_: self._limit())

    @staticmethod
    def picture_height(width: float, height: float, foot: float) -> float:
        """Give the picture its 4:3, as far as that leaves room for what is below.

        >>> OfficeView.picture_height(824, 776, 120)
        618.0
        """
        return max(0.0, min(0.75 * width, height - foot))

    def show(self, scene: Scene) -> None:
        """Show where the flow is."""
        session, self.words = scene.session, Words(scene.settings.language)
        stage, foot = self.ids.stage, self.ids.foot
        stage.clear_widgets()
        foot.clear_widgets()
        if self._slow is not None:
            self._slow.cancel()
        if session.stage is Stage.FRAMING:
            for widget in (self._live, self._brackets):
                stage.add_widget(_filling(widget))
            foot.add_widget(self._centred(self._pill))
            return
        attempt = session.attempt or session.view.best
        if attempt is not None:
            stage.add_widget(_filling(self._still(scene, attempt)))
        if session.stage is Stage.CHECKING:
            self._check(foot)
        else:
            foot.add_widget(self._tries(session))
        if session.stage is Stage.RETAKE:
            foot.add_widget(self._show_spot())

    def tell(self, scene: Scene) -> tuple[float, bool]:
        """Show the hint under the live view.

        Returns:
            How much of a countdown is over, 0 to 1, and whether it is the moment.
        """
        told = pill(scene.hint, scene.settings.timer, self.words)
        words = self.words.say("off_closer") if scene.hint.code == "too_far" else told.words
        self._pill.tell(told.icon, words, told.tone)
        self._brackets.ready = told.ready
        return told.share, told.ready

    def _limit(self) -> None:
        self._pill.most = max(dp(200), self.width - dp(48))

    def _still(self, scene: Scene, attempt: Attempt) -> Picture:
        """Show a photo; one that is to be taken again with what is not clear outlined."""
        still = Picture(texture=self._picture(attempt.id))
        photo = scene.photo(attempt.id)
        if scene.session.stage is not Stage.RETAKE or attempt.verdict is None or photo is None:
            return still
        outline = marked(attempt.verdict, photo.size, self.words)
        if outline is not None:
            still.edges = list(outline.edges)
            still.mark, still.mark_icon = outline.words, outline.icon
            still.reveal()
        return still

    def _check(self, foot: BoxLayout) -> None:
        """Say that it takes a second; after two, offer to go on without it."""
        say = self.words.say
        checking = Checking(title=say("checking_title"), text=say("checking_body"))
        foot.add_widget(checking)
        checking.begin()

        def offer(_: float) -> None:
            checking.text = say("checking_slow")
            foot.add_widget(self._aside("checking_skip", "", lambda: self._act(Skip())))

        self._slow = Clock.schedule_once(offer, SLOW)

    def _tries(self, session: Session) -> ScrollView:
        """Lay the tries out from the newest on; in the review a tap chooses one."""
        row = BoxLayout(size_hint=(None, None), spacing=dp(24))
        row.bind(minimum_size=row.setter("size"))
        for each in tries(session, self.words):
            row.add_widget(self._try(each, session.stage is Stage.REVIEW))
        if session.stage is Stage.RETAKE and session.tries == 1 and look.scale < LARGE:
            say = self.words.say
            note = f"{say('off_best')}\n{say('off_all')}"
            row.add_widget(_note(note))
        scroll = ScrollView(do_scroll_y=False, size_hint_y=None, pos_hint={"center_y": 0.5})
        row.bind(height=scroll.setter("height"))
        scroll.add_widget(row)
        return scroll

    def _try(self, told: Try, chooses: bool) -> TryBox:
        box = TryBox(
            title=told.title, score=told.score, kept=told.kept, texture=self._thumb(told.attempt)
        )
        box.says = f"{told.title}. {told.score}"
        if chooses:
            box.bind(on_release=lambda _: self._act(Choose(told.attempt)))
        return box

    def _show_spot(self) -> WideButton:
        return self._aside("off_show_spot", "target", lambda: self._act(ShowSpot()))

    def _aside(self, name: str, icon: str, do: Callable[[], None]) -> WideButton:
        """Make a button over the camera's ground, no wider than it needs to be."""
        button = WideButton(kind="cam_outlined", icon=icon, text=self.words.say(name))
        button.size_hint_x, button.width = None, dp(200) * min(look.scale, LARGE)
        button.pos_hint = {"center_y": 0.5}
        button.bind(on_release=lambda _: do())
        return button

    @staticmethod
    def _centred(widget: Widget) -> AnchorLayout:
        if widget.parent is not None:
            widget.parent.remove_widget(widget)
        box = AnchorLayout(size_hint_y=1)
        box.add_widget(widget)
        return box


def _filling(widget: Widget) -> Widget:
    """Let a widget fill the one that it is put in."""
    if widget.parent is not None:
        widget.parent.remove_widget(widget)
    widget.size_hint, widget.pos_hint = (1, 1), {"x": 0, "y": 0}
    return widget


def _note(text: str) -> Paragraph:
    note = Paragraph(kind="caption", ink="cam_text_2", text=text, pos_hint={"center_y": 0.5})
    note.size_hint_x, note.width = None, dp(240)
    return note


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
