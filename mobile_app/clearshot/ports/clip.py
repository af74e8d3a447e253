"""A video file in, a source of frames out; OpenCV decodes it. It is no part of a phone's package."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import cv2
import numpy as np

from clearshot.ports.replay import LIVE, NotReplayable
from clearshot.regions import Pixels

# Of a photo that a clip stands in for; a phone's own is about as good.
JPEG_QUALITY = 95


class Clip:
    """The frames of a video file."""

    def __init__(self, path: Path, loop: bool) -> None:
        """Open the file once, to see whether it can be read.

        Raises:
            NotReplayable: it cannot.
        """
        self._path, self._loop = path, loop
        self._video = cv2.VideoCapture(str(path))
        self._frame = self._read()
        if self._frame is None:
            raise NotReplayable(
                f"OpenCV reads no frame of {path}, expected a clip, as MP4 in H.264"
            )
        self._video.set(cv2.CAP_PROP_POS_FRAMES, 0)

    def open(self, lens: Literal["back", "front"]) -> None:
        """Go on where it was."""

    def next(self) -> Pixels:
        """Decode a frame; after the last the first, or the last again."""
        frame = self._read()
        if frame is None and self._loop:
            self._video.set(cv2.CAP_PROP_POS_FRAMES, 0)
            frame = self._read()
        self._frame = self._frame if frame is None else frame
        assert self._frame is not None
        return live(self._frame)

    def photo(self) -> bytes | None:
        """Encode the frame at its full size."""
        return None if self._frame is None else jpeg(self._frame)

    def close(self) -> None:
        """Keep the file open: it will be shown again."""

    def _read(self) -> Pixels | None:
        read, frame = self._video.read()
        return frame.astype(np.uint8, copy=False) if read else None


def live(frame: Pixels) -> Pixels:
    """Make a live frame of OpenCV's: (h, w, 3) BGR in; small, RGB out."""
    scale = min(1, LIVE / max(frame.shape[:2]))
    small = cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    pixels: Pixels = cv2.cvtColor(small, cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False)
    return pixels


def jpeg(frame: Pixels) -> bytes | None:
    """Encode a frame of OpenCV's, (h, w, 3) BGR, as a JPEG; None if it cannot be."""
    made, file = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return bytes(file) if made else None
