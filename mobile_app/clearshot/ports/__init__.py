"""What a phone, a tablet and a desktop each do in their own way; a file for every implementation.

Callbacks may come from any thread; whoever listens brings them to its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from clearshot.regions import Pixels


@dataclass(frozen=True)
class Frame:
    """One picture of the live view.

    Attributes:
        pixels: (h, w, 3) sRGB, upright and not mirrored, whatever the sensor's own position.
        number: counts the frames of one run of the camera, from 0.
        seconds: when it was seen, by a clock that never goes back.
    """

    pixels: Pixels
    number: int
    seconds: float


class Camera(Protocol):
    """Frames while it is open, and photos at its full size. It never writes a file."""

    def start(
        self,
        on_frame: Callable[[Frame], None],
        on_ready: Callable[[], None],
        on_refused: Callable[[bool], None],
        on_lost: Callable[[str], None],
    ) -> None:
        """Open it, asking for permission if need be; returns at once.

        Args:
            on_frame: takes every frame; must return at once.
            on_ready: is told once, when there is a first frame.
            on_refused: is told that the person does not allow it; True if the system will not ask
                again.
            on_lost: is told that it stopped or did not start, with what the system said.
        """

    def stop(self) -> None:
        """Close it; once this returns, no callback comes any more."""

    def take(self, on_photo: Callable[[bytes | None], None]) -> None:
        """Take a photo: its file's bytes as the camera made them, or None if it made none."""

    def light(self, on: bool) -> None:
        """Switch the lamp; where there is none, nothing happens."""

    def focus(self, x: float, y: float) -> None:
        """Focus on a point, in shares of the upright frame's width and height from its upper left."""

    def face(self, lens: Literal["back", "front"]) -> None:
        """Use the lens on this side from the next start on; the only one where there is but one."""

    @property
    def has_light(self) -> bool:
        """Whether there is a lamp to switch."""

    @property
    def has_front(self) -> bool:
        """Whether there is a second lens, on the side of the screen."""


class Picker(Protocol):
    """The system's own way to choose one of the photos that the phone has."""

    def pick(self, on_photo: Callable[[bytes | None], None]) -> None:
        """Let the person choose: the file's bytes, or None if none was chosen."""


class Speech(Protocol):
    """Says words aloud: by the screen reader where one is on, else by a voice of its own."""

    def say(self, words: str, language: str) -> None:
        """Say this now, instead of what is being said; returns at once, and never raises."""


Buzz = Literal["tick", "ready", "shutter", "clear", "again", "saved"]


class Haptics(Protocol):
    """Lets the phone be felt: `patterns.py` has the pattern of each."""

    def buzz(self, kind: Buzz) -> None:
        """Vibrate; where nothing can, nothing happens. Never raises."""


@dataclass(frozen=True)
class Insets:
    """What the system covers at each side of the window, in pixels."""

    left: float = 0
    top: float = 0
    right: float = 0
    bottom: float = 0


class SafeArea(Protocol):
    """Tells what of the window is not covered by notches and bars."""

    def insets(self) -> Insets:
        """Give the insets as they are now."""


@dataclass(frozen=True)
class Motion:
    """How the phone is held.

    Attributes:
        turning: how fast it turns, in radians a second; the length of the vector.
        down: unit vector towards the ground, along the screen's right, its top, and out of the
            screen to the person.
    """

    turning: float
    down: tuple[float, float, float]


class Sensors(Protocol):
    """Feels how the phone moves."""

    def motion(self) -> Motion | None:
        """Give the latest, or None where there are no sensors."""


class Pages(Protocol):
    """Pages of the system's own settings, which an app may open."""

    has_settings: bool
    has_storage: bool

    def settings(self) -> None:
        """Show where the camera can be allowed; where there is no such page, nothing happens."""

    def storage(self) -> None:
        """Show where one can make room; where there is no such page, nothing happens."""


@dataclass(frozen=True)
class Wishes:
    """How the person set the phone as a whole.

    Attributes:
        dark: dark colours.
        still: nothing is to move.
        language: two or three letters, "en".
    """

    dark: bool = False
    still: bool = False
    language: str = "en"


class Phone(Protocol):
    """Tells how the person set the phone."""

    def wishes(self) -> Wishes:
        """Give them as they are now."""
