"""Fit the student's heads on rated photos, their copies and renders, and choose its policy.

The trunk stays as it is; `python -m quantization.ptq` writes it. With `--permissive`, photos
whose terms forbid commercial use are left out, and what that costs is printed. A trunk that was
taught on the photos knows them: then `--predictions` of a cross-validation, whose trunks did not,
choose the policy. Writes heads.safetensors, policy.json and student.json; the features, which take
long, go on where a killed run was.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from clearshot.policy import OperatingPoint, Policy, read_policy
from training.collect import REASONS, add_sources, collect_sources
from training.fingerprint import fingerprint
from training.heads import Heads, calibrated
from training.learning import learn_heads
from training.lessons import Lessons
from training.permissive import cost_of_leaving_out
from training.pictures import Pictures
from training.policies import policy_of, write_policy
from training.predicted import within_site_logits
from training.ratings import GOOD_RANK, RatedPhotos
from training.report.predictions import PredictionsRefused
from training.thresholds import operating_points
from training.trials import unseen_logits

Floats = NDArray[np.float32]
Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Student:
    """What is exported: heads on the trunk's features, the reasons' order, and the policy."""

    heads: Heads
    reasons: tuple[str, ...]
    policy: Policy
    provenance: dict[str, object]


def train(
    photos: RatedPhotos,
    rated: Pictures,
    lessons: Lessons,
    members: Indices,
    unseen: Floats,
    by_good: bool = False,
) -> tuple[Heads, dict[str, OperatingPoint]]:
    """Fit on these photos; calibrate and choose thresholds on scores of photos not learnt from.

    Args:
        photos: rated photos.
        rated: their pictures.
        lessons: how is learnt, and from what else.
        members: (m,) photos that are learnt from.
        unseen: (photos, 1 + reasons) logits by heads that had not learnt from the photo.
        by_good: their first column is the logit of a good rank, not the latent.
    """
    unseen, learnt = unseen[members], photos.take(members)
    fitted = learn_heads(rated, members, lessons)
    unseen[:, 0] += fitted.thresholds[GOOD_RANK - 2] if by_good else 0
    heads = calibrated(fitted, unseen[:, 0], learnt.ratings)
    unseen[:, 0] *= heads.weights[0, 0] / fitted.weights[0, 0]
    return heads, operating_points(heads.score_of(unseen), learnt, _described(learnt))


def rendered_photos(renders: Pictures) -> int:
    """Count the renders that were looked at, without their copies."""
    return int((renders.where("original") | renders.where("fault")).sum())


def _described(photos: RatedPhotos) -> str:
    sites = ", ".join(f"{(photos.sources == s).sum()} {s}" for s in np.unique(photos.sources))
    return (
        f"rated photos ({sites}), 10-fold cross-validation by group; stand-in ratings by a vision "
        "model in four roles; PPV and NPV at 71.5 % good photos"
    )


def save_student(student: Student, folder: Path) -> None:
    """Write a student; `load_student` reads it."""
    folder.mkdir(parents=True, exist_ok=True)
    # safetensors writes the memory of an array, whatever its strides: a transposed one is scrambled.
    arrays = {name: np.ascontiguousarray(each) for name, each in asdict(student.heads).items()}
    save_file(arrays, folder / "heads.safetensors")
    write_policy(student.policy, folder / "policy.json")
    values = {"reasons": student.reasons, "provenance": student.provenance}
    (folder / "student.json").write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")


def load_student(folder: Path) -> Student:
    """Read what `save_student` wrote."""
    values = json.loads((folder / "student.json").read_text(encoding="utf-8"))
    return Student(
        heads=Heads(**load_file(folder / "heads.safetensors")),
        reasons=tuple(values["reasons"]),
        policy=read_policy(folder / "policy.json"),
        provenance=values["provenance"],
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="training.student", description=__doc__)
    add_sources(parser)
    parser.add_argument("--out", type=Path, required=True, help="folder of the student")
    parser.add_argument("--permissive", action="store_true", help="leave out CC BY-NC photos")
    parser.add_argument("--predictions", type=Path, help="of training.crossval, see above")
    options = parser.parse_args(argv)
    photos, rated, lessons = collect_sources(options)
    everyone = np.arange(len(photos))
    members = np.flatnonzero(photos.permissive) if options.permissive else everyone
    originals = rated.where("original")  # in the order of the photos
    said: Path | None = options.predictions
    try:
        unseen = (
            unseen_logits(photos, rated, lessons, members)[originals]
            if said is None
            else within_site_logits(said, photos, REASONS)
        )
    except (PredictionsRefused, OSError) as error:
        parser.error(str(error))
    if options.permissive and said is None:
        whole = unseen_logits(photos, rated, lessons, everyone)[originals]
        print(cost_of_leaving_out(photos, whole[:, 0], unseen[:, 0]))
    heads, points = train(photos, rated, lessons, members, unseen, said is not None)
    learnt = photos.take(members)
    provenance = {
        "photos": {str(s): int((learnt.sources == s).sum()) for s in np.unique(learnt.sources)},
        "photos_sha256": fingerprint(learnt),
        "renders": 0 if lessons.renders is None else rendered_photos(lessons.renders),
        "licences": sorted(set(learnt.licences.tolist())),
        "trunk_sha256": sha256(options.trunk.read_bytes()).hexdigest(),
        "fit": asdict(lessons.config),
    }
    save_student(Student(heads, REASONS, policy_of(points, REASONS), provenance), options.out)
    default = points["few_false_retakes"]
    print(f"{options.out}: threshold {default.threshold}, {default.figures}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
