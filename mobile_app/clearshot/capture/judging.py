"""A photo's bytes in, a verdict out, whatever happens; and the model's word on a live frame."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace

from PIL import Image

from clearshot.assess import Bundle, assess, simple_checks
from clearshot.decision import Verdict, cannot_judge
from clearshot.errors import PhotoUnreadable
from clearshot.photo import Box, Photo, load_photo
from clearshot.regions import Pixels, ViewSpec, cut

log = logging.getLogger(__name__)


class Judge:
    """Judges photos, one at a time; a runtime serves one thread at a time.

    Args:
        load: gives the bundle; called once, by `prepare`.
    """

    def __init__(self, load: Callable[[], Bundle]) -> None:
        self._load = load
        self._bundle: Bundle | None = None
        self._in_use = threading.Lock()

    @property
    def long_side(self) -> int:
        """The long side of the pixels that a photo is judged at."""
        views = ViewSpec() if self._bundle is None else self._bundle.views
        return views.working_long_side

    def prepare(self) -> Bundle:
        """Load the bundle, unless it is loaded; the simple checks if that does not work."""
        with self._in_use:
            if self._bundle is None:
                try:
                    self._bundle = self._load()
                except Exception as error:  # a patient gets simple checks instead of none
                    log.exception("the bundle was not loaded")
                    self._bundle = simple_checks(str(error))
            return self._bundle

    def decode(self, photo: bytes) -> Photo | None:
        """Decode a photo as it is judged and shown; None if it cannot be read."""
        try:
            return load_photo(photo, self.long_side)
        except PhotoUnreadable as error:
            log.warning("%s", error)
        except Exception:  # its bytes are what counts
            log.exception("a photo was not decoded")
        return None

    def __call__(
        self, photo: Callable[[], bytes], decoded: Photo | None, roi: Box | None
    ) -> Verdict:
        """Judge a photo. Never raises: what cannot be judged may still be sent.

        Args:
            photo: reads its bytes.
            decoded: the photo by `decode`, if it is at hand.
            roi: the spot that the person showed, looked at in all the detail of the file.
        """
        bundle = self.prepare()
        at_hand = decoded is not None and roi is None and self._fits(decoded)
        try:
            with self._in_use:
                return assess(decoded if decoded is not None and at_hand else photo(), bundle, roi)
        except PhotoUnreadable as error:
            log.warning("%s", error)
        except Exception:  # never a dead end
            log.exception("a photo was not judged")
        verdict = cannot_judge(bundle.policy)
        return replace(verdict, model=bundle.scorer.name, fallback=bundle.fallback)

    def glance(self, frame: Pixels) -> Mapping[str, float]:
        """Give the model's severities of a live frame; nothing where it is in use, or not there."""
        if self._bundle is None or self._bundle.fallback is not None:
            return {}
        if not self._in_use.acquire(blocking=False):
            return {}
        try:
            size = self._bundle.views.size
            shown = Image.fromarray(frame)
            shown = shown.reduce(max(1, max(shown.size) // (2 * size)))  # as a decoder would
            views = cut(Photo.of(shown), ViewSpec(size, size, self._bundle.views.overlap))
            return self._bundle.scorer(views).severities
        finally:
            self._in_use.release()

    def _fits(self, decoded: Photo) -> bool:
        """Tell whether a photo was decoded at the detail that the bundle wants."""
        long_side = max(decoded.image.size)
        return long_side >= min(self.long_side, max(decoded.size))
