"""What Android would be given, rendered once from a copy of the app's folder."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Rendered:
    """The command for python-for-android, and what it wrote."""

    create: list[str]
    apk: list[str]
    recipes: dict[str, str]
    modules: list[str]
    dist: Path

    def text(self, name: str) -> str:
        return (self.dist / name).read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    for name in ("buildozer", "pythonforandroid"):
        if importlib.util.find_spec(name) is None:
            pytest.skip(f"{name} is not installed: pip install 'clearshot[android]'")
    folder = tmp_path_factory.mktemp("android")
    kept = shutil.ignore_patterns("__pycache__", ".*", "Quality.mlpackage")
    shutil.copytree(ROOT / "mobile_app", folder / "mobile_app", ignore=kept)
    # It would be packed if nothing kept it out.
    core_ml = folder / "mobile_app/clearshot/model/Quality.mlpackage/Manifest.json"
    core_ml.parent.mkdir()
    core_ml.write_text("{}")
    (folder / "assets").mkdir()
    for picture in (ROOT / "assets").glob("*.png"):
        shutil.copy(picture, folder / "assets")
    script = Path(__file__).with_name("render_android.py")
    done = subprocess.run(
        [sys.executable, script, folder],
        env={**os.environ, "HOME": str(folder / "home")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    found = json.loads((folder / "rendered.json").read_text())
    return Rendered(**{**found, "dist": Path(found["dist"])})
