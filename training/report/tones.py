"""False retakes by skin tone: of photos whose CSV says the tone, and of rendered scenes apart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from training.figures import Figure
from training.report.bootstrap import share
from training.report.operating import chosen
from training.report.plots import plot_tones
from training.report.predictions import Trial
from training.report.section import SYNTHETIC, Cell, Section, Table
from training.shipped import DARK, LIGHT
from training.thresholds import CHOICES

Flags = NDArray[np.bool_]

NOT_MEASURABLE = "not measurable: no tone labels"
COLUMNS = ("tone", "fault", "verdict")
VERDICTS = ("accept", "retake", "cannot_judge")
MONK = range(1, 11)
WORDS = (
    (
        "Good photos that are prompted, by the label in the column `tone` of the rated photos, at each "
        "operating point. n is the number of good photos of that tone."
    ),
)
RENDERED_WORDS = (
    (
        "Synthetic: rendered skin, no photo and no patient. One scene on skin of another tone is the "
        "same picture in all else, so this shows whether tone alone makes a prompt; it is no "
        "evidence of accuracy. Good scenes that are prompted by step of the Monk scale, with "
        "Wilson's interval; the gap of dark and light skin with Newcombe's."
    ),
)


class RendersRefused(ValueError):
    """A CSV of judged renders with a fault; the message names file, line and column."""


def read_tones(csv: Path) -> NDArray[np.str_] | None:
    """Read the labels of skin tone from a rated-photos CSV, None if it has none."""
    table = pd.read_csv(csv, dtype=str, keep_default_na=False)
    if "tone" not in table.columns or (table["tone"].str.strip() == "").all():
        return None
    return np.array([label.strip() or "no label" for label in table["tone"]])


def tones(trials: Sequence[Trial], labels: dict[str, str] | None) -> Section:
    """Measure false retakes by tone.

    Args:
        trials: with photos that may have a label.
        labels: photo_id -> label; None if there are no labels.
    """
    title, caption = "False retakes by skin tone", "False retakes by tone label"
    if labels is None:
        rows = {trial.name: {"false retakes": NOT_MEASURABLE} for trial in trials}
        table = Table("tones", caption, {"trial": rows})
        return Section("tones", title, (NOT_MEASURABLE,), (table,))
    table = Table("tones", caption, {str(trial): tone_figures(trial, labels) for trial in trials})
    return Section("tones", title, WORDS, (table,))


def tone_figures(trial: Trial, labels: dict[str, str]) -> dict[str, dict[str, Cell]]:
    """Measure one trial: tone -> operating point -> false retakes."""
    test = trial.test
    own = np.array([labels[name] for name in test.photos.photo_ids])
    prompted = {name: test.score < chosen(trial, choose) for name, choose in CHOICES.items()}
    return {
        tone: {
            name: share(flags, test.good & (own == tone), test.photos.groups, trial.weights)
            for name, flags in prompted.items()
        }
        for tone in sorted(set(own), key=_in_order)
    }


def _in_order(label: str) -> tuple[float, str]:
    """Sort numbers by size, and before words."""
    return (float(label) if label.replace(".", "", 1).isdigit() else np.inf, label)


def read_renders(csv: Path) -> pd.DataFrame:
    """Read judged renders: columns `tone` (Monk 1..10), `fault` (blank = good) and `verdict`.

    Raises:
        RendersRefused: a column is missing or a cell is not what it should be.
    """
    table = pd.read_csv(csv, dtype=str, keep_default_na=False)
    missing = [name for name in COLUMNS if name not in table.columns]
    if missing:
        raise RendersRefused(f"{csv}: column {missing[0]} is missing; found {list(table.columns)}")
    tone = pd.to_numeric(table["tone"], errors="coerce")
    for column, right, wanted in (
        ("tone", tone.between(MONK[0], MONK[-1]), "a Monk tone from 1 to 10"),
        ("verdict", table["verdict"].isin(VERDICTS), " or ".join(VERDICTS)),
    ):
        for row in np.flatnonzero(~right):
            raise RendersRefused(
                f"{csv}, line {row + 2}, column {column}: found {table[column][row]!r}, "
                f"expected {wanted}"
            )
    return table.assign(tone=tone)


def rendered_tones(renders: pd.DataFrame) -> Section:
    """Measure false retakes on rendered scenes by tone."""
    good = (renders["fault"] == "").to_numpy(bool)
    prompted = (renders["verdict"] != "accept").to_numpy(bool)
    tone = renders["tone"].to_numpy(float)
    steps = {f"Monk {step}": np.round(tone) == step for step in MONK}
    ends = {f"Monk {low}-{high}": (tone >= low) & (tone <= high) for low, high in (LIGHT, DARK)}
    counted = {
        name: (int((prompted & good & rows).sum()), int((good & rows).sum()))
        for name, rows in {**steps, **ends}.items()
    }
    rows: dict[str, dict[str, Cell]] = {
        name: {"false retakes": wilson(*pair)} for name, pair in counted.items()
    }
    light, dark = (counted[name] for name in ends)
    rows["dark less light"] = {"false retakes": gap(dark, light)}
    table = Table("rendered_tones", "False retakes on rendered scenes", {"tone": rows})
    shown = {name: rows[name]["false retakes"] for name in steps}
    return Section(
        "rendered",
        "Rendered scenes (synthetic): false retakes by skin tone",
        RENDERED_WORDS,
        (table,),
        {"False retakes on rendered scenes by Monk tone": plot_tones(shown)},
        kind=SYNTHETIC,
    )


def wilson(hits: int, n: int) -> Cell:
    """Give a share with Wilson's interval (1927).

    >>> str(wilson(2, 40))
    '.05 (.01-.17)'
    """
    if n == 0:
        return "none"
    low, high = proportion_confint(hits, n, method="wilson")
    value = hits / n
    return Figure(value, min(float(low), value), max(float(high), value), n)


def gap(first: tuple[int, int], second: tuple[int, int]) -> Cell:
    """Give the difference of two shares, (hits, n) each, with Newcombe's interval (1998)."""
    if min(first[1], second[1]) == 0:
        return "none"
    low, high = confint_proportions_2indep(*first, *second, method="newcomb")
    value = first[0] / first[1] - second[0] / second[1]
    return Figure(value, float(low), float(high), first[1] + second[1])
