"""Which trunk a command is about: its name and its weights, as options of the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

from training.trunks.stages import Trunk
from training.trunks.weights import TRUNKS, TrunkRefused, load_trunk


def add_trunk(parser: argparse.ArgumentParser) -> None:
    """Add the options that name a trunk; `trunk_of` reads them."""
    parser.add_argument("--backbone", choices=list(TRUNKS), default="lite0", help="%(default)s")
    parser.add_argument("--weights", type=Path, required=True, help="of the trunk, safetensors")


def trunk_of(parser: argparse.ArgumentParser, options: argparse.Namespace) -> Trunk:
    """Load the trunk; what is wrong with it is told in a line, and the command ends with 2."""
    try:
        return load_trunk(options.backbone, options.weights)
    except TrunkRefused as error:
        parser.error(str(error))
