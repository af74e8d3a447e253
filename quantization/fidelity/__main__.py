"""Hold a judge against another: an int8 bundle against its float one, a student against its teacher.

Every rated photo, a copy of each with a fault that training did not draw, and renders are judged by
both. Verdicts come first: which change, and the pictures (flips.png); then scores, first reasons and,
against the ratings, rank, AUC and calibration. Writes fidelity_verdicts.md, fidelity_scores.md,
fidelity_ratings.md and answers.csv.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from quantization.fidelity.agreement import against_ratings, markdown, scores, verdicts
from quantization.fidelity.flips import plot_flips
from quantization.fidelity.trial import MODEL, REFERENCE, ask, rated_jobs, rendered_jobs
from training.ratings import RatedPhotos, ratings_file
from training.teacher import judge_folder


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    options = _options(argv)
    photos: RatedPhotos = options.ratings
    judges = {REFERENCE: options.reference, MODEL: options.model}
    plans = {"rated": rated_jobs(photos)}
    if options.renders:
        plans["rendered"] = rendered_jobs(options.renders)
    tables = [
        ask(jobs, kind, judges, options.cache, options.workers) for kind, jobs in plans.items()
    ]
    answers = pd.concat(tables, ignore_index=True)
    options.out.mkdir(parents=True, exist_ok=True)
    answers.to_csv(options.out / "answers.csv", index=False)
    written = {
        "fidelity_verdicts": markdown(verdicts(answers), "pictures"),
        "fidelity_scores": markdown(scores(answers), "pictures"),
        "fidelity_ratings": markdown(against_ratings(answers, photos), "rated photos"),
    }
    for name, text in written.items():
        (options.out / f"{name}.md").write_text(text, encoding="utf-8")
    by_name = {job.photo_id: job for jobs in plans.values() for job in jobs}
    count = plot_flips(answers, by_name, options.out / "flips.png")
    print("\n".join(written.values()))
    print(f"{options.out}: {count} of {len(answers)} verdicts change")
    return 0


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="quantization.fidelity", description=__doc__)
    parser.add_argument("--ratings", type=ratings_file, required=True, help="rated-photos CSV")
    parser.add_argument("--renders", type=Path, help="folder with rendered.csv")
    for name, words in ((REFERENCE, "what is right by definition"), (MODEL, "what is held to it")):
        parser.add_argument(
            f"--{name}", type=_folder, required=True, help=f"{words}: bundle or teacher"
        )
    parser.add_argument("--cache", type=Path, default=Path("runs/fidelity"), help="%(default)s")
    parser.add_argument("--workers", type=int, default=2, help="processes")
    parser.add_argument("--out", type=Path, required=True, help="folder for tables and pictures")
    return parser.parse_args(argv)


def _folder(argument: str) -> Path:
    """Check that a folder holds a judge: else each process would find out for itself."""
    judge_folder(argument)
    return Path(argument)


if __name__ == "__main__":
    raise SystemExit(main())
