"""Does a judge stand by its verdict where nothing that matters changed?

Photos are held otherwise, cropped a little, sent again, exposed a little otherwise, and their skin
alone is darkened by an operator that training never saw. Counted: accepted photos that are prompted
then, and the other way round. Writes steady.md and steady.csv.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clearshot import assess
from clearshot.photo import Photo
from training.copies import TEST_DARKENER, seed_of, working_pixels
from training.darken import darken
from training.degrade.camera import jpeg
from training.degrade.srgb import to_light, to_pixels
from training.features import Job
from training.ratings import RatedPhotos, ratings_file
from training.report.tones import wilson
from training.rows import Row, kept_rows
from training.teacher import judge_digest, judge_folder, judge_of_process

Pixels = NDArray[np.uint8]
Change = Callable[[Pixels, int], Pixels]

WORKING = 1248
"""Pixels of the long side at which photos are changed, as in training."""
CROPPED = 0.04
"""Share of each side that is cut away."""
QUALITY = 85
"""JPEG, of a messenger or a portal that encodes again."""
STOPS = 1 / 3
"""What two exposures of the same moment differ by."""
PHOTOS = 300
AS_IT_IS = "as it is"


def cropped(pixels: Pixels, seed: int) -> Pixels:
    """Cut a little away, all around but not evenly."""
    height, width = pixels.shape[:2]
    share = CROPPED * np.random.default_rng([seed, 4]).dirichlet([1, 1], size=2)
    (top, bottom), (left, right) = np.rint(share * [[height], [width]]).astype(int)
    return pixels[top : height - bottom, left : width - right]


def exposed(pixels: Pixels, stops: float) -> Pixels:
    """Expose otherwise, in linear light."""
    return to_pixels(to_light(pixels) * np.float32(2**stops))


def darkened(pixels: Pixels, seed: int) -> Pixels:
    """Darken the skin alone, by an amount that follows from the seed."""
    amount = float(np.random.default_rng([seed, 5]).uniform(0.3, 1.0))
    return darken(pixels, TEST_DARKENER, amount, seed)


CHANGES: Mapping[str, Change] = {
    AS_IT_IS: lambda pixels, seed: pixels,
    "turned by 90°": lambda pixels, seed: np.rot90(pixels).copy(),
    "turned by 180°": lambda pixels, seed: pixels[::-1, ::-1].copy(),
    "mirrored": lambda pixels, seed: pixels[:, ::-1].copy(),
    f"cropped by {CROPPED:.0%}": cropped,
    f"JPEG, quality {QUALITY}": lambda pixels, seed: jpeg(pixels, QUALITY),
    "1/3 stop darker": lambda pixels, seed: exposed(pixels, -STOPS),
    "1/3 stop brighter": lambda pixels, seed: exposed(pixels, STOPS),
    "only the skin darker": darkened,
}


def try_changes(photos: RatedPhotos, judge: Path, cache: Path, workers: int = 2) -> pd.DataFrame:
    """Judge photos as they are and changed: one row a photo and change, with score and verdict."""
    key = ("steady", *CHANGES, judge_digest(judge))
    jobs = [Job(name, path, ()) for name, path in zip(photos.photo_ids, photos.paths, strict=True)]
    return kept_rows(jobs, key, cache, lambda job: _answers(job, judge), workers, "photos")


def _answers(job: Job, judge: Path) -> list[Row]:
    pixels, seed = working_pixels(job.path, WORKING), seed_of(job.photo_id)
    bundle = judge_of_process(judge)
    verdicts = {
        name: assess(Photo.of(change(pixels, seed)), bundle) for name, change in CHANGES.items()
    }
    return [
        {"change": name, "score": verdict.score or 0.0, "accepted": verdict.verdict == "accept"}
        for name, verdict in verdicts.items()
    ]


def markdown(answers: pd.DataFrame) -> str:
    """Count what each change does to verdicts, and how far scores move."""
    score = answers.pivot(index="photo_id", columns="change", values="score")
    accepted = answers.pivot(index="photo_id", columns="change", values="accepted").astype(bool)
    first = accepted[AS_IT_IS]
    columns = (
        f"change (n = {len(score)} photos)", "verdict changes", "accept→retake, of accepted",
        "retake→accept, of the others", "mean move of the score",
    )  # fmt: skip
    lines = [f"| {' | '.join(columns)} |", "|---" * len(columns) + "|"]
    for name in list(CHANGES)[1:]:
        now = accepted[name]
        lost, won = int((first & ~now).sum()), int((~first & now).sum())
        cells = (
            wilson(lost + won, len(first)),
            wilson(lost, int(first.sum())),
            wilson(won, int((~first).sum())),
            f"{(score[name] - score[AS_IT_IS]).mean():+.1f}",
        )
        lines.append(f"| {name} | {' | '.join(map(str, cells))} |")
    return "\n".join(lines) + "\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="training.steady", description=__doc__)
    parser.add_argument("--ratings", type=ratings_file, required=True, help="rated-photos CSV")
    parser.add_argument("--model", type=Path, required=True, help="folder of a bundle or teacher")
    parser.add_argument("--photos", type=int, default=PHOTOS, help="%(default)s, drawn by seed")
    parser.add_argument("--cache", type=Path, default=Path("runs/steady"), help="%(default)s")
    parser.add_argument("--workers", type=int, default=2, help="processes")
    parser.add_argument("--out", type=Path, required=True, help="folder for the table")
    options = parser.parse_args(argv)
    try:
        judge_folder(str(options.model))
    except argparse.ArgumentTypeError as error:
        parser.error(str(error))
    photos: RatedPhotos = options.ratings
    drawn = np.random.default_rng(0).permutation(len(photos))[: options.photos]
    answers = try_changes(
        photos.take(np.sort(drawn)), options.model, options.cache, options.workers
    )
    options.out.mkdir(parents=True, exist_ok=True)
    answers.to_csv(options.out / "steady.csv", index=False)
    text = markdown(answers)
    (options.out / "steady.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
