"""Every screen of the office as a scene: rendered photos, the real bundle's verdicts. No window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from clearshot.assess import assess
from clearshot.capture.hints import READY, Hint
from clearshot.capture.session import OFFICE_VIEWS, Attempt, Session, Stage, View
from clearshot.decision import Kind
from clearshot.photo import Photo
from clearshot.ports import Frame
from clearshot.submit import Sent
from clearshot.ui.theme import BOLD
from tests.ui.scenes import EXAMPLES, Scene, bundle, out_of_focus

SIZE = (1280, 800)  # dp; a tablet
_SKIN = {"light": "good_medium.jpg", "dark": "good_dark.jpg"}
_CLOSE = (370, 200, 1330, 920)  # pixels; around the lesion of either
_MIDDLE = (0.1, 0.0, 0.9, 0.8)  # of what is out of focus
_CM = 96  # pixels of the ruler's centimetre


@cache
def shot(skin: str, name: str) -> Image.Image:
    """Give one photo of the set: `overview`, `closeup`, `blurred`, `ruler`."""
    with Image.open(EXAMPLES / _SKIN[skin]) as image:
        whole = image.convert("RGB")
    close = whole.crop(_CLOSE)
    if name == "overview":
        return whole
    if name == "ruler":
        return _with_ruler(close)
    return out_of_focus(close, _MIDDLE) if name.startswith("blurred") else close


def _with_ruler(picture: Image.Image) -> Image.Image:
    """Lay a ruler below the lesion."""
    left, top = 100, picture.height - 130
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle(
        (left, top, left + 8 * _CM, top + 84), 10, fill=(244, 243, 238), outline=(190, 188, 180)
    )
    font = ImageFont.truetype(BOLD, 26)
    for tick in range(1, 80):
        x, long = left + tick * _CM / 10, 40 if tick % 10 == 0 else 26 if tick % 5 == 0 else 16
        pen.line((x, top + 3, x, top + long), fill=(30, 30, 30), width=2)
        if tick % 10 == 0:
            pen.text((x - 7, top + 46), str(tick // 10), fill=(30, 30, 30), font=font)
    return picture


@cache
def attempt(skin: str, name: str, kind: Kind) -> Attempt:
    """Let the real bundle judge a photo of the set."""
    verdict = assess(Photo.of(shot(skin, name)), bundle())
    assert verdict.verdict == kind, (skin, name, verdict.verdict, verdict.score)
    return Attempt(name, verdict, saved=True)


@dataclass
class OfficeScene(Scene):
    """What a tablet shows at one moment: the fourteenth patient of the day."""

    seen: str = "closeup"

    def photo(self, attempt: str) -> Photo:
        return Photo.of(shot(self.skin, attempt))

    def frame(self) -> Frame:
        return Frame(np.asarray(shot(self.skin, self.seen).resize((640, 480))), 0, 0.0)

    def sent(self) -> list[Sent]:
        times = (datetime.combine(date.today(), time(0, 0, at)) for at in range(13))
        return [Sent(str(at), when.astimezone(), "", bytes) for at, when in enumerate(times)]


def office_scenes(skin: str = "light") -> Iterator[tuple[str, OfficeScene]]:
    """Give every screen with its name, as the drawings are named where there is one."""
    overview = View("overview", (attempt(skin, "overview", "accept"),))
    close = View("closeup", (attempt(skin, "closeup", "accept"),))
    blurred = attempt(skin, "blurred", "retake")
    unclear = View("closeup", (blurred,))
    twice = View("ruler", (replace(blurred, id="blurred2"), attempt(skin, "ruler", "accept")))
    framing = Session(
        Stage.FRAMING,
        "office",
        views=(overview, *OFFICE_VIEWS[1:]),
        at=1,
        site="shin_r",
        record="4821",
    )
    retake = replace(framing.with_view(unclear), stage=Stage.RETAKE, current="blurred")
    kept = framing.with_view(replace(unclear, kept="still"))
    done = replace(framing, stage=Stage.REVIEW, views=(overview, close, twice), at=2)
    yield "20-office-framing", OfficeScene(framing, skin, hint=Hint("too_far"), seen="overview")
    yield "20b-office-ready", OfficeScene(framing, skin, hint=READY)
    yield "21-office-retake", OfficeScene(retake, skin)
    yield "21b-office-kept", OfficeScene(replace(kept, at=2, undo=retake), skin)
    yield "22-office-send", OfficeScene(done, skin)
