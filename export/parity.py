"""Does every runtime give the verdicts of the conformance kit?

Each judges the kit's photos, and what it says is held against the table (`export.kit`): scores,
regions and reasons within the runtime's tolerance, and the verdict wherever the score is farther than
that from the threshold. A runtime that is not here is listed with the reason. Writes parity.md.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from tqdm import tqdm

from clearshot import Bundle, load_bundle
from clearshot.decision import pool
from clearshot.manifest import EMBEDDED, Manifest, read_manifest
from export.kit import Expected, Kit, KitRefused, expected_of, read_kit, views_of
from export.logits import Logits
from export.manifest import PROGRAM
from export.runtimes import Runtime, RuntimeFailed, runtimes

KIT = Path(__file__).parents[1] / "tests" / "conformance"
FEW = 4
"""Photos that a slow runtime judges, unless all are asked for."""


@dataclass(frozen=True)
class Answer:
    """What one runtime said of some photos, beside what was expected."""

    runtime: Runtime
    pairs: tuple[tuple[Expected, Expected], ...]
    threshold: float

    @property
    def score(self) -> float:
        """Largest difference of a score."""
        return max(abs(a.score - b.score) for a, b in self.pairs)

    @property
    def region(self) -> float:
        """Largest difference of a region's score."""
        regions = [np.subtract(a.regions, b.regions) for a, b in self.pairs]
        return float(np.abs(np.concatenate(regions)).max())

    @property
    def severity(self) -> float:
        """Largest difference of a reason's severity, in points of 100."""
        return 100 * max(
            abs(a.severities[code] - b.severities[code])
            for a, b in self.pairs
            for code in a.severities
        )

    @property
    def verdicts(self) -> int:
        """Verdicts that differ, though the score is farther from the threshold than is allowed."""
        return sum(
            a.verdict != b.verdict
            for a, b in self.pairs
            if abs(a.score - self.threshold) > self.runtime.tolerance
        )

    @property
    def reasons(self) -> int:
        """First reasons that differ."""
        return sum(a.reason != b.reason for a, b in self.pairs)

    @property
    def passed(self) -> bool:
        """Whether the runtime is the same judge."""
        off = (self.score, self.region, self.severity)
        return max(off) <= self.runtime.tolerance and not self.verdicts


def answer(runtime: Runtime, kit: Kit, model: Path, photos: Sequence[Expected]) -> Answer:
    """Let a runtime judge some photos of a kit.

    Raises:
        RuntimeFailed: it gave nothing.
    """
    bundle, manifest = load_bundle(model), read_manifest(model)
    files = [kit.folder / "photos" / each.file for each in photos]
    views = [views_of(file, bundle) for file in files]
    bags = [np.stack([each.whole, *each.regions]) for each in views]
    logits = runtime.run(model, np.concatenate(bags))
    ends = np.cumsum([len(bag) for bag in bags])[:-1]
    parts = zip(*(np.split(each, ends) for each in logits), strict=True)
    said = [
        _said(file, Logits(*part), bundle, manifest)
        for file, part in zip(files, parts, strict=True)
    ]
    return Answer(runtime, tuple(zip(photos, said, strict=True)), kit.threshold)


def _said(file: Path, logits: Logits, bundle: Bundle, manifest: Manifest) -> Expected:
    """Pool what was said of a photo's views; the first is the whole one."""
    reading = pool(logits.whole[0], logits.region[1:], manifest.good_rank, manifest.reasons)
    return expected_of(file, reading, bundle)


def spread(photos: Sequence[Expected], count: int) -> list[Expected]:
    """Take so many of the photos, from all over the table."""
    places = np.linspace(0, len(photos) - 1, min(count, len(photos))).round().astype(int)
    return [photos[place] for place in places]


def markdown(rows: Sequence[tuple[Runtime, Answer | str]], threshold: float) -> str:
    """Write the table."""
    columns = (
        f"runtime (threshold {threshold:.1f})", "photos", "score off by", "a region", "a reason",
        "allowed", "verdicts that differ", "first reasons", "the same judge",
    )  # fmt: skip
    lines = [f"| {' | '.join(columns)} |", "|---" * len(columns) + "|"]
    for runtime, said in rows:
        cells = [said] if isinstance(said, str) else _cells(said)
        lines.append(f"| {' | '.join([runtime.name, *cells])} |")
    return "\n".join(lines) + "\n"


def _cells(said: Answer) -> list[str]:
    off = (f"{each:.4f}" for each in (said.score, said.region, said.severity))
    verdict = "yes" if said.passed else "**no**"
    counts = (str(said.verdicts), str(said.reasons))
    return [str(len(said.pairs)), *off, f"{said.runtime.tolerance:g}", *counts, verdict]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m export.parity", description=__doc__)
    parser.add_argument("--model", type=Path, default=EMBEDDED, help="bundle; the embedded one")
    parser.add_argument("--kit", type=Path, default=KIT, help="%(default)s")
    parser.add_argument(
        "--runtimes", type=Path, default=Path(".runtimes"), help="folder of setup.sh (%(default)s)"
    )
    parser.add_argument("--all", action="store_true", help="slow ones judge all photos, too")
    parser.add_argument("--out", type=Path, help="file of the table; else it is printed")
    options = parser.parse_args(argv)
    try:
        kit = read_kit(options.kit)
        check_fits(kit, options.model)
    except (KitRefused, OSError) as error:
        print(f"export.parity: {error}", file=sys.stderr)
        return 2
    rows: list[tuple[Runtime, Answer | str]] = []
    for runtime in tqdm(runtimes(options.runtimes.resolve()), desc="runtimes"):
        photos = kit.photos if options.all or not runtime.slow else spread(kit.photos, FEW)
        rows.append((runtime, _tried(runtime, kit, options.model, photos)))
    table = markdown(rows, kit.threshold)
    if options.out:
        options.out.write_text(table, encoding="utf-8")
    print(options.out or table)
    return int(any(_failed(said) for _, said in rows))


def check_fits(kit: Kit, model: Path) -> None:
    """Refuse a table that was written for another network.

    Raises:
        KitRefused: it is so.
    """
    found = sha256(read_manifest(model).files[PROGRAM]).hexdigest()
    if found != kit.program:
        raise KitRefused(
            f"{kit.folder} was written for a network with SHA-256 {kit.program[:12]}..., {model} has "
            f"{found[:12]}...: python -m export.kit --kit {kit.folder} --model {model} writes it anew"
        )


FAILED = "failed: "


def _tried(runtime: Runtime, kit: Kit, model: Path, photos: Sequence[Expected]) -> Answer | str:
    """Let a runtime judge, or say why it does not."""
    missing = runtime.missing()
    if missing is not None:
        return missing
    try:
        return answer(runtime, kit, model, photos)
    except RuntimeFailed as error:
        return f"{FAILED}{error}"


def _failed(said: Answer | str) -> bool:
    return said.startswith(FAILED) if isinstance(said, str) else not said.passed


if __name__ == "__main__":
    raise SystemExit(main())
