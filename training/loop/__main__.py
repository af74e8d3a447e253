"""What would an operating point do to shots, poor photos and people? A simulated retake loop.

Calibrated to the TrueImage 2.0 pilot (98 adults; `training/loop/pilot.py`), for the operating points
of a policy. Writes loop.md, loop.json and loop.png.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from clearshot.errors import PolicyRefused
from clearshot.manifest import EMBEDDED
from clearshot.policy import read_policy
from training.loop.calibrate import GATE, calibrated, pilot_shares, the_pilot
from training.loop.plot import plot_loop
from training.loop.report import (
    COUNT,
    Row,
    by_prevalence,
    calibration_table,
    checkers,
    sensitivity_rows,
    table,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    options = _parser().parse_args(argv)
    try:
        policy = read_policy(options.policy)
        tried = checkers(policy, GATE, options.seed)
    except (PolicyRefused, KeyError) as error:
        print(f"training.loop: {options.policy}: {_why(error)}", file=sys.stderr)
        return 2
    count, seed, limit = options.patients, options.seed, policy.retake_limit
    people = calibrated(count=count, seed=seed)
    default = next(each for each in tried if each.name == policy.default)
    by_good = by_prevalence(tried, people, limit, count, seed)
    moved = sensitivity_rows(default, people, limit, count, seed)
    parts = [f"Calibrated: gain {people.gain:.2f}, persistent {people.persistent:.2f}.\n"]
    parts.append(calibration_table(people, count, seed))
    parts += [table(rows, f"{good:.0%} of first photos good") for good, rows in by_good.items()]
    parts.append(table(moved, f"{default.name} at 70%, if"))
    text = "\n".join(parts)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "loop.md").write_text(text, encoding="utf-8")
    record = {
        "policy": policy.version,
        "retake_limit": limit,
        "patients": count,
        "seed": seed,
        "people": asdict(people),
        "pilot": pilot_shares(the_pilot(people, count, seed)),
        "by_good_first_photos": {f"{good:g}": _plain(rows) for good, rows in by_good.items()},
        "if_otherwise": _plain(moved),
    }
    (options.out / "loop.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    # Neither end is a choice: without a check nothing is retaken, and nobody has a perfect one.
    plot_loop(tried[1:-1], people, limit, count, seed, options.out / "loop.png")
    print(text)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.loop", description=__doc__)
    add = parser.add_argument
    add("--policy", type=Path, default=EMBEDDED / "policy.json", help="policy.json (the app's own)")
    add("--patients", type=int, default=COUNT, help="simulated, for each row (%(default)s)")
    add("--seed", type=int, default=0, help="%(default)s")
    add("--out", type=Path, required=True, help="folder for the table")
    return parser


def _plain(rows: dict[str, Row]) -> dict[str, dict[str, list[float]]]:
    """Write rows as [value, lower, upper]."""
    return {
        name: {what: [round(x, 4) for x in (f.value, f.low, f.high)] for what, f in row.items()}
        for name, row in rows.items()
    }


def _why(error: Exception) -> str:
    if isinstance(error, KeyError):
        return (
            f"an operating point has no {error}, expected sensitivity and specificity: measure it"
        )
    return str(error)


if __name__ == "__main__":
    sys.exit(main())
