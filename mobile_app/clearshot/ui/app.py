"""Judge photos of skin and show the verdicts in a window: clear, or to be taken again, and why."""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

import argparse
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from kivy.app import App
from kivy.clock import Clock
from kivy.config import Config

from clearshot.assess import Bundle, load_bundle
from clearshot.cli import bundle_folder, photo_files
from clearshot.manifest import EMBEDDED
from clearshot.ui.newest import Newest
from clearshot.ui.verdict import VerdictScreen
from clearshot.ui.viewing import ScreenWords, Viewer
from clearshot.words import LANGUAGES

SIZE = (412, 916)  # dp; a phone's
_STEPS = {275: 1, 276: -1}  # key codes of the arrows, right and left

log = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window on the photos of a command line; return when it is closed."""
    arguments = _parser().parse_args(argv)
    logging.getLogger("kivy").addFilter(_of_use)
    photos = [path for paths in arguments.photos for path in paths]
    app = ClearshotApp(photos, ScreenWords(arguments.lang), partial(_bundle, arguments.model))
    with suppress(KeyboardInterrupt):  # in the terminal it closes the window
        app.run()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("photos", nargs="+", type=photo_files, metavar="PHOTO_OR_FOLDER", help="in this order")
    add("--model", type=bundle_folder, default=EMBEDDED, metavar="DIR", help="use this bundle")
    add("--lang", choices=LANGUAGES, default="en", help="language of the words")
    return parser


def _of_use(record: logging.LogRecord) -> bool:
    """Drop the traceback by which Kivy says that it found no driver of a rare touch screen."""
    return "MTDev" not in record.getMessage()


def _bundle(folder: Path, state: Path) -> Bundle:
    """Load what judges; the window says when these are simple checks, the log says why."""
    bundle = load_bundle(folder, notes=state)
    if bundle.fallback is not None:
        log.warning("Only simple checks judge: %s", bundle.fallback)
    return bundle


class ClearshotApp(App):
    """The window: photos, each with its verdict.

    Args:
        photos: at least one file.
        words: the language.
        bundle: loads what judges, given the folder of the app's state; called off the window's
            thread.
    """

    title = "clearshot"

    def __init__(
        self, photos: Sequence[Path], words: ScreenWords, bundle: Callable[[Path], Bundle]
    ) -> None:
        super().__init__()
        self._newest = Newest(lambda run: Clock.schedule_once(lambda _: run()))
        self._viewer = Viewer(
            photos,
            words,
            lambda: bundle(Path(self.user_data_dir)),
            self._newest,
            lambda view: self.root.show(view),
        )
        self._screen = partial(VerdictScreen, words, self._viewer.step, len(photos) > 1)

    def build(self) -> VerdictScreen:
        """Make the one screen, in a window that listens to the arrow keys.

        Raises:
            SystemExit: there is no way to open a window here; Kivy's log says why.
        """
        Config.set("graphics", "width", SIZE[0])
        Config.set("graphics", "height", SIZE[1])
        Config.set("input", "mouse", "mouse,disable_multitouch")  # no red dots on a right click
        # Importing it opens the window, which the command line's help and errors do not need.
        from kivy.core.window import Window

        if Window is None:
            raise SystemExit("no window can be opened here: on Debian, install libegl1 and libgl1")
        Window.bind(on_key_down=self._key)
        return self._screen()

    def on_start(self) -> None:
        """Begin with the first photo."""
        self._viewer.step(0)

    def on_stop(self) -> None:
        """Leave nothing running behind the closed window."""
        self._newest.close()

    def _key(self, _window: object, key: int, *_: object) -> bool:
        if key not in _STEPS:
            return False
        self._viewer.step(_STEPS[key])
        return True
