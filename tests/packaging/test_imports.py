"""What the phone's half imports: what its package has, and nothing else."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.packaging.conftest import ROOT

PACKAGE = ROOT / "mobile_app" / "clearshot"
FILES = sorted(file.relative_to(PACKAGE).as_posix() for file in PACKAGE.rglob("*.py"))
ALLOWED = {"clearshot", "numpy", "PIL"}
# Not in Python as phones have it.
NO_PHONE_HAS = {"tkinter", "curses", "readline", "multiprocessing", "idlelib", "turtle"}
# What more a folder, or a file, may import.
MORE = {
    "ui/": {"kivy"},
    "ports/android/": {"jnius", "android"},
    "scorers/android.py": {"jnius"},
    "ports/ios/": {"pyobjus"},
    # Of a desktop only: these do not go into the package.
    "ports/clip.py": {"cv2"},
    "ports/webcam.py": {"cv2"},
    "scorers/litert.py": {"ai_edge_litert"},
    # Behind a question whether it is there.
    "cli.py": {"tqdm", "pillow_heif"},
    "formats.py": {"pillow_heif"},
    "photo.py": {"pillow_heif"},
}


def imports(file: Path) -> Iterator[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 11))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("name", FILES)
def test_a_file_imports_only_what_its_package_has(name: str) -> None:
    allowed = ALLOWED.union(*(more for place, more in MORE.items() if name.startswith(place)))
    allowed |= sys.stdlib_module_names - NO_PHONE_HAS
    assert set(imports(PACKAGE / name)) <= allowed


def test_the_app_starts_from_one_file_that_imports_the_app_only() -> None:
    assert set(imports(ROOT / "mobile_app/main.py")) == {"__future__", "clearshot"}
