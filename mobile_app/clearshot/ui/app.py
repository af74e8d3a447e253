"""The app: a camera that says whether the photo is clear, and if not why, and then keeps it."""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import get_args

from kivy.app import App
from kivy.clock import Clock
from kivy.config import Config
from kivy.core.text import LabelBase

from clearshot import __version__
from clearshot.app_command import DESCRIPTION, add_arguments
from clearshot.assess import load_bundle
from clearshot.capture.assistant import Assistant
from clearshot.capture.session import Mode
from clearshot.capture.settings import Language
from clearshot.capture.store import Store
from clearshot.cli import USAGE, bundle_folder
from clearshot.durable import hold
from clearshot.manifest import EMBEDDED
from clearshot.platforms import platform
from clearshot.ports.here import Here, here
from clearshot.ports.replay import NotReplayable
from clearshot.submit.folder import FolderSubmitter
from clearshot.ui import theme

SIZES: dict[Mode, tuple[int, int]] = {"patient": (412, 916), "office": (1280, 800)}  # dp
TICK = 0.1  # seconds

log = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None) -> int:
    """Open the app; return when it is closed."""
    parser = argparse.ArgumentParser("clearshot app", description=DESCRIPTION)
    add_arguments(parser, bundle_folder)
    return run(parser.parse_args(argv))


def run(arguments: argparse.Namespace) -> int:
    """Open the app as a command line says; return 2 where there is nothing to be shown.

    Raises:
        SystemExit: no window can be opened here.
    """
    logging.getLogger("kivy").addFilter(_of_use)
    try:
        machine = here(arguments.replay)
    except NotReplayable as error:
        print(error, file=sys.stderr)
        return USAGE
    app = ClearshotApp(machine, arguments.model, arguments.mode, arguments.lang, arguments.state)
    with ExitStack() as until_closed:
        if not _alone(folder := arguments.state or Path(app.user_data_dir), until_closed):
            print(
                f"another clearshot app has {folder}: close it, or give --state DIR",
                file=sys.stderr,
            )
            return USAGE
        until_closed.enter_context(suppress(KeyboardInterrupt))  # it closes the window
        app.run()
    return 0


def _alone(folder: Path, until_closed: ExitStack) -> bool:
    """Keep the folder for this window; False if another has it. A phone opens an app but once."""
    if platform() in ("android", "ios"):
        return True
    try:
        lock = hold(folder)
    except OSError:  # where nothing can be written, nothing is mixed up
        return True
    if lock is not None:
        until_closed.enter_context(lock)
    return lock is not None


def _of_use(record: logging.LogRecord) -> bool:
    """Drop the traceback by which Kivy says that it found no driver of a rare touch screen."""
    return "MTDev" not in record.getMessage()


class ClearshotApp(App):
    """The window's life: from its start to its end, through pauses.

    Args:
        machine: its ports.
        model: folder of the bundle.
        mode: who holds the camera.
        language: of the words; None leaves it as it was set.
        state: folder for photos and settings; None is the system's own for this app.
    """

    title = "clearshot"

    def __init__(
        self,
        machine: Here,
        model: Path = EMBEDDED,
        mode: Mode = "patient",
        language: str | None = None,
        state: Path | None = None,
    ) -> None:
        super().__init__()
        self._machine, self._model, self._mode = machine, model, mode
        self._language, self._state = language, state

    def build(self) -> object:
        """Open the window and make its root.

        Raises:
            SystemExit: there is no way to open a window here; Kivy's log says why.
        """
        width, height = SIZES[self._mode]
        Config.set("graphics", "width", width)
        Config.set("graphics", "height", height)
        Config.set("input", "mouse", "mouse,disable_multitouch")  # no red dots on a right click
        LabelBase.register("Roboto", theme.REGULAR, fn_bold=theme.BOLD)
        # Importing it opens the window, which the command line's help and errors do not need.
        from kivy.core.window import Window

        if Window is None:
            raise SystemExit("no window can be opened here: on Debian, install libegl1 and libgl1")
        from clearshot.ui.phone import Phone

        Window.bind(on_keyboard=self._key)
        Window.clearcolor = theme.LIGHT.cam
        folder = self._state or Path(self.user_data_dir)
        self.assistant, wipe = self._assistant(folder)
        return Phone(self.assistant, self._machine, wipe, (__version__, _version(self._model)))

    def on_start(self) -> None:
        """Go on where the person was."""
        self.assistant.start()
        self.root.refresh()
        Clock.schedule_interval(lambda _: self.root.tick(), TICK)

    def on_pause(self) -> bool:
        """Close the camera; the app may be ended."""
        self.assistant.pause()
        return True

    def on_resume(self) -> None:
        """Open the camera again, unless a page lies over it."""
        if not self.root.covered:
            self.assistant.resume()

    def on_stop(self) -> None:
        """Leave nothing running behind the closed window, and nothing unwritten."""
        self.assistant.close()

    def _assistant(self, folder: Path) -> tuple[Assistant, Callable[[], None]]:
        """Make the assistant on the app's own folder, and what deletes all that was handed over."""
        store, submitter = Store(folder), FolderSubmitter(folder / "sent")
        language = self._language
        if language is None and not (folder / "settings.json").exists():
            language = self._machine.phone.wishes().language
        assistant = Assistant(
            store,
            submitter,
            self._machine.camera,
            self._machine.picker,
            lambda: load_bundle(self._model, notes=folder),
            lambda do: Clock.schedule_once(lambda _: do()),
            self._machine.sensors,
            self._mode,
        )
        _speak(assistant, language)
        return assistant, submitter.delete_all

    def _key(self, _window: object, key: int, _code: int, text: str | None, *_: object) -> bool:
        return bool(self.root.press(key, text))


def _speak(assistant: Assistant, wanted: str | None) -> None:
    """Take the language that was asked for, or at the first start the phone's, if there is such."""
    for language in get_args(Language):
        if language == wanted:
            assistant.change(replace(assistant.settings, language=language))


def _version(model: Path) -> str:
    """Read the version of a bundle; "" if it has none."""
    from clearshot.errors import BundleRefused
    from clearshot.manifest import read_manifest

    try:
        return read_manifest(model).model.version
    except (BundleRefused, OSError):
        return ""
