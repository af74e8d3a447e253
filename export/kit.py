"""Photos, and what the shipped bundle says of each: the kit by which any port can be checked.

`tests/conformance/` holds both; its README says how to check a port with them. The table is written
by this command, when a bundle is replaced, and reviewed; a test only reads it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from clearshot import Bundle, load_bundle
from clearshot.decision import Reading, decide
from clearshot.manifest import EMBEDDED, read_manifest
from clearshot.photo import load_photo
from clearshot.regions import Views, cut
from export.manifest import PROGRAM

TABLE = "expected.json"
NEAR = 10.0
"""Points of 100 about the threshold, within which some photos must lie: there a port goes wrong."""


class KitRefused(ValueError):
    """A kit that does not fit the bundle, or is not whole; the message says what to do."""


@dataclass(frozen=True)
class Expected:
    """What is said of one photo.

    Attributes:
        file: in the kit's folder.
        sha256: of the file.
        verdict: at the policy's default operating point.
        score: 0 to 100; what the photo's own size takes from it is taken.
        grade: probability of each rank.
        reason: the first one of a retake; blank otherwise.
        severities: of each reason, 0 to 1.
        regions: score of each, in reading order.
    """

    file: str
    sha256: str
    verdict: str
    score: float
    grade: tuple[float, ...]
    reason: str
    severities: dict[str, float]
    regions: tuple[float, ...]


@dataclass(frozen=True)
class Kit:
    """A folder of photos with what is expected of each.

    Attributes:
        folder: of the photos.
        program: SHA-256 of the .tflite that the table was written for.
        threshold: of the score, below which a photo is to be retaken.
        photos: what is expected.
    """

    folder: Path
    program: str
    threshold: float
    photos: tuple[Expected, ...]

    @property
    def near(self) -> int:
        """Count the photos whose score is near the threshold."""
        return sum(abs(each.score - self.threshold) <= NEAR for each in self.photos)


def views_of(photo: Path, bundle: Bundle) -> Views:
    """Cut a photo as the bundle wants it."""
    return cut(load_photo(photo, bundle.views.working_long_side), bundle.views)


def expected_of(file: Path, said: Reading, bundle: Bundle) -> Expected:
    """Say what a reading of a photo comes to."""
    verdict = decide(said, max(load_photo(file).size), bundle.policy)
    first = verdict.reasons[0].code if verdict.verdict == "retake" and verdict.reasons else ""
    return Expected(
        file.name,
        sha256(file.read_bytes()).hexdigest(),
        verdict.verdict,
        round(verdict.score or 0.0, 3),
        tuple(round(each, 5) for each in said.grade or ()),
        first,
        {code: round(each, 5) for code, each in said.severities.items()},
        tuple(round(each, 3) for each in said.region_scores),
    )


def write_kit(folder: Path, model: Path = EMBEDDED) -> Kit:
    """Judge every photo of a folder, and write the table.

    Raises:
        KitRefused: the bundle cannot be used.
    """
    bundle = load_bundle(model)
    if bundle.fallback is not None:
        raise KitRefused(f"{model}: {bundle.fallback}")
    photos = sorted(file for file in folder.glob("photos/*") if file.is_file())
    said = [expected_of(file, bundle.scorer(views_of(file, bundle)), bundle) for file in photos]
    program = read_manifest(model).files[PROGRAM]
    point = bundle.policy.operating_point(None)
    kit = Kit(folder, sha256(program).hexdigest(), point.threshold, tuple(said))
    table = {
        "program_sha256": kit.program,
        "threshold": kit.threshold,
        "photos": [asdict(each) for each in kit.photos],
    }
    (folder / TABLE).write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    return kit


def read_kit(folder: Path) -> Kit:
    """Read the table, and check that the photos are those that it is about.

    Raises:
        KitRefused: a photo is missing or was changed.
    """
    table = json.loads((folder / TABLE).read_text(encoding="utf-8"))
    photos = [
        Expected(**{**each, "grade": tuple(each["grade"]), "regions": tuple(each["regions"])})
        for each in table["photos"]
    ]
    for each in photos:
        file = folder / "photos" / each.file
        if not file.is_file() or sha256(file.read_bytes()).hexdigest() != each.sha256:
            raise KitRefused(f"{file} is missing or was changed: get the kit again")
    return Kit(folder, table["program_sha256"], table["threshold"], tuple(photos))


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m export.kit", description=__doc__)
    parser.add_argument("--kit", type=Path, required=True, help="folder; its photos/ are judged")
    parser.add_argument("--model", type=Path, default=EMBEDDED, help="bundle; the embedded one")
    options = parser.parse_args(argv)
    try:
        kit = write_kit(options.kit, options.model)
    except KitRefused as error:
        print(f"export.kit: {error}", file=sys.stderr)
        return 2
    print(f"{options.kit / TABLE}: {len(kit.photos)} photos, {kit.near} near the threshold")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
