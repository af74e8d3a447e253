"""Files nobody here wrote: every picture that Pillow itself is tested with.

They come out of Pillow's source distribution, by pip, once, into `$CLEARSHOT_CACHE`, or
`clearshot` in the user's cache folder. `pillow_rejections.csv` lists by hand what may be refused.
"""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

import PIL
import pytest

PILLOW = "13.0.0"  # the pictures' release, and that of the table
OURS = {"JPEG", "MPO", "PNG", "WEBP", "TIFF", "BMP", "GIF", "AVIF", "HEIF"}
TABLE = Path(__file__).with_name("pillow_rejections.csv")
WORKER = Path(__file__).with_name("corpus_worker.py")

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Result:
    """How one file ended here, and its format if Pillow alone decodes it."""

    outcome: str
    pillow: str | None


@pytest.fixture(scope="module")
def corpus() -> Path:
    """Fetch Pillow's test images, unless they are in the cache."""
    user_cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    cache = Path(os.environ.get("CLEARSHOT_CACHE") or Path(user_cache, "clearshot"))
    folder = cache / f"pillow-{PILLOW}"
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as temporary:
            download(Path(temporary))
            Path(temporary, f"pillow-{PILLOW}").rename(folder)
    return folder / "Tests" / "images"


def download(folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary"]
    command += ["pillow", f"pillow=={PILLOW}", "--dest", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"pip could not download Pillow's sources: {done.stderr.strip()[-300:]}")
    with tarfile.open(folder / f"pillow-{PILLOW}.tar.gz") as archive:
        images = [member for member in archive if "/Tests/images/" in member.name]
        archive.extraction_filter = getattr(tarfile, "data_filter", None)  # not before 3.11.4
        archive.extractall(folder, images)


@pytest.fixture(scope="module")
def results(corpus: Path) -> dict[str, Result]:
    """Load every file of the corpus in a process that may die of it."""
    files = sorted(path for path in corpus.rglob("*") if path.is_file())
    found: list[Result] = []
    while len(found) < len(files):
        done = subprocess.run(
            [sys.executable, str(WORKER)],
            input="".join(f"{path}\n" for path in files[len(found) :]),
            env={**os.environ, "PYTHONPATH": "mobile_app"},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # libtiff's own words
            text=True,
            timeout=300,
            check=False,
        )
        found += [Result(**json.loads(line)) for line in done.stdout.splitlines()]
        if done.returncode == -signal.SIGALRM:
            found.append(Result("hang", None))
        elif done.returncode < 0:
            found.append(Result(f"crash {done.returncode}", None))
        else:
            done.check_returncode()
    names = (path.relative_to(corpus).as_posix() for path in files)
    return dict(zip(names, found, strict=True))


def rejections() -> dict[str, str]:
    with TABLE.open(newline="") as file:
        return {row["file"]: row["code"] for row in csv.DictReader(file)}


def test_the_corpus_is_there(results: dict[str, Result]) -> None:
    assert len(results) > 1000
    accepted = [result for result in results.values() if result.outcome == "ok"]
    assert {result.pillow for result in accepted} >= OURS - {"AVIF", "HEIF"}


def test_no_file_ends_in_a_crash_a_hang_or_an_untyped_error(results: dict[str, Result]) -> None:
    typed = {"ok", "not_a_photo", "damaged", "too_large"}
    assert {name: r.outcome for name, r in results.items() if r.outcome not in typed} == {}


def test_every_file_that_pillow_decodes_in_our_formats_is_accepted(
    results: dict[str, Result],
) -> None:
    refused = {
        name: result
        for name, result in results.items()
        if result.pillow in OURS and result.outcome != "ok"
    }
    assert refused == {}


def test_every_file_in_another_format_is_no_photo(results: dict[str, Result]) -> None:
    others = {name: r for name, r in results.items() if r.pillow and r.pillow not in OURS}
    assert len(others) > 100
    assert {name: r for name, r in others.items() if r.outcome != "not_a_photo"} == {}


@pytest.mark.skipif(
    PIL.__version__ != PILLOW, reason=f"the table is Pillow {PILLOW}'s, this is {PIL.__version__}"
)
def test_every_rejection_of_a_file_in_our_formats_is_in_the_table(
    results: dict[str, Result],
) -> None:
    refused = {n: r.outcome for n, r in results.items() if r.outcome not in ("ok", "not_a_photo")}
    assert refused == rejections()


def test_every_row_of_the_table_has_a_reason() -> None:
    with TABLE.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(len(row["why"]) > 20 for row in rows)
    assert [row["file"] for row in rows] == sorted({row["file"] for row in rows})
