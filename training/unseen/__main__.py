"""Test a judge on faults made in ways that no training picture was made, and on those it learnt.

Photos that every rater calls good and that are pristine by measurement, each untouched, at severity
zero, and with 13 faults at plainly bad severities and, apart, next to the boundary; by the unseen
recipe and by that of the training. Beside the judge stands a logistic on sharpness, brightness and
clipping. Writes unseen_recipe.md, training_recipe.md, recipe_gap.md, unseen.json, confusion.png,
gap.png and answers.csv.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from training.ratings import RatedPhotos, ratings_file
from training.teacher import load_judge, read_folds
from training.unseen.answers import answered_by, ask_all, measure_all
from training.unseen.baseline import MEASURES, fit_baseline
from training.unseen.plan import ZERO, ManifestRefused, draw_photos, pristine_photos
from training.unseen.plots import plot_confusion, plot_gap
from training.unseen.tables import markdown, report

Indices = NDArray[np.int64]

PHOTOS = 32
SEEN = (
    "The bundle has learnt from these very photos and from copies of them by the training recipe: "
    "only the operators of the unseen recipe are new to it, the photos are not."
)
FOLDED = "Each photo was judged by the teacher of a fold that had not learnt from it, says {}."


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    options = _options(argv)
    photos: RatedPhotos = options.ratings
    try:
        tested, others = _drawn(photos, options)
        models = _models(photos, tested, options)
        for folder in sorted(set(models)):
            load_judge(folder)
    except (ValueError, OSError) as error:
        print(f"training.unseen: {error}", file=sys.stderr)
        return 2
    measured = measure_all(photos, others, options.workers)
    answers = ask_all(photos, tested, models, options.workers)
    folds: Path | None = options.predictor_folds
    judged = SEEN if folds is None else FOLDED.format(folds.name)
    answers.insert(1, "photo_id", [photos.photo_ids[row] for row in answers["photo"]])
    options.out.mkdir(parents=True, exist_ok=True)
    answers.to_csv(options.out / "answers.csv", index=False)
    write(answers, measured, photos.groups, judged, options.out)
    return 0


def write(
    answers: pd.DataFrame,
    measured: pd.DataFrame,
    groups: NDArray[np.str_],
    judged: str,
    out: Path,
) -> None:
    """Write tables, figures and pictures, and print the tables.

    Args:
        answers: as `ask_all` gives them; in a cross-validation, those of all folds.
        measured: other photos' copies for the baseline, as `measure_all` gives them.
        groups: group of each rated photo.
        judged: which judge it was, and whether it had learnt from the photos.
        out: folder that is there.
    """
    good = (measured["level"] == ZERO).to_numpy()
    baseline = fit_baseline(measured[list(MEASURES)].to_numpy(float), good)
    figures, trials = report(answers, answered_by(baseline, answers), groups)
    tables = markdown(figures, judged)
    for name, table in tables.items():
        (out / f"{name}.md").write_text(table, encoding="utf-8")
    text = json.dumps({"judged": judged, **asdict(figures)}, indent=1)
    (out / "unseen.json").write_text(text + "\n", encoding="utf-8")
    plot_confusion(trials, out / "confusion.png")
    plot_gap(figures.gaps, out / "gap.png")
    print("\n".join(tables.values()))


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.unseen", description=__doc__)
    parser.add_argument("--ratings", type=ratings_file, required=True, help="rated-photos CSV")
    parser.add_argument("--manifest", type=Path, help="CSV with path and looks_pristine")
    judge = parser.add_mutually_exclusive_group(required=True)
    judge.add_argument("--model", type=Path, help="folder of the bundle that judges all photos")
    judge.add_argument(
        "--predictor-folds",
        type=Path,
        help="CSV with photo_id and model: for each photo the folder (from the CSV's own) of a "
        "bundle that has not learnt from it; only photos that it lists are tested",
    )
    parser.add_argument("--out", type=Path, required=True, help="folder for tables and pictures")
    parser.add_argument("--photos", type=int, default=PHOTOS, help=f"how many (default {PHOTOS})")
    parser.add_argument("--workers", type=int, default=2, help="processes (default 2)")
    return parser.parse_args(argv)


def _drawn(photos: RatedPhotos, options: argparse.Namespace) -> tuple[Indices, Indices]:
    """Draw the photos of the test, and as many of other groups for the baseline to learn from.

    Raises:
        ManifestRefused: fewer than two photos are pristine and good, on either side.
    """
    fine = pristine_photos(photos, options.manifest)
    listed = fine
    if options.predictor_folds is not None:
        names = set(read_folds(options.predictor_folds))
        listed = np.array([row for row in fine if photos.photo_ids[row] in names], np.int64)
    tested = draw_photos(photos, listed, options.photos)
    elsewhere = ~np.isin(photos.groups[fine], photos.groups[tested])
    others = draw_photos(photos, fine[elsewhere], options.photos)
    if min(len(tested), len(others)) < 2:
        raise ManifestRefused(
            f"{len(tested)} photos to test and {len(others)} of other groups for the baseline are "
            "pristine and called good by all raters: at least two of each are needed"
        )
    return tested, others


def _models(photos: RatedPhotos, tested: Indices, options: argparse.Namespace) -> list[Path]:
    """Give the folder of the bundle that judges each of the tested photos."""
    if options.predictor_folds is None:
        return [options.model] * len(tested)
    folds = read_folds(options.predictor_folds)
    return [folds[photos.photo_ids[row]] for row in tested]


if __name__ == "__main__":
    raise SystemExit(main())
