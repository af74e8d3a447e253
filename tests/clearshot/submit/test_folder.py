"""What was sent is in the folder: whole, once, unchanged, with its note; or it was not sent."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from clearshot.submit import NotSubmitted, Sending
from clearshot.submit.folder import FolderSubmitter

PHOTO = bytes(range(256)) * 10


def sending(id: str, photo: bytes = PHOTO, **more: Any) -> Sending:
    told = {"time": "2026-11-30T10:00:00+01:00", "site": "left_arm", **more}
    return Sending(id, photo, ".jpg", told)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "sent"


@pytest.fixture
def submitter(folder: Path) -> FolderSubmitter:
    return FolderSubmitter(folder)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_nothing_was_sent_at_first(submitter: FolderSubmitter) -> None:
    assert submitter.sent() == []


def test_the_cameras_bytes_are_kept_unchanged_with_a_note_beside_them(
    submitter: FolderSubmitter, folder: Path
) -> None:
    submitter.submit((sending("a", record="A-17"),))
    assert (folder / "a.jpg").read_bytes() == PHOTO
    read = json.loads((folder / "a.json").read_text(encoding="utf-8"))
    assert read["id"], read["record"] == ("a", "A-17")
    assert names(folder) == ["a.jpg", "a.json"]


def test_the_newest_is_listed_first(submitter: FolderSubmitter) -> None:
    submitter.submit((sending("a"), sending("b", time="2026-11-30T11:30:00+03:00")))
    submitter.submit((sending("c", time="2026-11-30T09:30:00+00:00"),))
    assert [each.id for each in submitter.sent()] == ["c", "a", "b"]
    first = submitter.sent()[0]
    assert (first.photo, first.site) == (PHOTO, "left_arm")


def test_the_same_photo_is_taken_once(submitter: FolderSubmitter) -> None:
    submitter.submit((sending("a"),))
    submitter.submit((sending("a", site="face"), sending("b")))
    assert {each.id: each.site for each in submitter.sent()} == {"a": "left_arm", "b": "left_arm"}


def test_all_that_was_sent_can_be_deleted(submitter: FolderSubmitter, folder: Path) -> None:
    submitter.delete_all()  # there is no folder yet
    submitter.submit((sending("a"), sending("b")))
    submitter.delete_all()
    assert submitter.sent() == []
    assert names(folder) == []


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"{",
        b"[1]",
        b'{"id": "x"}',
        b'{"id": "x", "photo": "none.jpg", "time": "2026-11-30T10:00:00+01:00", "site": ""}',
        b'{"id": "x", "photo": "a.jpg", "time": "soon", "site": ""}',
        b'{"id": "x", "photo": "a.jpg", "time": "2026-11-30T10:00:00", "site": ""}',
        b'{"id": "y", "photo": "a.jpg", "time": "2026-11-30T10:00:00+01:00", "site": ""}',
        b'{"id": "x", "photo": "../a.jpg/..", "time": "2026-11-30T10:00:00+01:00", "site": ""}',
    ],
)
def test_what_is_not_whole_is_left_out_and_hides_nothing(
    submitter: FolderSubmitter, folder: Path, note: bytes
) -> None:
    submitter.submit((sending("a"),))
    (folder / "x.json").write_bytes(note)
    (folder / "stray.jpg").write_bytes(PHOTO)
    (folder / "y.json.tmp").write_bytes(b"{")
    (folder / "z.json").mkdir()
    assert [each.id for each in submitter.sent()] == ["a"]


def test_what_was_half_sent_is_sent_again(submitter: FolderSubmitter, folder: Path) -> None:
    folder.mkdir()
    (folder / "a.jpg").write_bytes(PHOTO[:50])
    (folder / "a.json").write_bytes(b'{"id": "a", ')
    submitter.submit((sending("a"),))
    assert [(each.id, each.photo) for each in submitter.sent()] == [("a", PHOTO)]


def test_a_full_disk_takes_all_photos_or_none_and_says_what_to_do(small_disk: Path) -> None:
    submitter = FolderSubmitter(small_disk / "sent")
    submitter.submit((sending("a"),))
    with pytest.raises(NotSubmitted, match="make some room on the disk and send again"):
        submitter.submit((sending("b"), sending("c", bytes(200_000))))
    assert names(small_disk / "sent") == ["a.jpg", "a.json"]
    submitter.submit((sending("b"),))
    assert [each.id for each in submitter.sent()] == ["b", "a"]


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "sent").write_text("a file lies where the folder should be")
    with pytest.raises(NotSubmitted):
        FolderSubmitter(tmp_path / "sent").submit((sending("a"),))


SENDER = """
import sys
from pathlib import Path
from clearshot.submit import Sending
from clearshot.submit.folder import FolderSubmitter
submitter = FolderSubmitter(Path(sys.argv[1]))
note = {"time": "2026-11-30T10:00:00+01:00", "site": ""}
for number in range(10000):
    pair = tuple(Sending(f"{number:05}{end}", b"0" * 300000, ".jpg", note) for end in "ab")
    submitter.submit(pair)
    print(number, flush=True)
"""


def test_all_that_was_taken_is_there_after_a_kill(tmp_path: Path) -> None:
    run = [sys.executable, "-c", SENDER, str(tmp_path)]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(run, stdout=subprocess.PIPE, text=True, env=env) as sender:
        assert sender.stdout is not None
        told = [sender.stdout.readline() for _ in range(6)]
        sender.kill()
        told += sender.stdout.readlines()
    sent = FolderSubmitter(tmp_path).sent()
    assert len(sent) >= 2 * len(told)
    assert all(len(each.photo) == 300000 for each in sent)
