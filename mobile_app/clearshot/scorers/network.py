"""A network that some runtime runs, and a photo's views in; a reading out.

What is the same for every runtime is here: shapes are checked, and the golden picture is read,
before a photo is.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from clearshot.decision import Reading, pool
from clearshot.errors import ScorerFailed
from clearshot.manifest import Manifest
from clearshot.regions import Pixels, Views

Shapes = Mapping[str, tuple[int, ...]]


class Network(Protocol):
    """A network that a runtime has loaded."""

    def shapes(self) -> Shapes:
        """Give the shapes of all inputs and outputs, the batch of 1 first."""

    def run(self, view: Pixels, output: str) -> NDArray[np.float32]:
        """Read one (size, size, 3) view; give the logits of one output.

        Raises:
            Exception: one of `failures` of its scorer: the runtime stopped.
        """


class NetworkScorer:
    """The network of a bundle.

    It is ready once it is made: the network's inputs and outputs are what the manifest says, and
    it gives the golden picture the golden logits.
    """

    def __init__(
        self, manifest: Manifest, network: Network, failures: tuple[type[Exception], ...]
    ) -> None:
        """Test the network on the golden picture.

        Args:
            manifest: the verified bundle.
            network: loaded from its file of the manifest's runtime.
            failures: what the runtime raises when it cannot run.

        Raises:
            ScorerFailed: inputs or outputs are not those of the manifest, or the golden picture
                does not give the golden logits.
        """
        self.name = name_of(manifest)
        self._manifest, self._network, self._failures = manifest, network, failures
        self._check_shapes()
        self._test_itself()

    def __call__(self, views: Views) -> Reading:
        """Read one photo: the whole view and each region, one after the other."""
        whole = self._logits(views.whole, "whole")
        regions = np.stack([self._logits(region, "region") for region in views.regions])
        return pool(whole, regions, self._manifest.good_rank, self._manifest.reasons)

    def _logits(self, view: Pixels, output: str) -> NDArray[np.float32]:
        size = self._manifest.views.size
        if view.shape != (size, size, 3):  # a runtime would resize itself, and stay so
            raise ScorerFailed(
                f"{self.name} got a view of shape {view.shape}, expected {(size, size, 3)}"
            )
        try:
            logits = self._network.run(view, output)
        except self._failures as error:
            raise ScorerFailed(f"{self.name} stopped: {first_line(error)}") from error
        if not np.isfinite(logits).all():
            raise ScorerFailed(f"{self.name} gave a number that is not finite")
        return logits

    def _check_shapes(self) -> None:
        expected, found = expected_shapes(self._manifest), dict(self._network.shapes())
        if found != expected:
            raise ScorerFailed(f"{self.name} has {found}, the manifest expects {expected}")

    def _test_itself(self) -> None:
        golden, runtime = self._manifest.golden, self._manifest.runtime
        picture = _picture(self._manifest.files[golden.input])
        for output, expected in (("whole", golden.whole), ("region", golden.region)):
            found = self._logits(picture, output)
            difference = float(np.abs(found - np.asarray(expected)).max())
            if difference > golden.tolerance[runtime]:
                raise ScorerFailed(
                    f"{self.name} gives the golden picture logits that are {difference:.3g} off, "
                    f"at most {golden.tolerance[runtime]:g} is expected on this machine"
                )


def name_of(manifest: Manifest) -> str:
    """Name what judges, as verdicts say it: id and version."""
    return f"{manifest.model.id} {manifest.model.version}"


def expected_shapes(manifest: Manifest) -> dict[str, tuple[int, ...]]:
    """Give the shapes that the network of this bundle must have."""
    size, reasons = manifest.views.size, len(manifest.reasons)
    return {
        "image": (1, size, size, 3),
        "whole": (1, manifest.ranks - 1 + reasons),
        "region": (1, 1 + reasons),
    }


def first_line(error: BaseException) -> str:
    """Say what a runtime said, without its trace."""
    return str(error).partition("\n")[0] or type(error).__name__


def _picture(content: bytes) -> Pixels:
    with Image.open(BytesIO(content)) as image:
        return np.asarray(image.convert("RGB"))
