"""Turn a trained student into a bundle that phones run, and prove that it is the same judge.

Converts trunk and heads as one network for LiteRT and for Core ML, holds both files against the
student, and writes them with policy, terms, golden picture and manifest. A bundle whose proof fails is
not written. `--float` makes one of the network before it was rounded, to hold the other against
(`python -m quantization.fidelity`).
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from tqdm import tqdm

from clearshot import __version__
from clearshot.errors import PhotoUnreadable
from clearshot.manifest import Golden, Model, read_manifest
from clearshot.photo import load_photo
from clearshot.regions import cut
from export import coreml, tflite
from export.logits import ProofFailed
from export.manifest import PACKAGE, PROGRAM, write_manifest
from export.source import GOOD_RANK, RANKS, REFUSALS, Source, add_run, source_of
from training.policies import write_policy

GOLDEN = Path(__file__).parents[1] / "assets" / "examples" / "good_medium.jpg"


def build(source: Source, golden: Path, licence: Path | None, out: Path) -> dict[str, float]:
    """Write a bundle and read it back; give the largest difference of a logit in each runtime.

    Raises:
        ProofFailed: one of the files does not give the student's logits; nothing is written.
    """
    with tempfile.TemporaryDirectory() as name, tqdm(total=4, desc="bundle") as bar:
        folder = Path(name)
        program = tflite.make(source)
        (folder / PROGRAM).write_bytes(program)
        bar.update()
        off = {"litert": tflite.prove(program, source)}
        bar.update()
        # A network that was not rounded is not on the grid of the integers.
        coreml.write(folder / PACKAGE, source, "int8" if source.rounded else "float16")
        bar.update()
        off["coreml"] = coreml.prove(folder / PACKAGE, source)
        write_policy(source.student.policy, folder / "policy.json")
        (folder / "LICENSE").write_text(_terms(source, licence), encoding="utf-8")
        _write_manifest(folder, source, golden)
        for runtime in off:
            read_manifest(folder, runtime)
        _move(folder, out)
        bar.update()
    return off


def _terms(source: Source, licence: Path | None) -> str:
    """Say under which terms the weights may be used."""
    if licence is not None:
        return licence.read_text(encoding="utf-8")
    licences = "\n".join(sorted(set(source.run.photos.licences.tolist())))
    return (
        "The weights learnt from photos under these terms; whether those bind the weights is not "
        f"settled, so keep to all of them:\n\n{licences}\n"
    )


def _write_manifest(folder: Path, source: Source, golden: Path) -> None:
    """Add the golden picture with what both runtimes say of it, and list all files."""
    view = cut(load_photo(golden, source.spec.working_long_side), source.spec).whole
    Image.fromarray(view).save(folder / "golden.png", optimize=True)
    said = tflite.run((folder / PROGRAM).read_bytes(), view[None])
    apart = coreml.run(folder / PACKAGE, view[None]).off(said)
    whole, region = (tuple(round(float(x), 5) for x in each[0]) for each in said)
    write_manifest(
        folder,
        Model(
            id=f"clearshot-{source.run.config.model.trunk}",
            version=__version__,
            licence="see LICENSE",
            ratings="stand-in ratings by a vision model in four roles",
        ),
        source.spec,
        RANKS,
        GOOD_RANK,
        source.student.reasons,
        Golden(
            "golden.png",
            whole,
            region,
            # Core ML does not round activations: what that makes on this picture, and its own rounding.
            {"litert": tflite.TOLERANCE, "coreml": round(apart + coreml.TOLERANCE, 3)},
        ),
        source.student.provenance,
    )


def _move(folder: Path, out: Path) -> None:
    """Put a bundle in its place; of an older one nothing is left that the manifest does not list."""
    out.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(out / PACKAGE, ignore_errors=True)
    shutil.copytree(folder, out, dirs_exist_ok=True)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m export.bundle", description=__doc__)
    add_run(parser)
    parser.add_argument("--golden", type=Path, default=GOLDEN, help="photo of the self-test")
    parser.add_argument(
        "--licence", type=Path, help="terms of the weights; else those of the photos"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder of the bundle")
    options = parser.parse_args(argv)
    try:
        off = build(source_of(options), options.golden, options.licence, options.out)
    except (ProofFailed, PhotoUnreadable, *REFUSALS) as error:
        print(f"export.bundle: {error}", file=sys.stderr)
        return 2
    sizes = ((options.out / PROGRAM).stat().st_size / 1e6, coreml.size_of(options.out / PACKAGE))
    for name, size, worst in zip((PROGRAM, PACKAGE), sizes, off.values(), strict=True):
        print(f"{options.out / name}: {size:.2f} MB, at most {worst:.4f} from the student's logits")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
