"""Photos in, handed over for good: one file for each way there is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from clearshot.errors import ClearshotError


@dataclass(frozen=True)
class Sending:
    """One photo that a person chose to send.

    Attributes:
        id: of the attempt; to submit the same id again changes nothing.
        photo: the camera's bytes, unchanged.
        suffix: of its file, by its content: ".jpg".
        note: what travels along, as JSON: verdict, score, reasons, attempts, body site, model and
            policy version.
    """

    id: str
    photo: bytes
    suffix: str
    note: dict[str, Any]  # JSON


@dataclass(frozen=True)
class Sent:
    """One photo as a list of what was sent shows it.

    Attributes:
        id: of the attempt.
        when: it was handed over, with its zone.
        site: code of the body site; "" if not said.
        read: reads the photo's bytes; a list of hundreds does not hold them all.
    """

    id: str
    when: datetime
    site: str
    read: Callable[[], bytes] = field(repr=False, compare=False)

    @property
    def photo(self) -> bytes:
        """Read the camera's bytes. Raises OSError if they cannot be read."""
        return self.read()


class NotSubmitted(ClearshotError):
    """The photos are not handed over; they are where they were."""


class Submitter(Protocol):
    """Takes photos, each once."""

    def submit(self, sendings: tuple[Sending, ...]) -> None:
        """Take them; once this returns, they are on the disk, synced, or with the clinic.

        Raises:
            NotSubmitted: the disk is full or cannot be written.
        """

    def sent(self) -> list[Sent]:
        """List what was taken, the newest first."""
