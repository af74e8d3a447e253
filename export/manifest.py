"""manifest.json: written here, read by clearshot.manifest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

from clearshot.manifest import SCHEMA, Golden, Model
from clearshot.regions import ViewSpec

PROGRAM, PACKAGE = "quality.tflite", "Quality.mlpackage"
"""What each runtime's files are called in a bundle."""


def write_manifest(
    folder: Path,
    model: Model,
    spec: ViewSpec,
    ranks: int,
    good_rank: int,
    reasons: tuple[str, ...],
    golden: Golden,
    provenance: Mapping[str, object],
) -> None:
    """List the files of `folder` with their digests, and write the manifest and its own digest."""
    runtimes = {"litert": _below(folder, "*.tflite"), "coreml": _below(folder, "*.mlpackage/**/*")}
    names = [*runtimes["litert"], *runtimes["coreml"], "policy.json", golden.input, "LICENSE"]
    manifest = {
        "schema": SCHEMA,
        "model": asdict(model),
        "input": {**asdict(spec), "layout": "NHWC", "dtype": "uint8", "colour": "sRGB"},
        "ranks": ranks,
        "good_rank": good_rank,
        "reasons": list(reasons),
        "runtimes": runtimes,
        "files": {name: _entry(folder / name) for name in names},
        "golden": asdict(golden),
        "provenance": dict(provenance),
    }
    text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    digest = sha256(text.encode()).hexdigest()
    (folder / "manifest.sha256").write_text(f"{digest}  manifest.json\n", encoding="ascii")


def _below(folder: Path, pattern: str) -> list[str]:
    """Name the files that a runtime reads."""
    files = sorted(path for path in folder.glob(pattern) if path.is_file())
    return [path.relative_to(folder).as_posix() for path in files]


def _entry(path: Path) -> dict[str, object]:
    content = path.read_bytes()
    return {"sha256": sha256(content).hexdigest(), "size": len(content)}
