"""Write the table of MODEL_CARD: how right each judge is on photos that it has not seen.

Authentic photos first: each site by cross-validation within it and with the other site alone as
training; `--predictions` sets other judges beside, a teacher's `training.crossval`, say. Then faults
made on purpose, on the same photos by the same folds. Writes figures.json, the plots, and the tables
that MODEL_CARD.md takes up: authentic.md, raters.md, faults.md, severities.md, promises.md.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any  # the report is JSON: each part has its own shape

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from training.baselines import Judge, alone, brightness, fair_ridge, logistic, ridge, trained
from training.collect import REASONS, add_sources, collect_sources
from training.figures import (
    FIGURES,
    Authentic,
    Figure,
    auc,
    auc_figure,
    authentic,
    difference,
    fault_auc,
    figure,
    raters_line,
    srcc,
)
from training.lessons import Lessons
from training.pictures import Pictures
from training.plots import plot_authentic
from training.predicted import named_csv, read_trials
from training.promises import GRADE, SCORE, calibration_table
from training.ratings import RatedPhotos
from training.report.predictions import PredictionsRefused
from training.trials import Trial, across, unseen_logits, within

Indices = NDArray[np.int64]

OURS = "clearshot"
RIDGE = "fair ridge"


@dataclass(frozen=True)
class Condition:
    """Which site is judged, and which one was learnt from."""

    site: str
    learnt_on: str

    def __str__(self) -> str:
        """Name it as the table does."""
        if self.site == self.learnt_on:
            return f"{self.site}, 10-fold by group"
        return f"{self.site}, learnt on {self.learnt_on} alone"


def judges(lessons: Lessons) -> dict[str, Judge]:
    """List ours and the baselines, by the name that the table gives them."""
    return {
        OURS: trained(lessons),
        RIDGE: fair_ridge,
        "ridge on ratings alone": ridge,
        "logistic on eight measures": logistic,
        "classical checks": alone("classical"),
        "variance of the Laplacian": alone("sharpness"),
        **{f"Tenengrad at {side}": alone(f"tenengrad_{side}") for side in (512, 768, 1024)},
        "brightness distance": brightness,
    }


def try_judge(judge: Judge, rated: Pictures, photos: RatedPhotos) -> dict[Condition, Trial]:
    """Try one judge within each site and across."""
    sites = {
        str(site): np.flatnonzero(photos.sources == site) for site in np.unique(photos.sources)
    }
    inside = {site: within(judge, rated, photos, members) for site, members in sites.items()}
    trials = {Condition(site, site): trial for site, trial in inside.items()}
    for site, members in sites.items():
        for other in sites.keys() - {site}:
            trials[Condition(site, other)] = across(judge, rated, photos, members, inside[other])
    return trials


def authentic_table(
    trials: dict[str, dict[Condition, Trial]],
    rated: Pictures,
    photos: RatedPhotos,
    predicted: dict[str, dict[str, Trial]] | None = None,
) -> dict[str, dict[str, dict[str, Figure]]]:
    """Compute condition -> judge -> figure, with ours less the fair ridge as a further judge.

    Args:
        trials: of judges that were tried here.
        rated: the pictures.
        photos: that they are of.
        predicted: of judges that were tried elsewhere, by the condition's name.
    """
    table: dict[str, dict[str, dict[str, Figure]]] = {}
    for condition in tqdm(trials[OURS], desc="authentic figures"):
        here = {name: by[condition] for name, by in trials.items()}
        for name, known in (predicted or {}).items():
            if str(condition) in known:
                here[name] = known[str(condition)]
        data = {name: authentic(trial, rated, photos) for name, trial in here.items()}
        rows = {
            name: {title: figure(measure, a) for title, measure in FIGURES.items()}
            for name, a in data.items()
        }
        rows[f"{OURS} less {RIDGE}"] = _difference(data[OURS], data[RIDGE])
        table[str(condition)] = rows
    return table


def _difference(ours: Authentic, theirs: Authentic) -> dict[str, Figure]:
    return {
        title: difference(measure, ours, theirs)
        for title, measure in (("SRCC", srcc), ("AUC", auc))
    }


def fault_table(
    trials: dict[str, dict[Condition, Trial]], rated: Pictures, photos: RatedPhotos
) -> dict[str, dict[str, Figure]]:
    """Compute judge -> fault -> AUC of the score, over both sites' own cross-validations."""
    table = {}
    for name, by in tqdm(trials.items(), desc="synthetic figures"):
        own = [trial for condition, trial in by.items() if condition.site == condition.learnt_on]
        table[name] = {
            fault or "all faults": fault_auc(_joined(own), rated, photos, fault)
            for fault in (None, *REASONS)
        }
    return table


def _joined(trials: Sequence[Trial]) -> Trial:
    """Put the sites' cross-validations together; scores as ranks, for they differ in scale."""
    scores = np.full(len(trials[0].scores), np.nan)
    for trial in trials:
        there = ~np.isnan(trial.scores)
        order = np.argsort(np.argsort(trial.scores[there]))
        scores[there] = order / there.sum()
    return Trial(
        np.concatenate([t.photos for t in trials]),
        scores,
        np.concatenate([t.thresholds for t in trials]),
    )


def reason_table(
    rated: Pictures, photos: RatedPhotos, logits: NDArray[np.float32]
) -> dict[str, Figure]:
    """Compute how well each reason's head tells its fault from all other faults and none.

    Severe copies (severity >= .5) of photos in folds that the heads had not learnt.

    Args:
        rated: pictures.
        photos: that they are of.
        logits: (pictures, reasons).
    """
    severe = np.array(
        [c.kind == "fault" and (c.severity >= 0.5 or c.severity == 0) for c in rated.copies]
    )
    faults = np.array([c.operator if c.severity > 0 else "" for c in rated.copies])
    groups = photos.groups[rated.photo]
    return {
        reason: auc_figure(faults[severe] == reason, logits[severe, column], groups[severe])
        for column, reason in enumerate(REASONS)
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="training.compare", description=__doc__)
    add_sources(parser)
    parser.add_argument(
        "--predictions", type=named_csv, action="append", default=[], metavar="NAME=CSV",
        help="of a judge that training.crossval tried",
    )  # fmt: skip
    parser.add_argument("--out", type=Path, required=True, help="folder for the tables")
    options = parser.parse_args(argv)
    photos, rated, lessons = collect_sources(options)
    try:
        predicted = {name: read_trials(csv, photos, rated) for name, csv in options.predictions}
    except PredictionsRefused as error:
        parser.error(str(error))
    tried = {
        name: try_judge(judge, rated, photos)
        for name, judge in tqdm(judges(lessons).items(), desc="judges")
    }
    unseen = unseen_logits(photos, rated, lessons, np.arange(len(photos)))
    report: dict[str, Any] = {
        "authentic": authentic_table(tried, rated, photos, predicted),
        "faults": fault_table(tried, rated, photos),
        "reasons": reason_table(rated, photos, unseen[:, 1:]),
        "calibration": calibration_table(photos, unseen[rated.where("original")]),
        "raters": {
            str(site): raters_line(photos, np.flatnonzero(photos.sources == site))
            for site in np.unique(photos.sources)
        },
    }
    options.out.mkdir(parents=True, exist_ok=True)
    text = json.dumps(report, indent=1, default=asdict)
    (options.out / "figures.json").write_text(text + "\n", encoding="utf-8")
    tables = markdown(report)
    for name, table in tables.items():
        (options.out / f"{name}.md").write_text(table, encoding="utf-8")
    for measure in ("SRCC", "AUC"):
        plot_authentic(report["authentic"], measure, options.out / f"{measure.lower()}.png")
    print("\n".join(tables.values()))
    return 0


def markdown(report: dict[str, Any]) -> dict[str, str]:
    """Write the report as Markdown tables, by name."""
    conditions: dict[str, dict[str, dict[str, Figure]]] = report["authentic"]
    faults: dict[str, dict[str, Figure]] = report["faults"]
    by_fault = {
        fault: {j: faults[j][fault] for j in faults} for fault in next(iter(faults.values()))
    }
    reasons = {reason: {"AUC": f} for reason, f in report["reasons"].items()}
    return {
        "authentic": "\n".join(
            _table(f"{condition} (n = {_n(rows)})", list(FIGURES), rows)
            for condition, rows in conditions.items()
        ),
        "raters": "".join(_raters(site, lines) for site, lines in report["raters"].items()),
        "faults": _table("fault made on purpose, AUC of the score", list(faults), by_fault),
        "severities": _table("reason, AUC of its severity", ["AUC"], reasons),
        "promises": _table("expected calibration error", [GRADE, SCORE], report["calibration"]),
    }


def _raters(site: str, lines: Sequence[tuple[float, float]]) -> str:
    """Give the range of the raters' own line."""
    ranges = [f"{min(v):.2f}-{max(v):.2f}".replace("0.", ".") for v in zip(*lines, strict=True)]
    return f"* {site}: SRCC {ranges[0]}, AUC {ranges[1]}\n"


def _n(rows: dict[str, dict[str, Figure]]) -> int:
    return next(iter(next(iter(rows.values())).values())).n


def _table(head: str, columns: list[str], rows: dict[str, dict[str, Figure]]) -> str:
    lines = [f"| {head} | {' | '.join(columns)} |", f"|{'---|' * (1 + len(columns))}"]
    for name, figures in rows.items():
        cells = [str(figures.get(column, "")) for column in columns]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
