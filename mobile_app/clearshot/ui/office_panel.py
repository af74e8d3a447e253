"""A session in; the office's panel: whose photos these are, the views, or what is not clear."""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from kivy.graphics.texture import Texture
from kivy.lang import Builder
from kivy.metrics import dp
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.widget import Widget

from clearshot.capture.events import AddView, Again, Event, Jump, Keep, Send, Undo, Use
from clearshot.capture.session import Session, Stage
from clearshot.ui.components import Banner, Chip, Column, Paragraph, Tap, WideButton, look
from clearshot.ui.office_telling import (
    KEEP,
    ViewLine,
    done_words,
    finding,
    send_words,
    undo_words,
    view_lines,
)
from clearshot.ui.telling_camera import banner
from clearshot.ui.told import Act, Notice, Scene
from clearshot.words import Words

Do = Callable[[], None]


class OfficeSection(Column):
    """A part of the panel, with its margins."""


class Hairline(Widget):
    """Parts two sections."""


class PatientStrip(Tap):
    """Whose photos these are, by number; a tap changes it."""

    title = StringProperty("")
    under = StringProperty("")


class SiteButton(Tap):
    """Where on the body; a tap opens the list."""

    text = StringProperty("")
    chosen = BooleanProperty(False)


class ViewRow(Tap):
    """A view: how far it is by icon and words, and its photo, or what it is about."""

    icon = StringProperty("")
    ink = StringProperty("text")
    title = StringProperty("")
    under = StringProperty("")
    about = StringProperty("")
    texture = ObjectProperty(None, allownone=True)
    current = BooleanProperty(False)
    edge = NumericProperty(1)  # pixels of its line


class Told(BoxLayout):
    """A badge beside a title and a second line."""

    icon = StringProperty("")
    tone = StringProperty("good")
    kind = StringProperty("title")
    title = StringProperty("")
    under = StringProperty("")


class UndoBar(BoxLayout):
    """Says what was kept, for some seconds, with the way to undo it; it covers nothing."""

    text = StringProperty("")
    undo = StringProperty("")
    do = ObjectProperty(None)


class OfficePanel(BoxLayout):
    """All that is read and chosen beside the picture.

    Args:
        act: takes what was tapped.
        thumb: gives the picture of an attempt, by its id; None while it is not there.
        ask_record: is called to change the record's number.
        ask_site: is called to choose the place on the body.

    Attributes:
        inset, below: pixels that the system covers above and below.
        flat: whether it lies under the picture, not beside it.
        why: whether all reasons are listed, not the first only.
    """

    inset = NumericProperty(0)
    below = NumericProperty(0)
    flat = BooleanProperty(False)

    def __init__(
        self,
        act: Callable[[Act], None],
        thumb: Callable[[str], Texture | None],
        ask_record: Do,
        ask_site: Do,
    ) -> None:
        self.words = Words()
        self._act, self._thumb = act, thumb
        self._ask_record, self._ask_site = ask_record, ask_site
        self._why: str | None = None  # the attempt whose reasons are all listed
        super().__init__()

    def show(self, scene: Scene, count: int) -> None:
        """Show where the flow is.

        Args:
            scene: whose session is an office's.
            count: which patient this is, from 1.
        """
        session, self.words = scene.session, Words(scene.settings.language)
        told, foot = self.ids.told, self.ids.foot
        told.clear_widgets()
        foot.clear_widgets()
        if session.undo is not None:
            foot.add_widget(
                UndoBar(
                    text=undo_words(session, self.words),
                    undo=self.words.say("undo"),
                    do=lambda: self._act(Undo()),
                )
            )
        told.add_widget(self._patient(session, count))
        told.add_widget(Hairline())
        if session.stage is Stage.RETAKE:
            told.add_widget(self._finding(session))
            foot.add_widget(self._reasons(scene, count))
            return
        notice = banner(scene, self.words)
        if notice is not None:
            told.add_widget(self._banner(notice))
        told.add_widget(self._views(session))
        for widget in self._hand_over(session, count):
            foot.add_widget(widget)

    def _patient(self, session: Session, count: int) -> OfficeSection:
        say, box = self.words.say, OfficeSection()
        number = session.record
        strip = PatientStrip(
            title=say("off_record", id=number) if number else say("off_record_none"),
            under=say("off_count", n=count),
        )
        strip.bind(on_release=lambda _: self._ask_record())
        site = SiteButton(text=self.words.site(session.site), chosen=bool(session.site))
        site.bind(on_release=lambda _: self._ask_site())
        box.padding = [dp(20), dp(10), dp(20), dp(14)]
        box.spacing = dp(8)
        box.add_widget(strip)
        box.add_widget(site)
        return box

    def _views(self, session: Session) -> OfficeSection:
        box = OfficeSection()
        box.add_widget(Paragraph(kind="heading", text=self.words.say("off_views")))
        for at, line in enumerate(view_lines(session, self.words)):
            box.add_widget(self._row(line, Jump(at)))
        if session.complete:
            done = Told(
                icon="circle-check",
                kind="heading",
                title=done_words(session, self.words),
                under=self.words.say("off_ready"),
            )
            box.add_widget(Column(height=dp(1)))
            box.add_widget(done)
        else:
            box.add_widget(self._add_view())
        return box

    def _row(self, line: ViewLine, event: Event) -> ViewRow:
        row = ViewRow(
            icon=line.icon,
            ink=line.ink,
            title=line.title,
            under=line.state,
            about=line.about,
            texture=None if line.attempt is None else self._thumb(line.attempt),
            current=line.current,
            says=line.spoken,
        )
        row.bind(on_release=lambda _: self._act(event))
        return row

    def _add_view(self) -> ViewRow:
        say = self.words.say
        title, under = say("off_add"), say("off_add_sub")
        add = ViewRow(
            icon="plus", ink="text_2", title=title, under=under, about="chevron-right", says=title
        )
        add.bind(on_release=lambda _: self._act(AddView()))
        return add

    def _hand_over(self, session: Session, count: int) -> list[Widget]:
        """Give the button that hands over, and what was handed over before."""
        say, text = self.words.say, send_words(session, self.words)
        if not text or session.stage in (Stage.SENDING, Stage.SPOT):
            return []
        kind = "filled" if session.complete else "outlined"
        send = WideButton(kind=kind, icon="photo-check", text=text)
        send.bind(on_release=lambda _: self._act(Send()))
        if not session.complete or count == 1:
            return [send]
        kept = say("off_kept_sets" if count > 2 else "off_kept_set", n=count - 1)
        return [send, Paragraph(kind="caption", ink="text_2", text=kept, halign="center")]

    def _finding(self, session: Session) -> OfficeSection:
        say, box = self.words.say, OfficeSection()
        told = finding(session, self.words)
        if told is not None:
            box.add_widget(Told(icon=told.icon, tone=told.tone, title=told.title, under=told.under))
            box.add_widget(Paragraph(text=told.advice, padding=[0, dp(4)]))
            if self._why == session.current and told.others:
                box.add_widget(Paragraph(kind="body", ink="text_2", text=". ".join(told.others)))
        box.add_widget(self._main(session))
        box.add_widget(Paragraph(kind="heading", text=say("off_keep"), padding=[0, dp(6), 0, 0]))
        box.add_widget(self._keep())
        box.add_widget(Paragraph(kind="caption", ink="text_2", text=say("off_keep_note")))
        return box

    def _main(self, session: Session) -> WideButton:
        again = WideButton(icon="camera", text=self.words.say("retake_again"))
        again.bind(on_release=lambda _: self._act(Again()))
        return again

    def _keep(self) -> GridLayout:
        """Lay out the reasons for which an unclear photo is kept, in the order of their keys."""
        grid = GridLayout(cols=1 if look.large else 2, spacing=dp(10), size_hint_y=None)
        grid.bind(minimum_height=grid.setter("height"))
        for because in KEEP:
            chip = Chip(text=self.words.say(f"off_why_{because}"))
            chip.bind(on_release=partial(self._kept, because))
            grid.add_widget(chip)
        return grid

    def _kept(self, because: str, _: Widget) -> None:
        self._act(Keep(because))

    def _banner(self, notice: Notice) -> OfficeSection:
        """Show the one thing that is to be known."""
        box = OfficeSection()
        box.add_widget(
            Banner(icon=notice.icon, tone=notice.tone, title=notice.title, text=notice.text)
        )
        return box

    def _reasons(self, scene: Scene, count: int) -> WideButton:
        """Offer all reasons, not only the first."""
        session = scene.session
        why = WideButton(
            anchor_x="left", kind="text", icon="info-circle", text=self.words.say("off_why")
        )

        def more(_: Widget) -> None:
            self._why = None if self._why == session.current else session.current
            self.show(scene, count)

        why.bind(on_release=more)
        return why


def main_event(session: Session) -> Event | None:
    """Give what the panel's main button would do now; None if it has none."""
    if session.stage is Stage.RETAKE:
        return Again()
    if session.stage is Stage.CLEAR:
        return Use()
    if session.stage is Stage.REVIEW or (session.stage is Stage.FRAMING and session.complete):
        return Send()
    return None


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
