"""Scroll through many photos that were kept, and print what is made of them as a line of JSON."""

# Kivy has no types: its names are of any type, and so are its classes.
# mypy: disable-error-code="import-untyped, import-not-found, misc"

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from clearshot.submit import Sent
from tests.ui.scenes import Scene, scenes, sent
from tests.ui.staging import stage

MANY = 300
SCROLLED = 30  # frames after it was opened, when one scrolls down


class Clinic(Scene):
    """A scene of a clinic's tablet after a long day."""

    def sent(self) -> list[Sent]:
        noon = datetime(2026, 3, 9, 12, tzinfo=UTC)
        read = sent()[0].read
        return [
            Sent(f"many{at}", noon - timedelta(minutes=at), "forearm_l", partial(read))
            for at in range(MANY)
        ]


def main() -> None:
    seen: dict[str, Any] = {}

    def watch(_: float) -> None:
        from kivy.app import App

        from clearshot.ui.components import Scroll
        from clearshot.ui.kept import KeptCard

        phone = getattr(App.get_running_app(), "phone", None)
        cards = [] if phone is None else [w for w in phone.walk() if isinstance(w, KeptCard)]
        if phone is None or not cards:
            return
        seen["frames"] = seen.get("frames", 0) + 1
        scroll = next(each for each in phone.walk() if isinstance(each, Scroll))
        above = round((1 - scroll.scroll_y) * (scroll.content - scroll.height))
        if seen["frames"] == SCROLLED:
            seen["first"] = len(cards[0].children)
            seen["pictures"] = sum(row.texture is not None for row in cards[0].children)
            scroll.scroll_y = 0.2
            seen["above"] = round(0.8 * (scroll.content - scroll.height))
        elif seen["frames"] > SCROLLED:
            seen["then"], seen["still_above"] = len(cards[0].children), above

    from kivy.clock import Clock

    Clock.schedule_interval(watch, 0)
    [scene] = [each for name, each in scenes() if name == "08-outbox"]
    shown: Iterator[tuple[str, Scene]] = iter(
        [("many", Clinic(scene.session, pages=scene.pages, settings=scene.settings))]
    )
    stage(shown, lambda *_: None, (412, 916), frames=2 * SCROLLED)
    print(json.dumps(seen))


if __name__ == "__main__":
    main()
