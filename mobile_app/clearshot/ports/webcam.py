"""A desktop's webcam in, a `Camera` out, over OpenCV: `pip install 'clearshot[webcam]'`."""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np

from clearshot.ports.clip import jpeg, live
from clearshot.ports.pulled import PulledCamera
from clearshot.regions import Pixels

# Asked for; a webcam gives what it has.
WIDTH, HEIGHT = 1920, 1080


class WebcamCamera(PulledCamera):
    """The webcam of that number; a photo is a video frame at the webcam's full size."""

    def __init__(self, number: int = 0, fps: float = 15) -> None:
        """Make a closed camera."""
        super().__init__(_Webcam(number), fps)


class _Webcam:
    def __init__(self, number: int) -> None:
        self._number = number
        self._device: cv2.VideoCapture | None = None
        self._frame: Pixels | None = None

    def open(self, lens: Literal["back", "front"]) -> None:
        device = cv2.VideoCapture(self._number)
        if not device.isOpened():
            raise RuntimeError(f"OpenCV opens no webcam number {self._number}")
        device.set(cv2.CAP_PROP_FRAME_WIDTH, WIDTH)
        device.set(cv2.CAP_PROP_FRAME_HEIGHT, HEIGHT)
        self._device = device

    def next(self) -> Pixels:
        assert self._device is not None
        read, frame = self._device.read()
        if not read:
            raise RuntimeError("the webcam gives no more frames")
        self._frame = frame.astype(np.uint8, copy=False)
        return live(self._frame)

    def photo(self) -> bytes | None:
        return None if self._frame is None else jpeg(self._frame)

    def close(self) -> None:
        assert self._device is not None
        self._device.release()
        self._device = None
