"""The window's one root: shows where the flow is, with pages and dialogs over it; takes touches and keys."""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kivy.animation import Animation
from kivy.graphics import Color, Rectangle
from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from clearshot.capture.assistant import Assistant
from clearshot.capture.events import (
    Back,
    CheckSpot,
    Delete,
    Event,
    Forget,
    New,
    OpenCamera,
    SetSite,
    Shutter,
    Skip,
    Undo,
    Use,
)
from clearshot.capture.session import Session, Stage
from clearshot.ports.here import Here
from clearshot.submit import Sent
from clearshot.ui.checking import CheckingScreen
from clearshot.ui.components import Dialog, Toast, look
from clearshot.ui.framing import FramingScreen
from clearshot.ui.gallery import Gallery
from clearshot.ui.judged import JudgedScreen
from clearshot.ui.keys import meaning
from clearshot.ui.office import STAGES, OfficeScreen
from clearshot.ui.office_spoken import utter_office
from clearshot.ui.plain import PlainScreen
from clearshot.ui.preview import Preview
from clearshot.ui.questions import dialog_of
from clearshot.ui.sites import SiteChooser
from clearshot.ui.spoken import NOTHING, Utterance, utter
from clearshot.ui.spot import SpotScreen
from clearshot.ui.stages import Ways
from clearshot.ui.telling import tell
from clearshot.ui.telling_pages import ask, tell_page
from clearshot.ui.told import Act, Around, Ask, Do, Go, Question, Set, Told
from clearshot.ui.told import Page as PageName
from clearshot.words import Words

SLOW = 2.0  # seconds after which the check is called slow
FOLD = 6.0  # seconds that a banner stays


class Phone(FloatLayout):
    """The root widget of both modes.

    Args:
        assistant: what is shown, and what takes all events.
        here: the ports of this machine.
        wipe: deletes everything that was handed over.
        versions: of the app and of the model.
        clock: seconds, never going back.
    """

    def __init__(
        self,
        assistant: Assistant,
        here: Here,
        wipe: Callable[[], None],
        versions: tuple[str, str] = ("", ""),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self.assistant, self._here, self._wipe, self._clock = assistant, here, wipe, clock
        self.pages: list[PageName] = []
        self.question: Question | None = None
        self.told: Told | None = None
        self._heard: Session | None = None
        self._screen: Widget | None = None
        self._name = ""
        self._dialog: Dialog | None = None
        self._toast: Toast | None = None
        self._since: dict[str, float] = {}  # when banners were first shown
        self._checking_since = clock()
        pages = here.pages
        can_open = {"settings"} if pages.has_settings else set()
        self._around = Around(
            lamp=here.camera.has_light,
            front=here.camera.has_front,
            picker=here.picker is not None,
            can_open=frozenset(can_open | ({"storage"} if pages.has_storage else set())),
            app=versions[0],
            model=versions[1],
        )
        self.ways = Ways(self.act, Gallery(assistant.photo))
        assistant.listen(self.refresh)

    # What is shown

    def refresh(self) -> None:
        """Show what is so now."""
        settings = self.assistant.settings
        wishes = self._here.phone.wishes()
        dark = settings.colours == "dark" or (settings.colours == "same" and wishes.dark)
        look.wear(dark, settings.still or wishes.still)
        self._follow_insets()
        self._note()
        told = self._tell()
        self._announce(told)
        before, self.told = self.told, told
        if not self._is_office(told):
            self._show(told, before)
        else:
            self._show_office()
        self._cover()
        self._undo()

    def tick(self) -> None:
        """Let time pass: a slow check, a banner that was there for long enough."""
        self.assistant.tick()
        before = self._around
        self._note()
        if self._around != before:
            self.refresh()

    def _tell(self) -> Told:
        if self.pages:
            return tell_page(self.pages[-1], self.assistant, self._around)
        return tell(self.assistant, self._around)

    def _note(self) -> None:
        """Take note of what time changes."""
        now, stage = self._clock(), self.assistant.session.stage
        if stage is not Stage.CHECKING:
            self._checking_since = now
        lit = self._around.lit and stage is Stage.FRAMING and not self.pages
        notice = None if self.told is None else self.told.notice
        if notice is not None:
            self._since.setdefault(notice.title, now)
        folded = {title for title, since in self._since.items() if now - since >= FOLD}
        self._around = replace(
            self._around,
            slow=now - self._checking_since >= SLOW,
            lit=lit,
            lamp=self._here.camera.has_light,
            front=self._here.camera.has_front,
            folded=frozenset(folded),
        )

    def _announce(self, told: Told) -> None:
        """Say and let be felt what is new, if the person wants that."""
        settings, utterance = self.assistant.settings, self._utterance(told)
        if utterance.words and settings.speak:
            self._here.speech.say(utterance.words, settings.language)
        if utterance.buzz is not None and settings.vibrate:
            self._here.haptics.buzz(utterance.buzz)

    def _utterance(self, told: Told) -> Utterance:
        """Find what is new; an office hears a clinic's words."""
        session = self.assistant.session
        before, self._heard = self._heard, session
        if not self._is_office(told):
            return utter(self.told, told)
        photo = None if session.current is None else self.assistant.photo(session.current)
        words = Words(self.assistant.settings.language)
        new = utter_office(before, session, photo, words)
        if new is None:
            new = utter(self.told, told) if told.screen == "framing" else NOTHING
        return new

    def _follow_insets(self) -> None:
        insets = self._here.safe_area.insets()
        self.ways.insets = (insets.left, insets.top, insets.right, insets.bottom)
        if self._screen is not None:
            self._screen.insets = list(self.ways.insets)

    # Screens

    def _show(self, told: Told, before: Told | None) -> None:
        name = told.screen
        if name == "sites":
            name = f"sites {self.assistant.settings.language}"
        if name != self._name:
            self._put(self._make(told), name, slides=before is not None)
        screen = self._screen
        if isinstance(screen, FramingScreen):
            words = Words(self.assistant.settings.language)
            stop = told.pill is not None and told.pill.number is not None
            says = words.say("hint_auto_stop" if stop else "shutter")
            screen.show(told, self.assistant.settings.anywhere, says)
        elif screen is not None and not isinstance(screen, SitePage):
            screen.show(told)

    def _make(self, told: Told) -> Widget:
        words = Words(self.assistant.settings.language)
        if told.screen == "framing":
            framing = FramingScreen(self.ways, self._here.camera.focus)
            self.assistant.frame_listener = framing.preview.offer
            return framing
        if told.screen in ("checking", "sending"):
            return CheckingScreen(self.ways)
        if told.screen in ("clear", "retake"):
            return JudgedScreen(self.ways)
        if told.screen == "spot":
            return SpotScreen(self.ways, words.say("spot_smaller"), words.say("spot_bigger"))
        if told.screen == "sites":
            return self._sites(words)
        return PlainScreen(self.ways, words.say("review_add"))

    def _sites(self, words: Words) -> Widget:
        left, top, right, bottom = self.ways.insets
        page = SitePage(padding=(left, top, right, bottom))
        page.add_widget(
            SiteChooser(words, self.assistant.session.site, self._choose_site, self.close)
        )
        return page

    def _choose_site(self, site: str) -> None:
        self.pages.pop()
        self.assistant.happen(SetSite(site))

    def _put(self, screen: Widget, name: str, slides: bool) -> None:
        """Put a screen in the place of the one before; plain ones slide in."""
        if self._screen is not None:
            self.remove_widget(self._screen)
        if self._name == "framing" and name != "framing":
            self.assistant.frame_listener = None
        self._screen, self._name = screen, name
        self.add_widget(screen, len(self.children))  # below dialogs and toasts
        if slides and isinstance(screen, PlainScreen | SitePage) and look.motion.page:
            screen.x, screen.opacity = dp(look.motion.slide), 0
            Animation(x=0, opacity=1, duration=look.motion.page, t="out_cubic").start(screen)

    def _is_office(self, told: Told) -> bool:
        session = self.assistant.session
        return session.mode == "office" and session.stage in STAGES and not self.pages

    def _show_office(self) -> None:
        if self._name != "office":
            live = Preview(self._here.camera.focus, lambda: self.act(Shutter()))
            office = OfficeScreen(live, self.act, self._sent)
            office.insets = list(self.ways.insets)
            self._put(office, "office", slides=False)
            self.assistant.frame_listener = live.offer
        if isinstance(self._screen, OfficeScreen):
            self._screen.show(self.assistant, self._around)

    def _cover(self) -> None:
        """Ask what is to be asked."""
        if self.question is None or self._dialog is not None:
            return
        told = ask(self.question, self.assistant.settings)
        self._dialog = dialog_of(told, self.act, self.close)
        self.add_widget(self._dialog)

    def _undo(self) -> None:
        """Offer to bring back what was deleted, as long as one can."""
        wanted = self.assistant.session.undo is not None and self._name != "office"
        if wanted == (self._toast is not None):
            return
        if self._toast is not None:
            self.remove_widget(self._toast)
            self._toast = None
            return
        words = Words(self.assistant.settings.language)
        self._toast = Toast(
            text=words.say("deleted"),
            undo=words.say("undo"),
            do=lambda: self.act(Undo()),
            inset=self.ways.insets[1],
        )
        self.add_widget(self._toast)

    # What is done

    def act(self, act: Act) -> None:
        """Do what was pressed."""
        if isinstance(act, Event):
            self._happen(act)
        elif isinstance(act, Go):
            self._go(act.page)
        elif isinstance(act, Ask):
            self.question = act.question
            self.refresh()
        elif isinstance(act, Set):
            self._set(act.name, act.value)
        else:
            self._do(act)

    def press(self, key: int, text: str | None = None) -> bool:
        """Take a key; tell whether it meant anything."""
        means = meaning(key)
        if means == "back":
            return self._back()
        if self._dialog is not None:
            return means is not None
        if isinstance(self._screen, OfficeScreen):
            return bool(self._screen.press(key, text))
        if means == "shutter" and self._name == "framing":
            self.act(Shutter())
            return True
        main = None if self.told is None else self.told.main
        if means == "main" and main is not None:
            self.act(main.act)
            return True
        if means == "main" and self._name == "framing":
            self.act(Shutter())
            return True
        return False

    def _happen(self, event: Event) -> None:
        self._close_dialog()
        if isinstance(event, New | Delete) and self.pages:
            self.pages.clear()
            self._uncover()
        self.assistant.happen(event)
        self.refresh()

    def _go(self, page: PageName) -> None:
        if page == "outbox":
            self._around = replace(self._around, sent=tuple(self._sent()))
        if not self.pages and self.assistant.session.stage is Stage.FRAMING:
            # Nothing is to be photographed under a page.
            self.assistant.pause()
        self.pages.append(page)
        self.refresh()

    def close(self) -> None:
        """Close the dialog, or else the page that is on top."""
        if self._dialog is not None:
            self._close_dialog()
        elif self.pages:
            self.pages.pop()
            self._uncover()
        self.refresh()

    def _uncover(self) -> None:
        if not self.pages:
            self.assistant.resume()

    @property
    def covered(self) -> bool:
        """Tell whether a page lies over the camera."""
        return bool(self.pages)

    def _close_dialog(self) -> None:
        self.question = None
        if self._dialog is not None:
            self.remove_widget(self._dialog)
            self._dialog = None

    def _back(self) -> bool:
        """Go back one step; False where the app itself is to be left."""
        if self._dialog is not None or self.pages:
            self.close()
            return True
        if isinstance(self._screen, OfficeScreen) and self._screen.press(27):
            return True
        session = self.assistant.session
        if session.stage is Stage.SENDING:
            return True
        first = session.stage in (Stage.FRAMING, Stage.CAMERA_OFF) and not session.view.attempts
        if first or session.stage is Stage.WELCOME:
            return False
        self.act(Back())
        return True

    def _set(self, name: str, value: Any) -> None:
        self._close_dialog()
        self.assistant.change(replace(self.assistant.settings, **{name: value}))

    def _do(self, act: Do) -> None:
        if act.what == "close":
            self.close()
        elif act.what == "light":
            self._around = replace(self._around, lit=not self._around.lit)
            self._here.camera.light(self._around.lit)
            self.refresh()
        elif act.what == "spot":
            self._check_spot()
        elif act.what == "settings":
            self._here.pages.settings()
        elif act.what == "storage":
            self._here.pages.storage()
        else:
            self._delete_everything()

    def _check_spot(self) -> None:
        attempt = self.assistant.session.current
        photo = None if attempt is None else self.assistant.photo(attempt)
        if photo is not None and isinstance(self._screen, SpotScreen):
            self._happen(CheckSpot(self._screen.box(photo.size)))

    def _delete_everything(self) -> None:
        """Delete what was handed over, and what was not yet; neither can be brought back."""
        self._close_dialog()
        self._wipe()
        self.pages.clear()
        self._around = replace(self._around, sent=())
        # From wherever the person is to where one can delete.
        for event in (New(), OpenCamera(), Skip(), Use(), Delete(), Forget()):
            self.assistant.happen(event)
        self._uncover()
        self.refresh()

    def _sent(self) -> list[Sent]:
        return list(self.assistant.submitter.sent())


class SitePage(BoxLayout):
    """The places on the body, over the whole screen."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        with self.canvas.before:
            Color(*look.palette.surface)
            ground = Rectangle()
        self.bind(pos=lambda _, pos: setattr(ground, "pos", pos))
        self.bind(size=lambda _, size: setattr(ground, "size", size))
