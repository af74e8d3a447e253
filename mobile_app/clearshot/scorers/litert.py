"""A verified bundle and a photo's views in, a reading out: the network, run by LiteRT.

LiteRT runs int8 programs on XNNPACK; the same file gives the same bits in a browser and on Arm.
"""

from __future__ import annotations

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from clearshot.errors import ScorerFailed
from clearshot.manifest import Manifest
from clearshot.regions import Pixels
from clearshot.scorers.network import NetworkScorer, Shapes, first_line, name_of

# What the interpreter raises when it refuses a model or cannot run it.
_FAILURES = (RuntimeError, ValueError, MemoryError)


class LiteRTScorer(NetworkScorer):
    """The network of a bundle, on a desktop."""

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
        try:
            network = _LiteRT(model, threads)
        except _FAILURES as error:
            raise ScorerFailed(
                f"LiteRT does not load {name_of(manifest)}: {first_line(error)}"
            ) from error
        super().__init__(manifest, network, _FAILURES)


class _LiteRT:
    def __init__(self, model: bytes, threads: int | None) -> None:
        self._interpreter = Interpreter(model_content=model, num_threads=threads)
        self._run = self._interpreter.get_signature_runner()

    def shapes(self) -> Shapes:
        details = {**self._run.get_input_details(), **self._run.get_output_details()}
        return {name: tuple(map(int, detail["shape"])) for name, detail in details.items()}

    def run(self, view: Pixels, output: str) -> NDArray[np.float32]:
        logits: NDArray[np.float32] = self._run(image=view[np.newaxis])[output][0]
        return logits
