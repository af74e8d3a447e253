"""Teach a phone's trunk what a teacher knows, beside what the raters say themselves.

The student is a bag model like the teacher, on a smaller trunk or with fewer stages that learn. What
the teachers say of every picture, per photo and per region, comes from a CSV of
`training.soft_labels`, or is asked first; the raters' own labels are learnt beside it, and
`soft.grade=0 soft.reasons=0 soft.regions=0` is the same student without a teacher. Writes what
training.teach writes, and trunk.safetensors, which quantization.ptq takes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from safetensors.torch import save_file

from training.config import TeachConfig, read_config
from training.soft_labels import main as ask_teachers
from training.teach import REFUSALS, teach


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.distil", description=__doc__)
    add_teaching(parser)
    parser.add_argument("--out", type=Path, required=True, help="folder of the run")
    options = parser.parse_args(argv)
    try:
        config = read_config(options.config, options.set)
        if options.teacher or options.folds:
            asked = options.out / "soft_labels.csv"
            status = (
                0 if asked.exists() else ask_teachers([*as_given(options), "--out", str(asked)])
            )
            if status:
                return status
            config = replace(config, data=replace(config.data, soft_labels=asked))
        distil(config, options.out)
    except REFUSALS as error:
        print(f"training.distil: {error}", file=sys.stderr)
        return 2
    return 0


def distil(config: TeachConfig, out: Path) -> Path:
    """Teach as `training.teach` does; give the file of the trunk alone."""
    model = teach(config, out)
    if model.trunk is None:
        raise ValueError("found a model without a trunk, which teach gives each")
    file = out / "trunk.safetensors"
    save_file({name: each.contiguous() for name, each in model.trunk.state_dict().items()}, file)
    return file


def add_teaching(parser: argparse.ArgumentParser) -> None:
    """Add the options that say how is taught, and by whom; `as_given` repeats them."""
    parser.add_argument("--config", type=Path, required=True, help="TOML, as for training.teach")
    parser.add_argument("--set", action="append", default=[], metavar="TABLE.KEY=VALUE")
    parser.add_argument(
        "--teacher", type=Path, action="append", default=[], help="folder; several are averaged"
    )
    parser.add_argument("--folds", type=Path, help="folds.csv of training.crossval --teachers")


def as_given(options: argparse.Namespace) -> list[str]:
    """Give the words that `add_teaching` read, for another command."""
    words = ["--config", str(options.config)]
    for name, values in (("--set", options.set), ("--teacher", options.teacher)):
        for value in values:
            words += [name, str(value)]
    return words + (["--folds", str(options.folds)] if options.folds else [])


if __name__ == "__main__":
    raise SystemExit(main())
