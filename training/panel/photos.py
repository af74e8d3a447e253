"""Clean photos in; planned copies of them, of known fault and severity, as JPEG files out."""

from __future__ import annotations

import os
from argparse import ArgumentTypeError
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from pathlib import Path

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from PIL import Image
from tqdm import tqdm

from clearshot.cli import photo_files
from clearshot.errors import PhotoUnreadable
from clearshot.photo import load_photo
from training.copies import Copy, make_copy, seed_of
from training.degrade import OPERATORS
from training.panel.raters import PanelRefused

UNDEGRADED = 0.4
"""Share of the photos without a fault: with it, about 60 % of a panel's ratings say good, as in the
published pool (62 %: Jiang et al., JAMA Dermatol 2022)."""
LEAST_SEVERITY = 0.1

RENDERED_COLUMNS = ("file", "seed", "fault", "severity")
_PLAN = 0  # stream of the seed


@dataclass(frozen=True)
class Source:
    """A photo that copies are made of; a render may bring a fault of its own.

    Attributes:
        path: where it lies.
        group: what its copies share and must not be split by: the photo, or the render's scene.
        site: the folder's name, or `rendered`.
        fault: blank where it is clean.
        severity: of that fault, 0..1.
    """

    path: Path
    group: str
    site: str
    fault: str = ""
    severity: float = 0.0


@dataclass(frozen=True)
class Planned:
    """One photo of the rated set: which source, which fault in all, how strong."""

    number: int
    source: Source
    fault: str
    severity: float

    @property
    def photo_id(self) -> str:
        """Name it so that the same name is the same picture of the same source.

        >>> Planned(7, Source(Path("arm.png"), "arm", "clinic"), "glare", 0.4).photo_id
        '00007-arm-glare-0.4'
        """
        return f"{self.number:05d}-{self.source.path.stem}-{self.fault or 'good'}-{self.severity:g}"

    @property
    def file(self) -> Path:
        """Where it lies, relative to the set's folder."""
        return Path("photos") / f"{self.photo_id}.jpg"

    @property
    def copy(self) -> Copy:
        """What is done to the source.

        Where nothing is to be degraded, it is the copy at severity zero, whose fault does not
        matter: every photo passes the same camera, so that no net learns the processing.
        """
        added = self.fault if self.fault and not self.source.fault else ""
        severity = self.severity if added else 0.0
        return Copy("fault", added or next(iter(OPERATORS)), severity, seed_of(self.photo_id))


def read_sources(place: Path) -> list[Source]:
    """Read a folder of clean photos, or the `rendered.csv` of `python -m training.phantom set`.

    Raises:
        PanelRefused: there is no such thing, or a line of the table is not what it should be.
    """
    if place.suffix.lower() == ".csv" and place.is_file():
        return _rendered(place)
    if not place.is_dir():
        raise PanelRefused(f"{place} is neither a folder of photos nor a rendered.csv")
    try:
        files = photo_files(str(place))
    except ArgumentTypeError as error:
        raise PanelRefused(str(error)) from error
    return [Source(file, file.stem, place.resolve().name) for file in files]


def _rendered(csv: Path) -> list[Source]:
    table = pd.read_csv(csv, dtype=str, keep_default_na=False)
    for name in RENDERED_COLUMNS:
        if name not in table.columns:
            raise PanelRefused(f"{csv}: column {name} is missing; found {list(table.columns)}")
    cells = table[list(RENDERED_COLUMNS)].itertuples(index=False, name=None)
    return [_render(csv, line, *row) for line, row in enumerate(cells, start=2)]


def _render(csv: Path, line: int, file: str, seed: str, fault: str, severity: str) -> Source:
    if fault and fault not in OPERATORS:
        raise PanelRefused(
            f"{csv}, line {line}, column fault: found {fault!r}, "
            f"expected blank or one of {', '.join(OPERATORS)}"
        )
    if not (csv.parent / file).is_file():
        raise PanelRefused(f"{csv}, line {line}, column file: there is no {csv.parent / file}")
    amount = pd.to_numeric(severity, errors="coerce")
    if not 0 <= amount <= 1:  # a NaN is not, either
        raise PanelRefused(
            f"{csv}, line {line}, column severity: found {severity!r}, expected a number 0 to 1"
        )
    return Source(csv.parent / file, f"scene-{seed}", "rendered", fault, float(amount))


def plan_photos(sources: Sequence[Source], count: int, seed: int) -> list[Planned]:
    """Choose source, fault and severity of `count` photos.

    `UNDEGRADED` of them have no fault. The others are the renders that bring one, while they last,
    then copies of clean sources: faults by turns, severities evenly from `LEAST_SEVERITY` to 1.

    Raises:
        PanelRefused: no source is clean, or `count` is none.
    """
    rng = np.random.default_rng([seed, _PLAN])
    shuffled = [sources[i] for i in rng.permutation(len(sources))]
    clean = [source for source in shuffled if not source.fault]
    if not clean or count < 1:
        raise PanelRefused(
            f"{count} photos from {len(clean)} clean ones: give at least one of each "
            "(clean = a blank fault)"
        )
    turns, faulty = cycle(clean), iter([source for source in shuffled if source.fault])
    faults = _fault_turns(rng)
    planned = []
    for number in range(count):
        if rng.random() < UNDEGRADED:
            planned.append(Planned(number, next(turns), "", 0.0))
        elif render := next(faulty, None):
            planned.append(Planned(number, render, render.fault, render.severity))
        else:
            severity = round(float(rng.uniform(LEAST_SEVERITY, 1)), 3)
            planned.append(Planned(number, next(turns), next(faults), severity))
    return planned


def _fault_turns(rng: np.random.Generator) -> Iterator[str]:
    """Let every fault come once a round, each round in an order of its own."""
    names = tuple(OPERATORS)
    while True:
        yield from (names[i] for i in rng.permutation(len(names)))


def make_photos(planned: Sequence[Planned], out: Path, side: int, workers: int) -> int:
    """Write the photos that `out` lacks; return how many were new.

    Args:
        planned: what to make.
        out: the set's folder.
        side: at most so many pixels on the long side; nothing is enlarged.
        workers: processes.

    Raises:
        PanelRefused: a source cannot be read or degraded.
    """
    missing = [photo for photo in planned if not (out / photo.file).exists()]
    (out / "photos").mkdir(parents=True, exist_ok=True)
    write = delayed(partial(_write, out=out, side=side))
    done = Parallel(n_jobs=workers, return_as="generator_unordered")(map(write, missing))
    for _ in tqdm(done, total=len(missing), unit="photo", disable=not missing):
        pass
    return len(missing)


def _write(photo: Planned, out: Path, side: int) -> None:
    """Write one photo; a run that is cut off leaves no half file under its name."""
    path = out / photo.file
    part = path.with_suffix(".part")
    try:
        image = load_photo(photo.source.path, side).image
        image.thumbnail((side, side), Image.Resampling.LANCZOS)
        pixels = make_copy(np.array(image), photo.copy)
    except (PhotoUnreadable, ValueError) as error:
        raise PanelRefused(f"{photo.source.path}: {error}") from error
    # The copy has had its JPEG pass: this one is to change nothing.
    Image.fromarray(pixels).save(part, "JPEG", quality=95, subsampling=0)
    os.replace(part, path)
