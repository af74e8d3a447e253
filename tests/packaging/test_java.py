"""Our Java compiles against a written page of Android's, and runs on a JVM below our Python."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.conftest import ROOT

API = Path(__file__).with_name("java_api.txt").read_text(encoding="utf-8")
SOURCES = ROOT / "mobile_app/p4a/java"


def write_api(folder: Path) -> list[Path]:
    """Make a Java file of every paragraph."""
    files = []
    for paragraph in re.sub(r"^#.*\n", "", API, flags=re.MULTILINE).strip().split("\n\n"):
        head, _, body = paragraph.partition("\n")
        kind, name, kin = re.fullmatch(
            r"(abstract |interface |)([\w.]+)(.*)", head.strip()
        ).groups()  # type: ignore[union-attr]
        package, _, plain = name.rpartition(".")
        kind = kind if kind == "interface " else f"{kind}class "
        files.append(folder / f"{name.replace('.', '/')}.java")
        files[-1].parent.mkdir(parents=True, exist_ok=True)
        files[-1].write_text(f"package {package};\npublic {kind}{plain}{kin} {{\n{body}\n}}\n")
    return files


@pytest.fixture(scope="module")
def javac() -> str:
    found = shutil.which("javac")
    if found is None:
        pytest.skip("javac is not installed: apt-get install default-jdk-headless")
    return found


@pytest.fixture(scope="module")
def android(javac: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compile the written page; give the folder of its classes."""
    folder = tmp_path_factory.mktemp("java")
    compile_java(javac, folder / "classes", write_api(folder / "api"), "-nowarn")
    return folder / "classes"


def compile_java(javac: str, to: Path, files: list[Path], *options: str | Path) -> None:
    # python-for-android asks for Java 8, too.
    how: list[str | Path] = ["--release", "8", "-encoding", "UTF-8", "-proc:none", "-d", to]
    found = subprocess.run(
        [javac, *how, *options, *files], capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr


@pytest.mark.slow
def test_our_java_compiles_for_java_8_without_a_warning(
    javac: str, android: Path, tmp_path: Path
) -> None:
    ours = sorted(SOURCES.rglob("*.java"))
    # Newer compilers call Java 8 old.
    quiet = ("-Xlint:all,-options,-serial", "-Werror")
    compile_java(javac, tmp_path, ours, *quiet, "-cp", android)
    assert {file.stem for file in ours} <= {file.stem for file in tmp_path.rglob("*.class")}


@pytest.mark.slow
def test_our_files_drive_our_java_through_pyjnius(
    javac: str, android: Path, tmp_path: Path
) -> None:
    """All but the camera is what a phone would run: the bridge, and how threads wait for frames."""
    install: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--target",
        tmp_path / "site",
    ]
    got = subprocess.run(
        [*install, "--disable-pip-version-check", "pyjnius==1.7.0"],
        capture_output=True,
        text=True,
        check=False,
    )
    if got.returncode != 0:
        pytest.skip(f"pyjnius cannot be had here: {got.stderr.strip().splitlines()[-1]}")
    ours = [file for file in SOURCES.rglob("*.java") if file.stem != "CameraFeed"]
    ours.append(Path(__file__).with_name("CameraFeed.java"))
    compile_java(javac, tmp_path / "ours", ours, "-nowarn", "-cp", android)
    home = Path(javac).resolve().parents[1]
    path = os.pathsep.join(map(str, (ROOT / "mobile_app", tmp_path / "site")))
    done = subprocess.run(
        [
            sys.executable,
            Path(__file__).with_name("drive_bridge.py"),
            tmp_path / "ours",
            android,
        ],
        env={**os.environ, "PYTHONPATH": path, "JAVA_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "told": ["ready", "ready"],
        # The second row's first pixel is at the upper left, the first row's at the upper right.
        "frame": {"shape": [4, 2, 3], "corner": [200, 201, 202]},
        "photos": [[255, 1, 25], [255, 1, 25]],
        "lenses": [True, False],
    }
