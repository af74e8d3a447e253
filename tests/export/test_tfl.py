from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from clearshot.manifest import EMBEDDED, read_manifest
from clearshot.photo import load_photo
from clearshot.regions import ViewSpec, cut
from export import tfl, tflite
from export.mil import NotEvaluated

EXAMPLES = Path(__file__).parents[2] / "assets" / "examples"
SHIPPED = (EMBEDDED / "quality.tflite").read_bytes()


@pytest.mark.parametrize("name", ["good_dark", "glare"])
def test_torch_reads_in_the_shipped_file_what_litert_reads(name: str) -> None:
    """Codes are equal; what is left is the order in which floats are summed."""
    spec = read_manifest(EMBEDDED).views
    view = cut(load_photo(EXAMPLES / f"{name}.jpg", spec.working_long_side), spec).whole
    said = tfl.FlatProgram(SHIPPED)(view)
    whole, region = tflite.run(SHIPPED, view[None])
    np.testing.assert_allclose(said["whole"], whole[0], atol=2e-4)
    np.testing.assert_allclose(said["region"], region[0], atol=2e-4)


def test_a_view_of_noise_is_read_alike_too() -> None:
    size = ViewSpec().size
    view = np.random.default_rng(5).integers(0, 256, (size, size, 3), np.uint8)
    whole, _ = tflite.run(SHIPPED, view[None])
    np.testing.assert_allclose(tfl.FlatProgram(SHIPPED)(view)["whole"], whole[0], atol=2e-4)


def test_an_operation_that_is_not_known_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(tfl.OPERATIONS, "MEAN")
    with pytest.raises(NotEvaluated, match="MEAN"):
        tfl.FlatProgram(SHIPPED)
