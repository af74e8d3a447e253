"""The window's one root: shows where the flow is, with pages and dialogs over it; takes touches and keys."""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kivy.uix.floatlayout import FloatLayout

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
from clearshot.capture.session import Stage
from clearshot.ports.here import Here
from clearshot.submit import Sent
from clearshot.ui.announcing import Announcer
from clearshot.ui.components import Dialog, Toast, look
from clearshot.ui.gallery import Gallery
from clearshot.ui.keys import BACK, meaning
from clearshot.ui.noticing import Noticing
from clearshot.ui.office import STAGES
from clearshot.ui.questions import dialog_of
from clearshot.ui.screens import Screens
from clearshot.ui.stages import Ways
from clearshot.ui.telling import tell
from clearshot.ui.telling_pages import ask, tell_page
from clearshot.ui.told import Act, Ask, Do, Go, Question, Set, Told
from clearshot.ui.told import Page as PageName
from clearshot.words import Words


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
        self._dialog: Dialog | None = None
        self._toast: Toast | None = None
        self._announcer = Announcer(here.speech, here.haptics)
        self._noticing = Noticing(here, versions, clock)
        self.ways = Ways(self.act, Gallery(assistant.photo))
        self._screens = Screens(
            self, assistant, here.camera, self.ways, self._choose_site, self.close
        )
        assistant.listen(self.refresh)

    # What is shown

    def refresh(self) -> None:
        """Show what is so now."""
        settings = self.assistant.settings
        wishes = self._here.phone.wishes()
        dark = settings.colours == "dark" or (settings.colours == "same" and wishes.dark)
        look.wear(dark, settings.still or wishes.still)
        insets = self._here.safe_area.insets()
        self.ways.insets = (insets.left, insets.top, insets.right, insets.bottom)
        self._screens.follow_insets()
        self._note()
        told = self._tell()
        self._announcer.announce(told, self.assistant, self._is_office())
        self.told = told
        if self._is_office():
            self._screens.show_office(self._noticing.around, self._sent)
        else:
            self._screens.show(told)
        self._cover()
        self._undo()

    def tick(self) -> None:
        """Let time pass: a slow check, a banner that was there for long enough."""
        self.assistant.tick()
        if self._note():
            self.refresh()

    @property
    def covered(self) -> bool:
        """Tell whether a page lies over the camera."""
        return bool(self.pages)

    def _note(self) -> bool:
        return self._noticing.note(self.assistant.session, self.told, self.covered)

    def _tell(self) -> Told:
        if self.pages:
            return tell_page(self.pages[-1], self.assistant, self._noticing.around)
        return tell(self.assistant, self._noticing.around)

    def _is_office(self) -> bool:
        session = self.assistant.session
        return session.mode == "office" and session.stage in STAGES and not self.pages

    # What lies over it

    def _cover(self) -> None:
        """Ask what is to be asked."""
        if self.question is None or self._dialog is not None:
            return
        told = ask(self.question, self.assistant.settings)
        self._dialog = dialog_of(told, self.act, self.close)
        self.add_widget(self._dialog)

    def _undo(self) -> None:
        """Offer to bring back what was deleted, as long as one can."""
        wanted = self.assistant.session.undo is not None and self._screens.name != "office"
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
        if self._screens.name == "office":
            return self._screens.press(key, text)
        framing = self._screens.name == "framing"
        main = None if self.told is None else self.told.main
        if means is not None and framing:
            self.act(Shutter())
        elif means == "main" and main is not None:
            self.act(main.act)
        else:
            return False
        return True

    def _happen(self, event: Event) -> None:
        self._close_dialog()
        if isinstance(event, New | Delete) and self.pages:
            self.pages.clear()
            self._uncover()
        self.assistant.happen(event)
        self.refresh()

    def _go(self, page: PageName) -> None:
        if page == "outbox":
            self._noticing.list_sent(self._sent())
        if not self.pages and self.assistant.session.stage is Stage.FRAMING:
            # Nothing is to be photographed under a page.
            self.assistant.pause()
        self.pages.append(page)
        self.refresh()

    def _choose_site(self, site: str) -> None:
        self.pages.pop()
        self.assistant.happen(SetSite(site))

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
        if self._screens.press(BACK, None):
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
            self._noticing.light()
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
        spot = None if photo is None else self._screens.spot(photo.size)
        if spot is not None:
            self._happen(CheckSpot(spot))

    def _delete_everything(self) -> None:
        """Delete what was handed over, and what was not yet; neither can be brought back."""
        self._close_dialog()
        self._wipe()
        self.pages.clear()
        self._noticing.list_sent([])
        # From wherever the person is to where one can delete.
        for event in (New(), OpenCamera(), Skip(), Use(), Delete(), Forget()):
            self.assistant.happen(event)
        self._uncover()
        self.refresh()

    def _sent(self) -> list[Sent]:
        return list(self.assistant.submitter.sent())
