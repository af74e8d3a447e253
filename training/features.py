"""Pictures in, features out: of each copy of a photo the whole view's and the mean region's.

The features are those of the trunk that will be shipped, run by LiteRT: what the heads learn from
is what a phone will see, int8 rounding included. One file a photo, so that a run which was killed
goes on where it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from joblib import Parallel, delayed
from numpy.typing import NDArray
from tqdm import tqdm

from clearshot.photo import Photo
from clearshot.regions import ViewSpec, cut
from training.copies import Copy, make_copy, working_pixels
from training.degrade import RECIPE
from training.measures import Measures, measure

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Job:
    """One photo and the copies of it that are described."""

    photo_id: str
    path: Path
    copies: tuple[Copy, ...]


@dataclass(frozen=True, eq=False)
class Features:
    """Features of several pictures, in the order of their jobs and copies.

    Attributes:
        whole: (n, F) float32, of the whole view.
        regions: (n, F) float32, mean over the regions.
        measures: (n, 8) for the baselines; see `training.measures`.
    """

    whole: Floats
    regions: Floats
    measures: Floats

    @property
    def both(self) -> Floats:
        """(n, 2 F): whole view beside mean region."""
        return np.concatenate([self.whole, self.regions], axis=1)


class TrunkProgram:
    """The trunk as a LiteRT program: views (n, size, size, 3) uint8 to features (n, F)."""

    def __init__(self, program: bytes, threads: int = 1) -> None:
        self.interpreter = Interpreter(model_content=program, num_threads=threads)
        self.run = self.interpreter.get_signature_runner("serving_default")

    def __call__(self, views: NDArray[np.uint8]) -> Floats:
        """Describe each view by itself."""
        return np.concatenate([self.run(image=view[None])["features"] for view in views])


def describe(
    jobs: Sequence[Job],
    program: Path,
    cache: Path,
    spec: ViewSpec | None = None,
    workers: int = 2,
    label: str = "features",
) -> Features:
    """Describe every copy of every job, from the cache where it was done before.

    Args:
        jobs: photos and their copies.
        program: the trunk, a .tflite file.
        cache: folder for the results; its files are named after the photo's bytes, copies and
            trunk.
        spec: how pictures are cut; the default is the shipped one.
        workers: processes.
        label: for the progress bar.
    """
    spec = spec or ViewSpec()

    def work(job: Job, file: Path) -> None:
        _describe_job(job, file, program, spec)

    key = (digest(program), spec, Measures._fields)
    return _gather(kept(jobs, key, cache, work, workers, label))


def kept(
    jobs: Sequence[Job],
    key: tuple[object, ...],
    cache: Path,
    work: Callable[[Job, Path], None],
    workers: int = 2,
    label: str = "features",
) -> list[Path]:
    """Do each job that was not done before, in several processes; give the files of all.

    Args:
        jobs: photos and their copies.
        key: what a result depends on beside the photo's bytes and copies.
        cache: folder for the results; their names tell all that they depend on.
        work: does one job and writes its .npz file.
        workers: processes.
        label: for the progress bar.
    """
    cache.mkdir(parents=True, exist_ok=True)
    files = [cache / f"{job.photo_id}-{_fingerprint(job, key)}.npz" for job in jobs]
    todo = [(job, file) for job, file in zip(jobs, files, strict=True) if not file.exists()]
    tasks = (delayed(_do)(work, job, file) for job, file in todo)
    results: Iterable[None] = Parallel(n_jobs=workers, return_as="generator_unordered")(tasks)
    for _ in tqdm(results, total=len(todo), desc=label, disable=not todo):
        pass
    return files


def _do(work: Callable[[Job, Path], None], job: Job, file: Path) -> None:
    """Write a result under another name first: a killed run leaves nothing half written."""
    partial = file.with_suffix(".part.npz")
    work(job, partial)
    partial.rename(file)


def _gather(files: Sequence[Path]) -> Features:
    parts = [np.load(file) for file in files]
    return Features(
        *(
            np.concatenate([part[name] for part in parts])
            for name in ("whole", "regions", "measures")
        )
    )


def _fingerprint(job: Job, key: tuple[object, ...]) -> str:
    """Name what a result depends on: a photo that was copied anew is the same by its bytes."""
    parts = (digest(job.path), job.copies, RECIPE, *key)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


def digest(file: Path) -> str:
    """Give the SHA-256 of a file's bytes."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _describe_job(job: Job, file: Path, program: Path, spec: ViewSpec) -> None:
    trunk = _trunk(program)
    pixels = working_pixels(job.path, spec.working_long_side)
    whole, regions, measures = [], [], []
    for copy in job.copies:
        photo = Photo.of(make_copy(pixels, copy))
        views = cut(photo, spec)
        whole.append(trunk(views.whole[None])[0])
        regions.append(trunk(views.regions).mean(axis=0))
        measures.append(measure(photo, views))
    np.savez(
        file,
        whole=np.stack(whole),
        regions=np.stack(regions),
        measures=np.array(measures, np.float32),
    )


@lru_cache(maxsize=1)
def _trunk(program: Path) -> TrunkProgram:
    return TrunkProgram(program.read_bytes())
