"""What reads a bag of views: one file per kind of scorer, all of one shape.

A runtime is imported at the top of its own file, and `network_scorer` imports that file only, so
that the command line starts without it and a phone brings its own.
"""

from __future__ import annotations

from typing import Protocol

from clearshot.decision import Reading
from clearshot.errors import ScorerFailed
from clearshot.manifest import Manifest
from clearshot.platforms import platform
from clearshot.regions import Views

_RUNTIMES = {"litert": "LiteRT", "coreml": "Core ML"}
_INSTALL = {
    "desktop": "pip install 'clearshot[cli]'",
    "android": "build the app with p4a/java and the gradle dependencies of buildozer.spec",
    "ios": "build the app with the classes of mobile_app/ios",
}


class Scorer(Protocol):
    """Reads the views of one photo."""

    @property
    def name(self) -> str:
        """What judges, as verdicts say it: id and version."""

    def __call__(self, views: Views) -> Reading:
        """Read one photo.

        Raises:
            ScorerFailed: it ran and gave nothing that can be used.
        """


def runtime() -> str:
    """Name the runtime of this platform, as manifests do."""
    return "coreml" if platform() == "ios" else "litert"


def network_scorer(manifest: Manifest, threads: int | None = None) -> Scorer:
    """Load a verified bundle into the runtime that this platform has.

    Args:
        manifest: verified for `runtime()`.
        threads: how many the runtime may use; None lets it choose, as Core ML always does.

    Raises:
        ScorerFailed: the runtime is not there, or the model does not do what the manifest says.
    """
    try:
        if manifest.runtime == "coreml":
            from clearshot.scorers.coreml import CoreMLScorer

            return CoreMLScorer(manifest)
        (model,) = manifest.runtimes["litert"]
        if platform() == "android":
            from clearshot.scorers.android import AndroidScorer

            return AndroidScorer(manifest, manifest.files[model], threads)
        from clearshot.scorers.litert import LiteRTScorer

        return LiteRTScorer(manifest, manifest.files[model], threads)
    except ImportError as error:
        raise ScorerFailed(
            f"the {_RUNTIMES[manifest.runtime]} runtime is not installed ({error}): {_INSTALL[platform()]}"
        ) from error
