"""Scenes in, a picture of each screen out: python -m tests.ui.screenshots --out assets/screenshots [NAME...]

It lies with the tests, as it shares their scenes, needs the examples of the checkout, and is not to
be packed into the app. Words twice as large are drawn by another run with KIVY_METRICS_FONTSCALE=2.0.
"""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from PIL import Image

from tests.ui.office_scenes import SIZE, office_scenes
from tests.ui.scenes import Scene, scenes
from tests.ui.staging import stage

SIZES = {"patient": (412, 916), "office": SIZE}  # dp
COLOURS = (224, 160, 112, 80)  # of a picture; fewer where it would be too large a file
LARGEST = 300_000  # bytes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("names", nargs="*", metavar="NAME", help="only those whose name begins so")
    add("--out", type=Path, required=True, metavar="DIR")
    add("--mode", choices=tuple(SIZES), default="patient")
    add("--colours", choices=("light", "dark"), default="light")
    add("--lang", choices=("en", "es"), default="en")
    add("--suffix", default="", help="of the files' names")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    wanted = tuple(arguments.names)
    with TemporaryDirectory() as folder:

        def look(name: str, _: Scene, phone: Any) -> None:
            shot = phone.get_parent_window().screenshot(os.path.join(folder, f"{name}-.png"))
            _save(Path(shot), arguments.out / f"{name}{arguments.suffix}.png")

        shown = office_scenes if arguments.mode == "office" else scenes
        dressed = _dressed(shown(arguments.colours), wanted, arguments.colours, arguments.lang)
        stage(dressed, look, SIZES[arguments.mode])


def _dressed(
    shown: Iterator[tuple[str, Scene]],
    wanted: tuple[str, ...],
    colours: Literal["light", "dark"],
    language: Literal["en", "es"],
) -> Iterator[tuple[str, Scene]]:
    """Give the scenes in a theme and a language; the dark ones have another skin."""
    for name, scene in shown:
        if not wanted or name.startswith(wanted):
            scene.settings = replace(scene.settings, colours=colours, language=language)
            yield name, scene


def _save(shot: Path, to: Path) -> None:
    """Keep a screenshot with few colours: sharp words, a small file."""
    with Image.open(shot) as image:
        for colours in COLOURS:
            image.convert("RGB").quantize(colours, kmeans=1).save(to, optimize=True)
            if to.stat().st_size <= LARGEST:
                return


if __name__ == "__main__":
    main()
