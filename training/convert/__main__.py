"""Turn a public set's label file into the rated-photos CSV."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from training.convert import koniq, scin, spaq, vizwiz
from training.convert.rated import LabelsRefused, write_rated

SETS = {"koniq": koniq, "spaq": spaq, "vizwiz": vizwiz, "scin": scin}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit status, 2 for labels that are refused."""
    options = _parser().parse_args(argv)
    chosen = SETS[options.set]
    try:
        photos = chosen.read(options.labels)
        skipped = write_rated(
            photos,
            options.photos,
            options.out,
            chosen.SOURCE,
            chosen.LICENCE,
            options.skip_missing,
        )
    except (LabelsRefused, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    absent = f"; {skipped} left out, not in {options.photos}" if options.skip_missing else ""
    print(f"{options.out}: {len(photos) - skipped} photos{absent}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.convert", description=__doc__)
    parser.add_argument("set", choices=SETS)
    parser.add_argument("--labels", type=Path, nargs="+", required=True, help="as published")
    parser.add_argument(
        "--photos", type=Path, required=True, help="folder that the labels' file names start from"
    )
    parser.add_argument("--out", type=Path, required=True, help="CSV to write")
    parser.add_argument(
        "--skip-missing", action="store_true", help="leave out photos that are not in the folder"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
