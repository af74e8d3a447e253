"""What a network says of views, in whichever runtime, and how far two of them are apart."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class ProofFailed(Exception):
    """An exported file does not give the student's logits."""


class Logits(NamedTuple):
    """Of n views.

    Attributes:
        whole: (n, K-1+R) of each as a whole view.
        region: (n, 1+R) of each as a region.
    """

    whole: NDArray[np.float32]
    region: NDArray[np.float32]

    def off(self, other: Logits) -> float:
        """Give the largest difference of a logit; NaN if there is one."""
        return max(float(np.abs(a - b).max()) for a, b in zip(self, other, strict=True))

    def mean_off(self, other: Logits) -> float:
        """Give the mean difference of a logit."""
        return float(np.mean([np.abs(a - b).mean() for a, b in zip(self, other, strict=True)]))


def proven(found: Logits, expected: Logits, tolerance: float, what: str) -> float:
    """Give the largest difference of a logit.

    Raises:
        ProofFailed: it is over the tolerance.
    """
    worst = found.off(expected)
    if not worst <= tolerance:
        raise ProofFailed(
            f"{what} is {worst:.3f} from the student's logits on {len(found.whole)} views, at most "
            f"{tolerance} is allowed: was the trunk rounded on other photos than these?"
        )
    return worst
