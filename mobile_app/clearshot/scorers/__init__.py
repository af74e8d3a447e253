"""What reads a bag of views: one file per kind of scorer, all of one shape.

A runtime is imported at the top of its own file, and `litert_scorer` imports that file only, so
that the command line starts without it and a phone can bring another.
"""

from __future__ import annotations

from typing import Protocol

from clearshot.decision import Reading
from clearshot.errors import ScorerFailed
from clearshot.manifest import Manifest
from clearshot.regions import Views


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


def litert_scorer(manifest: Manifest, threads: int | None = None) -> Scorer:
    """Load a verified bundle into the LiteRT runtime.

    Raises:
        ScorerFailed: the runtime is not installed, or the model does not do what the manifest says.
    """
    try:
        from clearshot.scorers.litert import LiteRTScorer
    except ImportError as error:
        raise ScorerFailed(
            f"the LiteRT runtime is not installed ({error}): pip install 'clearshot[cli]'"
        ) from error
    (model,) = manifest.runtimes["litert"]
    return LiteRTScorer(manifest, manifest.files[model], threads)
