"""The pictures whose verdict changed, as a sheet to look at."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.figure import Figure as Canvas

from quantization.fidelity.agreement import flipped
from quantization.fidelity.trial import MODEL, REFERENCE, WORKING
from training.copies import Copy, make_copy, working_pixels
from training.features import Job

matplotlib.use("Agg")  # pictures are written, never shown: works without a screen

COLUMNS = 6
MOST = 36
"""Pictures on the sheet; those whose score changes most come first."""


def plot_flips(answers: pd.DataFrame, jobs: Mapping[str, Job], path: Path) -> int:
    """Draw the pictures whose verdict changes; give how many there are.

    Args:
        answers: see `trial.ask`.
        jobs: by photo_id.
        path: of the sheet; nothing is written where no verdict changes.
    """
    changed = answers[flipped(answers)]
    apart = (changed[f"score_{REFERENCE}"] - changed[f"score_{MODEL}"]).abs()
    shown = changed.loc[apart.sort_values(ascending=False).index[:MOST]]
    if len(shown):
        _draw(shown, jobs, path)
    return len(changed)


def _draw(shown: pd.DataFrame, jobs: Mapping[str, Job], path: Path) -> None:
    rows = -(-len(shown) // COLUMNS)
    canvas = Canvas(figsize=(2.2 * COLUMNS, 2.7 * rows), layout="constrained")
    axes = np.ravel(canvas.subplots(rows, COLUMNS, squeeze=False))
    for axis in axes:
        axis.axis("off")
    for axis, (_, row) in zip(axes, shown.iterrows(), strict=False):
        axis.imshow(_pixels(row, jobs[str(row["photo_id"])]))
        axis.set_title(_caption(row), fontsize=7)
    canvas.savefig(path, dpi=90)


def _pixels(row: pd.Series, job: Job) -> np.ndarray:
    copies = {(copy.operator, copy.severity): copy for copy in job.copies}
    copy: Copy = copies[str(row["fault"]), float(row["severity"])]
    return make_copy(working_pixels(job.path, WORKING), copy)


def _caption(row: pd.Series) -> str:
    fault = f"{row['fault']} {row['severity']:.2f}" if row["fault"] else str(row["kind"])
    before, after = row[f"score_{REFERENCE}"], row[f"score_{MODEL}"]
    return f"{fault}\n{before:.0f} → {after:.0f} (from {row[f'threshold_{MODEL}']:.0f})"
