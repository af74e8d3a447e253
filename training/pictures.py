"""All pictures that heads learn from or are tried on, with what is known of each.

A *picture* is a photo or a copy of one; pictures of one photo share its index, so that a fold
holds a photo with all its copies.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from training.copies import ORIGINAL, TRAINING_DARKENERS, Copy
from training.features import Features
from training.objective import Examples, Weights
from training.ratings import RatedPhotos

Floats = NDArray[np.float32]
Indices = NDArray[np.int64]

RENDERED_GOOD = (4.0, 4.0, 3.0, 3.0)
"""Ratings that a rendered photo without a fault is given."""
RENDERED_FAULTY = (2.0, 2.0, 1.0, 1.0)
"""Ratings that a rendered photo with a plain fault (severity >= .5) is given; milder ones none."""

TOLERATED = 0.4
"""Severity of a fault that every rater names on a photo that they call good."""

BLURS = ("blur_focus", "blur_motion")
"""The raters' one word `blur` stands for either."""


@dataclass(frozen=True)
class Render:
    """What is known of a rendered photo.

    Attributes:
        scene: seed of the scene.
        tone: on the Monk scale.
        fault: blank where it is good.
        severity: 0..1, as the renderer counts: how much it disturbs the picture as a whole.
        learnt: 0..1, as the recipe of the training counts; see `collect.learnt_severity`.
    """

    scene: int
    tone: float
    fault: str
    severity: float
    learnt: float


@dataclass(frozen=True, eq=False)
class Pictures:
    """Features of pictures and what is known of each.

    Attributes:
        x: (n, 2 F) features.
        measures: (n, 8) of `training.measures`.
        photo: (n,) index of the photo that the picture shows; rated photos come first.
        copies: what was done to it.
        ratings: (n, R), NaN but for originals and renders.
        severities: (n, reasons) 0..1, NaN where not known.
        rendered: (n,) whether it is a render.
    """

    x: Floats
    measures: Floats
    photo: Indices
    copies: tuple[Copy, ...]
    ratings: Floats
    severities: Floats
    rendered: NDArray[np.bool_]

    def where(self, kind: str, *operators: str) -> NDArray[np.bool_]:
        """Mark the pictures of this kind of copy, and of these operators if any are named."""
        return np.array(
            [c.kind == kind and (not operators or c.operator in operators) for c in self.copies]
        )

    def of(self, photos: Indices) -> NDArray[np.bool_]:
        """Mark the pictures of these photos."""
        return np.isin(self.photo, photos)


def rated_pictures(
    photos: RatedPhotos,
    copies: list[tuple[Copy, ...]],
    features: Features,
    reasons: tuple[str, ...],
) -> Pictures:
    """Put the rated photos and their copies together; `features` in the order of the copies."""
    owner = np.repeat(np.arange(len(photos)), [len(c) for c in copies])
    flat = tuple(copy for each in copies for copy in each)
    original = np.array([copy == ORIGINAL for copy in flat])
    ratings = np.where(original[:, None], photos.ratings[owner], np.nan)
    severities = _votes(photos, reasons)[owner]
    for row, copy in enumerate(flat):
        if copy.kind in ("fault", "detail"):
            # A fault that no rater was asked for is at least not one that was made: else its head
            # would know it from faulty copies alone.
            severities[row] = np.nan_to_num(severities[row])
            column = reasons.index(copy.operator)
            severities[row, column] = max(severities[row, column], copy.severity)
    return Pictures(
        features.both,
        features.measures,
        owner,
        flat,
        ratings.astype(np.float32),
        severities.astype(np.float32),
        np.zeros(len(flat), bool),
    )


def with_darker_rated(pictures: Pictures) -> Pictures:
    """Give each darker copy its photo's ratings: they are of the photograph, not of the skin."""
    original = np.flatnonzero(_original(pictures))
    place = np.searchsorted(pictures.photo[original], pictures.photo)
    ratings = np.where(
        pictures.where("darker")[:, None], pictures.ratings[original[place]], pictures.ratings
    )
    return replace(pictures, ratings=ratings)


def _votes(photos: RatedPhotos, reasons: tuple[str, ...]) -> NDArray[np.float64]:
    """Give the severity that raters' votes stand for, (photos, reasons); NaN where not asked.

    The share of raters that named the fault; on a photo that they call good all the same, less.
    """
    votes = np.full((len(photos), len(reasons)), np.nan)
    harm = np.where(photos.good, TOLERATED, 1.0)
    for column, reason in enumerate(reasons):
        if reason in photos.votes:
            votes[:, column] = harm * photos.votes[reason]
        elif reason in BLURS and "blur" in photos.votes:
            blur = harm * photos.votes["blur"]
            # A vote for blur does not say which: it counts for focus, and leaves motion open.
            votes[:, column] = np.where((reason == "blur_motion") & (blur > 0), np.nan, blur)
    return votes


def rendered_pictures(
    renders: list[Render],
    copies: list[tuple[Copy, ...]],
    features: Features,
    reasons: tuple[str, ...],
) -> Pictures:
    """Put renders and their copies together; pictures of one scene share their photo's index.

    A darker copy has its render's severities, a blurred one its own; no copy has ratings.
    """
    owner = np.repeat(np.arange(len(renders)), [len(c) for c in copies])
    flat = tuple(copy for each in copies for copy in each)
    original = np.array([copy == ORIGINAL for copy in flat])
    ratings = np.array([_invented(render) for render in renders], np.float32)[owner]
    severities = np.zeros((len(renders), len(reasons)), np.float32)
    for row, render in enumerate(renders):
        if render.fault:
            severities[row, reasons.index(render.fault)] = render.learnt
    known = severities[owner]
    for row, copy in enumerate(flat):
        if copy.kind == "detail":
            known[row, reasons.index(copy.operator)] = copy.severity
    return Pictures(
        features.both,
        features.measures,
        np.array([render.scene for render in renders])[owner],
        tuple(
            copy
            if not renders[row].fault or copy.kind == "darker"
            else Copy("fault", renders[row].fault, renders[row].severity)
            for row, copy in zip(owner.tolist(), flat, strict=True)
        ),
        np.where(original[:, None], ratings, np.float32(np.nan)),
        known,
        np.ones(len(flat), bool),
    )


def _invented(render: Render) -> tuple[float, ...]:
    """Give a render its ratings: good, plainly faulty, or none where it is in between."""
    if not render.fault:
        return RENDERED_GOOD
    return RENDERED_FAULTY if render.severity >= 0.5 else (np.nan,) * len(RENDERED_FAULTY)


def examples(
    rated: Pictures, photos: Indices, renders: Pictures | None, weights: Weights
) -> Examples:
    """Gather what heads may learn from: these rated photos with their copies, and renders."""
    rows = np.flatnonzero(rated.of(photos) & ~_held_out(rated))
    learnt = examples_of(rated, rows, 1.0, weights)
    if renders is None:
        return learnt
    made = examples_of(renders, np.arange(len(renders.photo)), weights.rendered, weights)
    return _joined(learnt, made)


def examples_of(pictures: Pictures, rows: Indices, weight: float, weights: Weights) -> Examples:
    """Gather what some pictures teach; pairs are indices into `rows`.

    Args:
        pictures: all.
        rows: of those that are learnt from, pictures of one photo beside each other.
        weight: of their ratings.
        weights: of the sources of knowledge.
    """
    place = np.full(len(pictures.photo), -1)
    place[rows] = np.arange(len(rows))
    ranked, gaps = _ranked(pictures, rows)
    alike, alike_weights = _alike(pictures, rows, weights)
    made = pictures.rendered[rows]
    voted = _original(pictures)[rows] & ~made
    known = np.where(made, weights.rendered_reasons, np.where(voted, weights.votes, 1.0))
    known = np.where(pictures.where("detail", *BLURS)[rows], weights.detail, known)
    return Examples(
        x=pictures.x[rows],
        ratings=pictures.ratings[rows],
        weights=np.full(len(rows), weight, np.float32),
        ranked=place[ranked],
        gaps=gaps,
        alike=place[alike],
        alike_weights=alike_weights,
        severities=pictures.severities[rows],
        severity_weights=known.astype(np.float32),
    )


def _joined(first: Examples, second: Examples) -> Examples:
    """Put two sets of examples behind each other; the second's pairs count on from the first."""
    moved = replace(second, ranked=second.ranked + len(first.x), alike=second.alike + len(first.x))
    return Examples(
        *(
            np.concatenate([getattr(first, field.name), getattr(moved, field.name)])
            for field in fields(Examples)
        )
    )


def _original(pictures: Pictures) -> NDArray[np.bool_]:
    return np.array([copy == ORIGINAL for copy in pictures.copies])


def _held_out(pictures: Pictures) -> NDArray[np.bool_]:
    """Mark darker copies by the operator that training never sees."""
    return pictures.where("darker") & ~pictures.where("darker", *TRAINING_DARKENERS)


def _ranked(pictures: Pictures, rows: Indices) -> tuple[Indices, Floats]:
    """Pair each faulty picture with its photo at severity zero, and with its milder neighbour.

    Severity zero is the copy that went through the same pipeline; a render has none and needs
    none: there it is the good render of the same scene.
    """
    pairs, gaps = [], []
    for start, stop in _runs(pictures.photo[rows]):
        own = [(pictures.copies[row], row) for row in rows[start:stop]]
        zero = next(
            (r for copy, r in own if copy.kind == "fault" and copy.severity == 0), own[0][1]
        )
        last: dict[str, int] = {}
        for copy, row in sorted(own, key=lambda each: each[0].severity):
            if copy.kind != "fault" or copy.severity == 0:
                continue
            for better in {zero, last.get(copy.operator, zero)}:
                pairs.append((better, row))
                gaps.append(copy.severity - _severity(pictures.copies[better]))
            last[copy.operator] = row
    return np.array(pairs, np.int64).reshape(-1, 2), np.array(gaps, np.float32)


def _severity(copy: Copy) -> float:
    return copy.severity if copy.kind == "fault" else 0.0


def _alike(pictures: Pictures, rows: Indices, weights: Weights) -> tuple[Indices, Floats]:
    """Pair each photo with its darker copies, turned, and at severity zero, and its other tones."""
    pairs, each = [], []
    for start, stop in _runs(pictures.photo[rows]):
        original = rows[start]
        for row in rows[start + 1 : stop]:
            copy = pictures.copies[row]
            if copy.kind == "darker" or copy == ORIGINAL:
                pairs.append((original, row))
                each.append(weights.darker)
            elif copy.kind == "turned":
                pairs.append((original, row))
                each.append(weights.turned)
            elif copy.kind == "fault" and copy.severity == 0:
                pairs.append((original, row))
                each.append(weights.same)
    return np.array(pairs, np.int64).reshape(-1, 2), np.array(each, np.float32)


def _runs(values: Indices) -> list[tuple[int, int]]:
    """Give the (start, stop) of each run of equal neighbours.

    >>> _runs(np.array([4, 4, 7]))
    [(0, 2), (2, 3)]
    """
    edges = np.flatnonzero(np.diff(values)) + 1
    return list(zip([0, *edges.tolist()], [*edges.tolist(), len(values)], strict=True))
