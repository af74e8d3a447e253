"""What `clearshot app` can be told; Kivy is imported only when the window is to be opened."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from clearshot.manifest import EMBEDDED
from clearshot.words import LANGUAGES

DESCRIPTION = (
    "Take photos of skin: the app says whether each is clear, and if not why and what to do."
)


def add_arguments(parser: argparse.ArgumentParser, folder: Callable[[str], Path]) -> None:
    """Let a parser take what the app can be told; a phone tells it nothing.

    Args:
        parser: of the command.
        folder: takes the folder of a bundle, or refuses it.
    """
    add = parser.add_argument
    replay = "show these photos in a loop, or this clip, in place of the camera"
    add("--replay", type=Path, metavar="FOLDER_OR_VIDEO", help=replay)
    add("--mode", choices=("patient", "office"), default="patient", help="who holds the camera")
    add("--model", type=folder, default=EMBEDDED, metavar="DIR", help="use this bundle")
    add("--lang", choices=LANGUAGES, help="language of the words; else as it was set")
    add("--state", type=Path, metavar="DIR", help="where photos and settings are kept")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    try:
        from clearshot.ui.app import run
    except ImportError as error:
        raise SystemExit(
            f"the app needs Kivy ({error}): pip install 'clearshot[app,cli]'"
        ) from error
    return run(arguments)
