"""A bundle is used whole and unchanged, or refused in words that name the file."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from clearshot.errors import BundleRefused
from clearshot.manifest import read_manifest

if TYPE_CHECKING:
    from tests.conftest import BundleFolder


def test_a_whole_bundle_is_read_with_the_bytes_of_its_files(bundle_folder: BundleFolder) -> None:
    manifest = read_manifest(bundle_folder.write())
    assert (manifest.model.id, manifest.ranks, manifest.good_rank) == ("test", 4, 3)
    assert manifest.views.size == 448
    assert manifest.files["quality.tflite"] == b"no network"
    assert manifest.policy == (bundle_folder.path / "policy.json").read_bytes()


def test_a_missing_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleRefused, match=r"manifest\.json is missing from .*install"):
        read_manifest(tmp_path)


def test_a_changed_manifest_is_refused_before_it_is_read(bundle_folder: BundleFolder) -> None:
    path = bundle_folder.write() / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b'"schema": 1', b'"schema": 9'))
    with pytest.raises(BundleRefused, match=r"manifest\.sha256 expects"):
        read_manifest(bundle_folder.path)


@pytest.mark.parametrize("recorded", ["", "\n", "é", "0" * 64])
def test_a_digest_that_is_none_is_refused(bundle_folder: BundleFolder, recorded: str) -> None:
    (bundle_folder.write() / "manifest.sha256").write_text(recorded, encoding="utf-8")
    with pytest.raises(BundleRefused, match=r"manifest\.sha256 expects"):
        read_manifest(bundle_folder.path)


def test_another_schema_is_refused_whatever_else_it_holds(bundle_folder: BundleFolder) -> None:
    bundle_folder.write()
    bundle_folder.manifest = {"schema": 2}
    bundle_folder.write_manifest()
    with pytest.raises(BundleRefused, match=r"schema 2, .* reads schema 1"):
        read_manifest(bundle_folder.path)


@pytest.mark.parametrize(
    ("where", "name", "value", "words"),
    [
        ("", "ranks", None, '"ranks" is missing'),
        ("", "ranks", 1, '"ranks" is 1, expected a whole number of at least 2'),
        ("", "ranks", True, '"ranks" is true, expected a whole number'),
        ("", "good_rank", 5, '"good_rank" is 5, expected a whole number from 2 to 4'),
        ("", "reasons", "glare", '"reasons" is "glare", expected a list of texts'),
        ("", "reasons", ["glare", "glare"], "each once"),
        ("", "reasons", ["ugly"], "ugly, expected"),
        ("", "model", [], r'"model" is \[\], expected an object'),
        ("model", "licence", None, 'model: "licence" is missing, expected a text'),
        ("input", "size", 0, '"size" is 0'),
        ("input", "overlap", 1, '"overlap" is 1, expected a number from 0 to 0.9'),
        ("input", "layout", "NCHW", '"layout" is "NCHW", this version of clearshot feeds "NHWC"'),
        ("golden", "whole", [1.0], "has 1 numbers, expected 5 for 4 ranks and 2 reasons"),
        ("golden", "region", [1.0, 2.0, "3"], '"region" is .*, expected a number'),
        ("golden", "tolerance", {}, '"litert" is missing'),
        ("runtimes", "litert", [], "no files for the runtime litert"),
        ("", "provenance", None, '"provenance" is missing'),
    ],
)
def test_a_field_that_is_missing_or_wrong_is_named(
    bundle_folder: BundleFolder, where: str, name: str, value: object, words: str
) -> None:
    bundle_folder.write()
    fields: Any = bundle_folder.manifest[where] if where else bundle_folder.manifest
    if value is None:
        del fields[name]
    else:
        fields[name] = value
    bundle_folder.write_manifest()
    with pytest.raises(BundleRefused, match=words):
        read_manifest(bundle_folder.path)


@pytest.mark.parametrize("name", ["quality.tflite", "policy.json", "golden.png"])
def test_a_file_that_is_missing_is_named(bundle_folder: BundleFolder, name: str) -> None:
    (bundle_folder.write() / name).unlink()
    with pytest.raises(BundleRefused, match=f"{name} is missing"):
        read_manifest(bundle_folder.path)


@pytest.mark.parametrize("name", ["quality.tflite", "policy.json", "golden.png"])
@pytest.mark.parametrize("change", [b"", b"longer"])
def test_a_file_of_another_size_is_named(
    bundle_folder: BundleFolder, name: str, change: bytes
) -> None:
    path = bundle_folder.write() / name
    size = path.stat().st_size
    path.write_bytes(path.read_bytes() + change if change else path.read_bytes()[:-1])
    with pytest.raises(
        BundleRefused, match=f"{name} has {path.stat().st_size} bytes, .* expects {size}"
    ):
        read_manifest(bundle_folder.path)


@pytest.mark.parametrize("name", ["quality.tflite", "policy.json", "golden.png"])
def test_a_file_with_one_flipped_bit_is_named(bundle_folder: BundleFolder, name: str) -> None:
    path = bundle_folder.write() / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(BundleRefused, match=f"{name} has SHA-256 .*changed"):
        read_manifest(bundle_folder.path)


@pytest.mark.parametrize("name", ["other.tflite", "nested/other.tflite"])
def test_a_model_that_is_not_listed_is_refused(bundle_folder: BundleFolder, name: str) -> None:
    path = bundle_folder.write() / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"stranger")
    with pytest.raises(BundleRefused, match=f"{name} lies in the bundle .* does not list it"):
        read_manifest(bundle_folder.path)


def test_a_licence_may_lie_there_unlisted(bundle_folder: BundleFolder) -> None:
    (bundle_folder.write() / "LICENSE").write_text("Apache-2.0")
    read_manifest(bundle_folder.path)


def test_the_files_of_another_runtime_need_not_be_there(bundle_folder: BundleFolder) -> None:
    bundle_folder.write()
    runtimes: Any = bundle_folder.manifest["runtimes"]
    runtimes["coreml"] = ["Quality.mlpackage/Manifest.json"]
    bundle_folder.write_manifest()
    assert "Quality.mlpackage/Manifest.json" not in read_manifest(bundle_folder.path).files
    with pytest.raises(BundleRefused, match=r'"coreml" is missing'):
        read_manifest(bundle_folder.path, "coreml")


@pytest.mark.parametrize("name", ["../secret.tflite", "/etc/passwd", "a\\..\\b.tflite"])
def test_a_file_outside_the_bundle_is_refused(bundle_folder: BundleFolder, name: str) -> None:
    bundle_folder.write()
    (bundle_folder.path.parent / "secret.tflite").write_bytes(b"x")
    manifest: Any = bundle_folder.manifest
    manifest["runtimes"]["litert"] = [name]
    manifest["files"][name] = {"sha256": sha256(b"x").hexdigest(), "size": 1}
    bundle_folder.write_manifest()
    with pytest.raises(BundleRefused, match="expected a file inside the bundle"):
        read_manifest(bundle_folder.path)


def test_a_file_without_a_digest_is_refused(bundle_folder: BundleFolder) -> None:
    bundle_folder.write()
    manifest: Any = bundle_folder.manifest
    del manifest["files"]["policy.json"]
    bundle_folder.write_manifest()
    with pytest.raises(BundleRefused, match=r'"files" does not list policy\.json'):
        read_manifest(bundle_folder.path)


@pytest.mark.parametrize("text", [b"", b"[]", b"{", b"\xff", b"1", b'"a"'])
def test_a_manifest_that_is_no_object_is_refused(bundle_folder: BundleFolder, text: bytes) -> None:
    folder = bundle_folder.write()
    (folder / "manifest.json").write_bytes(text)
    (folder / "manifest.sha256").write_text(f"{sha256(text).hexdigest()}  manifest.json\n")
    with pytest.raises(BundleRefused, match="expected an object"):
        read_manifest(folder)


def test_the_shipped_bundle_is_whole(shipped: Path) -> None:
    manifest = read_manifest(shipped)
    assert manifest.runtimes["litert"] == ("quality.tflite",)
