"""The scorers of phones, over bridges whose networks the desktop's LiteRT runs."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from clearshot import load_bundle
from clearshot.errors import ScorerFailed
from clearshot.manifest import EMBEDDED, Manifest, read_manifest
from clearshot.photo import Photo
from clearshot.regions import Views, cut
from clearshot.scorers import network_scorer
from tests.clearshot.ports.android_phone import JavaException, android_phone
from tests.clearshot.ports.ios_phone import Text, ios_phone
from tests.clearshot.ports.stand_in import Bridge

interpreter = pytest.importorskip("ai_edge_litert.interpreter")


@pytest.fixture
def manifest() -> Manifest:
    return read_manifest(EMBEDDED)


@pytest.fixture
def views(manifest: Manifest, texture: Callable[..., Any]) -> Views:
    return cut(Photo.of(texture(size=(700, 500))), manifest.views)


def runner(manifest: Manifest) -> Any:
    return interpreter.Interpreter(
        model_content=manifest.files["quality.tflite"]
    ).get_signature_runner()


@pytest.fixture
def android(manifest: Manifest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bridge]:
    run = runner(manifest)

    def read(name: str, picture: bytes, output: str) -> list[float]:
        image = np.frombuffer(picture, np.uint8).reshape(1, 448, 448, 3)
        return [float(value) for value in run(**{name: image})[output][0]]

    answers = {
        "inputs": "image",
        "outputs": "region,whole",
        "inputShape": [1, 448, 448, 3],
        "outputShape": lambda name: [1, {"whole": 16, "region": 14}[name]],
        "run": read,
    }
    monkeypatch.setenv("ANDROID_ARGUMENT", "app")
    with android_phone() as (bridge, _):
        bridge.answers.update({("Network", name): value for name, value in answers.items()})
        yield bridge


@pytest.fixture
def ios(manifest: Manifest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bridge]:
    run = runner(manifest)

    def read(pixels: int, width: int, height: int, output: Text, into: int, length: int) -> bool:
        image = np.frombuffer(ctypes.string_at(pixels, 3 * width * height), np.uint8)
        row = run(image=image.reshape(1, height, width, 3))[output.value][0].astype(np.float32)
        ctypes.memmove(into, row.tobytes(), 4 * length)
        return len(row) == length

    answers = {
        "load_": True,
        "imageWidth": 448,
        "imageHeight": 448,
        "lengthOf_": lambda name: {"whole": 16, "region": 14}[name.value],
        "read_width_height_output_into_length_": read,
    }
    monkeypatch.setenv("KIVY_BUILD", "ios")
    with ios_phone() as bridge:
        bridge.answers.update({("ClearshotNetwork", n): value for n, value in answers.items()})
        yield bridge


def test_android_reads_a_photo_as_the_desktop_does(
    android: Bridge, manifest: Manifest, views: Views, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = load_bundle(threads=2)
    assert bundle.fallback is None
    assert type(bundle.scorer).__name__ == "AndroidScorer"
    assert android.called("Network") == [(manifest.files["quality.tflite"], 2)]
    monkeypatch.delenv("ANDROID_ARGUMENT")
    assert bundle.scorer(views) == network_scorer(manifest)(views)


def test_core_ml_reads_a_photo_with_the_files_that_were_verified(
    ios: Bridge, manifest: Manifest, views: Views, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[dict[str, bytes]] = []

    def load(path: Text) -> bool:
        folder = Path(path.value)
        files = (file for file in folder.rglob("*") if file.is_file())
        seen.append({str(file.relative_to(folder.parent)): file.read_bytes() for file in files})
        return True

    ios.answers["ClearshotNetwork", "load_"] = load
    bundle = load_bundle()
    assert bundle.fallback is None
    assert type(bundle.scorer).__name__ == "CoreMLScorer"
    verified = read_manifest(EMBEDDED, "coreml")
    assert seen == [{name: verified.files[name] for name in verified.runtimes["coreml"]}]
    monkeypatch.delenv("KIVY_BUILD")
    assert bundle.scorer(views) == network_scorer(manifest)(views)


def test_a_network_that_java_refuses_is_a_fallback_with_its_words(android: Bridge) -> None:
    def refuse(*_: object) -> None:
        raise JavaException("JVM exception occurred: not a model\nat org.clearshot")

    android.answers["Network", "Network"] = refuse
    assert load_bundle().fallback == (
        "LiteRT does not load clearshot-lite0 0.1.0: JVM exception occurred: not a model"
    )


def test_a_network_that_core_ml_refuses_is_a_fallback_with_its_words(ios: Bridge) -> None:
    ios.answers.update(
        {("ClearshotNetwork", "load_"): False, ("ClearshotNetwork", "trouble"): b"cannot compile"}
    )
    assert load_bundle().fallback == "Core ML does not load clearshot-lite0 0.1.0: cannot compile"


def test_a_runtime_that_stops_is_a_failure(android: Bridge, ios: Bridge, views: Views) -> None:
    module = import_module("clearshot.scorers.coreml")
    scorer = module.CoreMLScorer(read_manifest(EMBEDDED, "coreml"))
    ios.answers.update(
        {
            ("ClearshotNetwork", "read_width_height_output_into_length_"): False,
            ("ClearshotNetwork", "trouble"): b"out of memory",
        }
    )
    with pytest.raises(ScorerFailed, match="stopped: out of memory"):
        scorer(views)


def test_without_the_apps_own_classes_one_is_told(
    manifest: Manifest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANDROID_ARGUMENT", "app")
    with pytest.raises(ScorerFailed, match="build the app with p4a/java"):
        network_scorer(manifest)
