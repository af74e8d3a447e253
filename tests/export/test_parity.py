from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from clearshot.manifest import EMBEDDED
from export import parity
from export.kit import TABLE, Kit, KitRefused, read_kit, write_kit
from export.kit import main as write
from export.logits import Logits
from export.parity import Answer, answer, markdown, spread
from export.runtimes import INT8, Runtime, RuntimeFailed, runtimes

ROOT = Path(__file__).parents[2]
CONFORMANCE = ROOT / "tests" / "conformance"
EXAMPLES = ROOT / "assets" / "examples"


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    """Two example photos, with what the shipped bundle says of them."""
    folder = tmp_path_factory.mktemp("kit")
    (folder / "photos").mkdir()
    for name in ("good_dark.jpg", "blur_focus.jpg"):
        shutil.copy(EXAMPLES / name, folder / "photos")
    write_kit(folder)
    return read_kit(folder)


@pytest.fixture(scope="module")
def litert(tmp_path_factory: pytest.TempPathFactory) -> Runtime:
    return runtimes(tmp_path_factory.mktemp("none"))[0]


def off_by(runtime: Runtime, logits: float) -> Runtime:
    """A port whose whole view is judged a little otherwise."""

    def run(model: Path, views: np.ndarray) -> Logits:
        said = runtime.run(model, views)
        return Logits(said.whole + np.float32(logits), said.region)

    return replace(runtime, name="a port", run=run)


def test_the_runtime_that_wrote_the_table_reproduces_it(kit: Kit, litert: Runtime) -> None:
    said = answer(litert, kit, EMBEDDED, kit.photos)
    assert said.score == said.region == said.severity == said.verdicts == said.reasons == 0
    assert said.passed
    assert {each.verdict for each in kit.photos} == {"accept", "retake"}


def test_a_port_that_is_another_judge_is_seen(kit: Kit, litert: Runtime) -> None:
    said = answer(off_by(litert, 1.0), kit, EMBEDDED, kit.photos)
    assert said.severity > 1
    assert not said.passed
    assert "**no**" in markdown([(said.runtime, said)], kit.threshold)


def test_a_verdict_counts_where_the_score_is_clear_of_the_threshold(
    kit: Kit, litert: Runtime
) -> None:
    photo = kit.photos[0]
    other = "accept" if photo.verdict == "retake" else "retake"
    pairs = ((photo, replace(photo, verdict=other)),)
    clear = Answer(litert, pairs, photo.score + 2 * litert.tolerance)
    beside = Answer(litert, pairs, photo.score + litert.tolerance / 2)
    assert (clear.verdicts, beside.verdicts) == (1, 0)
    assert not clear.passed
    assert beside.passed


def test_a_slow_runtime_judges_photos_from_all_over_the_table(kit: Kit) -> None:
    numbered = [replace(kit.photos[0], file=str(number)) for number in range(10)]
    assert [each.file for each in spread(numbered, 4)] == ["0", "3", "6", "9"]
    assert len(spread(numbered, 99)) == 10


def test_a_changed_photo_is_refused(kit: Kit, tmp_path: Path) -> None:
    changed = tmp_path / "kit"
    shutil.copytree(kit.folder, changed)
    photo = changed / "photos" / kit.photos[0].file
    photo.write_bytes(photo.read_bytes() + b" ")
    with pytest.raises(KitRefused, match=kit.photos[0].file):
        read_kit(changed)


def test_a_table_of_another_network_is_refused(
    kit: Kit, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "kit"
    shutil.copytree(kit.folder, other)
    table = json.loads((other / TABLE).read_text())
    (other / TABLE).write_text(json.dumps({**table, "program_sha256": "0" * 64}))
    assert parity.main(["--kit", str(other)]) == 2
    assert "python -m export.kit" in capsys.readouterr().err


def test_a_kit_is_written_for_a_model_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert write(["--kit", str(tmp_path), "--model", str(tmp_path / "nowhere")]) == 2
    assert "manifest.json is missing" in capsys.readouterr().err


def test_what_is_not_set_up_says_how_to_get_it(tmp_path: Path) -> None:
    missing = [runtime.missing() for runtime in runtimes(tmp_path)]
    assert sum(each is not None for each in missing) >= 3
    assert any(each and f"setup.sh {tmp_path} aarch64" in each for each in missing)


def test_a_runtime_that_breaks_says_its_last_words(tmp_path: Path) -> None:
    folder = tmp_path / "litert14" / "bin"
    folder.mkdir(parents=True)
    (folder / "python").write_text("#!/bin/sh\necho no such model >&2\nexit 3\n")
    (folder / "python").chmod(0o755)
    (broken,) = (each for each in runtimes(tmp_path) if each.name == "LiteRT 1.4")
    with pytest.raises(RuntimeFailed, match="ended with 3: no such model"):
        broken.run(EMBEDDED, np.zeros((1, 4, 4, 3), np.uint8))


def test_the_committed_kit_is_large_and_hard_enough() -> None:
    kit = read_kit(CONFORMANCE)
    assert len(kit.photos) >= 24
    assert kit.near >= 8
    parity.check_fits(kit, EMBEDDED)
    assert {each.file.rpartition(".")[2] for each in kit.photos} >= {"jpg", "png", "webp", "tif"}


@pytest.mark.slow
def test_every_runtime_that_is_here_is_the_same_judge() -> None:
    """Core ML, which does not round activations, is held to the verdict alone: see export/README.md."""
    kit, told = read_kit(CONFORMANCE), []
    for runtime in runtimes(ROOT / ".runtimes"):
        missing = runtime.missing()
        told.append(f"{runtime.name}: {missing or 'here'}")
        if missing is None:
            photos = spread(kit.photos, parity.FEW) if runtime.slow else kit.photos
            said = answer(runtime, kit, EMBEDDED, photos)
            assert said.passed if runtime.tolerance == INT8 else not said.verdicts, markdown(
                [(runtime, said)], kit.threshold
            )
    print("\n".join(told))
