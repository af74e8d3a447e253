"""A configuration in; its photos, their split, and all pictures that are learnt from or judged, out.

No pixel is looked at here but to find near-duplicates across the split: `Corpus.jobs` says what has
to be computed of each picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.collect import REASONS, read_renders
from training.config import ConfigRefused, DataConfig, TeachConfig
from training.copies import ORIGINAL, TEST_DARKENER, Copy, darker_copies, faulty_copies
from training.features import Features, Job
from training.panel.__main__ import main as rate_photos
from training.phantom.__main__ import main as render_photos
from training.pictures import Pictures, rated_pictures, rendered_pictures, with_darker_rated
from training.ratings import RatedPhotos, read_ratings
from training.splits import Split, split_ratings

Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Corpus:
    """Photos, and everything that is known of them and of what was made of them.

    Attributes:
        photos: rated.
        split: of the photos.
        pictures: of the photos, in their order, then of renders; without features.
        jobs: whose copies are the pictures, in the same order.
    """

    photos: RatedPhotos
    split: Split
    pictures: Pictures
    jobs: list[Job]

    def families(self, photos: Indices) -> list[Indices]:
        """Give the pictures that may be learnt from, of each of these photos."""
        learnt = ~self.pictures.where("darker", TEST_DARKENER)
        return [np.flatnonzero(learnt & (self.pictures.photo == photo)) for photo in photos]

    @property
    def scenes(self) -> list[Indices]:
        """The pictures of each rendered scene."""
        return self.families(np.unique(self.pictures.photo[self.pictures.rendered]))

    def originals(self, photos: Indices) -> Indices:
        """Give the picture of each of these photos that is the photo itself."""
        rows = np.flatnonzero(self.pictures.where("original") & ~self.pictures.rendered)
        return rows[photos]

    def darker(self, photos: Indices) -> Indices | None:
        """Give each photo's copy with darker skin by the test's operator; None without such."""
        rows = np.flatnonzero(self.pictures.where("darker", TEST_DARKENER))
        return rows[photos] if len(rows) else None


def read_corpus(config: TeachConfig, out: Path) -> Corpus:
    """Read and check what a configuration names.

    Args:
        config: of the run.
        out: folder of the run; a synthetic rated set is made in it, if the configuration asks.

    Raises:
        ConfigRefused: it names nothing to learn from.
        RatingsRefused, SplitRefused, PhotoUnreadable: see `read_ratings` and `split_ratings`.
    """
    csv = config.data.ratings or make_synthetic(config.data, config.seed, out / "synthetic")
    if not csv.is_file():
        raise ConfigRefused(f"data.ratings: there is no file {csv}; expected a rated-photos CSV")
    photos = read_ratings(csv, config.model.ranks)
    if config.data.permissive:
        photos = photos.take(np.flatnonzero(photos.permissive))
    return corpus_of(photos, split_ratings(csv, photos, config.seed), config.data)


def corpus_of(photos: RatedPhotos, split: Split, data: DataConfig) -> Corpus:
    """Plan the copies of photos that were read and split, and add the renders."""
    pictures, jobs = _rated(photos, data)
    if data.renders:
        made, more = _rendered(data.renders)
        pictures, jobs = _joined(pictures, made), jobs + more
    return Corpus(photos, split, pictures, jobs)


def make_synthetic(data: DataConfig, seed: int, out: Path) -> Path:
    """Render scenes and let a simulated panel rate copies of them: a set to try the pipeline with.

    Raises:
        ConfigRefused: the configuration does not ask for such a set, or it cannot be made.
    """
    if not data.synthetic:
        raise ConfigRefused("there is nothing to learn from: name a CSV as data.ratings")
    count, side, workers = str(data.synthetic), str(data.synthetic_side), str(data.workers)
    renders, rated = out / "renders", out / "rated"
    status = render_photos(
        ["set", "--split=training", "--count", count, "--width", side, "--jobs", workers,
         "--out", str(renders)]
    ) or rate_photos(
        ["--photos", str(renders / "rendered.csv"), "--out", str(rated), "--count", count,
         "--side", side, "--workers", workers, "--seed", str(seed), "--licence", "CC0"]
    )  # fmt: skip
    if status:
        raise ConfigRefused(f"data.synthetic: {count} photos could not be made, see above")
    return rated / "rated.csv"


def _rated(photos: RatedPhotos, data: DataConfig) -> tuple[Pictures, list[Job]]:
    plans = [_plan(name, data) for name in photos.photo_ids]
    jobs = [
        Job(name, path, copies)
        for name, path, plan in zip(photos.photo_ids, photos.paths, plans, strict=True)
        for copies in plan
    ]
    copies = [tuple(copy for part in plan for copy in part) for plan in plans]
    pictures = rated_pictures(photos, copies, _unknown(copies), REASONS)
    return (with_darker_rated(pictures) if data.darker_rated else pictures), jobs


def _plan(name: str, data: DataConfig) -> list[tuple[Copy, ...]]:
    """Plan a photo's copies, by what is computed at once: more faults leave the rest cached."""
    faulty = [faulty_copies(name, data.faults)] if data.faults else []
    return [(ORIGINAL,), *faulty, *([darker_copies(name)] if data.darker else [])]


def _rendered(folder: Path) -> tuple[Pictures, list[Job]]:
    renders, whole = read_renders(folder)
    copies = [job.copies for job in whole]
    jobs = [
        Job(job.photo_id, job.path, part)
        for job in whole
        for part in (job.copies[:1], job.copies[1:])
        if part
    ]
    return rendered_pictures(renders, copies, _unknown(copies), REASONS), jobs


def _unknown(copies: Sequence[tuple[Copy, ...]]) -> Features:
    """Give no features for so many pictures: what they look like is not known here."""
    nothing = np.zeros((sum(map(len, copies)), 0), np.float32)
    return Features(nothing, nothing, nothing)


def _joined(rated: Pictures, made: Pictures) -> Pictures:
    """Put pictures behind each other; scenes count on from the photos."""
    raters = max(rated.ratings.shape[1], made.ratings.shape[1])
    arrays = {
        name: np.concatenate([getattr(rated, name), getattr(made, name)])
        for name in ("x", "measures", "severities", "rendered")
    }
    return Pictures(
        photo=np.concatenate([rated.photo, made.photo + rated.photo.max() + 1]),
        copies=(*rated.copies, *made.copies),
        ratings=np.concatenate([_widened(each.ratings, raters) for each in (rated, made)]),
        **arrays,
    )


def _widened(ratings: NDArray[np.float32], raters: int) -> NDArray[np.float32]:
    more = raters - ratings.shape[1]
    return np.pad(ratings, ((0, 0), (0, more)), constant_values=np.nan)
