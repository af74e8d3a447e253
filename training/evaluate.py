"""Write the evaluation report: one page, all its figures as JSON, its tables for the model card.

From rated photos and predictions of them (training.report.predictions says their columns). What is
chosen is chosen on the validation rows of each fold; every figure is of test rows.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from clearshot.errors import ClearshotError
from training.ratings import RatingsRefused, read_ratings
from training.report.agreement import agreement_section
from training.report.calibration import calibration
from training.report.data import data_section
from training.report.discrimination import discrimination
from training.report.examples import examples
from training.report.headlines import headlines, summary
from training.report.operating import operating
from training.report.ordinal_figures import ordinal_figures
from training.report.page import Head, write_report
from training.report.predictions import PredictionsRefused, read_predictions
from training.report.prevalence import prevalence
from training.report.reasons import reasons
from training.report.section import Section
from training.report.tones import (
    RendersRefused,
    read_renders,
    read_tones,
    rendered_tones,
    tones,
)

OF_TRIALS = (discrimination, ordinal_figures, operating, prevalence, calibration, reasons)
REFUSED = (RatingsRefused, PredictionsRefused, RendersRefused, ClearshotError, OSError)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    options = _parser().parse_args(argv)
    try:
        tables = evaluate(options)
    except (*REFUSED, pd.errors.EmptyDataError, pd.errors.ParserError) as error:
        print(f"training.evaluate: {error}", file=sys.stderr)
        return 2
    print(tables["headlines"])
    print(f"{options.out / 'index.html'}: {len(tables)} tables")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="training.evaluate", description=__doc__)
    parser.add_argument("--ratings", type=Path, required=True, help="rated-photos CSV")
    parser.add_argument("--predictions", type=Path, required=True, help="predictions CSV")
    parser.add_argument("--out", type=Path, required=True, help="folder for the report")
    parser.add_argument(
        "--raters", default="the raters of the CSV", help="whose ratings they are; %(default)s"
    )
    parser.add_argument(
        "--renders", type=Path, help="judged renders: tone, fault, verdict, as training.shipped's"
    )
    parser.add_argument(
        "--thumbnails",
        action="store_true",
        help="show the photos of the worst errors in the page; they may be confidential",
    )
    return parser


def evaluate(options: argparse.Namespace) -> dict[str, str]:
    """Measure everything and write the report; gives its tables as Markdown.

    Raises:
        One of `REFUSED`: a file is not what it should be.
    """
    photos = read_ratings(options.ratings)
    labels = read_tones(options.ratings)
    trials = read_predictions(options.predictions, photos)
    renders = None if options.renders is None else read_renders(options.renders)
    named = None if labels is None else dict(zip(photos.photo_ids, labels.tolist(), strict=True))
    steps: list[Callable[[], Section]] = [partial(measure, trials) for measure in OF_TRIALS]
    steps += [
        partial(data_section, photos),
        partial(agreement_section, photos, options.raters),
        partial(tones, trials, named),
        partial(examples, trials, options.thumbnails),
    ]
    if renders is not None:
        steps.append(partial(rendered_tones, renders))
    measured = [step() for step in tqdm(steps, desc="sections")]
    first = headlines(trials, measured)
    head = Head("Evaluation of clearshot", summary(photos, options.raters, first))
    return write_report(options.out, head, (first, *measured))


if __name__ == "__main__":
    raise SystemExit(main())
