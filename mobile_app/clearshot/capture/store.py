"""The app's own folder: the photos that were taken and not yet handed over, session and settings.

    photos/ID      the camera's bytes
    session.json   where the person was
    settings.json

What `save_photo` returned from is there after a kill: if the session that names it is not, or is
damaged, the photo is put into one when the store is opened again.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from clearshot import durable
from clearshot.capture.kept import SessionRefused, read_session, to_json
from clearshot.capture.session import Attempt, Mode, Session, Stage
from clearshot.capture.settings import Settings, SettingsRefused, read_settings
from clearshot.fields import Fields

log = logging.getLogger(__name__)


class Store:
    """Keeps photos, session and settings in a folder. One program at a time.

    Every method that writes raises `OSError` where the disk is full or cannot be written, and has
    then changed nothing.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._photos = folder / "photos"
        self._session = folder / "session.json"
        self._settings = folder / "settings.json"
        try:
            durable.tidy(folder)
            durable.tidy(self._photos)
        except OSError as error:  # every write will say so
            log.warning("the store cannot be made: %s", error)

    def save_photo(self, attempt: str, photo: bytes) -> None:
        """Keep a photo's bytes; once this returns, they are on the disk."""
        durable.write(self._photos / attempt, photo)

    def photo(self, attempt: str) -> bytes:
        """Read a photo's bytes.

        Raises:
            OSError: it is not there, or cannot be read.
        """
        return (self._photos / attempt).read_bytes()

    def save_session(self, session: Session, discard: Iterable[str] = ()) -> None:
        """Keep a session, and delete photos for good.

        What is deleted is noted with the session first, so that a kill in between brings nothing
        back that was deleted.
        """
        gone = sorted(discard)
        values = {"session": json.loads(to_json(session)), "discard": gone}
        try:
            durable.write(self._session, json.dumps(values).encode())
        finally:  # on a full disk, it is what makes room
            self._delete(gone)

    def session(self, mode: Mode = "patient") -> Session | None:
        """Give the session that was kept, with every photo that is on the disk; None if none was.

        Args:
            mode: of the session that photos are put into if theirs is damaged.
        """
        found, discard = self._read_session()
        self._delete(discard)
        on_disk = sorted(path.name for path in self._photos.glob("*") if path.is_file())
        if found is None and not on_disk:
            return None
        session = Session.first(mode).fresh() if found is None else found
        known = {each.id for each in session.attempts + _undone(session)}
        for attempt in known:
            session = session.noting(attempt, lambda each: replace(each, saved=each.id in on_disk))
        return _with_found(session, [name for name in on_disk if name not in known])

    def save_settings(self, settings: Settings) -> None:
        """Keep settings."""
        durable.write(self._settings, json.dumps(settings.to_json()).encode())

    def settings(self) -> Settings:
        """Give the settings that were kept; those of the start if none were, or they are damaged."""
        try:
            return read_settings(self._settings.read_bytes())
        except FileNotFoundError:
            return Settings()
        except (OSError, SettingsRefused) as error:
            log.warning("the settings are as at first: %s", error)
            return Settings()

    def _read_session(self) -> tuple[Session | None, tuple[str, ...]]:
        try:
            read = Fields.parse(self._session.read_bytes(), "session.json", SessionRefused)
            session = read_session(json.dumps(read.inside("session").values).encode())
            return session, read.texts("discard")
        except FileNotFoundError:
            return None, ()
        except (OSError, SessionRefused) as error:
            log.warning("the session is lost, its photos are not: %s", error)
            return None, ()

    def _delete(self, photos: Collection[str]) -> None:
        for photo in photos:
            durable.delete(self._photos / Path(photo).name)
        if photos:
            with suppress(OSError):
                durable.sync_folder(self._photos)


def _undone(session: Session) -> tuple[Attempt, ...]:
    return () if session.undo is None else session.undo.attempts


def _with_found(session: Session, photos: list[str]) -> Session:
    """Put photos that no session names into the current view, and look at the newest."""
    if not photos:
        return session
    found = tuple(Attempt(photo, saved=True) for photo in photos)
    view = session.view
    session = session.with_view(replace(view, attempts=(*found, *view.attempts)))
    if session.attempt is not None:
        return session
    return replace(session, stage=Stage.CHECKING, current=photos[-1])
