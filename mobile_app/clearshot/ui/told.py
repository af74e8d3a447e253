"""What a screen shows, as values: words, icons, buttons and what they do. No Kivy.

`telling` and `telling_pages` make them of what is known; screens draw them and decide nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, Protocol

from clearshot.capture.events import Event
from clearshot.capture.hints import Hint
from clearshot.capture.session import Session
from clearshot.capture.settings import Settings
from clearshot.photo import Photo
from clearshot.submit import Sent
from clearshot.ui.fitting import Edges

Page = Literal["outbox", "settings", "help", "privacy", "basic", "sites"]
"""A screen of the app's own, that lies over where the flow is."""
Question = Literal["delete", "wipe", "language", "colours", "timer"]
"""A dialog."""
System = Literal["settings", "storage", "light", "spot", "close", "wipe"]
"""What only the window can do: the phone's own pages, the lamp, the ring, to close a page or a
dialog, to delete everything."""


@dataclass(frozen=True)
class Go:
    """Open a page."""

    page: Page


@dataclass(frozen=True)
class Ask:
    """Open a dialog."""

    question: Question


@dataclass(frozen=True)
class Set:
    """Change one setting."""

    name: str
    value: Any  # of the setting's own type


@dataclass(frozen=True)
class Do:
    """Let the window do something."""

    what: System


Act = Event | Go | Ask | Set | Do


@dataclass(frozen=True)
class Button:
    """Something to be pressed.

    Attributes:
        words: on it, or, of a lone icon, what a screen reader calls it.
        act: what follows.
        kind: of a `WideButton`.
        ring: role of a ring around a round button that is offered just now.
        photo: attempt whose picture stands in the place of the icon.
        short: fewer words, where words are large.
    """

    words: str
    act: Act
    icon: str = ""
    kind: str = "filled"
    ring: str = ""
    photo: str = ""
    short: str = ""


@dataclass(frozen=True)
class Marked:
    """What is outlined on a photo, and the words at it; `says` tells aloud where it is."""

    edges: Edges
    words: str
    icon: str
    says: str


@dataclass(frozen=True)
class Notice:
    """A banner; one that `stays` does so for as long as it is true, others until they were read."""

    title: str
    text: str = ""
    icon: str = "info-circle"
    tone: str = "note"
    act: Act | None = None
    stays: bool = False


@dataclass(frozen=True)
class Choice:
    """One of the attempts."""

    attempt: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class Entry:
    """A row of a card, or one of a question's answers."""

    title: str
    act: Act | None = None
    icon: str = ""
    icon_ink: str = "text"
    under: str = ""
    turned: bool = False
    mark: str = ""
    mark_ink: str = "text_2"
    ends: str = ""
    toggle: str = ""
    chosen: bool = False
    photo: Sent | None = None


@dataclass(frozen=True)
class Group:
    """A card with its head line."""

    title: str
    entries: tuple[Entry, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class Pill:
    """The hint: icon, words, and the colour's role of its disc."""

    icon: str
    words: str
    tone: str
    share: float = 0.0  # of a countdown that is over
    ready: bool = False
    number: int | None = None  # seconds that are left


@dataclass(frozen=True)
class Told:
    """All that a screen shows.

    Attributes:
        screen: which one: the name of a stage or of a page.
        bar: words of the top bar.
        left, right: its buttons.
        title: what is said first.
        body: what is said second: the action, or what is to be known.
        notes: further lines, each an icon and words.
        icon, tone: of the badge.
        buttons: the first is the main one.
        round: the round buttons at the left and the right of the shutter.
        attempt: whose photo is shown.
        tries: which try this is, of how many; 0 for none, and its words.
        taking: whether a photo is being taken just now.
    """

    screen: str
    title: str
    body: str = ""
    bar: str = ""
    left: Button | None = None
    right: Button | None = None
    icon: str = ""
    tone: str = "note"
    notes: tuple[tuple[str, str], ...] = ()
    buttons: tuple[Button, ...] = ()
    round: tuple[Button | None, Button | None] = (None, None)
    attempt: str | None = None
    marked: Marked | None = None
    tries: tuple[int, int] = (0, 0)
    tries_words: str = ""
    choices: tuple[Choice, ...] = ()
    groups: tuple[Group, ...] = ()
    notice: Notice | None = None
    pill: Pill | None = None
    taking: bool = False

    @property
    def main(self) -> Button | None:
        """Give the button that Enter presses, and that is said."""
        return self.buttons[0] if self.buttons else None


class Scene(Protocol):
    """What is shown: the assistant is one."""

    session: Session
    hint: Hint
    fallback: str | None
    settings: Settings

    def photo(self, attempt: str) -> Photo | None:
        """Give an attempt's photo, decoded; None as long as it is not there."""


@dataclass(frozen=True)
class Around:
    """What the window knows besides the scene.

    Attributes:
        lamp: whether the phone has one, `lit` whether it is on, and `flashed` whether it was for
            the last photo.
        front: whether there is a lens on the side of the screen.
        picker: whether a photo that the phone has can be chosen.
        can_open: which of the phone's own pages can be opened.
        slow: whether the check takes longer than usual.
        folded: titles of the banners that were there for long enough.
        sent: what was handed over, the newest first.
        app, model: versions.
    """

    lamp: bool = False
    lit: bool = False
    flashed: bool = False
    front: bool = False
    picker: bool = False
    can_open: frozenset[str] = frozenset()
    slow: bool = False
    folded: frozenset[str] = frozenset()
    sent: tuple[Sent, ...] = ()
    app: str = ""
    model: str = ""

    def folds(self, notice: Notice | None) -> bool:
        """Tell whether a banner was there for long enough."""
        return notice is not None and not notice.stays and notice.title in self.folded
