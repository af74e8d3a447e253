"""Pictures in, features out: of each copy of a photo the whole view's and the mean region's.

The features are those of the trunk that will be shipped, run by LiteRT: what the heads learn from
is what a phone will see, int8 rounding included. One file a photo, so that a run which was killed
goes on where it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from joblib import Parallel, delayed
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import laplace
from tqdm import tqdm

from clearshot.photo import Photo, load_photo
from clearshot.regions import ViewSpec, cut, working_size
from training.copies import Copy, make_copy
from training.degrade import RECIPE

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
        measures: (n, 2) sharpness and brightness, for the baselines; see `measure`.
    """

    whole: Floats
    regions: Floats
    measures: Floats

    @property
    def both(self) -> Floats:
        """(n, 2 F): whole view beside mean region."""
        return np.concatenate([self.whole, self.regions], axis=1)


class Trunk:
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
    cache.mkdir(parents=True, exist_ok=True)
    trunk_id = hashlib.sha256(program.read_bytes()).hexdigest()
    files = [cache / f"{job.photo_id}-{_fingerprint(job, trunk_id, spec)}.npz" for job in jobs]
    todo = [(job, file) for job, file in zip(jobs, files, strict=True) if not file.exists()]
    work = (delayed(_describe_job)(job, file, program, spec) for job, file in todo)
    results: Iterable[None] = Parallel(n_jobs=workers, return_as="generator_unordered")(work)
    for _ in tqdm(results, total=len(todo), desc=label, disable=not todo):
        pass
    return _gather(files)


def _gather(files: Sequence[Path]) -> Features:
    parts = [np.load(file) for file in files]
    return Features(
        *(
            np.concatenate([part[name] for part in parts])
            for name in ("whole", "regions", "measures")
        )
    )


def _fingerprint(job: Job, trunk_id: str, spec: ViewSpec) -> str:
    """Name what a result depends on: a photo that was copied anew is the same by its bytes."""
    photo_id = hashlib.sha256(job.path.read_bytes()).hexdigest()
    parts = (photo_id, job.copies, RECIPE, trunk_id, spec)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


def _describe_job(job: Job, file: Path, program: Path, spec: ViewSpec) -> None:
    trunk = _trunk(program)
    photo = load_photo(job.path, spec.working_long_side)
    working = photo.image.resize(working_size(*photo.image.size, spec.working_long_side))
    pixels = np.asarray(working)
    whole, regions, measures = [], [], []
    for copy in job.copies:
        photo = Photo.of(make_copy(pixels, copy))
        views = cut(photo, spec)
        whole.append(trunk(views.whole[None])[0])
        regions.append(trunk(views.regions).mean(axis=0))
        measures.append(measure(photo.image))
    partial = file.with_suffix(".part.npz")
    np.savez(
        partial,
        whole=np.stack(whole),
        regions=np.stack(regions),
        measures=np.array(measures, np.float32),
    )
    partial.rename(file)


def measure(image: Image.Image) -> tuple[float, float]:
    """Give log variance of the Laplacian and mean grey (0..255) at 512 pixels' long side."""
    grey = image.convert("L")
    grey = grey.resize(working_size(*grey.size, 512), Image.Resampling.BICUBIC, reducing_gap=3.0)
    pixels = np.asarray(grey, np.float32)
    return float(np.log(laplace(pixels).var() + 1e-3)), float(pixels.mean())


@lru_cache(maxsize=1)
def _trunk(program: Path) -> Trunk:
    return Trunk(program.read_bytes())
