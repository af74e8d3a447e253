"""A student in, quality.tflite out: trunk and heads as one int8 program, with its metadata.

The trunk is rounded by the views that it was made to bear rounding with, and the file is held
against the student: its logits are those that the heads make of the trunk's own features.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from export.logits import Logits, ProofFailed, proven
from export.metadata import with_metadata
from export.source import PROVEN, REFUSALS, Source, add_run, source_of
from quantization.litert import SIGNATURE, convert, quantize

TOLERANCE = 0.05
"""Largest difference of a logit: a hundredth of the score where the score is steepest."""


def make(source: Source) -> bytes:
    """Convert a student, and round it if its trunk is rounded."""
    program = convert(source.graph, source.spec.size)
    if source.rounded:
        program = quantize(program, source.calibration)
    return with_metadata(program, source.metadata)


def run(program: bytes, views: NDArray[np.uint8], threads: int | None = None) -> Logits:
    """Run a .tflite on (n, size, size, 3) views, one after the other."""
    interpreter = Interpreter(model_content=program, num_threads=threads)
    runner = interpreter.get_signature_runner(SIGNATURE)
    said = [runner(image=view[None]) for view in views]
    return Logits(*(np.concatenate([each[name] for each in said]) for name in Logits._fields))


def prove(program: bytes, source: Source) -> float:
    """Give the largest difference of a logit between the file and the student.

    Raises:
        ProofFailed: it is over `TOLERANCE`.
    """
    views = np.stack(source.calibration[:PROVEN])
    return proven(run(program, views), source.expected(views), TOLERANCE, "the .tflite file")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m export.tflite", description=__doc__)
    add_run(parser)
    parser.add_argument("--out", type=Path, required=True, help="the .tflite file")
    options = parser.parse_args(argv)
    try:
        source = source_of(options)
        program = make(source)
        worst = prove(program, source)
        options.out.write_bytes(program)
    except (ProofFailed, *REFUSALS) as error:
        print(f"export.tflite: {error}", file=sys.stderr)
        return 2
    print(
        f"{options.out}: {len(program) / 1e6:.2f} MB, at most {worst:.4f} from the student's logits"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
