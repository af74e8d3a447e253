"""The runtime's own tests again, with the numpy and Pillow that phones have.

python-for-android builds Pillow 11.3; kivy-ios has numpy 1.24.4 and Pillow 8.2.0, which is built
from its source, as there is no wheel of it for Python 3.11.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.packaging.conftest import ROOT

# What decodes, cuts, judges, draws and watches; the flow and the words touch neither library.
TESTS = (
    "test_assess.py",
    "test_colour.py",
    "test_decision.py",
    "test_icc.py",
    "test_loading.py",
    "test_manifest.py",
    "test_overlay.py",
    "test_photo.py",
    "test_regions.py",
    "scorers/test_classical.py",
    "scorers/test_litert.py",
    "ports/test_replay.py",
    "ports/test_turning.py",
    "capture/test_live.py",
    "capture/test_store.py",
)
# Pillow 8.2 as it is here: built without LittleCMS, WebP and TIFF's compressions, as kivy-ios builds
# it. It does not turn a TIFF, scales 16-bit grey in another way, and writes the GIF and the MPO of
# these tests differently.
OLD = (
    "not WEBP and not (TIFF and (orientation or roi)) and not sixteen_bit_grey"
    " and not multi_picture and not first_frame_of_a_gif"
)
# Pillow 8.2 does not know AVIF and says so; its own code is older than this Python.
OLD_WARNINGS = ("-W", "default::UserWarning", "-W", "default::DeprecationWarning")
# Judges the photos of a folder; prints verdict and score, or the name of an error, of each.
JUDGE = """
import json, pathlib, sys, warnings
warnings.simplefilter("ignore")
from clearshot import assess, load_bundle
from clearshot.errors import PhotoUnreadable
bundle, found = load_bundle(threads=1), {}
assert bundle.fallback is None, bundle.fallback
for photo in pathlib.Path(sys.argv[1]).iterdir():
    try:
        verdict = assess(photo, bundle)
        found[photo.name] = [verdict.verdict, verdict.score]
    except PhotoUnreadable as error:
        found[photo.name] = [error.code, None]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an environment with the newest that phones have; give its Python."""
    folder = tmp_path_factory.mktemp("phone")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / "bin" / "python"
    if not python.exists():
        pytest.skip("environments of this machine are laid out in another way")
    # Not newer setuptools: it cannot build the old Pillow.
    install(
        python, "numpy==1.24.4", "pillow==11.3.0", "pytest", "hypothesis", "ai-edge-litert",
        "setuptools<60", "wheel",
    )  # fmt: skip
    return python


def install(python: Path, *what: str) -> None:
    """Install, or skip and say why it cannot be had."""
    pip: list[str | Path] = [sys.executable, "-m", "pip", "--python", python, "install", "-q"]
    got = subprocess.run(
        [*pip, "--disable-pip-version-check", *what], capture_output=True, text=True, check=False
    )
    if got.returncode != 0:
        why = (got.stderr or got.stdout).strip().splitlines()[-1:]
        pytest.skip(f"{' '.join(what)} cannot be had here: {why}")


def run(python: Path, *options: str) -> None:
    """Run the tests with the app's folder first."""
    names = [str(ROOT / "tests/clearshot" / name) for name in TESTS]
    plain = ["-o", "addopts=--import-mode=importlib --strict-markers", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [python, "-m", "pytest", "-q", *plain, *options, *names],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "mobile_app")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:]


def judged(python: Path) -> dict[str, list[Any]]:
    """Judge the conformance photos."""
    photos = ROOT / "tests/conformance/photos"
    done = subprocess.run(
        [python, "-c", JUDGE, photos],
        env={**os.environ, "PYTHONPATH": str(ROOT / "mobile_app")},
        capture_output=True,
        check=True,
    )
    found: dict[str, list[Any]] = json.loads(done.stdout)
    return found


def differing(found: dict[str, list[Any]]) -> set[str]:
    """Name the photos whose score is not within 1 of 100 of the one recorded, or whose verdict."""
    recorded = json.loads((ROOT / "tests/conformance/expected.json").read_text())
    differ = set()
    for photo in recorded["photos"]:
        verdict, score = found[photo["file"]]
        if photo["score"] is None or score is None:
            same = verdict == photo["verdict"]
        else:
            clear = abs(photo["score"] - recorded["threshold"]) > 1
            same = abs(score - photo["score"]) <= 1 and (verdict == photo["verdict"] or not clear)
        if not same:
            differ.add(photo["file"])
    return differ


@pytest.mark.slow
def test_the_runtime_works_with_the_libraries_of_android(environment: Path) -> None:
    run(environment, "-m", "not slow")
    assert differing(judged(environment)) == set()


@pytest.mark.slow
def test_the_runtime_works_with_the_libraries_of_ios(environment: Path) -> None:
    install(environment, "--no-build-isolation", "--no-binary=pillow", "pillow==8.2.0")
    run(environment, "-m", "not slow", "-k", OLD, *OLD_WARNINGS)
    # Refused in words, as no decoder is there.
    refused = {"03-good-tone7-webp.webp", "11-colour_cast-tone2-tiff.tif"}
    found = judged(environment)
    assert differing(found) == refused
    assert {found[name][0] for name in refused} == {"damaged"}
