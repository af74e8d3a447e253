"""Bytes and a path in; a file that a kill, a crash or a full disk leaves whole or not there, out."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

UNFINISHED = ".tmp"
"""Ending of what is being written; whoever owns a folder may delete what lies there at its start."""


def write(path: Path, data: bytes) -> None:
    """Write a file so that it is there, whole and on the disk, once this returns.

    By a temporary name, synced, then renamed; then the folder is synced, for the name is part of
    it. Until the end, what was there before is there.

    Raises:
        OSError: the disk is full or cannot be written; nothing was changed.
    """
    unfinished = path.with_name(path.name + UNFINISHED)
    try:
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            _sync(file.fileno())
        unfinished.replace(path)
    except OSError:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk, as they are now.

    Raises:
        OSError: the disk cannot be written.
    """
    if sys.platform == "win32":  # which opens no folder, and writes names by itself
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        _sync(descriptor)
    finally:
        os.close(descriptor)


def delete(path: Path) -> None:
    """Delete a file, if it is there; its name is gone once the folder is synced."""
    path.unlink(missing_ok=True)


def tidy(folder: Path) -> None:
    """Make a folder, if need be, and delete what was not finished there."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f"*{UNFINISHED}"):
        with suppress(OSError):
            left.unlink()


def hold(folder: Path) -> BinaryIO | None:
    """Keep a folder for this program, until the file is closed or the program ends, however it does.

    Returns:
        None if another program has it.

    Raises:
        OSError: nothing can be written there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / "lock").open("wb")
    try:
        import fcntl

        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:  # Windows, which locks in another way
        return lock
    except BlockingIOError:
        lock.close()
        return None
    return lock


def _sync(descriptor: int) -> None:
    """Sync a file or folder to the disk itself."""
    if sys.platform in ("darwin", "ios"):  # where fsync stops at the disk's own memory
        import fcntl

        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    else:
        os.fsync(descriptor)
