"""A verified bundle and a photo's views in, a reading out: Core ML, by our Objective-C class.

Core ML reads files: the verified bytes are written to a folder of this process, and compiled from
there. Not run on a device yet: a test runs this file against a bridge that knows the class.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clearshot.errors import ScorerFailed
from clearshot.manifest import Manifest
from clearshot.ports.ios.bridge import ClearshotNetwork, as_text, text
from clearshot.regions import Pixels
from clearshot.scorers.network import NetworkScorer, Shapes, expected_shapes, name_of


class CoreMLScorer(NetworkScorer):
    """The network of a bundle, on an iPhone or iPad."""

    def __init__(self, manifest: Manifest) -> None:
        """Load the network and test it on the golden picture.

        Args:
            manifest: the bundle, verified for Core ML.

        Raises:
            ScorerFailed: Core ML refuses it, or it is not what the manifest says.
        """
        network = ClearshotNetwork.alloc().init()
        with TemporaryDirectory() as folder:
            package = _write(manifest, Path(folder))
            if not network.load_(as_text(str(package))):
                raise ScorerFailed(
                    f"Core ML does not load {name_of(manifest)}: {text(network.trouble())}"
                )
        lengths = {name: shape[1] for name, shape in expected_shapes(manifest).items()}
        super().__init__(manifest, _CoreML(network, lengths), (RuntimeError,))


def _write(manifest: Manifest, folder: Path) -> Path:
    """Write the verified files; give the package that they make."""
    names = manifest.runtimes[manifest.runtime]
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(manifest.files[name])
    return folder / Path(names[0]).parts[0]


class _CoreML:
    def __init__(self, network: object, lengths: dict[str, int]) -> None:
        # Any: what pyobjus makes by looking at a class when it runs.
        self._network: Any = network
        self._lengths = lengths

    def shapes(self) -> Shapes:
        net = self._network
        image = (1, net.imageHeight(), net.imageWidth(), 3)
        outputs = {name: (1, net.lengthOf_(as_text(name))) for name in ("whole", "region")}
        return {"image": image, **outputs}

    def run(self, view: Pixels, output: str) -> NDArray[np.float32]:
        pixels, logits = np.ascontiguousarray(view), np.empty(self._lengths[output], np.float32)
        height, width = view.shape[:2]
        done = self._network.read_width_height_output_into_length_(
            pixels.ctypes.data, width, height, as_text(output), logits.ctypes.data, logits.size
        )
        if not done:
            raise RuntimeError(text(self._network.trouble()))
        return logits
