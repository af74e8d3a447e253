"""Render photos of skin: sets to train and test on, sheets to look at, the example photos."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from training.phantom.examples import write_examples
from training.phantom.plan import PLANS
from training.phantom.sets import render_set
from training.phantom.sheets import write_sheets


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit status."""
    args = _parser().parse_args(argv)
    args.out.mkdir(parents=True, exist_ok=True)
    print(args.run(args))
    return 0


def _run_set(args: argparse.Namespace) -> str:
    pictures = PLANS[args.split](args.count)
    new = render_set(pictures, args.out, args.width, args.jobs)
    return f"{args.out}: {len(pictures)} photos, {new} of them new, and rendered.csv"


def _run_sheet(args: argparse.Namespace) -> str:
    return "\n".join(str(path) for path in write_sheets(args.out, args.width))


def _run_examples(args: argparse.Namespace) -> str:
    paths = write_examples(args.out)
    size = sum(path.stat().st_size for path in paths)
    return f"{args.out}: {len(paths)} example photos, {size / 1e6:.1f} MB"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.phantom", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    make = commands.add_parser("set", help="photos of training or test scenes, with a table")
    make.add_argument("--split", choices=sorted(PLANS), required=True)
    make.add_argument("--count", type=int, required=True, help="how many photos")
    make.add_argument("--width", type=int, default=1248, help="longer side in pixels (%(default)s)")
    make.add_argument("--jobs", type=int, default=2, help="processes (%(default)s)")
    make.set_defaults(run=_run_set)
    sheet = commands.add_parser("sheet", help="picture sheets over tones, faults and scenes")
    sheet.add_argument("--width", type=int, default=400, help="of each picture (%(default)s)")
    sheet.set_defaults(run=_run_sheet)
    examples = commands.add_parser("examples", help="the example photos of the project")
    examples.set_defaults(run=_run_examples)
    for command in (make, sheet, examples):
        command.add_argument("--out", type=Path, required=True, help="folder to write to")
    return parser


if __name__ == "__main__":
    sys.exit(main())
