"""Rated photos and renders in; their pictures, described, out: everything that heads learn from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from training.copies import ORIGINAL, Copy, darker_copies, faulty_copies
from training.degrade import OPERATORS
from training.features import Features, Job, describe
from training.pictures import Pictures, rated_pictures, rendered_pictures
from training.ratings import RatedPhotos

REASONS = tuple(OPERATORS)
"""Faults that the heads learn, in the order of the outputs. No photo here shows no skin, so
`not_skin` cannot be learnt."""


def collect_rated(photos: RatedPhotos, trunk: Path, cache: Path, workers: int = 2) -> Pictures:
    """Describe every rated photo with its faulty and darker copies."""
    plans: dict[str, list[tuple[Copy, ...]]] = {
        "photos": [(ORIGINAL,)] * len(photos),
        "faulty copies": [faulty_copies(name) for name in photos.photo_ids],
        "darker copies": [darker_copies(name) for name in photos.photo_ids],
    }
    parts = [_describe(photos, plan, trunk, cache, workers, label) for label, plan in plans.items()]
    pictures = [
        rated_pictures(photos, plan, part, REASONS)
        for plan, part in zip(plans.values(), parts, strict=True)
    ]
    return together(pictures)


def _describe(
    photos: RatedPhotos,
    plan: list[tuple[Copy, ...]],
    trunk: Path,
    cache: Path,
    workers: int,
    label: str,
) -> Features:
    jobs = [
        Job(name, path, copies)
        for name, path, copies in zip(photos.photo_ids, photos.paths, plan, strict=True)
    ]
    return describe(jobs, trunk, cache, workers=workers, label=label)


def together(parts: list[Pictures]) -> Pictures:
    """Join pictures of the same photos, so that those of one photo are neighbours."""
    photo = np.concatenate([part.photo for part in parts])
    order = np.argsort(photo, kind="stable")
    copies = [copy for part in parts for copy in part.copies]
    joined = {
        name: np.concatenate([getattr(part, name) for part in parts])[order]
        for name in ("x", "measures", "ratings", "severities", "rendered")
    }
    return replace(parts[0], photo=photo[order], copies=tuple(copies[i] for i in order), **joined)


def collect_renders(folder: Path, trunk: Path, cache: Path, workers: int = 2) -> Pictures:
    """Describe the rendered photos of a folder, as its `rendered.csv` lists them."""
    table = pd.read_csv(folder / "rendered.csv", keep_default_na=False)
    jobs = [Job(Path(file).stem, folder / file, (ORIGINAL,)) for file in table["file"]]
    features = describe(jobs, trunk, cache, workers=workers, label="renders")
    severities = pd.to_numeric(table["severity"]).fillna(0.0)
    return rendered_pictures(list(table["fault"]), list(severities), features, REASONS)
