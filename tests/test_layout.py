"""The promises that the folder layout makes."""

from __future__ import annotations

import ast
import importlib.metadata
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PIPELINE = ("training", "quantization", "export")
MAY_IMPORT: dict[str, set[str]] = {
    "clearshot": set(),
    "training": {"clearshot"},
    "quantization": {"clearshot", "training"},
    "export": {"clearshot", "training", "quantization"},
}
# What only a phone, or only the webcam extra, has is imported at the top of these.
BORDERS = {"android", "ios", "android.py", "coreml.py", "clip.py", "webcam.py"}
FOLDERS = {"assets", "export", "mobile_app", "quantization", "tests", "training"}
PICTURES = {".jpg", ".jpeg", ".png", ".gif", ".webp"}


def tracked() -> list[Path]:
    """Files that git knows; a test that needs them skips in an unpacked archive."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("this is not a git checkout, so what is committed is not known")
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def imported_by(file: Path) -> set[str]:
    """Top-level names that `file` imports absolutely."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return {name.split(".")[0] for name in names}


def test_the_runtime_imports_without_torch_kivy_and_coremltools() -> None:
    code = f"""
import importlib, pathlib, sys
sys.modules.update(dict.fromkeys(("torch", "torchvision", "coremltools", "kivy", "cv2")))
for file in pathlib.Path("clearshot").rglob("*.py"):
    if not {BORDERS | {"ui"}} & set(file.parts):
        importlib.import_module(".".join(file.with_suffix("").parts).removesuffix(".__init__"))
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT / "mobile_app", check=True)


def test_the_heart_of_the_runtime_needs_numpy_and_pillow_only() -> None:
    code = """
import sys
sys.modules.update({name: None for name in ("ai_edge_litert", "tqdm", "pillow_heif", "scipy")})
import clearshot
print(clearshot.assess("../assets/examples/good_light.jpg").fallback)
"""
    shown = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "mobile_app", check=True, capture_output=True
    )
    assert b"pip install 'clearshot[cli]'" in shown.stdout


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_point_from_export_to_the_runtime_and_never_back(package: str) -> None:
    folder = ROOT / "mobile_app" / package if package == "clearshot" else ROOT / package
    for file in folder.rglob("*.py"):
        ours = imported_by(file) & MAY_IMPORT.keys()
        assert ours <= MAY_IMPORT[package] | {package}, file


@pytest.mark.parametrize("name", PIPELINE)
def test_no_installed_distribution_takes_the_name_of_a_pipeline_folder(name: str) -> None:
    assert name not in importlib.metadata.packages_distributions()


@pytest.mark.slow
def test_the_wheel_holds_the_package_its_model_its_words_and_nothing_else(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--quiet"]
    subprocess.run([*build, "-w", tmp_path, ROOT], check=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        names = wheel.namelist()
    top = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert top == {"clearshot"}
    package = ROOT / "mobile_app"
    bundle = (file for file in (package / "clearshot/model").rglob("*") if file.is_file())
    words = (package / "clearshot/locale").rglob("*.mo")
    assert {str(file.relative_to(package)) for file in (*bundle, *words)} <= set(names)


def test_top_level_folders_are_those_of_the_design() -> None:
    folders = {
        f.relative_to(ROOT).parts[0] for f in tracked() if len(f.relative_to(ROOT).parts) > 1
    }
    assert {name for name in folders if not name.startswith(".")} == FOLDERS


def test_pictures_are_small_and_each_has_its_licence_line() -> None:
    pictures = [file for file in tracked() if file.suffix.lower() in PICTURES]
    assert all(file.stat().st_size < 1_000_000 for file in pictures)
    assert sum(file.stat().st_size for file in pictures) < 40_000_000
    licences = (ROOT / "assets" / "README.md").read_text(encoding="utf-8")
    for file in pictures:
        if file.is_relative_to(ROOT / "assets"):
            assert file.name in licences, f"assets/README.md has no line for {file.name}"


def test_no_committed_file_is_over_20_megabytes() -> None:
    assert all(file.stat().st_size < 20_000_000 for file in tracked())
