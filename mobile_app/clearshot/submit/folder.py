"""Photos in; a folder of them out, each with a JSON beside it that says what is known of it.

ID.jpg    the camera's bytes, unchanged
ID.json   verdict, score, reasons, attempts, ...; written last: a photo without one was not sent
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

from clearshot import durable
from clearshot.errors import ClearshotError
from clearshot.fields import Fields
from clearshot.submit import NotSubmitted, Sending, Sent

log = logging.getLogger(__name__)


class NoteRefused(ClearshotError):
    """A note that was not written here, or is damaged."""

    code = "note_refused"


class FolderSubmitter:
    """Keeps what was sent in a folder. One program at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def submit(self, sendings: tuple[Sending, ...]) -> None:
        """Take photos; all of them are on the disk once this returns, or else none is taken.

        Raises:
            NotSubmitted: the disk is full or cannot be written.
        """
        new: list[Path] = []
        try:
            durable.tidy(self._folder)
            left = [each for each in sendings if not self._has(each.id)]
            for each in left:
                new.append(self._folder / f"{each.id}{each.suffix}")
                durable.write(new[-1], each.photo)
            for each in left:
                new.append(self._note(each.id))
                durable.write(new[-1], self._text(each))
        except OSError as error:
            self._take_back(new)
            raise NotSubmitted(
                f"{self._folder} cannot take the photos ({error.strerror}): make some room on the "
                "disk and send again"
            ) from error

    def sent(self) -> list[Sent]:
        """List what was taken, the newest first; what is not whole is left out."""
        return sorted(self._sent(), key=lambda each: (each.when, each.id), reverse=True)

    def delete_all(self) -> None:
        """Delete what was taken, for good; the notes first, so that nothing is listed by halves."""
        for path in sorted(self._folder.glob("*"), key=lambda path: path.suffix != ".json"):
            try:
                durable.delete(path)
            except OSError as error:
                log.warning("%s was not deleted: %s", path.name, error)
        with suppress(OSError):
            durable.sync_folder(self._folder)

    def _sent(self) -> Iterator[Sent]:
        for path in self._folder.glob("*.json"):
            try:
                yield self._read(path)
            except (OSError, NoteRefused) as error:
                log.warning("left out of what was sent: %s", error)

    def _read(self, path: Path) -> Sent:
        note = Fields.parse(path.read_bytes(), path.name, NoteRefused)
        photo = self._folder / Path(note.text("photo")).name
        if note.text("id") != path.stem or not photo.is_file():
            raise NoteRefused(f"{path.name} has no photo beside it")
        try:
            when = datetime.fromisoformat(note.text("time"))
        except ValueError as error:
            raise NoteRefused(f"{path.name}: {error}") from error
        if when.tzinfo is None:
            raise NoteRefused(f'{path.name}: "time" has no zone')
        return Sent(note.text("id"), when, note.text("site"), partial(photo.read_bytes))

    def _has(self, id: str) -> bool:
        try:
            return self._read(self._note(id)).id == id
        except (OSError, NoteRefused):
            return False

    def _note(self, id: str) -> Path:
        return self._folder / f"{id}.json"

    def _text(self, sending: Sending) -> bytes:
        names = {"id": sending.id, "photo": f"{sending.id}{sending.suffix}"}
        text = json.dumps({**names, **sending.note}, ensure_ascii=False, allow_nan=False, indent=1)
        return text.encode()

    def _take_back(self, paths: list[Path]) -> None:
        """Leave nothing behind of what was not taken as a whole, the notes first."""
        for path in reversed(paths):
            with suppress(OSError):
                durable.delete(path)
