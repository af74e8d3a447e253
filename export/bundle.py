"""Turn a trained student into a bundle that phones run, and prove that it is the same judge.

Converts trunk and heads as one network, quantizes it with the trunk's own calibration views, and
compares the file's logits with what the heads make of the trunk's features. A bundle whose proof
fails is not written. Without `--trunk` nothing is quantized: a float bundle, to hold the int8 one
against (`python -m quantization.fidelity`).
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray
from PIL import Image

from clearshot import __version__
from clearshot.manifest import Golden, Model, read_manifest
from clearshot.photo import load_photo
from clearshot.regions import ViewSpec, cut
from export.graph import StudentGraph, region_head, whole_head
from export.manifest import write_manifest
from export.metadata import Input, Metadata, Output, with_metadata
from quantization.calibrate import calibration_views
from quantization.litert import SIGNATURE, convert, quantize
from training.features import TrunkProgram
from training.policies import write_policy
from training.ratings import RatedPhotos, ratings_file
from training.student import Student, load_student
from training.trunks import Trunk
from training.trunks.options import add_trunk, trunk_of

TOLERANCE = 0.05
"""Largest difference of a logit: a hundredth of the score where the score is steepest."""

RANKS, GOOD_RANK = 4, 3


class ProofFailed(Exception):
    """The converted network does not give the student's logits."""


Logits = tuple[NDArray[np.float32], NDArray[np.float32]]


def run_program(program: bytes, views: Sequence[NDArray[np.uint8]]) -> Logits:
    """Run a .tflite on views: (n, K-1+R) logits as whole view, (n, 1+R) as region."""
    runner = Interpreter(model_content=program).get_signature_runner(SIGNATURE)
    outputs = [runner(image=view[None]) for view in views]
    return (
        np.concatenate([output["whole"] for output in outputs]),
        np.concatenate([output["region"] for output in outputs]),
    )


Describe = Callable[[NDArray[np.uint8]], NDArray[np.float32]]
"""Views, (n, size, size, 3), to the features that the heads expect, (n, F)."""


def student_logits(
    student: Student, describe: Describe, views: Sequence[NDArray[np.uint8]]
) -> Logits:
    """Give the logits that the student was trained to give, from the trunk's own features."""
    features = describe(np.stack(views))
    whole, bias = whole_head(student.heads)
    return features @ whole + bias, features @ region_head(student.heads)[0]


def prove(
    program: bytes, student: Student, describe: Describe, views: Sequence[NDArray[np.uint8]]
) -> float:
    """Give the largest difference of a logit.

    Raises:
        ProofFailed: it is over `TOLERANCE`.
    """
    pairs = zip(run_program(program, views), student_logits(student, describe, views), strict=True)
    worst = max(float(np.abs(found - expected).max()) for found, expected in pairs)
    if not worst <= TOLERANCE:
        raise ProofFailed(
            f"the converted network is {worst:.3f} from the student's logits on {len(views)} views, "
            f"at most {TOLERANCE} is allowed: was the trunk quantized on the same photos?"
        )
    return worst


def build(
    student: Student,
    backbone: str,
    network: Trunk,
    trunk: Path | None,
    photos: Sequence[Path],
    golden: Path,
    licence: Path,
    out: Path,
) -> float:
    """Write the bundle and read it back; give the proof's largest difference of a logit."""
    spec = ViewSpec()
    views = calibration_views(photos, spec)
    program = convert(StudentGraph(network, student.heads), spec.size)
    if trunk is not None:
        program = quantize(program, views)
    program = with_metadata(program, metadata_of(student, licence.name))
    describe = float_features(network) if trunk is None else TrunkProgram(trunk.read_bytes())
    worst = prove(program, student, describe, views[:64])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "quality.tflite").write_bytes(program)
        write_policy(student.policy, folder / "policy.json")
        shutil.copyfile(licence, folder / "LICENSE")
        view = cut(load_photo(golden, spec.working_long_side), spec).whole
        Image.fromarray(view).save(folder / "golden.png", optimize=True)
        _write_manifest(folder, f"clearshot-{backbone}", student, spec, program, view)
        read_manifest(folder)
        out.mkdir(parents=True, exist_ok=True)
        for file in folder.iterdir():
            shutil.copyfile(file, out / file.name)
    return worst


def metadata_of(student: Student, licence: str) -> Metadata:
    """Say what the network is, for tools that read .tflite files."""
    ranks = tuple(f"rank > {rank}" for rank in range(1, RANKS))
    return Metadata(
        name="clearshot",
        description="Quality of a clinical skin photo, judged by one view of it; never the skin.",
        version=__version__,
        author="clearshot",
        licence=f"see {licence}",
        input=Input("image", "one view of an upright sRGB photo"),
        outputs=(
            Output("region", "what a region adds to the logits", ("every rank", *student.reasons)),
            Output("whole", "logits of the whole view", (*ranks, *student.reasons)),
        ),
    )


def float_features(trunk: Trunk) -> Describe:
    """Describe views by a trunk as it is."""

    @torch.inference_mode()
    def describe(views: NDArray[np.uint8]) -> NDArray[np.float32]:
        parts = [trunk(torch.from_numpy(view[None])) for view in views]
        return np.asarray(torch.cat(parts).numpy())

    return describe


def _write_manifest(
    folder: Path,
    name: str,
    student: Student,
    spec: ViewSpec,
    program: bytes,
    view: NDArray[np.uint8],
) -> None:
    whole, region = run_program(program, [view])
    write_manifest(
        folder,
        Model(
            id=name,
            version=__version__,
            licence="see LICENSE",
            ratings="stand-in ratings by a vision model in four roles",
        ),
        spec,
        RANKS,
        GOOD_RANK,
        student.reasons,
        Golden(
            "golden.png",
            tuple(round(float(x), 5) for x in whole[0]),
            tuple(round(float(x), 5) for x in region[0]),
            {"litert": TOLERANCE},
        ),
        student.provenance,
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="export.bundle", description=__doc__)
    parser.add_argument("--student", type=Path, required=True, help="folder of training.student")
    add_trunk(parser)
    parser.add_argument("--trunk", type=Path, help="int8 trunk, a .tflite; none: a float bundle")
    parser.add_argument(
        "--ratings", type=ratings_file, required=True, help="rated photos, for calibration"
    )
    parser.add_argument("--golden", type=Path, required=True, help="photo of the self-test")
    parser.add_argument("--licence", type=Path, required=True, help="terms of the weights")
    parser.add_argument("--permissive", action="store_true", help="leave out CC BY-NC photos")
    parser.add_argument("--out", type=Path, required=True, help="folder of the bundle")
    options = parser.parse_args(argv)
    photos: RatedPhotos = options.ratings
    if options.permissive:
        photos = photos.take(np.flatnonzero(photos.permissive))
    worst = build(
        load_student(options.student),
        options.backbone,
        trunk_of(parser, options),
        options.trunk,
        photos.paths,
        options.golden,
        options.licence,
        options.out,
    )
    size = (options.out / "quality.tflite").stat().st_size / 1e6
    print(f"{options.out}: {size:.2f} MB, at most {worst:.4f} from the student's logits")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
