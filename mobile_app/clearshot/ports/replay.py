"""A folder of pictures, or a clip, in; a `Camera` out that shows them as if one held a phone.

For a desktop and for tests. A photo is the file of the picture shown at that moment, byte for byte,
so that a folder of a phone's photos is a real capture; of a clip, the frame at its full size.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np

from clearshot.errors import ClearshotError, PhotoUnreadable
from clearshot.photo import load_photo
from clearshot.ports.pulled import PulledCamera, Refused, Source
from clearshot.regions import Pixels

log = logging.getLogger(__name__)

PICTURES = frozenset((".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".heic"))
CLIPS = frozenset((".mp4", ".mov", ".avi", ".mkv", ".webm"))

# Frames a second. Pictures are single moments of what a clip shows whole.
FPS_CLIP, FPS_PICTURES = 15, 5

# Pixels of a live frame's long side: what phones give an app to analyse.
LIVE = 640
# Small pictures that are kept, so that a loop decodes each once: at most 80 MB.
_KEPT = 64


class NotReplayable(ClearshotError):
    """There is nothing here to be shown as a camera's view."""

    code = "not_replayable"


class ReplayCamera(PulledCamera):
    """A camera that shows pictures, in the order of their names."""

    def __init__(
        self,
        path: Path,
        fps: float | None = None,
        loop: bool = True,
        *,
        by_hand: bool = False,
        refuses: Literal["once", "for_ever"] | None = None,
        lost_at: int | None = None,
    ) -> None:
        """Make a closed camera.

        Args:
            path: a folder of pictures, one picture, or a clip.
            fps: frames a second; else 15 of a clip, and 5 of pictures: hints need seconds to show.
            loop: begin again after the last picture; else the last one stays.
            by_hand: no thread; every `step` gives a frame.
            refuses: the first start, or every one, is answered as if the person did not allow it.
            lost_at: the camera is lost, once, in place of frame number `lost_at`, from 0.

        Raises:
            NotReplayable: there are no pictures, or a clip cannot be read here.
        """
        source = _Troubled(_source(path, loop), refuses, lost_at)
        usual = FPS_CLIP if path.suffix.lower() in CLIPS else FPS_PICTURES
        super().__init__(source, usual if fps is None else fps, by_hand=by_hand)


def _source(path: Path, loop: bool) -> Source:
    if path.suffix.lower() in CLIPS and path.is_file():
        try:
            from clearshot.ports.clip import Clip
        except ImportError as error:
            raise NotReplayable(
                f"{path} is a clip, which needs OpenCV ({error}): "
                "pip install 'clearshot[webcam]', or give a folder of pictures"
            ) from error
        return Clip(path, loop)
    return _Pictures(path, loop)


class _Pictures:
    """The pictures of a folder; one is decoded when it is shown."""

    def __init__(self, path: Path, loop: bool) -> None:
        self._files = sorted(_pictures(path))
        if not self._files:
            found = "holds no pictures" if path.is_dir() else "is no picture or clip"
            found = found if path.exists() else "does not exist"
            raise NotReplayable(f"{path} {found}, expected a folder of photos, or a clip")
        self._loop, self._shown = loop, -1
        self._skipped: set[Path] = set()

    def open(self, lens: Literal["back", "front"]) -> None:
        """Go on where it was."""

    def next(self) -> Pixels:
        """Decode the next picture that can be decoded; without any, raise what the last one said."""
        for left in reversed(range(len(self._files))):
            self._shown += 1
            if self._shown == len(self._files):
                self._shown = 0 if self._loop else self._shown - 1
            file = self._files[self._shown]
            try:
                return _live(file)
            except PhotoUnreadable as error:
                if not left:
                    raise
                self._skip(file, error)
        raise AssertionError("a folder without pictures was refused")

    def _skip(self, file: Path, error: PhotoUnreadable) -> None:
        if file not in self._skipped:
            self._skipped.add(file)
            log.warning("%s is not shown: %s", file.name, error)

    def photo(self) -> bytes:
        return self._files[self._shown].read_bytes()

    def close(self) -> None:
        """Keep what was decoded: it will be shown again."""


def _pictures(path: Path) -> Iterator[Path]:
    for file in path.iterdir() if path.is_dir() else [path]:
        if file.suffix.lower() in PICTURES and file.is_file():
            yield file


@lru_cache(_KEPT)
def _live(file: Path) -> Pixels:
    """Decode a picture at the size of a live frame."""
    image = load_photo(file, LIVE).image
    image.thumbnail((LIVE, LIVE))
    return np.asarray(image)


class _Troubled:
    """A source with the troubles that it was told to have."""

    def __init__(
        self, source: Source, refuses: Literal["once", "for_ever"] | None, lost_at: int | None
    ) -> None:
        self._source, self._refuses, self._left = source, refuses, lost_at

    def open(self, lens: Literal["back", "front"]) -> None:
        if self._refuses is not None:
            for_ever = self._refuses == "for_ever"
            self._refuses = self._refuses if for_ever else None
            raise Refused(for_ever)
        self._source.open(lens)

    def next(self) -> Pixels | None:
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                self._left = None
                raise RuntimeError("the replay was told to stop here")
        return self._source.next()

    def photo(self) -> bytes | None:
        return self._source.photo()

    def close(self) -> None:
        self._source.close()
