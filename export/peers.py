"""What else judges a photo without a reference, where it is installed: to be timed beside a verdict.

Both are BRISQUE (Mittal, Moorthy and Bovik 2012, doi 10.1109/TIP.2012.2214050). They are no part of
any extra: `pip install brisque opencv-contrib-python-headless` beside the project, and they are timed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

Judge = Callable[[NDArray[np.uint8]], object]

MISSING = "not installed (pip install brisque opencv-contrib-python-headless)"


def peers() -> Iterator[tuple[str, Judge | str]]:
    """Give each by name: how it judges an (h, w, 3) sRGB picture, or why it cannot."""
    yield "brisque 0.2 (PyPI)", _brisque()
    yield "OpenCV's quality module, features of BRISQUE alone", _opencv()


def _brisque() -> Judge | str:
    try:
        from brisque import BRISQUE
    except ImportError:
        return MISSING
    judge: Judge = BRISQUE(url=False).score
    return judge


def _opencv() -> Judge | str:
    """Compute the features only: the package does not carry the weights that judge them."""
    try:
        import cv2
    except ImportError:
        return MISSING
    compute = getattr(cv2, "quality_QualityBRISQUE_computeFeatures", None)
    if compute is None:  # the package without the contributed modules
        return MISSING
    return lambda picture: compute(np.ascontiguousarray(picture[..., ::-1]))  # BGR
