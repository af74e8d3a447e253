"""Clang reads our Objective-C against a written page of Apple's frameworks, without a word."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.conftest import ROOT

HERE = Path(__file__).parent
OURS = ROOT / "mobile_app/ios"
FRAMEWORKS = (
    "AVFoundation", "CoreML", "CoreMotion", "CoreVideo", "Foundation", "PhotosUI", "UIKit",
)  # fmt: skip


@pytest.fixture(scope="module")
def clang(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install Clang's library apart from all else; give its folder."""
    site = tmp_path_factory.mktemp("clang")
    install = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    got = subprocess.run(
        [*install, "--no-deps", "--target", str(site), "libclang==18.1.1"],
        capture_output=True,
        text=True,
        check=False,
    )
    if got.returncode != 0:
        pytest.skip(f"libclang cannot be had here: {got.stderr.strip().splitlines()[-1:]}")
    return site


@pytest.fixture
def headers(tmp_path: Path) -> Path:
    (tmp_path / "apple_api.h").write_text((HERE / "apple_api.h").read_text())
    for name in FRAMEWORKS:
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.h").write_text('#import "../apple_api.h"\n')
    return tmp_path


def said(clang: Path, headers: Path, *sources: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, HERE / "read_objc.py", headers, *sources],
        env={**os.environ, "PYTHONPATH": str(clang)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.stderr
    return done.stdout.splitlines()


@pytest.mark.slow
def test_clang_has_nothing_to_say_of_our_objective_c(clang: Path, headers: Path) -> None:
    sources = sorted(OURS.glob("*.m"))
    assert len(sources) == 3
    assert said(clang, headers, *sources) == []


@pytest.mark.slow
def test_clang_would_say_what_is_wrong(clang: Path, headers: Path, tmp_path: Path) -> None:
    for header in OURS.glob("*.h"):
        (tmp_path / header.name).write_text(header.read_text())
    source = (OURS / "ClearshotCamera.m").read_text()
    slip = source.replace("_device.hasTorch &&", "_device.hasLamp &&")
    assert slip != source
    (tmp_path / "Slip.m").write_text(slip)
    (found,) = said(clang, headers, tmp_path / "Slip.m")
    assert "hasLamp" in found
