"""Copies of sharp photos in, what a bundle makes of each out: one row a copy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from clearshot.assess import Bundle
from clearshot.decision import decide
from clearshot.photo import load_photo
from clearshot.regions import cut
from training.scale.changes import Change, blurred_copies, scaled_copies
from training.scale.sharp import Sharp

BLUR = frozenset({"blur_focus", "blur_motion"})
OWN_PIXELS = 1_000_000  # a long side that no photo exceeds: nothing is scaled when it is loaded


@dataclass(frozen=True)
class Judged:
    """What a bundle makes of one copy.

    Attributes:
        score: 0 to 100, of the verdict.
        blur_focus: severity, 0 to 1.
        blur: the larger severity of both kinds of blur.
        low_resolution: severity.
        told_blur: a kind of blur is among the verdict's reasons: first, or severe enough.
        told_detail: that, or low resolution.
        region_score: mean over the regions.
        regions: how many there are.
        working: long side of the working image, in pixels.
    """

    score: float
    blur_focus: float
    blur: float
    low_resolution: float
    told_blur: bool
    told_detail: bool
    region_score: float
    regions: int
    working: int


def judge(photo: bytes | Path, bundle: Bundle) -> Judged:
    """Judge one file as a phone does: load, cut, score, decide."""
    loaded = load_photo(photo, bundle.views.working_long_side)
    reading = bundle.scorer(cut(loaded, bundle.views))
    verdict = decide(reading, max(loaded.size), bundle.policy)
    told = {reason.code for reason in verdict.reasons}
    severity = {code: reading.severities.get(code, 0.0) for code in (*BLUR, "low_resolution")}
    return Judged(
        score=float(verdict.score or 0.0),
        blur_focus=severity["blur_focus"],
        blur=max(severity[code] for code in BLUR),
        low_resolution=severity["low_resolution"],
        told_blur=bool(told & BLUR),
        told_detail=bool(told & {*BLUR, "low_resolution"}),
        region_score=float(np.mean(reading.region_scores)),
        regions=len(reading.region_scores),
        working=min(max(loaded.size), bundle.views.working_long_side),
    )


def try_photos(
    photos: Sequence[Sharp], bundles: Mapping[int, Bundle], csv: Path, known: pd.DataFrame
) -> pd.DataFrame:
    """Judge every copy of every photo, and write all after each photo.

    Args:
        photos: sharp ones.
        bundles: by the long side of their working image, the bundle's own one first. The others
            are asked about blur at the photo's own size only.
        csv: file to write to.
        known: what an earlier run wrote; its photos are not judged again. May be empty.

    Returns:
        One row a copy and bundle: `photo`, `long_side`, `bundle`, the fields of `Change` and of
        `Judged`. `side` is -1 for the file as it is, never written anew.
    """
    judged = known
    done = set(known["photo"]) if len(known) else set()
    for photo in tqdm(photos, desc=csv.stem, unit="photo"):
        if photo.name not in done:
            rows = pd.DataFrame(_judge_copies(photo, bundles))
            judged = pd.concat([judged, rows]) if len(judged) else rows
            _write(judged, csv)
    return judged


def _write(table: pd.DataFrame, csv: Path) -> None:
    """Write under another name first: a killed run leaves nothing half written."""
    part = csv.with_suffix(".part")
    table.to_csv(part, index=False)
    part.replace(csv)


def _judge_copies(photo: Sharp, bundles: Mapping[int, Bundle]) -> Iterator[dict[str, object]]:
    image = load_photo(photo.path, OWN_PIXELS).image
    about = {"photo": photo.name, "long_side": max(image.size)}
    own = next(iter(bundles))
    untouched = Change("size", side=-1)
    yield about | {"bundle": own} | asdict(untouched) | asdict(judge(photo.path, bundles[own]))
    for copies in (blurred_copies(image), scaled_copies(image)):
        for change, file in copies:
            asked = bundles if _for_all(change) else {own: bundles[own]}
            for side, bundle in asked.items():
                yield about | {"bundle": side} | asdict(change) | asdict(judge(file, bundle))


def _for_all(change: Change) -> bool:
    return change.trial == "blur" and not change.side and change.kernel == "gaussian"
