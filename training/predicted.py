"""A predictions CSV in, as `training.crossval` writes it; what other commands take of it out."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from training.copies import TEST_DARKENER
from training.pictures import Pictures
from training.ratings import GOOD_RANK, RatedPhotos
from training.report.operating import chosen
from training.report.predictions import PredictionsRefused, read_predictions
from training.thresholds import CHOICES
from training.trials import Trial

POINT = "few_false_retakes"
FOLDED = "-fold by group"
"""In the name of a trial in which the model knew other photos of the same site."""
CERTAIN = 1e-4
"""Probabilities are kept this far from 0 and 1."""

Floats = NDArray[np.float32]


def read_trials(csv: Path, photos: RatedPhotos, rated: Pictures) -> dict[str, Trial]:
    """Read each trial of a predictions CSV, by its name.

    Args:
        csv: predictions of rated photos and of their darker copies.
        photos: the rated photos.
        rated: their pictures; those that the CSV says nothing of have no score.

    Raises:
        PredictionsRefused: see `read_predictions`.
    """
    place = {name: index for index, name in enumerate(photos.photo_ids)}
    original = np.flatnonzero(rated.where("original"))  # in the order of the photos
    darker = np.flatnonzero(rated.where("darker", TEST_DARKENER))
    trials = {}
    for read in read_predictions(csv, photos):
        members = np.array([place[name] for name in read.test.photos.photo_ids])
        scores = np.full(len(rated.photo), np.nan)
        scores[original[members]] = read.test.score
        if len(darker):
            scores[darker[members]] = read.test.darker
        trials[read.name] = Trial(members, scores, chosen(read, CHOICES[POINT]))
    return trials


def within_site_logits(csv: Path, photos: RatedPhotos, reasons: Sequence[str]) -> Floats:
    """Give what was said of each photo by a model that had not seen it, but others of its site.

    Args:
        csv: predictions of a cross-validation.
        photos: the rated photos.
        reasons: codes.

    Returns:
        (n, 1 + R) the logit of a good rank, then of each severity.

    Raises:
        PredictionsRefused: see `read_predictions`; or a photo was in no fold, or a reason is missing.
    """
    place = {name: index for index, name in enumerate(photos.photo_ids)}
    logits = np.full((len(photos), 1 + len(reasons)), np.nan, np.float32)
    for trial in read_predictions(csv, photos):
        if FOLDED not in trial.name:
            continue
        missing = [code for code in reasons if code not in trial.test.reasons]
        if missing:
            raise PredictionsRefused(f"{csv}: there is no column reason_{missing[0]}")
        columns = [trial.test.reasons.index(code) for code in reasons]
        good = trial.test.grade[:, GOOD_RANK - 1 :].sum(axis=1, keepdims=True)
        said = np.concatenate([good, trial.test.severities[:, columns]], axis=1)
        rows = [place[name] for name in trial.test.photos.photo_ids]
        logits[rows] = logit(np.clip(said, CERTAIN, 1 - CERTAIN))
    for row in np.flatnonzero(np.isnan(logits).any(axis=1)):
        raise PredictionsRefused(f"{csv}: photo {photos.photo_ids[row]!r} was tested in no fold")
    return logits


def named_csv(argument: str) -> tuple[str, Path]:
    """Read `NAME=CSV`, as the `type` of an argument.

    Raises:
        ArgumentTypeError: it is something else, or there is no such file.

    >>> named_csv("teacher")
    Traceback (most recent call last):
    argparse.ArgumentTypeError: found 'teacher', expected NAME=CSV
    """
    name, equals, file = argument.partition("=")
    if not (name and equals):
        raise ArgumentTypeError(f"found {argument!r}, expected NAME=CSV")
    if not Path(file).is_file():
        raise ArgumentTypeError(f"there is no file {file}, expected predictions of {name}")
    return name, Path(file)
