"""Checkers and people in, a picture out: what each further retake buys, and what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import matplotlib
from matplotlib.figure import Figure as Canvas

from training.loop.report import GOOD, Checker, outcomes
from training.loop.simulate import People, simulate

matplotlib.use("Agg")  # pictures are written, never shown: works without a screen

COLOURS = ("#0B5A58", "#8A4A00", "#3B4CA8", "#75807C", "#A0306A")
MARKS = "os^Dv"


def plot_loop(
    tried: Sequence[Checker], people: People, limit: int, count: int, seed: int, path: Path
) -> None:
    """Draw poor photos sent over shots per patient, a mark for each limit from 0 to `limit`."""
    canvas = Canvas(figsize=(11, 4), layout="constrained")
    for axis, good in zip(canvas.subplots(1, len(GOOD), sharey=True), GOOD, strict=True):
        for colour, mark, checker in zip(COLOURS, MARKS, tried, strict=False):
            some = replace(people, good=good)
            ends = [
                outcomes(simulate(checker.gate, some, allowed, count, seed))
                for allowed in range(limit + 1)
            ]
            shots, poor = ([end[name] for end in ends] for name in ("shots", "sent_poor"))
            axis.plot(shots, poor, marker=mark, color=colour, label=checker.name, markersize=5)
        axis.set_title(f"{good:.0%} of first photos good", fontsize=10)
        axis.set_xlabel("shots per patient")
        axis.set_ylim(bottom=0)
        axis.grid(alpha=0.3)
    canvas.axes[0].set_ylabel("share of patients who send a poor photo")
    canvas.axes[-1].legend(fontsize=8)
    canvas.suptitle(f"Simulated: at most 0 to {limit} retakes suggested, from left to right")
    canvas.savefig(path, dpi=100)
