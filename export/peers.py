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
    yield "brisque 0.2 (PyPI)", _that_runs(_brisque())
    yield "OpenCV's quality module, features of BRISQUE alone", _that_runs(_opencv())


def _that_runs(judge: Judge | str) -> Judge | str:
    """Try a judge once: an older one may not bear the numpy that is here."""
    if isinstance(judge, str):
        return judge
    noise = np.random.default_rng(0).integers(0, 256, (256, 256, 3), dtype=np.uint8)
    try:
        judge(noise)
    except (TypeError, ValueError, RuntimeError, AttributeError) as error:
        return f"does not run with numpy {np.__version__} ({error})"
    return judge


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
    quality = getattr(cv2, "quality", None)
    if quality is None:  # the package without the contributed modules
        return MISSING
    compute = quality.QualityBRISQUE_computeFeatures
    return lambda picture: compute(np.ascontiguousarray(picture[..., ::-1]))  # BGR
