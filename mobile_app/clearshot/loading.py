"""A note that a model is being loaded, so that what crashed an app once is not tried at every start.

If the program ends while the note lies there, it is still there at the next start. For an app, of which one runs at a time; two programs that share a folder would read each other's.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from clearshot.errors import BundleRefused

NOTE = "loading"


@contextmanager
def noted(folder: Path | None, model: str) -> Iterator[None]:
    """Keep a note in a folder while a model is loaded; without a folder, none.

    Args:
        folder: where the app keeps its state.
        model: tells this model from others, so that a new one is tried.

    Raises:
        BundleRefused: the program ended when it loaded this model before.
    """
    if folder is None:
        yield
        return
    note = folder / NOTE
    if note.exists() and note.read_text(encoding="utf-8") == model:
        raise BundleRefused(
            f"the program ended when it loaded this model before: install clearshot again, or "
            f"delete {note} to try once more"
        )
    with suppress(OSError):  # a full disk is no reason not to judge
        _write(note, model)
    try:
        yield
    finally:  # is not reached where the program ends
        with suppress(OSError):
            note.unlink(missing_ok=True)


def _write(note: Path, model: str) -> None:
    """Have the note on the disk before anything can go wrong."""
    note.parent.mkdir(parents=True, exist_ok=True)
    with note.open("w", encoding="utf-8") as file:
        file.write(model)
        file.flush()
        os.fsync(file.fileno())
