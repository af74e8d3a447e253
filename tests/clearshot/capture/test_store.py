"""What was said to be saved is there: after a kill, on a full disk, with a damaged session."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from clearshot.capture.events import Agree, Delete, Judged, NotSaved, Saved, Shutter, Taken, Use
from clearshot.capture.flow import resume
from clearshot.capture.session import Session, Stage
from clearshot.capture.settings import Settings
from clearshot.capture.store import Store
from tests.clearshot.capture.test_flow import walk
from tests.clearshot.capture.worlds import RETAKE

PHOTO = bytes(range(256)) * 40


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def judged(*ids: str) -> Session:
    """Take these photos, of which the last one is looked at."""
    session = walk(Session.first(), Agree())
    for id in ids:
        session = walk(replace(session, stage=Stage.FRAMING), Shutter(), Taken(id), Saved(id))
        session = walk(session, Judged(id, RETAKE))
    return session


def test_a_new_store_is_empty(store: Store) -> None:
    assert store.session() is None
    assert store.settings() == Settings()


def test_what_was_kept_is_there_for_the_next_one(store: Store) -> None:
    store.save_photo("a", PHOTO)
    store.save_session(judged("a"))
    store.save_settings(Settings(language="es", timer=10))
    again = Store(store.folder)
    assert again.session() == judged("a")
    assert again.photo("a") == PHOTO
    assert again.settings() == Settings(language="es", timer=10)


@pytest.mark.parametrize("damage", [b"", b"{", b"\x00" * 400, b'{"session": {}, "discard": []}'])
def test_a_damaged_session_loses_no_photo(store: Store, damage: bytes) -> None:
    for id in ("20260101-b", "20260101-a"):
        store.save_photo(id, PHOTO)
    (store.folder / "session.json").write_bytes(damage)
    found = store.session("office")
    assert found is not None
    assert [each.id for each in found.attempts] == ["20260101-a", "20260101-b"]
    assert found.mode == "office"
    assert found.current == "20260101-b"
    assert resume(found)[0].attempts == found.attempts


def test_a_photo_that_its_session_does_not_name_is_put_into_it(store: Store) -> None:
    store.save_session(judged("a"))
    store.save_photo("a", PHOTO)
    store.save_photo("b", PHOTO)
    found = store.session()
    assert found is not None
    assert {each.id for each in found.attempts} == {"a", "b"}
    assert found.current == "a"


def test_a_photo_that_is_not_on_the_disk_was_not_saved(store: Store) -> None:
    store.save_session(judged("a", "b"))
    store.save_photo("b", PHOTO)
    found = store.session()
    assert found is not None
    assert [each.saved for each in found.attempts] == [False, True]
    assert [each.id for each in resume(found)[0].attempts] == ["b"]


def test_a_photo_that_was_saved_and_not_noted_is_noted(store: Store) -> None:
    store.save_photo("a", PHOTO)
    store.save_session(walk(Session.first(), Agree(), Shutter(), Taken("a")))
    found = store.session()
    assert found is not None
    assert found.attempts[0].saved


def test_what_was_discarded_never_comes_back(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.save_photo("a", PHOTO)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", killed)  # in between
        with pytest.raises(KeyboardInterrupt):
            store.save_session(Session.first(), discard=["a"])
    again = Store(store.folder)
    assert again.session() == Session.first()
    assert [*(store.folder / "photos").iterdir()] == []


def killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_what_can_be_undone_is_still_there(store: Store) -> None:
    store.save_photo("a", PHOTO)
    session = walk(judged("a"), Use(), Delete())
    store.save_session(session)
    assert store.session() == session
    assert store.photo("a") == PHOTO


def test_damaged_settings_are_as_at_first(store: Store) -> None:
    (store.folder / "settings.json").write_text('{"timer": "soon"}')
    assert store.settings() == Settings()


def test_unfinished_files_are_cleared_away(store: Store) -> None:
    (store.folder / "photos" / "a.tmp").write_bytes(PHOTO[:100])
    assert Store(store.folder).session() is None
    assert [*(store.folder / "photos").iterdir()] == []


def test_a_full_disk_refuses_a_photo_and_keeps_the_others(small_disk: Path) -> None:
    store = Store(small_disk)
    store.save_photo("a", PHOTO)
    store.save_session(judged("a"))
    with pytest.raises(OSError, match="No space left"):
        store.save_photo("b", bytes(200_000))
    found = Store(small_disk).session()
    assert found is not None
    assert [(each.id, each.saved) for each in found.attempts] == [("a", True)]
    assert store.photo("a") == PHOTO
    assert [path.name for path in (small_disk / "photos").iterdir()] == ["a"]


LIMITED = """
import resource, signal, sys
from pathlib import Path
from clearshot.capture.store import Store
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = Store(Path(sys.argv[1]))
store.save_photo("a", b"1" * 1000)
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
try:
    store.save_photo("a", b"2" * 20000)
except OSError as error:
    print("refused", len(store.photo("a")), sorted(p.name for p in store.folder.rglob("*")))
"""


def test_a_write_that_stops_halfway_leaves_what_was_there(tmp_path: Path) -> None:
    run = [sys.executable, "-c", LIMITED, str(tmp_path)]
    told = subprocess.run(run, capture_output=True, text=True, check=True, env=with_package())
    assert told.stdout == "refused 1000 ['a', 'photos']\n"


WRITER = """
import sys
from pathlib import Path
from clearshot.capture.session import Session, View, Attempt
from clearshot.capture.store import Store
store, attempts = Store(Path(sys.argv[1])), ()
for number in range(10000):
    id = f"{number:05}"
    store.save_photo(id, id.encode() * 20000)
    print(id, flush=True)
    attempts = (*attempts, Attempt(id, saved=True))[-3:]
    store.save_session(Session(views=(View("photo", attempts),)))
"""


@pytest.mark.parametrize("after", [1, 2, 5, 12])
def test_all_that_was_said_to_be_saved_is_there_after_a_kill(tmp_path: Path, after: int) -> None:
    run = [sys.executable, "-c", WRITER, str(tmp_path)]
    with subprocess.Popen(run, stdout=subprocess.PIPE, text=True, env=with_package()) as writer:
        assert writer.stdout is not None
        told = [writer.stdout.readline().strip() for _ in range(after)]
        writer.send_signal(signal.SIGKILL)
        told += writer.stdout.read().split()
    store = Store(tmp_path)
    found = store.session()
    assert found is not None
    assert {each.id for each in found.attempts if each.saved} >= set(told)
    for id in told:
        assert store.photo(id) == id.encode() * 20000


def with_package() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


def test_a_photo_that_could_not_be_saved_says_so_in_the_session(store: Store) -> None:
    session = walk(Session.first(), Agree(), Shutter(), Taken("a"), NotSaved("a"))
    store.save_session(session)
    assert store.session() == session
