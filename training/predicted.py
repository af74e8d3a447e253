"""A predictions CSV in, as `training.crossval` writes it; trials to set beside the other judges out."""

from __future__ import annotations

from argparse import ArgumentTypeError
from pathlib import Path

import numpy as np

from training.copies import TEST_DARKENER
from training.pictures import Pictures
from training.ratings import RatedPhotos
from training.report.operating import chosen
from training.report.predictions import read_predictions
from training.thresholds import CHOICES
from training.trials import Trial

POINT = "few_false_retakes"


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
