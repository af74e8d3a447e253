"""Small pictures, bundles and scorers that tests are made of; nothing here is a photo of a person."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from clearshot.assess import Bundle
from clearshot.decision import Reading
from clearshot.errors import ScorerFailed
from clearshot.manifest import EMBEDDED
from clearshot.policy import CLASSICAL_POLICY
from clearshot.regions import Views, ViewSpec

Picture = NDArray[np.uint8]

GOOD = Reading(90.0, (0.01, 0.04, 0.35, 0.6), {"blur_focus": 0.1}, ())
BLURRED = Reading(20.0, (0.3, 0.5, 0.15, 0.05), {"blur_focus": 0.8, "noise": 0.6}, ())


@dataclass
class ScriptedScorer:
    """A scorer that gives the readings it was told to, in turn; a text is a failure."""

    answers: Sequence[Reading | str]
    seen: list[Views] = field(default_factory=list)
    name: str = "scripted 1"

    def __call__(self, views: Views) -> Reading:
        answer = self.answers[len(self.seen) % len(self.answers)]
        self.seen.append(views)
        if isinstance(answer, str):
            raise ScorerFailed(answer)
        scores = tuple(answer.score for _ in views.regions)
        return Reading(answer.score, answer.grade, answer.severities, scores)


@pytest.fixture
def scripted() -> Callable[..., Bundle]:
    """Make a bundle whose scorer gives these readings."""

    def make(*answers: Reading | str) -> Bundle:
        return Bundle(ScriptedScorer(answers), CLASSICAL_POLICY, ViewSpec(64, 160))

    return make


@pytest.fixture
def good() -> Reading:
    return GOOD


@pytest.fixture
def blurred() -> Reading:
    return BLURRED


def render_texture(
    reflectance: float = 0.5,
    contrast: float = 0.15,
    light: NDArray[np.floating] | float = 1.0,
    noise: float = 0.6,
    blur: float = 0.0,
    size: tuple[int, int] = (960, 720),
) -> Picture:
    """Render a lit surface with a texture like skin's: fine lines that come and go.

    The texture is relative, so that it is the same at any reflectance; light, blur (a Gaussian's
    deviation, at least that of a lens), sRGB and noise (in levels) come in the order of a camera.
    """
    rng = np.random.default_rng(7)
    relief = sum(_field(rng, size, step) * step**0.5 for step in (2, 4, 8, 16))
    relief = relief * np.clip(_field(rng, size, 60), 0, None)
    linear = _blurred(
        reflectance * np.exp(contrast * relief / relief.std()) * light, max(blur, 0.6)
    )
    colour = linear[..., np.newaxis] * np.array([1.0, 0.78, 0.66], np.float32)
    levels = 255 * np.clip(colour, 0, 1) ** (1 / 2.2) + rng.normal(size=colour.shape) * noise
    return levels.round().clip(0, 255).astype(np.uint8)


def _field(rng: np.random.Generator, size: tuple[int, int], step: int) -> NDArray[np.float32]:
    """Draw smooth noise whose hills are about `step` pixels wide."""
    width, height = size
    small = rng.normal(size=(height // step + 2, width // step + 2)).astype(np.float32)
    large = Image.fromarray(small).resize(((width // step + 2) * step, (height // step + 2) * step))
    return np.asarray(large)[:height, :width]


def _blurred(plane: NDArray[np.floating], sigma: float) -> NDArray[np.float32]:
    """Blur by a Gaussian in the frequency domain: exact at any deviation."""
    rows, columns = (np.fft.fftfreq(n)[:, np.newaxis] for n in plane.shape)
    transfer = np.exp(-2 * (np.pi * sigma) ** 2 * (rows**2 + columns.T**2))
    blurred = np.fft.ifft2(np.fft.fft2(plane) * transfer).real
    return np.asarray(blurred, np.float32)


@pytest.fixture
def texture() -> Callable[..., Picture]:
    return render_texture


@pytest.fixture
def photo_file(tmp_path: Path) -> Callable[..., Path]:
    """Write a picture to a file of this name and return its path."""

    def write(name: str = "photo.jpg", picture: Picture | None = None) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(render_texture(size=(640, 480)) if picture is None else picture).save(path)
        return path

    return write


MANIFEST: dict[str, object] = {
    "schema": 1,
    "model": {"id": "test", "version": "1", "licence": "Apache-2.0", "ratings": "stand-in"},
    "input": {
        "size": 448,
        "working_long_side": 1248,
        "overlap": 0.1,
        "layout": "NHWC",
        "dtype": "uint8",
        "colour": "sRGB",
    },
    "ranks": 4,
    "good_rank": 3,
    "reasons": ["blur_focus", "glare"],
    "runtimes": {"litert": ["quality.tflite"], "coreml": []},
    "golden": {
        "input": "golden.png",
        "whole": [2.0, 1.0, 0.0, -1.0, -2.0],
        "region": [0.0, 0.5, -0.5],
        "tolerance": {"litert": 0.05},
    },
    "provenance": {"made": "for tests"},
}

POLICY: dict[str, object] = {
    "schema": 1,
    "version": "test-1",
    "default": "few_false_retakes",
    "operating_points": {
        "few_false_retakes": {
            "threshold": 40.0,
            "data": "invented for tests",
            "n": 10,
            "sensitivity": [0.9, 0.8, 0.95],
        },
        "youden": {"threshold": 60.0, "data": "invented for tests", "n": 10},
    },
    "reasons": {
        "blur_focus": {"prompts": True, "at": 0.5},
        "glare": {"prompts": True, "at": 0.3},
        "noise": {"prompts": False, "at": 0.5},
        "low_resolution": {"prompts": True, "at": 0.5},
    },
    "small_photo": {"severe_below": 240, "fine_from": 480},
    "retake_limit": 3,
}


@dataclass
class BundleFolder:
    """A bundle whose files are whole; its model is no network, as none is run."""

    path: Path
    manifest: dict[str, object] = field(default_factory=lambda: json.loads(json.dumps(MANIFEST)))
    policy: dict[str, object] = field(default_factory=lambda: json.loads(json.dumps(POLICY)))
    model: bytes = b"no network"

    def write(self) -> Path:
        """Write all files, with the digests that they have."""
        picture = BytesIO()
        Image.new("RGB", (448, 448), (180, 140, 120)).save(picture, "PNG")
        files = {
            "policy.json": json.dumps(self.policy).encode(),
            "golden.png": picture.getvalue(),
            "quality.tflite": self.model,
        }
        self.manifest.setdefault(
            "files",
            {
                name: {"sha256": sha256(content).hexdigest(), "size": len(content)}
                for name, content in files.items()
            },
        )
        for name, content in files.items():
            (self.path / name).write_bytes(content)
        self.write_manifest()
        return self.path

    def write_manifest(self) -> None:
        """Write the manifest, and the digest that it has."""
        text = json.dumps(self.manifest).encode()
        (self.path / "manifest.json").write_bytes(text)
        digest = f"{sha256(text).hexdigest()}  manifest.json\n"
        (self.path / "manifest.sha256").write_text(digest)


@pytest.fixture
def bundle_folder(tmp_path: Path) -> BundleFolder:
    path = tmp_path / "bundle"
    path.mkdir()
    return BundleFolder(path)


@pytest.fixture
def shipped() -> Path:
    """Give the folder of the bundle that is part of the package."""
    return EMBEDDED
