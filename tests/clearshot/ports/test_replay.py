"""A replay is a camera: its frames, its photos, its troubles, and what ends it."""

from __future__ import annotations

import logging
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from clearshot.ports import Camera, Frame
from clearshot.ports.pulled import PulledCamera
from clearshot.ports.replay import LIVE, NotReplayable, ReplayCamera
from tests.clearshot.ports.listening import Listener, until


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make three photos of 1600 x 1200 pixels, of growing brightness, and something else."""
    for name, level in (("b.jpg", 100), ("a.jpg", 50), ("c.png", 150)):
        Image.new("RGB", (1600, 1200), (level, level, level)).save(tmp_path / name)
    (tmp_path / "notes.txt").write_text("no picture")
    return tmp_path


def by_hand(folder: Path, **options: object) -> tuple[ReplayCamera, Listener]:
    camera = ReplayCamera(folder, by_hand=True, **options)  # type: ignore[arg-type]
    listener = Listener()
    listener.start(camera)
    return camera, listener


def levels(listener: Listener) -> list[int]:
    return [int(frame.pixels.mean()) for frame in listener.frames]


def test_a_replay_is_a_camera(folder: Path) -> None:
    camera: Camera = ReplayCamera(folder)
    assert not camera.has_light
    assert not camera.has_front


def test_frames_come_in_the_order_of_names_and_begin_again(folder: Path) -> None:
    camera, listener = by_hand(folder)
    for _ in range(4):
        camera.step()
    assert levels(listener) == [50, 100, 150, 50]
    assert [frame.number for frame in listener.frames] == [0, 1, 2, 3]
    assert listener.told == ["ready"]


def test_without_a_loop_the_last_picture_stays(folder: Path) -> None:
    camera, listener = by_hand(folder, loop=False)
    for _ in range(5):
        camera.step()
    assert levels(listener) == [50, 100, 150, 150, 150]


def test_live_frames_are_small_and_a_photo_is_the_file_byte_for_byte(folder: Path) -> None:
    camera, listener = by_hand(folder)
    camera.step()
    camera.step()
    camera.take(listener.photos.append)
    assert listener.photos == []
    camera.step()
    assert listener.frames[0].pixels.shape == (LIVE * 3 // 4, LIVE, 3)
    assert listener.photos == [(folder / "b.jpg").read_bytes()]


def test_a_picture_is_shown_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (80, 40)).save(tmp_path / "turned.jpg", exif=exif)
    camera, listener = by_hand(tmp_path / "turned.jpg")
    camera.step()
    assert listener.frames[0].pixels.shape == (80, 40, 3)


def test_a_thread_of_its_own_shows_frames_at_the_pace_asked_for(folder: Path) -> None:
    camera, listener = ReplayCamera(folder, fps=100), Listener()
    listener.start(camera)
    until(lambda: len(listener.frames) >= 10)
    camera.stop()
    seconds = [frame.seconds for frame in listener.frames]
    assert seconds == sorted(seconds)
    assert (seconds[-1] - seconds[0]) / (len(seconds) - 1) > 0.009
    assert listener.threads != {threading.get_ident()}


def test_a_photo_does_not_wait_for_the_next_frame(folder: Path) -> None:
    camera, listener = ReplayCamera(folder, fps=0.1), Listener()
    listener.start(camera)
    until(lambda: len(listener.frames) == 1)
    camera.take(listener.photos.append)
    until(lambda: listener.photos == [(folder / "a.jpg").read_bytes()])
    camera.stop()


def test_an_exception_in_a_callback_ends_nothing(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: Frame) -> None:
        raise ZeroDivisionError

    camera, listener = ReplayCamera(folder, fps=200), Listener(on_frame=broken)
    with caplog.at_level(logging.ERROR):
        listener.start(camera)
        until(lambda: len(listener.frames) > 5)
        camera.stop()
    assert "ZeroDivisionError" in caplog.text


def test_stopped_during_a_frame_it_starts_again_and_again(folder: Path) -> None:
    camera = ReplayCamera(folder, fps=500)
    for _ in range(5):
        listener = Listener(on_frame=lambda _: time.sleep(0.02))
        listener.start(camera)
        until(lambda listener=listener: len(listener.frames) > 1)  # type: ignore[misc]
        camera.stop()
        seen = len(listener.frames)
        time.sleep(0.05)
        assert len(listener.frames) == seen


def test_a_callback_may_stop_and_start_the_camera(folder: Path) -> None:
    camera, second = ReplayCamera(folder, fps=500), Listener()

    def again(_: Frame) -> None:
        camera.stop()
        second.start(camera)

    first = Listener(on_frame=again)
    first.start(camera)
    until(lambda: len(second.frames) > 3)
    camera.stop()
    assert len(first.frames) == 1


def test_a_photo_asked_for_before_the_end_is_answered_with_none_and_once(folder: Path) -> None:
    camera, listener = by_hand(folder)
    camera.step()
    camera.take(listener.photos.append)
    camera.stop()
    camera.step()
    assert listener.photos == [None]
    camera.take(listener.photos.append)
    assert listener.photos == [None, None]


def test_a_photo_that_cannot_be_read_is_none_and_the_camera_goes_on(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    camera, listener = ReplayCamera(folder, fps=100), Listener()
    listener.start(camera)
    until(lambda: len(listener.frames) > 3)
    for file in folder.iterdir():
        file.unlink()
    camera.take(listener.photos.append)
    until(lambda: listener.photos == [None])
    seen = len(listener.frames)
    until(lambda: len(listener.frames) > seen)
    camera.stop()
    assert "the camera took no photo" in caplog.text


def test_a_photo_asked_for_before_the_first_frame_is_of_that_frame(folder: Path) -> None:
    camera, listener = by_hand(folder)
    camera.take(listener.photos.append)
    camera.step()
    assert listener.photos == []
    camera.step()
    assert listener.photos == [(folder / "a.jpg").read_bytes()]


def test_a_camera_may_be_lost_once(folder: Path) -> None:
    camera, listener = by_hand(folder, lost_at=2)
    for _ in range(4):
        camera.step()
    assert len(listener.frames) == 2
    assert listener.told == ["ready", ("lost", "the replay was told to stop here")]
    listener.start(camera)
    camera.step()
    assert levels(listener) == [50, 100, 150]


def test_a_camera_may_be_refused_once_or_for_ever(folder: Path) -> None:
    for refuses, answers in (
        ("once", [("refused", False), "ready"]),
        ("for_ever", [("refused", True), ("refused", True)]),
    ):
        camera, listener = by_hand(folder, refuses=refuses)
        camera.step()
        listener.start(camera)
        camera.step()
        assert listener.told == answers


def test_a_damaged_picture_is_a_lost_camera_that_says_why(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8\xff and no more")
    camera, listener = by_hand(tmp_path)
    camera.step()
    [told] = listener.told  # and not that it is ready
    assert "damaged" in str(told)


def test_a_damaged_picture_among_others_is_left_out_and_told_once(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "0.jpg").write_bytes(b"\xff\xd8\xff and no more")
    camera, listener = by_hand(folder)
    for _ in range(7):
        camera.step()
    assert levels(listener) == [50, 100, 150, 50, 100, 150, 50]
    assert listener.told == ["ready"]
    assert [record.getMessage()[:20] for record in caplog.records] == ["0.jpg is not shown: "]


@pytest.mark.parametrize(
    ("name", "says"),
    [("nowhere", "does not exist"), ("notes.txt", "is no picture or clip"), ("", "no pictures")],
)
def test_where_there_is_nothing_to_show_one_is_told(tmp_path: Path, name: str, says: str) -> None:
    (tmp_path / "notes.txt").write_text("no picture")
    with pytest.raises(NotReplayable, match=says):
        ReplayCamera(tmp_path / name)


def test_without_opencv_a_clip_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "clip.mp4").write_bytes(b"")
    monkeypatch.setitem(sys.modules, "cv2", None)
    monkeypatch.delitem(sys.modules, "clearshot.ports.clip", raising=False)
    with pytest.raises(NotReplayable, match=r"pip install 'clearshot\[webcam\]'"):
        ReplayCamera(tmp_path / "clip.mp4")


def test_a_clip_is_shown_and_its_photo_is_the_whole_frame(tmp_path: Path) -> None:
    cv2 = pytest.importorskip("cv2", reason="the webcam extra is not installed")
    clip = tmp_path / "clip.avi"
    writer = cv2.VideoWriter(str(clip), cv2.VideoWriter_fourcc(*"MJPG"), 10, (1280, 720))
    for level in (40, 200):
        writer.write(np.full((720, 1280, 3), (0, 0, level), np.uint8))  # BGR: red
    writer.release()
    camera, listener = by_hand(clip)
    for _ in range(3):
        camera.step()
    camera.take(listener.photos.append)
    camera.step()
    reds = [int(frame.pixels[..., 0].mean()) for frame in listener.frames]
    assert reds[0] < 60
    assert reds[1] > 180
    assert reds[:2] == reds[2:]
    assert listener.frames[0].pixels.shape == (360, 640, 3)
    (tmp_path / "photo.jpg").write_bytes(listener.photos[0] or b"")
    assert Image.open(tmp_path / "photo.jpg").size == (1280, 720)


def test_a_file_that_only_calls_itself_a_clip_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("cv2", reason="the webcam extra is not installed")
    (tmp_path / "clip.mp4").write_bytes(b"no clip")
    with pytest.raises(NotReplayable, match="reads no frame"):
        ReplayCamera(tmp_path / "clip.mp4")


class Stuck:
    """A source whose driver does not come back from a frame until it is let go."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.asked = self.closed = 0

    def open(self, lens: str) -> None:
        """Do nothing."""

    def next(self) -> None:
        self.asked += 1
        self.let_go.wait(5)

    def photo(self) -> None:
        """Take none."""

    def close(self) -> None:
        self.closed += 1


def test_a_driver_that_hangs_does_not_hang_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clearshot.ports.pulled.HELD", 0.1)
    source = Stuck()
    camera, listener = PulledCamera(source), Listener()
    listener.start(camera)
    until(lambda: source.asked == 1)
    began = time.monotonic()
    camera.stop()
    assert time.monotonic() - began < 2
    listener.start(camera)
    until(lambda: len(listener.told) == 1)
    listener.start(camera)
    until(lambda: len(listener.told) == 2)
    assert listener.told == 2 * [("lost", "the camera is still held by the run before")]
    source.let_go.set()
    until(lambda: source.closed == 1)
    listener.start(camera)
    until(lambda: source.asked > 1)
    camera.stop()


def test_a_source_without_a_frame_yet_shows_none_and_is_not_ready() -> None:
    source = Stuck()
    source.let_go.set()
    camera, listener = PulledCamera(source, by_hand=True), Listener()
    listener.start(camera)
    camera.step()
    camera.step()
    assert listener.told == listener.frames == []
