"""One bit that flips anywhere in what the runtime reads: refused, by a process of its own each time."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from clearshot.manifest import EMBEDDED

READ = ("manifest.json", "manifest.sha256", "policy.json", "golden.png", "quality.tflite")
FLIPS = 200
ASK = "import sys; from clearshot import load_bundle; print(load_bundle(sys.argv[1]).fallback)"


def flipped(folder: Path, rng: random.Random) -> str:
    """Flip a bit of a copied bundle; say where. Each file comes equally often, however small."""
    file = folder / rng.choice(READ)
    content = bytearray(file.read_bytes())
    place, bit = rng.randrange(len(content)), rng.randrange(8)
    content[place] ^= 1 << bit
    file.write_bytes(content)
    return f"{file.name}, byte {place}, bit {bit}"


def told(folder: Path) -> str:
    """Load a bundle in a fresh process: why it fell back, or None."""
    done = subprocess.run(
        [sys.executable, "-c", ASK, str(folder)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.strip()


@pytest.mark.slow
def test_a_flipped_bit_is_always_refused(tmp_path: Path) -> None:
    bundle, rng = tmp_path / "bundle", random.Random(14)
    accepted = []
    for _ in range(FLIPS):
        shutil.copytree(EMBEDDED, bundle, dirs_exist_ok=True)
        where = flipped(bundle, rng)
        if told(bundle) == "None":
            accepted.append(where)
    assert accepted == []


def test_the_bundle_itself_is_accepted() -> None:
    assert told(EMBEDDED) == "None"
