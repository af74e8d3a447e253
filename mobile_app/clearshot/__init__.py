"""Tells, before it is sent, whether a photo of skin is clear enough for a dermatologist.

>>> from clearshot import assess, load_bundle
>>> bundle = load_bundle()  # once; every photo after it takes part of a second
>>> verdict = assess("arm.jpg", bundle)  # doctest: +SKIP
>>> verdict.verdict, verdict.reasons[0].code  # doctest: +SKIP
('retake', 'blur_focus')

To read the code, follow a photo:

1. `photo`     a file in, upright 8-bit sRGB pixels out; `errors` is what can go wrong
2. `regions`   the whole view and its overlapping regions, at the network's input size
3. `scorers`   views in, a reading out: the network by `litert`, or `classical` checks
4. `decision`  a reading and a `policy` in, a verdict out
5. `assess`    the five steps as one call, and what judges when the model cannot
6. `manifest`  what makes a bundle: verified files, input contract, self-test
7. `words`     what people are told, for each of the `reasons`
8. `overlay`   the verdict drawn on the photo; `cli` is the command line

The app, from a camera to a photo that is handed over:

9. `capture`   one table of stages and events, live hints, what is kept on the disk; no window
10. `ports`    camera, speech, sensors ... a file for each platform; `submit` takes the photos
11. `ui`       the screens, told by files without Kivy and drawn by widgets
"""

from __future__ import annotations

from clearshot.assess import Bundle, assess, load_bundle
from clearshot.decision import Verdict

__all__ = ["Bundle", "Verdict", "assess", "load_bundle"]
__version__ = "0.1.0"
