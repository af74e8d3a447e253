"""Put measured tables into MODEL_CARD.md: prose is written by hand, figures never.

Each of the commands that measure leaves tables as Markdown files in its folder. The card says
where each one goes, between `<!-- table NAME -->` and `<!-- end -->`. With `--keep`, tables that were
not measured again stay.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

PLACE = re.compile(r"(<!-- table (?P<name>[\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


class TableMissing(ValueError):
    """The card asks for a table that no folder holds."""


def with_tables(card: str, folders: Sequence[Path], keep: bool = False) -> str:
    """Replace what stands at each place of a card by `NAME.md` of the first folder that has it.

    Args:
        card: its text.
        folders: where the tables lie.
        keep: what no folder has stays as it is.

    Raises:
        TableMissing: no folder has it, and it is not kept.
    """

    def filled(place: re.Match[str]) -> str:
        try:
            return f"{place[1]}\n{_table(place['name'], folders).strip()}\n\n{place[3]}"
        except TableMissing:
            if keep:
                return place[0]
            raise

    return PLACE.sub(filled, card)


def _table(name: str, folders: Sequence[Path]) -> str:
    for folder in folders:
        if (folder / f"{name}.md").is_file():
            return (folder / f"{name}.md").read_text(encoding="utf-8")
    looked = ", ".join(str(folder) for folder in folders)
    raise TableMissing(f"there is no {name}.md in {looked}; run the command that measures it")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="training.card", description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", help="where the tables lie")
    parser.add_argument("--card", type=Path, default=Path("MODEL_CARD.md"), help="%(default)s")
    parser.add_argument("--keep", action="store_true", help="tables that no folder has")
    options = parser.parse_args(argv)
    try:
        text = options.card.read_text(encoding="utf-8")
        card = with_tables(text, options.folders, options.keep)
    except (OSError, TableMissing) as error:
        print(f"training.card: {error}", file=sys.stderr)
        return 2
    options.card.write_text(card, encoding="utf-8")
    print(f"{options.card}: {len(PLACE.findall(card))} tables")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
