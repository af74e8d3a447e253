"""What buildozer.spec leads to: recipes, command, manifest, gradle files and the packed files.

Nothing here compiles or runs an app: that needs Android's SDK and NDK, and a phone.
"""

from __future__ import annotations

import re
import tarfile
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from tests.packaging.conftest import ROOT, Rendered

ANDROID = "{http://schemas.android.com/apk/res/android}"
PERMISSIONS = {f"android.permission.{name}" for name in ("CAMERA", "VIBRATE", "INTERNET")}
# What is no recipe is installed as it is, so it must be plain Python; python-for-android takes any
# name for that without a word. These come with Kivy.
PURE = {"certifi", "chardet", "filetype", "idna", "requests", "six", "urllib3"}
FOR_ANDROID_ONLY = ("ports/android/bridge", "ports/android/camera", "scorers/android")


@pytest.fixture
def manifest(rendered: Rendered) -> ET.Element:
    return ET.fromstring(rendered.text("src/main/AndroidManifest.xml"))


@pytest.fixture
def packed(rendered: Rendered) -> set[str]:
    with tarfile.open(rendered.dist / "src/main/assets/private.tar") as archive:
        return {member.name for member in archive.getmembers() if member.isfile()}


def names(manifest: ET.Element, kind: str) -> set[str | None]:
    return {found.get(f"{ANDROID}name") for found in manifest.iter(kind)}


def following(command: list[str], option: str) -> list[str]:
    """Give the values of an option that may come more than once."""
    return [after for name, after in pairwise(command) if name == option]


def test_the_recipes_resolve_to_the_versions_that_were_looked_at(rendered: Rendered) -> None:
    expected = {
        "python3": "3.11.14",
        "hostpython3": "3.11.14",
        "kivy": "2.3.1",
        "numpy": "v2.3.0",
        "pillow": "11.3.0",
        "pyjnius": "1.7.0",
    }
    assert expected.items() <= rendered.recipes.items()


def test_what_is_no_recipe_is_known_to_be_plain_python(rendered: Rendered) -> None:
    assert set(rendered.modules) <= PURE


def test_the_command_is_the_one_that_was_reviewed(rendered: Rendered) -> None:
    create, apk = rendered.create, rendered.apk
    python, libraries = "python3==3.11.14,hostpython3==3.11.14", "kivy==2.3.1,numpy,pillow,libwebp"
    assert f"--requirements={python},{libraries},pyjnius,android" in create
    assert {"--arch=arm64-v8a", "--ndk-api=26", "--bootstrap=sdl2"} <= set(create)
    assert [part for part in create if part.startswith("--arch")] == ["--arch=arm64-v8a"]
    assert set(following(apk, "--permission")) == PERMISSIONS
    assert following(apk, "--minsdk") == ["26"]
    assert following(apk, "--allow-backup") == ["false"]
    assert following(apk, "--orientation") == ["portrait", "landscape"]
    assert {"--window", "--enable-androidx"} <= set(apk)
    assert [path.rpartition("/")[2] for path in following(apk, "--add-source")] == ["java"]
    assert any(part.endswith("p4a/hook.py") for part in apk if part.startswith("--hook="))


def test_the_app_asks_for_camera_vibration_and_network_and_no_more(manifest: ET.Element) -> None:
    assert names(manifest, "uses-permission") == PERMISSIONS
    assert "RECORD_AUDIO" not in ET.tostring(manifest, "unicode")


def test_any_camera_will_do_and_one_is_needed(manifest: ET.Element) -> None:
    needed = {
        found.get(f"{ANDROID}name"): found.get(f"{ANDROID}required")
        for found in manifest.iter("uses-feature")
    }
    assert needed.pop(None) is None  # OpenGL, which goes by a version
    assert needed == {
        "android.hardware.camera.any": "true",
        "android.hardware.camera": "false",
        "android.hardware.camera.autofocus": "false",
    }


def test_a_voice_can_be_found(manifest: ET.Element) -> None:
    """From Android 11 on an app sees only the services that it says it looks for."""
    queries = manifest.find("queries")
    assert queries is not None
    assert names(queries, "action") == {"android.intent.action.TTS_SERVICE"}


def test_photos_go_into_no_backup_and_to_no_other_phone(
    manifest: ET.Element, rendered: Rendered
) -> None:
    application = manifest.find("application")
    assert application is not None
    assert application.get(f"{ANDROID}allowBackup") == "false"
    assert application.get(f"{ANDROID}dataExtractionRules") == "@xml/keep_here"
    rules = ET.fromstring(rendered.text("src/main/res/xml/keep_here.xml"))
    for kind in ("cloud-backup", "device-transfer"):
        excluded = {found.get("domain") for found in rules.findall(f"{kind}/exclude")}
        assert excluded == {"root", "file", "database", "sharedpref", "external"}


def test_the_versions_of_android_are_those_that_play_takes(
    manifest: ET.Element, rendered: Rendered
) -> None:
    versions = manifest.find("uses-sdk")
    assert versions is not None
    assert versions.get(f"{ANDROID}minSdkVersion") == "26"
    assert versions.get(f"{ANDROID}targetSdkVersion") == "36"
    gradle = rendered.text("build.gradle")
    for line in ("compileSdkVersion 36", "targetSdkVersion 36", "minSdkVersion 26"):
        assert line in gradle


def test_native_libraries_are_of_releases_that_fit_16_kb_pages(rendered: Rendered) -> None:
    """Their files are looked at by the hook, when there is a package."""
    gradle = rendered.text("build.gradle")
    depends = dict(re.findall(r"implementation '([\w.:-]+):([\d.]+)'", gradle))
    cameras = {name: version for name, version in depends.items() if "camera" in name}
    assert len(cameras) == 3
    for version in (*cameras.values(), depends["com.google.ai.edge.litert:litert"]):
        assert tuple(map(int, version.split("."))) >= (1, 4, 0)
    assert "androidx.camera:camera-video" not in depends  # it would record sound
    assert "android.useAndroidX=true" in rendered.text("gradle.properties")
    assert 'noCompress "tflite"' in gradle


def test_our_java_is_compiled(rendered: Rendered) -> None:
    assert re.search(r"srcDir '[^']*/p4a/java'", rendered.text("build.gradle"))


def test_the_package_holds_the_model_with_all_that_verifies_it(packed: set[str]) -> None:
    model = {name.rpartition("/")[2] for name in packed if name.startswith("clearshot/model/")}
    assert model == {
        "LICENSE",
        "golden.png",
        "manifest.json",
        "manifest.sha256",
        "policy.json",
        "quality.tflite",
    }


def test_the_package_holds_every_screen_font_and_language(packed: set[str]) -> None:
    app = ROOT / "mobile_app"
    kinds = {".kv", ".ttf", ".mo"}
    files = (file for file in (app / "clearshot").rglob("*") if file.suffix in kinds)
    assert {str(file.relative_to(app)) for file in files} <= packed
    assert sum(name.endswith(".mo") for name in packed) == 2
    licences = {name for name in packed if name.startswith("clearshot/ui/fonts/")}
    assert {name.rpartition(".")[2] for name in licences} == {"ttf", "txt"}


def test_the_package_holds_what_android_runs(packed: set[str]) -> None:
    assert "main.pyc" in packed
    assert {f"clearshot/{name}.pyc" for name in FOR_ANDROID_ONLY} <= packed


def test_the_package_holds_nothing_else(packed: set[str]) -> None:
    kinds = {"pyc", "kv", "ttf", "txt", "mo", "png", "json", "sha256", "tflite"}
    assert {name.rpartition(".")[2] for name in packed} - kinds == {"clearshot/model/LICENSE"}
    for name in packed:
        top, *inside = name.split("/")
        assert top in {"clearshot", "main.pyc", "p4a_env_vars.txt"}, name
        assert not {"tests", "training", "quantization", "export", "ios"} & set(inside), name
        assert ".mlpackage" not in name
        assert not name.endswith(("scorers/litert.pyc", "ports/clip.pyc", "ports/webcam.pyc"))


def test_icon_and_first_picture_are_there_and_small(rendered: Rendered) -> None:
    pictures = [*(ROOT / "assets").glob("icon*.png"), ROOT / "assets/presplash.png"]
    assert len(pictures) == 4
    assert all(picture.stat().st_size < 100_000 for picture in pictures)
    assert (rendered.dist / "src/main/res/drawable/presplash.jpg").exists()
