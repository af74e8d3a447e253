"""Show whether blur is judged at the detail at which a clinician looks.

Sharp photos are blurred by a known amount and judged at their own size and as a thumbnail; made
smaller, which is no blur; and made smaller and larger again, which is. Then a real focus series.
Writes OUT/scale.json, OUT/scale_*.md, OUT/scale_*.png and OUT/judged_*.csv.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any  # the report is JSON: each part has its own shape

import pandas as pd

from clearshot.assess import Bundle
from clearshot.errors import PhotoUnreadable
from clearshot.manifest import EMBEDDED
from training.ratings import ratings_file
from training.scale.figures import focus_orders, set_figures, taught
from training.scale.focus import judge_pair, judge_series
from training.scale.plots import plot_focus, plot_set
from training.scale.sharp import PhotosRefused, Sharp, photographs, rated_skin, rendered_skin
from training.scale.tables import focus_table, set_tables
from training.scale.trials import try_photos
from training.teacher import judge_folder

TITLES = {
    "photos": "general photographs",
    "skin": "skin photos",
    "renders": "rendered skin",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit status."""
    options = _parser().parse_args(argv)
    try:
        tables = show_scale(options)
    except (PhotosRefused, PhotoUnreadable) as error:
        print(f"training.scale: {error}", file=sys.stderr)
        return 2
    print("\n".join(tables.values()))
    return 0


def show_scale(options: argparse.Namespace) -> dict[str, str]:
    """Judge what a command line names; write figures, tables and plots; return the tables.

    Raises:
        PhotosRefused: a folder lacks what is expected.
        PhotoUnreadable: a photo cannot be decoded.
    """
    bundle: Bundle = options.model
    options.out.mkdir(parents=True, exist_ok=True)
    report: dict[str, Any] = {"model": bundle.scorer.name, "policy": bundle.policy.version}
    tables: dict[str, str] = {}
    for name, find in _sets(options).items():
        judged = _judge_set(name, find, bundle, options)
        report[name] = set_figures(judged)
        tables |= set_tables(name, report[name], _sides(judged), taught(judged))
        plot_set(judged, TITLES[name], _listed_from(bundle), options.out / f"scale_{name}.png")
    report["focus"], tables["scale_focus"] = _show_focus(bundle, options)
    _write(report, tables, options.out)
    return tables


def _sets(options: argparse.Namespace) -> dict[str, Callable[[], list[Sharp]]]:
    """Give what finds the photos of each set that is asked for."""
    found: dict[str, Callable[[], list[Sharp]]] = {"photos": lambda: photographs(options.photos)}
    if options.ratings is not None:
        found["skin"] = lambda: rated_skin(options.ratings)
    if options.renders:
        found["renders"] = lambda: rendered_skin(options.renders, options.cache, options.side)
    return found


def _judge_set(
    name: str, find: Callable[[], list[Sharp]], bundle: Bundle, options: argparse.Namespace
) -> pd.DataFrame:
    """Judge the photos of one set, going on where an earlier run stopped if that is asked for."""
    csv = options.out / f"judged_{name}.csv"
    known = pd.read_csv(csv) if options.resume and csv.is_file() else pd.DataFrame()
    photos = find()[: options.count]
    return try_photos(photos, _by_working_side(bundle, options.working), csv, known)


def _by_working_side(bundle: Bundle, sides: Sequence[int]) -> dict[int, Bundle]:
    """Give the bundle, then what it would be with other working images."""
    wanted = (bundle.views.working_long_side, *sides)
    return {
        side: replace(bundle, views=replace(bundle.views, working_long_side=side))
        for side in wanted
    }


def _listed_from(bundle: Bundle) -> float:
    """Give the severity from which a blur is listed; above 1 if the policy never lists it."""
    rule = bundle.policy.reasons.get("blur_focus")
    return 2.0 if rule is None else rule.at


def _sides(judged: pd.DataFrame) -> str:
    low, high = judged["long_side"].min(), judged["long_side"].max()
    span = f"{low} px" if low == high else f"{low} to {high} px"
    return f"{span}; the working image has {judged['bundle'].iloc[0]} at most"


def _show_focus(bundle: Bundle, options: argparse.Namespace) -> tuple[dict[str, Any], str]:
    series, pair = judge_series(options.focus, bundle), judge_pair(options.focus, bundle)
    orders = focus_orders(series)
    plot_focus(series, options.out / "scale_focus.png")
    report = {
        "orders": orders,
        "frames": series.to_dict("records"),
        "pair": pair.to_dict("records"),
    }
    return report, focus_table(orders, pair)


def _write(report: dict[str, Any], tables: dict[str, str], out: Path) -> None:
    text = json.dumps(report, indent=1, default=asdict)
    (out / "scale.json").write_text(text + "\n", encoding="utf-8")
    for name, table in tables.items():
        (out / f"{name}.md").write_text(table, encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.scale", description=__doc__)
    add = parser.add_argument
    add("--model", type=judge_folder, default=str(EMBEDDED), help="folder of a bundle or teacher")
    add("--photos", type=Path, required=True, help="general photographs with manifest.csv")
    add("--focus", type=Path, required=True, help="folder of focus_series/ and focus_full/")
    add("--out", type=Path, required=True, help="folder to write to")
    add("--ratings", type=ratings_file, help="rated-photos CSV: its large good photos, too")
    add("--renders", type=int, default=8, help="rendered scenes, a minute each (%(default)s)")
    add("--side", type=int, default=4000, help="long side of the renders (%(default)s)")
    add("--cache", type=Path, default=Path("runs/scale"), help="the renders (%(default)s)")
    add("--working", type=int, nargs="*", default=(), help="other sides of the working image")
    add("--count", type=int, help="photos of each set at most; default all")
    add("--resume", action="store_true", help="go on from OUT/judged_*.csv; for the same bundle")
    return parser


if __name__ == "__main__":
    sys.exit(main())
