"""A verified bundle and a photo's views in, a reading out: LiteRT on Android, by our Java class.

Not run on a device yet: a test runs this file against a bridge over the desktop's LiteRT.
"""

from __future__ import annotations

import numpy as np
from jnius import JavaException
from numpy.typing import NDArray

from clearshot.errors import ScorerFailed
from clearshot.manifest import Manifest
from clearshot.ports.android.bridge import Network
from clearshot.regions import Pixels
from clearshot.scorers.network import NetworkScorer, Shapes, first_line, name_of

_FAILURES = (JavaException,)


class AndroidScorer(NetworkScorer):
    """The network of a bundle, on an Android phone."""

    def __init__(self, manifest: Manifest, model: bytes, threads: int | None = None) -> None:
        """Load the network and test it on the golden picture; see `LiteRTScorer`.

        Raises:
            ScorerFailed: the runtime refuses it, or it is not what the manifest says.
        """
        try:
            network = _Java(model, threads)
        except JavaException as error:
            raise ScorerFailed(
                f"LiteRT does not load {name_of(manifest)}: {first_line(error)}"
            ) from error
        super().__init__(manifest, network, _FAILURES)


class _Java:
    def __init__(self, model: bytes, threads: int | None) -> None:
        self._network = Network(model, threads or 0)

    def shapes(self) -> Shapes:
        java = self._network
        inputs = {name: tuple(java.inputShape(name)) for name in java.inputs().split(",")}
        outputs = {name: tuple(java.outputShape(name)) for name in java.outputs().split(",")}
        return inputs | outputs

    def run(self, view: Pixels, output: str) -> NDArray[np.float32]:
        return np.asarray(self._network.run("image", view.tobytes(), output), np.float32)
