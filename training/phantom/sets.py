"""Planned pictures -> a folder of JPEG files and a table; goes on where it stopped."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from tqdm import tqdm

from training.phantom.plan import Picture, write_table
from training.phantom.render import encode


def render_set(pictures: Sequence[Picture], out: Path, width: int, jobs: int) -> int:
    """Render the pictures that `out` lacks, then write `rendered.csv`; return how many were new."""
    missing = [p for p in pictures if not (out / p.file).exists()]
    try:
        done = _in_parallel(missing, out, width, jobs)
        for _ in tqdm(done, total=len(missing), unit="photo", mininterval=1):
            pass
    finally:
        write_table(pictures, out / "rendered.csv")
    return len(missing)


def _in_parallel(pictures: Sequence[Picture], out: Path, width: int, jobs: int) -> Iterator[None]:
    write = partial(_write, out=out, width=width)
    if jobs == 1:
        yield from map(write, pictures)
    else:
        with get_context("spawn").Pool(jobs) as pool:
            yield from pool.imap_unordered(write, pictures)


def _write(picture: Picture, out: Path, width: int) -> None:
    """Write one picture; a run that is cut off leaves no half file under its name."""
    path = out / picture.file
    part = path.with_suffix(".part")
    part.write_bytes(encode(picture.shot(), picture.size(width)))
    os.replace(part, path)
