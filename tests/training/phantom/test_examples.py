from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from training.phantom import FAULTS
from training.phantom.examples import EXAMPLES

FOLDER = Path(__file__).parents[3] / "assets" / "examples"


def test_there_are_good_examples_of_light_medium_and_dark_skin_and_one_for_every_fault() -> None:
    tones = [e.tone for e in EXAMPLES if not e.fault]
    for low, high in ((2, 3), (5, 6), (8, 9)):
        assert any(low <= tone <= high for tone in tones)
    assert sorted(e.fault for e in EXAMPLES if e.fault) == sorted(FAULTS)
    assert all(e.name == e.fault or e.name.startswith("good_") for e in EXAMPLES)


def test_the_committed_examples_are_all_there_and_small_enough() -> None:
    files = {path.stem: path for path in FOLDER.glob("*.jpg")}
    assert set(files) == {e.name for e in EXAMPLES}
    sizes = [path.stat().st_size for path in files.values()]
    assert max(sizes) < 1_000_000
    assert sum(sizes) < 15_000_000


def test_the_committed_examples_of_dark_and_light_skin_differ_in_brightness() -> None:
    light, dark = (Image.open(FOLDER / f"good_{name}.jpg") for name in ("light", "dark"))
    assert np.asarray(light).mean() > np.asarray(dark).mean() + 30
