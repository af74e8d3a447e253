"""Does the score fall with every fault? One fault over rising severities, on photos not learnt from.

Each photo is judged by heads that had learnt neither it nor its group. Reported per operator: the
share of photos over whose series Spearman's correlation of severity and score is -.9 or below.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from training.collect import add_sources, collect_sources
from training.copies import severity_series
from training.degrade import OPERATORS
from training.features import Job, describe
from training.figures import severity_correlation
from training.learning import learn_heads
from training.plots import plot_severity
from training.ratings import RatedPhotos
from training.trials import folds

SEVERITIES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
FALLS = -0.9


def tried_photos(photos: RatedPhotos, test: np.ndarray, count: int, seed: int) -> np.ndarray:
    """Draw photos of a fold that every rater calls good."""
    fine = test[photos.fine[test]]
    return np.random.default_rng(seed).choice(fine, min(count, len(fine)), replace=False)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="training.severity", description=__doc__)
    add_sources(parser)
    parser.add_argument("--out", type=Path, required=True, help="folder for table and plot")
    parser.add_argument("--photos", type=int, default=4, help="photos of each fold")
    options = parser.parse_args(argv)
    photos, rated, lessons = collect_sources(options)
    rows = []
    curves: dict[str, list[list[float]]] = {fault: [] for fault in OPERATORS}
    parts = list(folds(photos, np.arange(len(photos))))
    for fold, (train, test) in enumerate(tqdm(parts, desc="folds")):
        heads = learn_heads(rated, train, lessons)
        for photo in tried_photos(photos, test, options.photos, fold):
            name = photos.photo_ids[photo]
            plans = {fault: severity_series(name, fault, SEVERITIES) for fault in OPERATORS}
            jobs = [Job(name, photos.paths[photo], plan) for plan in plans.values()]
            features = describe(
                jobs, options.trunk, options.cache, workers=options.workers, label=name
            )
            scores = heads.score(features.both).reshape(len(plans), -1)
            for fault, series in zip(plans, scores, strict=True):
                curves[fault].append(series.tolist())
                rows.append((name, fault, severity_correlation(np.array(SEVERITIES), series)))
    table = pd.DataFrame(rows, columns=["photo", "fault", "spearman"])
    options.out.mkdir(parents=True, exist_ok=True)
    table.to_csv(options.out / "severity.csv", index=False)
    plot_severity(curves, list(SEVERITIES), options.out / "severity.png")
    text = markdown(table)
    (options.out / "monotony.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


def markdown(table: pd.DataFrame) -> str:
    """Write, for each fault, on how many photos the score falls as it should."""
    lines = ["| fault | photos | share that falls | median correlation |", "|---|---|---|---|"]
    for fault, values in table.groupby("fault")["spearman"]:
        falls = (values <= FALLS + 1e-9).mean()
        lines.append(f"| {fault} | {len(values)} | {falls:.0%} | {values.median():.2f} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
