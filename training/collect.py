"""Rated photos and renders in; their pictures, described, out: everything that heads learn from."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from training.copies import (
    ORIGINAL,
    Copy,
    darker_copies,
    detail_copies,
    faulty_copies,
    long_side_of,
    seed_of,
    turned_copy,
)
from training.degrade import OPERATORS, RECIPE
from training.features import Features, Job, describe
from training.lessons import Lessons
from training.phantom.faults import BLUR, SHAKE
from training.pictures import Pictures, Render, rated_pictures, rendered_pictures
from training.ratings import RatedPhotos, ratings_file

LIGHT_SKIN = 6.0
"""Monk tone up to which a render has a darker copy."""

UNROUNDED = "unrounded.tflite"
"""What quantization.ptq calls the trunk whose activations are not rounded."""

SEVERE = 2
"""Which of a photo's faulty copies is a severe one; see `faulty_copies`."""

DETAILED_SHARE = 12
"""One good render in so many teaches fine blur, too."""
RMS_OF_EVEN_PATH = 12**-0.5
"""Rms distance from the middle of a straight path of length 1 that is passed evenly."""

REASONS = tuple(OPERATORS)
"""Faults that the heads learn, in the order of the outputs. No photo here shows no skin, so
`not_skin` cannot be learnt."""


def add_sources(parser: argparse.ArgumentParser) -> None:
    """Add the options that say what is learnt from; `collect_sources` reads them."""
    parser.add_argument("--ratings", type=ratings_file, required=True, help="rated-photos CSV")
    parser.add_argument(
        "--trunk",
        type=Path,
        required=True,
        help=f"int8 trunk, a .tflite; {UNROUNDED} beside it shows what rounding moves",
    )
    parser.add_argument("--renders", type=Path, help="folder of training.phantom's renders")
    parser.add_argument("--cache", type=Path, default=Path("runs/features"))
    parser.add_argument("--workers", type=int, default=2, help="processes")


def collect_sources(options: argparse.Namespace) -> tuple[RatedPhotos, Pictures, Lessons]:
    """Read and describe what a command line names: rated photos, and what else is learnt from."""
    photos: RatedPhotos = options.ratings
    how = (options.cache, options.workers)
    rated = collect_rated(photos, options.trunk, *how)
    renders = noise = None
    if options.renders:
        renders = collect_renders(options.renders, options.trunk, *how)
    unrounded: Path = options.trunk.with_name(UNROUNDED)
    if unrounded.exists():
        noise = collect_noise(photos, rated, unrounded, *how)
    return photos, rated, Lessons(renders=renders, noise=noise)


def collect_rated(photos: RatedPhotos, trunk: Path, cache: Path, workers: int = 2) -> Pictures:
    """Describe every rated photo with its faulty, darker and turned copies."""
    plans: dict[str, list[tuple[Copy, ...]]] = {
        "photos": [(ORIGINAL,)] * len(photos),
        "faulty copies": [faulty_copies(name) for name in photos.photo_ids],
        "darker copies": [darker_copies(name) for name in photos.photo_ids],
        "turned copies": [(turned_copy(name),) for name in photos.photo_ids],
        "detail": [
            detail_copies(*each) for each in zip(photos.photo_ids, photos.paths, strict=True)
        ],
    }
    pictures = [
        rated_pictures(photos, plan, _describe(photos, plan, trunk, cache, workers, label), REASONS)
        for label, plan in plans.items()
        if any(plan)  # where all photos are small, none has detail to lose
    ]
    return together(pictures)


def collect_noise(
    photos: RatedPhotos, rated: Pictures, unrounded: Path, cache: Path, workers: int = 2
) -> NDArray[np.float32]:
    """Measure by how much rounding moves the features of each photo, and of one with a severe fault.

    Args:
        photos: rated.
        rated: their pictures, as the trunk describes them whose activations are rounded.
        unrounded: the same trunk, its activations not rounded.
        cache: folder of what is known already.
        workers: processes.

    Returns:
        (photos, 2, 2 F).
    """
    plan: list[tuple[Copy, ...]] = [
        (ORIGINAL, faulty_copies(name)[SEVERE]) for name in photos.photo_ids
    ]
    exact = _describe(photos, plan, unrounded, cache, workers, "unrounded")
    owners = zip(rated.photo.tolist(), rated.copies, strict=True)
    place = {owner: row for row, owner in enumerate(owners)}
    rows = [place[photo, copy] for photo, copies in enumerate(plan) for copy in copies]
    return (rated.x[rows] - exact.both).reshape(len(photos), 2, -1)


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
        if copies
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
    renders, jobs = read_renders(folder, detail=True)
    features = describe(jobs, trunk, cache, workers=workers, label="renders")
    return rendered_pictures(renders, [job.copies for job in jobs], features, REASONS)


def read_renders(folder: Path, detail: bool = False) -> tuple[list[Render], list[Job]]:
    """Read the `rendered.csv` of a folder, scene by scene, and plan the copies of each render.

    Good renders of light skin get darker copies, as photos do: on a close-up the whole picture
    darkens, and photos of feet alone do not teach that.

    Args:
        folder: of the renders.
        detail: whether some good ones get copies with fine blur.
    """
    table = pd.read_csv(folder / "rendered.csv", keep_default_na=False)
    table = table.sort_values("seed", kind="stable")
    severities = pd.to_numeric(table["severity"]).fillna(0.0).tolist()
    names = [Path(file).stem for file in table["file"]]
    sides = [long_side_of(folder / file) for file in table["file"]]
    renders = [
        Render(int(seed), float(tone), fault, severity, learnt_severity(fault, severity, side))
        for seed, tone, fault, severity, side in zip(
            table["seed"], table["tone"], table["fault"], map(float, severities), sides, strict=True
        )
    ]
    jobs = [
        Job(name, folder / file, _copies(name, folder / file, render, detail))
        for name, file, render in zip(names, table["file"], renders, strict=True)
    ]
    return renders, jobs


def learnt_severity(fault: str, severity: float, side: int) -> float:
    """Give the severity that a render's fault has in the training's recipe.

    The renderer's blur is a share of the picture, the recipe's is of its pixels.

    Args:
        fault: blank for none.
        severity: by the renderer, 0..1.
        side: the picture's long side, in pixels.

    >>> round(learnt_severity("blur_focus", 0.3, 1248), 2)
    0.57
    """
    if fault == "blur_focus":
        return RECIPE.defocus.severity(BLUR * severity * side)
    if fault == "blur_motion":
        return RECIPE.shake.severity(SHAKE * severity * side * RMS_OF_EVEN_PATH)
    return severity


def _copies(name: str, path: Path, render: Render, detail: bool) -> tuple[Copy, ...]:
    if render.fault:
        return (ORIGINAL,)
    darker = darker_copies(name)[:1] if render.tone <= LIGHT_SKIN else ()
    blurred = detail and seed_of(name) % DETAILED_SHARE == 0
    return (ORIGINAL, *darker, *(detail_copies(name, path) if blurred else ()))
