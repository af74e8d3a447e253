"""All pictures that heads learn from or are tried on, with what is known of each.

A *picture* is a photo or a copy of one; pictures of one photo share its index, so that a fold
holds a photo with all its copies.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.copies import ORIGINAL, TRAINING_DARKENERS, Copy
from training.features import Features
from training.heads import Examples, FitConfig
from training.ratings import RatedPhotos

Floats = NDArray[np.float32]
Indices = NDArray[np.int64]

RENDERED_GOOD = (4.0, 4.0, 3.0, 3.0)
"""Ratings that a rendered photo without a fault is given."""
RENDERED_FAULTY = (2.0, 2.0, 1.0, 1.0)
"""Ratings that a rendered photo with a plain fault (severity >= .5) is given; milder ones none."""

BLURS = ("blur_focus", "blur_motion")
"""The raters' one word `blur` stands for either."""


@dataclass(frozen=True, eq=False)
class Pictures:
    """Features of pictures and what is known of each.

    Attributes:
        x: (n, 2 F) features.
        measures: (n, 2) sharpness and brightness of `features.measure`.
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
        if copy.kind == "fault" and copy.severity > 0:
            column = reasons.index(copy.operator)
            severities[row, column] = np.nanmax([severities[row, column], copy.severity])
    return Pictures(
        features.both,
        features.measures,
        owner,
        flat,
        ratings.astype(np.float32),
        severities.astype(np.float32),
        np.zeros(len(flat), bool),
    )


def _votes(photos: RatedPhotos, reasons: tuple[str, ...]) -> NDArray[np.float64]:
    """Give the share of raters that named each fault, (photos, reasons); NaN where not asked."""
    votes = np.full((len(photos), len(reasons)), np.nan)
    for column, reason in enumerate(reasons):
        if reason in photos.votes:
            votes[:, column] = photos.votes[reason]
        elif reason in BLURS and "blur" in photos.votes:
            blur = photos.votes["blur"]
            # A vote for blur does not say which: it counts for focus, and leaves motion open.
            votes[:, column] = np.where((reason == "blur_motion") & (blur > 0), np.nan, blur)
    return votes


def rendered_pictures(
    faults: list[str], severities: list[float], features: Features, reasons: tuple[str, ...]
) -> Pictures:
    """Put renders together: photo indices count from 0, ratings from the fault's severity."""
    known = np.zeros((len(faults), len(reasons)), np.float32)
    ratings = np.full((len(faults), len(RENDERED_GOOD)), np.nan, np.float32)
    for row, (fault, severity) in enumerate(zip(faults, severities, strict=True)):
        if not fault:
            ratings[row] = RENDERED_GOOD
            continue
        known[row, reasons.index(fault)] = severity
        if severity >= 0.5:
            ratings[row] = RENDERED_FAULTY
    return Pictures(
        features.both,
        features.measures,
        np.arange(len(faults)),
        (ORIGINAL,) * len(faults),
        ratings,
        known,
        np.ones(len(faults), bool),
    )


def examples(
    rated: Pictures, photos: Indices, renders: Pictures | None, config: FitConfig
) -> Examples:
    """Gather what heads may learn from: these rated photos with their copies, and renders."""
    keep = rated.of(photos) & ~_held_out(rated)
    rows = np.flatnonzero(keep)
    place = np.full(len(keep), -1)
    place[rows] = np.arange(len(rows))
    ranked, gaps = _ranked(rated, rows)
    alike, alike_weights = _alike(rated, rows, config)
    parts = [(rated, rows, 1.0)]
    if renders is not None:
        parts.append((renders, np.arange(len(renders.photo)), config.rendered))
    return Examples(
        x=np.concatenate([p.x[r] for p, r, _ in parts]),
        ratings=np.concatenate([p.ratings[r] for p, r, _ in parts]),
        weights=np.concatenate([np.full(len(r), w, np.float32) for _, r, w in parts]),
        ranked=place[ranked],
        gaps=gaps,
        alike=place[alike],
        alike_weights=alike_weights,
        severities=np.concatenate([p.severities[r] for p, r, _ in parts]),
        severity_weights=np.concatenate(
            [np.where(_original(p)[r] & ~p.rendered[r], config.votes, 1.0) for p, r, _ in parts]
        ).astype(np.float32),
    )


def _original(pictures: Pictures) -> NDArray[np.bool_]:
    return np.array([copy == ORIGINAL for copy in pictures.copies])


def _held_out(pictures: Pictures) -> NDArray[np.bool_]:
    """Mark darker copies by the operator that training never sees."""
    return pictures.where("darker") & ~pictures.where("darker", *TRAINING_DARKENERS)


def _ranked(rated: Pictures, rows: Indices) -> tuple[Indices, Floats]:
    """Pair each faulty copy with its photo at severity zero, and with its milder neighbour."""
    pairs, gaps = [], []
    for start, stop in _runs(rated.photo[rows]):
        faulty = [r for r in rows[start:stop] if rated.copies[r].kind == "fault"]
        zero = next((r for r in faulty if rated.copies[r].severity == 0), None)
        last: dict[str, int] = {}
        for row in sorted(faulty, key=lambda r: rated.copies[r].severity):
            copy = rated.copies[row]
            if copy.severity == 0 or zero is None:
                continue
            for better in {zero, last.get(copy.operator, zero)}:
                pairs.append((better, row))
                gaps.append(copy.severity - rated.copies[better].severity)
            last[copy.operator] = row
    return np.array(pairs, np.int64).reshape(-1, 2), np.array(gaps, np.float32)


def _alike(rated: Pictures, rows: Indices, config: FitConfig) -> tuple[Indices, Floats]:
    """Pair each photo with its darker copies and with its copy at severity zero."""
    pairs, weights = [], []
    for start, stop in _runs(rated.photo[rows]):
        original = rows[start]
        for row in rows[start + 1 : stop]:
            copy = rated.copies[row]
            if copy.kind == "darker":
                pairs.append((original, row))
                weights.append(config.darker)
            elif copy.kind == "fault" and copy.severity == 0:
                pairs.append((original, row))
                weights.append(config.same)
    return np.array(pairs, np.int64).reshape(-1, 2), np.array(weights, np.float32)


def _runs(values: Indices) -> list[tuple[int, int]]:
    """Give the (start, stop) of each run of equal neighbours.

    >>> _runs(np.array([4, 4, 7]))
    [(0, 2), (2, 3)]
    """
    edges = np.flatnonzero(np.diff(values)) + 1
    return list(zip([0, *edges.tolist()], [*edges.tolist(), len(values)], strict=True))
