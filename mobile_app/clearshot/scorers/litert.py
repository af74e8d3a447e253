"""A verified bundle and a photo's views in, a reading out: the network, run by LiteRT.

LiteRT runs int8 programs on XNNPACK; the same file gives the same bits in a browser and on Arm.
"""

from __future__ import annotations

from io import BytesIO

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray
from PIL import Image

from clearshot.decision import Reading, pool
from clearshot.errors import ScorerFailed
from clearshot.manifest import Manifest
from clearshot.regions import Pixels, Views

_RUNTIME = "litert"
# What the interpreter raises when it refuses a model or cannot run it.
_RUNTIME_ERRORS = (RuntimeError, ValueError, MemoryError)


class LiteRTScorer:
    """The network of a bundle.

    It is ready once it is made: the model is loaded, its inputs and outputs are what the manifest
    says, and it gives the golden picture the golden logits.
    """

    def __init__(self, manifest: Manifest, model: bytes, threads: int | None = None) -> None:
        """Load the network and test it on the golden picture.

        Args:
            manifest: the verified bundle.
            model: content of its .tflite file, already verified.
            threads: how many the runtime may use; None lets it choose.

        Raises:
            ScorerFailed: the runtime refuses the model, its inputs or outputs are not those of the
                manifest, or the golden picture does not give the golden logits.
        """
        self.name = f"{manifest.model.id} {manifest.model.version}"
        self._manifest = manifest
        try:
            self._interpreter = Interpreter(model_content=model, num_threads=threads)
            self._run = self._interpreter.get_signature_runner()
        except _RUNTIME_ERRORS as error:
            raise ScorerFailed(f"LiteRT does not load {self.name}: {_first_line(error)}") from error
        self._check_shapes()
        self._test_itself()

    def __call__(self, views: Views) -> Reading:
        """Read one photo: the whole view and each region, one after the other."""
        whole = self._logits(views.whole, "whole")
        regions = np.stack([self._logits(region, "region") for region in views.regions])
        return pool(whole, regions, self._manifest.good_rank, self._manifest.reasons)

    def _logits(self, view: Pixels, output: str) -> NDArray[np.float32]:
        size = self._manifest.views.size
        if view.shape != (size, size, 3):  # the runtime would resize itself, and stay so
            raise ScorerFailed(
                f"{self.name} got a view of shape {view.shape}, expected {(size, size, 3)}"
            )
        try:
            logits: NDArray[np.float32] = self._run(image=view[np.newaxis])[output][0]
        except _RUNTIME_ERRORS as error:
            raise ScorerFailed(f"{self.name} stopped: {_first_line(error)}") from error
        if not np.isfinite(logits).all():
            raise ScorerFailed(f"{self.name} gave a number that is not finite")
        return logits

    def _check_shapes(self) -> None:
        size, reasons = self._manifest.views.size, len(self._manifest.reasons)
        expected = {
            "image": (1, size, size, 3),
            "whole": (1, self._manifest.ranks - 1 + reasons),
            "region": (1, 1 + reasons),
        }
        details = {**self._run.get_input_details(), **self._run.get_output_details()}
        found = {name: tuple(map(int, detail["shape"])) for name, detail in details.items()}
        if found != expected:
            raise ScorerFailed(f"{self.name} has {found}, the manifest expects {expected}")

    def _test_itself(self) -> None:
        golden = self._manifest.golden
        picture = _picture(self._manifest.files[golden.input])
        for output, expected in (("whole", golden.whole), ("region", golden.region)):
            found = self._logits(picture, output)
            difference = float(np.abs(found - np.asarray(expected)).max())
            if difference > golden.tolerance[_RUNTIME]:
                raise ScorerFailed(
                    f"{self.name} gives the golden picture logits that are {difference:.3g} off, "
                    f"at most {golden.tolerance[_RUNTIME]:g} is expected on this machine"
                )


def _picture(content: bytes) -> Pixels:
    with Image.open(BytesIO(content)) as image:
        return np.asarray(image.convert("RGB"))


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0] or type(error).__name__
