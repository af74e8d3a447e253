"""What the window knows besides the scene, as time passes: what is slow, read, lit. No Kivy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from clearshot.capture.session import Session, Stage
from clearshot.ports.here import Here
from clearshot.submit import Sent
from clearshot.ui.told import Around, Told

SLOW = 2.0  # seconds after which the check is called slow
FOLD = 6.0  # seconds that a banner stays


class Noticing:
    """Keeps `around` up to date.

    Args:
        here: the ports of this machine.
        versions: of the app and of the model.
        clock: seconds, never going back.
    """

    def __init__(self, here: Here, versions: tuple[str, str], clock: Callable[[], float]) -> None:
        self._here, self._clock = here, clock
        self._since: dict[str, float] = {}  # when banners were first shown
        self._checking_since = clock()
        pages = here.pages
        can_open = {"settings"} if pages.has_settings else set()
        self.around = Around(
            lamp=here.camera.has_light,
            front=here.camera.has_front,
            picker=here.picker is not None,
            can_open=frozenset(can_open | ({"storage"} if pages.has_storage else set())),
            app=versions[0],
            model=versions[1],
        )

    def note(self, session: Session, told: Told | None, covered: bool) -> bool:
        """Take note of what time changes; tell whether anything did.

        Args:
            session: as it is now.
            told: what is shown.
            covered: whether a page lies over the flow's screen.
        """
        now, before = self._clock(), self.around
        if session.stage is not Stage.CHECKING:
            self._checking_since = now
        if told is not None and told.notice is not None:
            self._since.setdefault(told.notice.title, now)
        folded = {title for title, since in self._since.items() if now - since >= FOLD}
        framing = session.stage is Stage.FRAMING
        self.around = replace(
            before,
            slow=now - self._checking_since >= SLOW,
            lit=before.lit and framing and not covered,
            flashed=before.lit if framing else before.flashed,
            lamp=self._here.camera.has_light,
            front=self._here.camera.has_front,
            folded=frozenset(folded),
        )
        return self.around != before

    def light(self) -> None:
        """Switch the lamp."""
        self.around = replace(self.around, lit=not self.around.lit)
        self._here.camera.light(self.around.lit)

    def list_sent(self, sent: list[Sent]) -> None:
        """Take what was handed over."""
        self.around = replace(self.around, sent=tuple(sent))
