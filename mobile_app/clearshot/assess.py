"""A photo in, a verdict out: load, cut, score, decide; and what judges when the model cannot."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Literal

from clearshot.decision import Region, Verdict, auto_roi, cannot_judge, decide, whole_then_roi
from clearshot.errors import BundleRefused, PolicyRefused, RegionOutside, ScorerFailed
from clearshot.loading import noted
from clearshot.manifest import EMBEDDED, Manifest, read_manifest
from clearshot.photo import Box, Photo, load_photo
from clearshot.policy import CLASSICAL_POLICY, Policy, read_policy
from clearshot.regions import Views, ViewSpec, cut
from clearshot.scorers import Scorer, network_scorer, runtime
from clearshot.scorers.classical import ClassicalScorer

# Levels of deviation within a view, below which it shows nothing: a wall, a pocket, a closed lens.
NOTHING = 1.5

Source = Photo | str | os.PathLike[str] | bytes


@dataclass(frozen=True)
class Bundle:
    """What judges: a scorer, the policy that fits it, and how it wants a photo cut.

    Attributes:
        scorer: reads the views.
        policy: thresholds and reasons for this scorer.
        views: how a photo is cut.
        fallback: why the classical checks judge; None if the model does.
    """

    scorer: Scorer
    policy: Policy
    views: ViewSpec
    fallback: str | None = None


def load_bundle(
    folder: str | os.PathLike[str] = EMBEDDED,
    threads: int | None = None,
    notes: Path | None = None,
) -> Bundle:
    """Load a verified bundle, or the classical checks if it cannot be used.

    Never raises for what is wrong with a bundle: a patient gets simple checks instead of none, and
    `fallback` says why.

    Args:
        folder: of the bundle; the one that came with the package unless said otherwise.
        threads: how many the runtime may use; None lets it choose.
        notes: folder of an app's state: a model that ended the app when it was loaded is not
            loaded again.
    """
    try:
        manifest = read_manifest(Path(folder), runtime())
        policy = read_policy(manifest.policy)
        with noted(notes, _fingerprint(manifest)):
            scorer = network_scorer(manifest, threads)
        return Bundle(scorer, policy, manifest.views)
    except (BundleRefused, PolicyRefused, ScorerFailed) as error:
        return simple_checks(str(error))


def _fingerprint(manifest: Manifest) -> str:
    """Tell a bundle's content from any other's."""
    return sha256(b"".join(manifest.files.values())).hexdigest()


def simple_checks(why: str) -> Bundle:
    """Give the classical checks, for the reason that every verdict of theirs will say."""
    return Bundle(ClassicalScorer(), CLASSICAL_POLICY, ViewSpec(), fallback=why)


def assess(
    photo: Source,
    bundle: Bundle | None = None,
    roi: Box | Literal["auto"] | None = None,
    operating_point: str | None = None,
) -> Verdict:
    """Judge a photo: whole first; if that asks for a retake, its region of interest.

    Args:
        photo: a path, the bytes of a file, or a photo that is loaded already.
        bundle: what judges; the one that came with the package unless said otherwise, loaded once.
        roi: the spot that the person wants to show, in pixels of the upright photo, which gets a
            second say (see `whole_then_roi`). `auto` lets the region map choose it; what nobody
            chose may only accept, for advice about it would be about anything.
        operating_point: name of one of the policy's; None for its default.

    Raises:
        PhotoUnreadable: the file cannot be judged as a photo, or `roi` lies outside of it.
        PolicyRefused: the policy has no such operating point.

    >>> import numpy as np
    >>> from clearshot import assess
    >>> from clearshot.photo import Photo
    >>> wall = Photo.of(np.full((600, 800, 3), 200, np.uint8))
    >>> assess(wall).verdict
    'cannot_judge'
    """
    started = perf_counter()
    bundle = _embedded() if bundle is None else bundle
    if bundle.fallback is None:
        bundle.policy.operating_point(operating_point)
    long_side = bundle.views.working_long_side
    whole = photo if isinstance(photo, Photo) else load_photo(photo, long_side)
    # Cut before it is needed: a spot outside the photo is refused even if the photo is good.
    spot = _part(photo, roi, long_side) if isinstance(roi, Box) else None
    first = _judge(whole, bundle, operating_point)

    def judge_roi() -> Verdict | None:
        if spot is not None:
            return _judge(spot, bundle, operating_point)
        found = auto_roi(first.regions) if roi == "auto" else None
        if found is None:
            return None
        second = _judge(_part(photo, found, long_side), bundle, operating_point)
        return second if second.verdict == "accept" else None

    verdict = whole_then_roi(first, judge_roi)
    return replace(verdict, ms=1000 * (perf_counter() - started))


@cache
def _embedded() -> Bundle:
    return load_bundle()


def _part(source: Source, roi: Box, long_side: int) -> Photo:
    """Show a part of a photo, at the detail that it has or, from a file, that a model needs."""
    return _crop(source, roi) if isinstance(source, Photo) else load_photo(source, long_side, roi)


def _crop(photo: Photo, roi: Box) -> Photo:
    """Cut a part out of a photo that is loaded already, at the pixels it has."""
    shown = photo.box
    left, top = max(roi.x, shown.x), max(roi.y, shown.y)
    right, bottom = min(roi.x + roi.w, shown.x + shown.w), min(roi.y + roi.h, shown.y + shown.h)
    if left >= right or top >= bottom:
        raise RegionOutside(
            f"the region of interest, {roi.w} x {roi.h} pixels at ({roi.x}, {roi.y}), shows "
            f"nothing of the photo, which shows {shown}: choose it within"
        )
    across, down = photo.image.width / shown.w, photo.image.height / shown.h
    edges = (
        int((left - shown.x) * across),
        int((top - shown.y) * down),
        -int(-(right - shown.x) * across // 1),
        -int(-(bottom - shown.y) * down // 1),
    )
    return Photo(photo.image.crop(edges), Box(left, top, right - left, bottom - top), photo.size)


def _judge(photo: Photo, bundle: Bundle, operating_point: str | None) -> Verdict:
    """Judge what a photo shows; if the model fails on it, by the classical checks."""
    views = cut(photo, bundle.views)
    point = operating_point
    if bundle.fallback is not None and point not in bundle.policy.operating_points:
        point = None  # a name of the model's own policy
    verdict = cannot_judge(bundle.policy, point)
    regions: tuple[Region, ...] = ()
    if shows_something(views):
        try:
            reading = bundle.scorer(views)
        except ScorerFailed as error:
            if bundle.fallback is None:
                return _judge(photo, simple_checks(str(error)), operating_point)
        else:
            verdict = decide(reading, max(photo.box.w, photo.box.h), bundle.policy, point)
            regions = tuple(map(Region, views.boxes, reading.region_scores))
    return replace(verdict, regions=regions, model=bundle.scorer.name, fallback=bundle.fallback)


def shows_something(views: Views) -> bool:
    """Tell whether there is anything in a photo that could be sharp or blurred."""
    return any(view.std(axis=(0, 1)).max() > NOTHING for view in (views.whole, *views.regions))
