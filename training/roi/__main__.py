"""Try the two-stage rule: the whole photo first; if it fails, its region of interest (ROI).

Compares, on the same photos, the whole photo alone, a given ROI as second say (the CSV's roi_
columns, or else the manifest's wound with a margin), and one that the program chooses. With
`--predictor-folds`, each rated photo is judged by the teacher of a fold that had not learnt it, else
by the judge as it is. Writes roi_authentic.md, roi_synthetic.md (test renders, whose lesion's place
is known), roi.json, roi_authentic.png and roi_synthetic.png.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from itertools import repeat
from pathlib import Path

import numpy as np
import pandas as pd

from clearshot.assess import Bundle
from clearshot.errors import PhotoUnreadable
from clearshot.manifest import EMBEDDED
from clearshot.photo import Box, load_photo
from training.phantom.plan import Picture
from training.ratings import RatedPhotos, RatingsRefused, read_ratings
from training.roi.boxes import given_rois, lesion_box, padded, wound_rois
from training.roi.effect import NothingToTell
from training.roi.judge import judge
from training.roi.report import Tried, write_report
from training.teacher import TeacherRefused, fold_judges, judge_folder

STAND_IN = "Good by the mean of four stand-in ratings (a vision model's, no clinician's)."
UNSEEN = f"Each photo judged by the teacher of a fold that had not learnt it. {STAND_IN}"
LEARNT = f"**Optimistic: the judge may have learnt from these very photos.** {STAND_IN}"
RENDERED = "Rendered scenes, no photos: how the rule behaves, and no evidence of accuracy."


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    options = _parser().parse_args(argv)
    try:
        tried = try_rule(options, options.model)
        print(write_report(tried, options.out))
    except (NothingToTell, TeacherRefused, PhotoUnreadable, RatingsRefused, OSError) as error:
        print(f"training.roi: {error}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.roi", description=__doc__)
    add = parser.add_argument
    add("--ratings", type=Path, required=True, help="rated-photos CSV")
    add("--manifest", type=Path, help="CSV with path, width, height, wound_box")
    add("--test-renders", type=Path, help="folder of renders that nothing learnt from")
    add("--model", type=judge_folder, default=str(EMBEDDED), help="folder of a bundle or teacher")
    add("--predictor-folds", type=Path, help="folds.csv of training.crossval --teachers")
    add("--out", type=Path, required=True, help="folder for the tables")
    return parser


def try_rule(options: argparse.Namespace, bundle: Bundle) -> dict[str, list[Tried]]:
    """Try the rule as a command line asks: on authentic photos, and apart from them on renders.

    Raises:
        PhotoUnreadable: a photo cannot be judged, or its ROI lies outside of it.
        RatingsRefused: the CSV or the manifest has a fault.
        TeacherRefused: the folds have one, or a teacher is not whole.
    """
    photos = read_ratings(options.ratings)
    boxes = rois(photos, options, bundle)
    bundles: Iterable[Bundle] = repeat(bundle)
    if options.predictor_folds:
        bundles = fold_judges(options.predictor_folds, photos.photo_ids)
    head = UNSEEN if options.predictor_folds else LEARNT
    tried = {"authentic": on_photos(photos, boxes, bundles, head)}
    if options.test_renders:
        tried["synthetic"] = [on_renders(options.test_renders, bundle)]
    return tried


def rois(photos: RatedPhotos, options: argparse.Namespace, bundle: Bundle) -> list[Box | None]:
    """Find the region of interest of each photo: the CSV's own, or else its wound, or none.

    Raises:
        RatingsRefused: see `given_rois` and `wound_rois`.
    """
    boxes = given_rois(options.ratings)
    if options.manifest:
        least = bundle.policy.small_photo.fine_from
        boxes = {**wound_rois(options.manifest, photos, least), **boxes}
    return [boxes.get(name) for name in photos.photo_ids]


def on_photos(
    photos: RatedPhotos, boxes: Sequence[Box | None], bundles: Iterable[Bundle], head: str
) -> list[Tried]:
    """Try the rule on the photos with a given ROI, if there are any, and on all of them."""
    judged = judge(photos.paths, boxes, bundles)
    everyone = Tried("all rated photos", head, judged, photos.good, photos.groups)
    having = np.flatnonzero([box is not None for box in boxes])
    if not len(having):
        return [everyone]
    return [everyone.take(having, "rated photos with a given ROI"), everyone]


def on_renders(folder: Path, bundle: Bundle) -> Tried:
    """Try the rule on the renders of a folder; the ROI is the lesion, where it is in the picture.

    Renders of one scene are resampled as one.
    """
    table = pd.read_csv(folder / "rendered.csv", keep_default_na=False)
    paths = [folder / file for file in table["file"]]
    least = bundle.policy.small_photo.fine_from
    boxes = [
        _lesion_roi(path, Picture(int(seed), float(tone), fault, float(severity)), least)
        for path, seed, tone, fault, severity in zip(
            paths, table["seed"], table["tone"], table["fault"], table["severity"], strict=True
        )
    ]
    judged = judge(paths, boxes, repeat(bundle))
    good = (table["fault"] == "").to_numpy(bool)
    return Tried("renders", RENDERED, judged, good, table["seed"].to_numpy(str))


def _lesion_roi(path: Path, picture: Picture, least: int) -> Box | None:
    size = load_photo(path).size
    lesion = lesion_box(picture, size)
    return None if lesion is None else padded(lesion, size, least)


if __name__ == "__main__":
    raise SystemExit(main())
