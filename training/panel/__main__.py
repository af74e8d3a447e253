"""Degrade clean photos and let a panel of simulated raters rate them.

Writes OUT/rated.csv (the table that training reads), OUT/photos, and what is known because it was
made: truth.csv (photo_id, operator, severity, latent) and raters.csv (rater, leniency, noise).
Goes on where it was stopped; for other photos or another size give another folder.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from training.degrade import OPERATORS
from training.panel.photos import Planned, make_photos, plan_photos, read_sources
from training.panel.raters import (
    Panel,
    PanelRefused,
    latent_quality,
    name_reasons,
    simulate_panel,
)
from training.ratings import read_ratings


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit status."""
    options = _parser().parse_args(argv)
    try:
        print(make_set(options))
    except PanelRefused as error:
        print(f"training.panel: {error}", file=sys.stderr)
        return 2
    return 0


def make_set(options: argparse.Namespace) -> str:
    """Make the rated set that a command line asks for; say what it is.

    The panel comes first: a kappa that cannot be reached is refused before any photo is made.

    Raises:
        PanelRefused: see `read_sources`, `plan_photos`, `simulate_panel` and `make_photos`.
    """
    planned = plan_photos(read_sources(options.photos), options.count, options.seed)
    severities = [photo.severity for photo in planned]
    panel = simulate_panel(severities, options.raters, options.kappa, options.seed)
    new = make_photos(planned, options.out, options.side, options.workers)
    _write_csv(_truth(planned), options.out / "truth.csv")
    _write_csv(_raters(panel), options.out / "raters.csv")
    csv = options.out / "rated.csv"
    _write_csv(_rated(planned, panel, options), csv)
    good = read_ratings(csv).good.mean()
    return (
        f"{csv}: {len(planned)} photos, {new} of them new, {good:.0%} good by "
        f"{options.raters} simulated raters; kappa {panel.kappa:.3f} at noise {panel.noise:.3f}"
    )


def _rated(planned: Sequence[Planned], panel: Panel, options: argparse.Namespace) -> pd.DataFrame:
    votes = name_reasons(
        [photo.fault for photo in planned],
        [photo.severity for photo in planned],
        tuple(OPERATORS),
        options.raters,
        options.seed,
    )
    return pd.DataFrame(
        {
            "path": [photo.file.as_posix() for photo in planned],
            "photo_id": [photo.photo_id for photo in planned],
            "patient_id": [photo.source.group for photo in planned],
            "source": [photo.source.site for photo in planned],
            **{f"rater_{r}": ranks for r, ranks in enumerate(panel.ratings.T, start=1)},
            **{f"reason_{name}": votes[:, i] for i, name in enumerate(OPERATORS)},
            "licence": options.licence,
        }
    )


def _truth(planned: Sequence[Planned]) -> pd.DataFrame:
    severities = [photo.severity for photo in planned]
    return pd.DataFrame(
        {
            "photo_id": [photo.photo_id for photo in planned],
            "operator": [photo.fault for photo in planned],
            "severity": severities,
            "latent": latent_quality(severities),
        }
    )


def _raters(panel: Panel) -> pd.DataFrame:
    names = [f"rater_{r}" for r in range(1, len(panel.leniencies) + 1)]
    return pd.DataFrame({"rater": names, "leniency": panel.leniencies, "noise": panel.noise})


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    table.to_csv(path, index=False, lineterminator="\n", float_format="%.6g")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.panel", description=__doc__)
    add = parser.add_argument
    add("--photos", type=Path, required=True, help="folder of clean photos, or a rendered.csv")
    add("--out", type=Path, required=True, help="folder to write to")
    add("--count", type=int, required=True, help="how many photos")
    add("--raters", type=int, default=4, help="simulated raters (%(default)s)")
    add("--kappa", type=float, default=0.41, help="wanted Fleiss kappa, good/bad (%(default)s)")
    add("--seed", type=int, default=0, help="draws faults, raters and votes (%(default)s)")
    add("--licence", required=True, help="terms of the photos, as CC0 or CC-BY-NC-4.0")
    add("--side", type=int, default=1248, help="long side at most, pixels (%(default)s)")
    add("--workers", type=int, default=2, help="processes (%(default)s)")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
