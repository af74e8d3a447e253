"""Gates and people in; out come tables of what the loop does to patients, with intervals.

Intervals are 95 %: sensitivity and specificity are drawn, each by itself, from the policy's own
intervals. How little 98 patients tell of people is not in them; the last table shows that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from clearshot.policy import Interval, Policy
from training.figures import Figure
from training.loop.calibrate import calibrated, pilot_shares, the_pilot
from training.loop.pilot import COUNTS, PATIENTS, TOOK
from training.loop.simulate import Gate, Patients, People, simulate
from training.report.tones import wilson

GOOD = (0.60, 0.70, 0.85)
"""Shares of good first photos at which every operating point is tried."""
COLUMNS = {
    "shots": "shots per patient",
    "sent_poor": "poor photos sent",
    "cut": "fewer than without a check",
    "never": "never accepted",
    "false_retakes": "false retakes per patient",
    "anyway": "send anyway used",
}
COUNT, DRAWS, DRAWN = 50_000, 100, 10_000
Row = dict[str, Figure]


@dataclass(frozen=True)
class Checker:
    """A gate, and how sure its figures are.

    Attributes:
        name: in the tables.
        gate: as measured.
        draws: what else it may be, by its intervals; none: it is known.
    """

    name: str
    gate: Gate
    draws: tuple[Gate, ...] = ()


def checkers(policy: Policy, pilots: Gate, seed: int = 0) -> list[Checker]:
    """List what is compared: no check, the policy's operating points, the pilot's, a perfect one."""
    ours = [
        Checker(
            name, Gate(*(point.figures[each][0] for each in ("sensitivity", "specificity"))),
            drawn_gates(point.figures["sensitivity"], point.figures["specificity"], seed),
        )
        for name, point in policy.operating_points.items()
    ]  # fmt: skip
    known = [Checker("the pilot's gate", pilots), Checker("a perfect check", Gate(1, 1))]
    return [Checker("no check", Gate(1, 0)), *ours, *known]


def drawn_gates(sensitivity: Interval, specificity: Interval, seed: int) -> tuple[Gate, ...]:
    """Draw gates from intervals (value, lower, upper) of 95 %, taken to be normal as log odds."""
    rng = np.random.default_rng([seed, 6])
    shares = []
    for value, low, high in (sensitivity, specificity):
        middle, *ends = np.log(np.array([value, low, high])) - np.log1p(
            -np.array([value, low, high])
        )
        noise = rng.standard_normal(DRAWS)
        spread = np.where(noise < 0, middle - ends[0], ends[1] - middle) / 1.96
        shares.append(1 / (1 + np.exp(-(middle + noise * spread))))
    return tuple(Gate(float(a), float(b)) for a, b in zip(*shares, strict=True))


def outcomes(patients: Patients) -> dict[str, float]:
    """Say what became of patients on average, by the names of `COLUMNS`."""
    sent, first = float(patients.sent_poor.mean()), float((~patients.good[:, 0]).mean())
    return {
        "shots": float(patients.shots.mean()),
        "sent_poor": sent,
        "cut": 1 - sent / first if first else 0.0,
        "never": float(1 - patients.accepted.mean()),
        "false_retakes": float(patients.false_retakes.mean()),
        "anyway": float(patients.anyway.mean()),
    }


def measured(checker: Checker, people: People, limit: int, count: int, seed: int = 0) -> Row:
    """Measure a checker on `count` simulated patients, and its intervals on fewer, the same for each."""
    values = outcomes(simulate(checker.gate, people, limit, count, seed))
    draws = [outcomes(simulate(g, people, limit, min(count, DRAWN), seed)) for g in checker.draws]
    row = {}
    for name, value in values.items():
        low, high = (
            np.percentile([d[name] for d in draws], [2.5, 97.5]) if draws else (value, value)
        )
        row[name] = Figure(value, min(float(low), value), max(float(high), value), count)
    return row


def by_prevalence(
    tried: Sequence[Checker], people: People, limit: int, count: int, seed: int = 0
) -> dict[float, dict[str, Row]]:
    """Measure every checker where 60, 70 and 85 % of first photos are good."""
    return {
        good: {
            each.name: measured(each, replace(people, good=good), limit, count, seed)
            for each in tried
        }
        for good in GOOD
    }


def sensitivity_rows(
    checker: Checker, people: People, limit: int, count: int, seed: int = 0
) -> dict[str, Row]:
    """Measure one checker at 70 % good first photos where what was assumed is otherwise."""
    unlike, alike = (calibrated(each, count, seed) for each in (0.15, 0.5))
    others = {
        f"as above (alike {people.alike:.2f}, gain {people.gain:.2f})": people,
        f"patients differ less (alike .15, gain then {unlike.gain:.2f})": unlike,
        f"patients differ more (alike .50, gain then {alike.gain:.2f})": alike,
        "our prompts help nobody (gain 0)": replace(people, gain=0.0),
        f"they help twice as much (gain {2 * people.gain:.2f})": replace(people, gain=2 * people.gain),
        "the check errs anew at every photo (persistent 0)": replace(people, persistent=0.0),
        "nobody sends anyway": replace(people, left=(0.0,)),
        "twice as many do": replace(people, left=tuple(min(1.0, 2 * x) for x in people.left)),
    }  # fmt: skip
    return {
        name: measured(checker, replace(each, good=0.70), limit, count, seed)
        for name, each in others.items()
    }


def calibration_table(people: People, count: int, seed: int = 0) -> str:
    """Lay the simulated pilot beside the real one."""
    patients = the_pilot(people, count, seed)
    shares = pilot_shares(patients)
    lines = ["| of the pilot | counted | share (95 %) | simulated | |", "|---|---|---|---|---|"]
    for name, each in COUNTS.items():
        use = "calibrated to" if each.fitted else ""
        share = wilson(each.hits, each.n)
        lines.append(
            f"| {each.what} | {each.hits}/{each.n} | {share} | {shares[name]:.3f} | {use} |"
        )
    real = sum(k * n for k, n in enumerate(TOOK, start=1)) / PATIENTS
    lines.append(f"| photos per patient | {real:.2f} | | {patients.shots.mean():.2f} | |")
    return "\n".join(lines) + "\n"


def table(rows: Mapping[str, Row], head: str) -> str:
    """Write outcomes as markdown, one row a checker."""
    lines = [f"| {head} | {' | '.join(COLUMNS.values())} |", "|---" * (len(COLUMNS) + 1) + "|"]
    for name, row in rows.items():
        lines.append(f"| {name} | {' | '.join(_cell(row[column]) for column in COLUMNS)} |")
    return "\n".join(lines) + "\n"


def _cell(figure: Figure) -> str:
    value, interval = figure.text().split(" ")
    return value if figure.low == figure.high else f"{value} {interval}"
