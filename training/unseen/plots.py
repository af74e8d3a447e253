"""Figures in, pictures out: which fault is told as which reason, and the gap of every fault."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.figure import Figure as Canvas
from numpy.typing import NDArray

from training.figures import Figure
from training.unseen.plan import FAULTS
from training.unseen.trial import Trial

matplotlib.use("Agg")  # pictures are written, never shown: works without a screen

COLOURS = {"unseen recipe": "#0B5A58", "training recipe": "#8A4A00"}
NOTHING = "(none)"


def plot_confusion(trials: Mapping[str, Trial], path: Path) -> None:
    """Draw, for each recipe, how often each plainly bad fault is told as each reason."""
    canvas = Canvas(figsize=(7.2 * len(trials), 6.4), layout="constrained")
    axes = canvas.subplots(1, len(trials), squeeze=False, sharey=True)[0]
    for axis, (recipe, trial) in zip(axes, trials.items(), strict=True):
        told, share = confusion(trial)
        axis.imshow(share, cmap="Blues", vmin=0, vmax=1)
        for row, column in np.argwhere(share > 0):
            tint = "white" if share[row, column] > 0.5 else "black"
            text = f"{100 * share[row, column]:.0f}"
            axis.text(column, row, text, ha="center", va="center", fontsize=7, color=tint)
        axis.set_xticks(range(len(told)), told, rotation=90)
        axis.set_yticks(range(len(FAULTS)), FAULTS)
        axis.set_title(f"{recipe} recipe, {len(trial)} photos: % of copies", fontsize=10)
        axis.set_xlabel("first reason that is told")
    axes[0].set_ylabel("fault that was made")
    canvas.savefig(path, dpi=100)


def confusion(trial: Trial) -> tuple[list[str], NDArray[np.float64]]:
    """Count reasons over faults.

    Returns:
        The reasons that can be told: all faults, others that were told, `(none)`; and
        (faults, reasons) shares of each fault's copies.
    """
    told = np.where(trial.first == "", NOTHING, trial.first)
    others = sorted(set(np.unique(told).tolist()) - {*trial.faults, NOTHING})
    reasons = [*trial.faults, *others, NOTHING]
    return reasons, np.stack([(told == reason).mean(axis=0) for reason in reasons], axis=1)


def plot_gap(gaps: Mapping[str, Mapping[str, Figure]], path: Path) -> None:
    """Draw every fault's AUC under both recipes, plainly bad and next to the boundary."""
    canvas = Canvas(figsize=(11, 5), layout="constrained")
    axes = canvas.subplots(1, 2, sharey=True, sharex=True)
    for axis, level in zip(axes, ("plainly bad", "boundary"), strict=True):
        for shift, (recipe, colour) in zip((-0.15, 0.15), COLOURS.items(), strict=True):
            figures = [gaps[f"{fault}, {level}"][recipe] for fault in FAULTS]
            places = np.arange(len(FAULTS)) + shift
            low, high = [f.low for f in figures], [f.high for f in figures]
            axis.hlines(places, low, high, color=colour, linewidth=2)
            axis.plot([f.value for f in figures], places, "o", color=colour, label=recipe)
        axis.set_title(f"{level}, n = {figures[0].n} photos", fontsize=10)
        axis.set_xlabel("AUC of the score against severity zero")
        axis.grid(axis="x", alpha=0.3)
    axes[0].set_yticks(range(len(FAULTS)), FAULTS)
    axes[0].invert_yaxis()
    canvas.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    canvas.savefig(path, dpi=100)
