"""Our Java compiles against what `java_api.txt` says of Android, CameraX and LiteRT."""

from __future__ import annotations

import re
import shutil
import subprocess
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


@pytest.mark.slow
def test_our_java_compiles_for_java_8_without_a_warning(tmp_path: Path) -> None:
    javac = shutil.which("javac")
    if javac is None:
        pytest.skip("javac is not installed: apt-get install default-jdk-headless")
    api = write_api(tmp_path / "api")
    to = ["--release", "8", "-encoding", "UTF-8", "-proc:none", "-d"]
    # --release 8 is announced as old by newer compilers; python-for-android asks for it.
    quiet = ["-Xlint:all,-options,-serial", "-Werror"]
    subprocess.run([javac, *to, tmp_path / "classes", "-nowarn", *api], check=True)
    ours = sorted(SOURCES.rglob("*.java"))
    found = subprocess.run(
        [javac, *to, tmp_path / "ours", *quiet, "-cp", tmp_path / "classes", *ours],
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr
    compiled = {file.stem for file in (tmp_path / "ours").rglob("*.class")}
    assert {file.stem for file in ours} <= compiled
