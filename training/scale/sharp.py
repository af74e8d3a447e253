"""Folders in; sharp photos out, one of each group, so that no two of them are alike.

General photographs have detail that the skin photos at hand lack, and are not skin: what is judged
of them is their blur alone. Renders have the pixels of a phone, and are no photographs.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from clearshot.photo import load_photo
from training.phantom.plan import Picture, test_plan
from training.phantom.sets import render_set
from training.ratings import RatedPhotos

RENDERED_SIDE = 4000
"""Pixels: 4000 x 3000, the usual photo of a phone."""
LEAST_SIDE = 1000
"""Pixels from which a rated photo has detail to lose."""


class PhotosRefused(ValueError):
    """A folder that lacks what is expected of it; the message names it."""


@dataclass(frozen=True)
class Sharp:
    """A sharp photo."""

    name: str
    path: Path


def photographs(folder: Path) -> list[Sharp]:
    """List the photographs of a folder that its `manifest.csv` calls sharp, one of each `source`.

    Raises:
        PhotosRefused: there is no manifest, a column is missing, or no photo is sharp.
    """
    table = _read_manifest(folder / "manifest.csv")
    sharp = table[table["sharp"] == "yes"].drop_duplicates("source")
    if sharp.empty:
        raise PhotosRefused(f"{folder / 'manifest.csv'}: no row has sharp = yes, expected some")
    return [Sharp(Path(file).stem, folder / file) for file in sharp["file"]]


def _read_manifest(path: Path) -> pd.DataFrame:
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        raise PhotosRefused(f"{path} cannot be read ({error}): give the photos' folder") from error
    missing = [name for name in ("file", "source", "sharp") if name not in table.columns]
    if missing:
        raise PhotosRefused(f"{path}: column {missing[0]} is missing, found {list(table.columns)}")
    return table


def rated_skin(photos: RatedPhotos) -> list[Sharp]:
    """List the large photos that every rater calls good and none calls blurred, one a patient."""
    fine = photos.fine
    if "blur" in photos.votes:
        fine = fine & (photos.votes["blur"] == 0)
    found: dict[str, Sharp] = {}
    for row in np.flatnonzero(fine):
        if max(load_photo(photos.paths[row], 1).size) >= LEAST_SIDE:
            found.setdefault(photos.groups[row], Sharp(photos.photo_ids[row], photos.paths[row]))
    if not found:
        raise PhotosRefused(
            f"no rated photo is called good by all, unblurred and {LEAST_SIDE} pixels long: "
            "leave --ratings out"
        )
    return list(found.values())


def rendered_skin(count: int, cache: Path, side: int = RENDERED_SIDE) -> list[Sharp]:
    """Render good photos of scenes that nothing learnt from, unless they lie in `cache` already.

    At 4000 pixels each takes about a minute.
    """
    pictures, folder = _good(count), cache / f"renders-{side}"
    folder.mkdir(parents=True, exist_ok=True)
    render_set(pictures, folder, side, jobs=1)
    return [Sharp(Path(picture.file).stem, folder / picture.file) for picture in pictures]


def _good(count: int) -> list[Picture]:
    """Plan good photos of `count` scenes, over the Monk tones in turn."""
    planned: list[Picture] = []
    tried = count
    while len(planned) < count:  # a plan's scenes are good or faulty in turn
        planned = [picture for picture in test_plan(tried) if not picture.fault]
        tried *= 2
    return planned[:count]
