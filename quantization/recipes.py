"""Every way to quantize the trunk that was tried, in one table.

Each recipe's program describes the same photos, each as it is and with a fault; what it loses is
measured on the features (signal to noise, in decibels) and on what a student's heads make of them:
score, verdict at the shipped operating point, first reason, against the float trunk under the same
heads. Writes recipes.md; a run that was killed goes on where it was.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.stats import spearmanr

from clearshot.decision import Reading, Verdict, decide, sigmoid
from clearshot.regions import ViewSpec
from quantization.calibrate import calibration_views
from quantization.fidelity.agreement import markdown
from quantization.fidelity.trial import WORKING, rated_jobs
from quantization.litert import Plan, convert, quantize
from quantization.prepare import Recipe, prepare
from quantization.ptq import Described
from quantization.sensitivity import noise_ratio
from training.features import Features, TrunkProgram, describe
from training.ratings import RatedPhotos, ratings_file
from training.report.tones import wilson
from training.student import Student, load_student
from training.trunks import Trunk
from training.trunks.options import add_trunk, trunk_of

Views = Sequence[NDArray[np.uint8]]

PHOTOS = 100
TIMED = 20
"""Views, the fastest of which is told."""


@dataclass(frozen=True)
class Way:
    """One way to quantize: what is done to the trunk before, and how its program is rounded."""

    plan: Plan | None  # None: nothing is rounded
    before: Recipe | None = None  # None: nothing is done


WAYS = {
    "float": Way(None),
    "weights alone": Way(Plan("weight_only_wi8_afp32")),
    "dynamic": Way(Plan("dynamic_wi8_afp32")),
    "static, ranges by moving average": Way(Plan(moving_average=True)),
    "static, true ranges": Way(Plan()),
    "static, activations of 16 bits": Way(Plan("static_wi8_ai16")),
    "static, biases corrected": Way(Plan(), Recipe(distil=None)),
    "the same, first stage float": Way(Plan(exact=("Block_0/", "Block_1/")), Recipe(distil=None)),
    "static, corrected and distilled (shipped)": Way(Plan(), Recipe()),
}
"""The float one first: the others are held against it."""


def program_of(way: Way, trunk: Trunk, views: Views) -> bytes:
    """Give the .tflite of a trunk, quantized in one way by these calibration views."""
    ready = trunk if way.before is None else prepare(trunk, views, way.before)
    program = convert(Described(ready), len(views[0]))
    return program if way.plan is None else quantize(program, views, way.plan)


def verdicts(student: Student, features: Features) -> list[Verdict]:
    """Judge photos by a student's heads, as if each were large enough."""
    logits = student.heads.logits(features.both)
    found = zip(student.heads.score_of(logits), sigmoid(logits[:, 1:]), strict=True)
    readings = (
        Reading(float(score), None, dict(zip(student.reasons, each.tolist(), strict=True)), ())
        for score, each in found
    )
    return [decide(reading, WORKING, student.policy) for reading in readings]


def row(program: bytes, found: Features, wanted: Features, student: Student) -> dict[str, object]:
    """Say what one way loses."""
    judged, right = verdicts(student, found), verdicts(student, wanted)
    scores = np.array(
        [[a.score or 0.0, b.score or 0.0] for a, b in zip(judged, right, strict=True)]
    )
    pairs = [(a.verdict, b.verdict) for a, b in zip(judged, right, strict=True)]
    firsts = [
        a.reasons[0].code == b.reasons[0].code
        for a, b in zip(judged, right, strict=True)
        if a.verdict == b.verdict == "retake"
    ]
    noise = noise_ratio(torch.from_numpy(wanted.whole), torch.from_numpy(found.whole))
    return {
        "MB": f"{len(program) / 1e6:.2f}",
        "ms a view": f"{milliseconds(program):.0f}",
        "features, dB": f"{noise:.1f}" if noise < 100 else "",
        "mean difference of the score": f"{np.abs(scores[:, 0] - scores[:, 1]).mean():.2f}",
        "rank correlation": f"{spearmanr(*scores.T)[0]:.4f}",
        "verdict changes": wilson(sum(a != b for a, b in pairs), len(pairs)),
        "same first reason": wilson(sum(firsts), len(firsts)),
    }


def milliseconds(program: bytes) -> float:
    """Give the fastest of some runs on one thread; of a loaded machine, so only roughly."""
    trunk = TrunkProgram(program)
    view = np.full((1, ViewSpec().size, ViewSpec().size, 3), 127, np.uint8)
    times = []
    for _ in range(TIMED):
        start = perf_counter()
        trunk(view)
        times.append(1000 * (perf_counter() - start))
    return min(times)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="quantization.recipes", description=__doc__)
    add_trunk(parser)
    parser.add_argument("--student", type=Path, required=True, help="folder of training.student")
    parser.add_argument("--ratings", type=ratings_file, required=True, help="rated photos")
    parser.add_argument("--photos", type=int, default=PHOTOS, help="%(default)s")
    parser.add_argument("--workers", type=int, default=2, help="processes")
    parser.add_argument("--out", type=Path, required=True, help="folder of table and programs")
    options = parser.parse_args(argv)
    photos: RatedPhotos = options.ratings
    trunk, student = trunk_of(parser, options), load_student(options.student)
    views = calibration_views(photos.paths, ViewSpec())
    drawn = np.random.default_rng(0).choice(len(photos), min(options.photos, len(photos)), False)
    jobs = rated_jobs(photos.take(np.sort(drawn)))
    options.out.mkdir(parents=True, exist_ok=True)
    table, wanted = {}, None
    for number, (name, way) in enumerate(WAYS.items()):
        file = options.out / f"{number}.tflite"
        if not file.exists():
            file.write_bytes(program_of(way, trunk, views))
        found = describe(jobs, file, options.out / "features", None, options.workers, name)
        wanted = wanted or found
        table[name] = row(file.read_bytes(), found, wanted, student)
    text = markdown(table, f"{len(jobs)} photos, and each with a fault")
    (options.out / "recipes.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
