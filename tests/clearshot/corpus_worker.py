"""Paths on standard input; on standard output, for each, how loading it as a photo ended.

A file that takes more than ten seconds ends the process: the alarm's own action needs no Python.
"""

from __future__ import annotations

import json
import signal
import sys
import warnings

from PIL import Image

from clearshot.photo import load_photo

SECONDS = 10


def outcome(path: str) -> str:
    """Load a photo; give `ok`, the code of a typed error, or the name of any other exception."""
    signal.alarm(SECONDS)
    try:
        load_photo(path)
    except Exception as error:  # noqa: BLE001 - an untyped one is what is looked for
        return getattr(error, "code", type(error).__name__)
    finally:
        signal.alarm(0)
    return "ok"


def format_in_pillow(path: str) -> str | None:
    """Decode a picture by Pillow alone; give its format, or None if Pillow refuses or warns."""
    try:
        with warnings.catch_warnings(), Image.open(path) as image:
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image.load()
            return image.format
    except Exception:  # noqa: BLE001 - Pillow documents no closed set
        return None


if __name__ == "__main__":
    for line in sys.stdin:
        path = line.rstrip("\n")
        result = {"outcome": outcome(path), "pillow": format_in_pillow(path)}
        print(json.dumps(result), flush=True)
