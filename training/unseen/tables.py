"""Answers of a judge and of the baseline in; all figures and the tables of them out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from tqdm import tqdm

from training.figures import Figure
from training.unseen.figures import (
    MEASURES,
    REASONED,
    Measure,
    bad_auc,
    bad_retakes,
    boundary_auc,
    difference,
    figure,
    right_reason,
)
from training.unseen.plan import FAULTS, LEARNT, RECIPES, UNSEEN
from training.unseen.trial import Trial, trial_of

OURS, BASELINE, LESS = "judge", "simplest baseline", "judge less baseline"
TARGETS = ("≥ .95", "≥ .85", "≤ .10", "≤ .10", "", "≥ .75", "")
"""Of the unseen recipe, in the order of `MEASURES`."""
BY_FAULT = {
    "AUC, plainly bad": bad_auc,
    "AUC, boundary": boundary_auc,
    "prompted": bad_retakes,
    "right first reason": right_reason,
}

Columns = dict[str, Figure]


@dataclass(frozen=True)
class Report:
    """All figures of one judge, by the names that the tables give them.

    Attributes:
        overall: recipe -> measure -> judge, baseline and their paired difference.
        faults: recipe -> fault -> the judge's figures, and the baseline's AUC.
        gaps: measure or fault -> unseen and training recipe, and the paired difference.
    """

    overall: dict[str, dict[str, Columns]]
    faults: dict[str, dict[str, Columns]]
    gaps: dict[str, Columns]


def report(
    answers: pd.DataFrame, baseline: pd.DataFrame, groups: NDArray[np.str_]
) -> tuple[Report, dict[str, Trial]]:
    """Compute all figures, and give the judge's trials by recipe.

    Args:
        answers: rows as `training.unseen.answers.answer` gives them. In a cross-validation each
            comes from the fold that had not learnt from its photo, by that fold's threshold.
        baseline: the same pictures as answered by the baseline.
        groups: group of each rated photo, by the index that stands in the answers.
    """
    ours = {recipe: trial_of(answers, groups, recipe) for recipe in RECIPES}
    theirs = {recipe: trial_of(baseline, groups, recipe) for recipe in RECIPES}
    recipes = tqdm(RECIPES, desc="figures", unit="recipe", disable=None)
    overall, faults = {}, {}
    for recipe in recipes:
        overall[recipe] = _overall(ours[recipe], theirs[recipe])
        faults[recipe] = {
            fault: _of_fault(ours[recipe].of(fault), theirs[recipe].of(fault)) for fault in FAULTS
        }
    return Report(overall, faults, _gaps(ours)), ours


def _overall(ours: Trial, theirs: Trial) -> dict[str, Columns]:
    rows: dict[str, Columns] = {}
    for name, measure in MEASURES.items():
        rows[name] = {OURS: figure(measure, ours)}
        if name not in REASONED:
            rows[name][BASELINE] = figure(measure, theirs)
            rows[name][LESS] = difference(measure, ours, theirs)
    return rows


def _of_fault(ours: Trial, theirs: Trial) -> Columns:
    columns = {name: figure(measure, ours) for name, measure in BY_FAULT.items()}
    return columns | {"AUC, plainly bad, baseline": figure(bad_auc, theirs)}


def _gaps(ours: Mapping[str, Trial]) -> dict[str, Columns]:
    """Compare the recipes: every measure, then every fault's AUC."""
    unseen, learnt = ours[UNSEEN], ours[LEARNT]
    rows = {name: _gap(measure, unseen, learnt) for name, measure in MEASURES.items()}
    for fault in FAULTS:
        for name, measure in (("plainly bad", bad_auc), ("boundary", boundary_auc)):
            rows[f"{fault}, {name}"] = _gap(measure, unseen.of(fault), learnt.of(fault))
    return rows


def _gap(measure: Measure, unseen: Trial, learnt: Trial) -> Columns:
    return {
        "unseen recipe": figure(measure, unseen),
        "training recipe": figure(measure, learnt),
        "gap": difference(measure, unseen, learnt),
    }


def markdown(figures: Report, judged: str) -> dict[str, str]:
    """Write the tables, by name: one for each recipe, and the gap between the two.

    Args:
        figures: all of them.
        judged: a sentence that says which judge it was, and whether it had learnt from the photos.
    """
    tables = {}
    for recipe in RECIPES:
        targets = TARGETS if recipe == UNSEEN else [""] * len(TARGETS)
        overall = figures.overall[recipe]
        named = dict(zip(overall, targets, strict=True))
        tables[f"{recipe}_recipe"] = "\n".join(
            [
                f"{judged} {_counted(overall)}\n",
                _table(f"{recipe} recipe", overall, {"target": named}),
                _table(f"fault, {recipe} recipe", figures.faults[recipe], {}),
            ]
        )
    head = f"{judged} {_counted(figures.gaps)}\n\n"
    tables["recipe_gap"] = head + _table("AUC by fault, and all", figures.gaps, {})
    return tables


def _counted(rows: Mapping[str, Columns]) -> str:
    """Say how many photos and copies are behind every figure."""
    n = next(iter(next(iter(rows.values())).values())).n
    return (
        f"n = {n} photos, of each one copy at severity zero and {len(FAULTS)} faults at both "
        "levels; intervals: 95 %, bootstrap over groups of photos (of no width where none or all "
        "of the n are hit)."
    )


def _table(head: str, rows: Mapping[str, Columns], words: Mapping[str, Mapping[str, str]]) -> str:
    names = list(dict.fromkeys(name for columns in rows.values() for name in columns))
    titles = [head, *words, *names]
    lines = [f"| {' | '.join(titles)} |", f"|{'---|' * len(titles)}"]
    for row, columns in rows.items():
        cells = [text[row] for text in words.values()]
        cells += [str(columns.get(name, "")) for name in names]
        lines.append(f"| {row} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
