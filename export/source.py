"""A student's run, ready to be exported: its network, what it says of itself, and what proves it."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from clearshot import __version__
from clearshot.regions import ViewSpec
from export.graph import StudentGraph, region_head, whole_head
from export.logits import Logits
from export.metadata import Input, Metadata, Output
from quantization.calibrate import calibration_views
from quantization.run import StudentRun
from training.config import ConfigRefused
from training.features import TrunkProgram
from training.ratings import RatingsRefused
from training.student import Student, load_student
from training.trunks import TrunkRefused, load_trunk

Pixels = NDArray[np.uint8]

RANKS, GOOD_RANK = 4, 3
REFUSALS = (ConfigRefused, RatingsRefused, TrunkRefused, OSError)
PROVEN = 24
"""Views on which an exported file is held against the student."""


@dataclass(frozen=True, eq=False)
class Source:
    """What is exported.

    Attributes:
        run: of quantization.student.
        rounded: whether the network is that of int8, or the one before it was rounded.
        spec: how photos are cut.
    """

    run: StudentRun
    rounded: bool = True
    spec: ViewSpec = field(default_factory=ViewSpec)

    @cached_property
    def student(self) -> Student:
        """Heads, reasons and policy."""
        return load_student(self.run.heads.parent)

    @cached_property
    def graph(self) -> StudentGraph:
        """Trunk and heads as one network."""
        weights = self.run.rounded if self.rounded else self.run.weights
        trunk = load_trunk(self.run.config.model.trunk, weights)
        return StudentGraph(trunk, self.student.heads).eval()

    @cached_property
    def calibration(self) -> list[Pixels]:
        """The views by which the trunk's activations were rounded."""
        return calibration_views(self.run.photos.paths, self.spec)

    @property
    def metadata(self) -> Metadata:
        """What a reader of an exported file is told."""
        ranks = tuple(f"rank > {rank}" for rank in range(1, RANKS))
        reasons = self.student.reasons
        return Metadata(
            name="clearshot",
            description="Quality of a clinical skin photo, judged by one view; never the skin.",
            version=__version__,
            author="clearshot",
            licence="see LICENSE",
            input=Input("image", "one view of an upright sRGB photo"),
            outputs=(
                Output("region", "what a region adds to the logits", ("every rank", *reasons)),
                Output("whole", "logits of the whole view", (*ranks, *reasons)),
            ),
        )

    def expected(self, views: Pixels) -> Logits:
        """Give the logits that the student was made to give: of its trunk's features, its heads'."""
        if not self.rounded:
            return self.exact(views)
        return self._judged(TrunkProgram(self.run.program.read_bytes())(views))

    def exact(self, views: Pixels) -> Logits:
        """Give the logits of the network itself, its activations not rounded."""
        with torch.inference_mode():
            parts = [self.graph.trunk(torch.from_numpy(view[None].copy())) for view in views]
        return self._judged(torch.cat(parts).numpy())

    def _judged(self, features: NDArray[np.float32]) -> Logits:
        """Give what the heads make of (n, F) features."""
        whole, bias = whole_head(self.student.heads)
        return Logits(features @ whole + bias, features @ region_head(self.student.heads)[0])


def add_run(parser: argparse.ArgumentParser) -> None:
    """Add the option that names a student; `source_of` reads it."""
    parser.add_argument(
        "--student", type=Path, required=True, help="folder of a run of quantization.student"
    )
    parser.add_argument(
        "--float", action="store_true", help="the network before it was rounded, to compare with"
    )


def source_of(options: argparse.Namespace) -> Source:
    """Find the run that a command line names.

    Raises:
        ConfigRefused: there is none that is done.
    """
    return Source(StudentRun.read(options.student), rounded=not options.float)
