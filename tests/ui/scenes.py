"""Every screen of the phone as a scene: rendered photos, the real bundle's verdicts on them. No window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from functools import cache, partial
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from clearshot.assess import Bundle, assess, load_bundle
from clearshot.capture.events import Event
from clearshot.capture.hints import READY, START, Hint
from clearshot.capture.session import Attempt, Session, Stage, View
from clearshot.capture.settings import Settings
from clearshot.decision import Reason, Verdict
from clearshot.photo import Photo
from clearshot.ports import Camera, Frame, Insets, Wishes
from clearshot.ports.here import Here
from clearshot.ports.nothing import NoSensors, Silence, Stillness
from clearshot.submit import Sent
from clearshot.ui.told import Page, Question

EXAMPLES = Path(__file__).parents[2] / "assets" / "examples"
INSETS = Insets(top=32, bottom=24)  # pixels, as the drawings have them
_SKIN = {"light": ("good_light.jpg", 190), "dark": ("good_dark.jpg", 410)}


@cache
def picture(skin: str, blurred: bool = False, dark: float = 1) -> Image.Image:
    """Give a rendered lesion in portrait, as a phone takes it; blurred, it was focused elsewhere."""
    name, left = _SKIN[skin]
    with Image.open(EXAMPLES / name) as image:
        upright = image.convert("RGB").crop((left, 0, left + 900, 1200))
    if blurred:
        upright = out_of_focus(upright)
    return upright.point(lambda value: round(value * dark)) if dark != 1 else upright


def out_of_focus(
    image: Image.Image, middle: tuple[float, float, float, float] = (0.05, 0.17, 0.95, 0.83)
) -> Image.Image:
    """Blur most of it; the lens was focused on what is around. Grain is blurred by no lens."""
    width, height = image.size
    where = Image.new("L", image.size, 0)
    left, top, right, bottom = middle
    spot = (left * width, top * height, right * width, bottom * height)
    ImageDraw.Draw(where).ellipse(spot, fill=255)
    where = where.filter(ImageFilter.GaussianBlur(40))
    return _grainy(Image.composite(image.filter(ImageFilter.GaussianBlur(7)), image, where))


def _grainy(image: Image.Image) -> Image.Image:
    """Add a sensor's grain, which no lens blurs."""
    pixels = np.asarray(image, np.float64)
    grain = np.random.default_rng(0).normal(0, 3, pixels.shape)
    return Image.fromarray(np.clip(pixels + grain, 0, 255).astype(np.uint8))


@cache
def bundle() -> Bundle:
    return load_bundle()


@cache
def verdict(skin: str, blurred: bool) -> Verdict:
    return assess(Photo.of(picture(skin, blurred)), bundle())


@dataclass
class Scene:
    """What `Phone` shows, at one moment: an assistant that does nothing."""

    session: Session
    skin: str = "light"
    hint: Hint = START
    fallback: str | None = None
    settings: Settings = field(default_factory=lambda: Settings(agreed=True))
    pages: tuple[Page, ...] = ()
    question: Question | None = None
    listed: bool = False
    slow: bool = False
    dark: float = 1
    seconds: float = 0
    size: tuple[int, int] | None = None  # pixels; the whole window if None
    happened: list[Event] = field(default_factory=list)
    frame_listener: Callable[[Frame], None] | None = None

    def photo(self, attempt: str) -> Photo:
        return Photo.of(picture(self.skin, attempt.startswith("blurred")))

    def frame(self) -> Frame:
        shown = picture(self.skin, dark=self.dark).resize((480, 640))
        return Frame(np.asarray(shown), 0, 0.0)

    def listen(self, told: Callable[[], None]) -> None:
        """Nothing ever changes."""

    def tick(self) -> None:
        """Time stands still."""

    def pause(self) -> None:
        """There is no camera."""

    def resume(self) -> None:
        """There is no camera."""

    def change(self, settings: Settings) -> None:
        self.settings = settings

    def happen(self, event: Event) -> None:
        self.happened.append(event)

    def sent(self) -> list[Sent]:
        return sent() if self.listed else []

    def clock(self) -> float:
        """Give the second at which the scene is seen: 5 after it began, if the check is slow."""
        self.seconds, now = (5.0 if self.slow else 0.0), self.seconds
        return now

    @property
    def submitter(self) -> Scene:
        return self


class StillCamera:
    """A camera with a lamp and two lenses, that is never opened."""

    has_light = True
    has_front = True

    def light(self, on: bool) -> None:
        """Do nothing."""

    def focus(self, x: float, y: float) -> None:
        """Do nothing."""


class Inset:
    """A window with the bars of the drawings."""

    def insets(self) -> Insets:
        return INSETS


class AllPages:
    """A phone with every page."""

    has_settings = True
    has_storage = True

    def settings(self) -> None:
        """Do nothing."""

    def storage(self) -> None:
        """Do nothing."""


class StillPhone:
    """A phone on which nothing is to move."""

    def wishes(self) -> Wishes:
        return Wishes(still=True)


class NoPicker:
    """Picks nothing."""

    def pick(self, on_photo: Callable[[bytes | None], None]) -> None:
        """Do nothing."""


def machine(camera: Camera) -> Here:
    """Make a phone that does nothing, and can do everything."""
    return Here(
        camera,
        NoPicker(),
        Silence(),
        Stillness(),
        Inset(),
        NoSensors(),
        AllPages(),
        StillPhone(),
    )


def scenes(skin: str = "light") -> Iterator[tuple[str, Scene]]:
    """Give every screen with its name, as the drawings are named where there is one."""
    blurred = Attempt("blurred", verdict(skin, True), saved=True)
    clear = Attempt("clear", verdict(skin, False), saved=True)
    assert blurred.verdict is not None
    assert (blurred.verdict.verdict, clear.rank[0]) == ("retake", True)
    unsure = replace(
        blurred.verdict,
        verdict="cannot_judge",
        score=None,
        regions=(),
        reasons=(Reason("cannot_judge", 1.0, prompts=False),),
    )

    def at(stage: Stage, *attempts: Attempt, **parts: object) -> Session:
        current = attempts[-1].id if attempts else None
        views = (View("photo", attempts),)
        return replace(Session(stage, views=views, current=current), **parts)  # type: ignore[arg-type]

    def scene(session: Session, **parts: object) -> Scene:
        return Scene(session, skin, **parts)  # type: ignore[arg-type]

    many = [replace(blurred, id=f"blurred{n}") for n in range(4)]
    yield "01-welcome", scene(at(Stage.WELCOME))
    yield "02-framing", scene(at(Stage.FRAMING), hint=Hint("too_far"))
    yield "02b-framing-ready", scene(at(Stage.FRAMING, blurred), hint=READY)
    yield (
        "02c-framing-auto",
        scene(
            at(Stage.FRAMING),
            hint=Hint("auto", 2),
            settings=Settings(agreed=True, auto=True),
        ),
    )
    yield "03-checking", scene(at(Stage.CHECKING, replace(blurred, verdict=None)))
    yield "03b-checking-slow", scene(at(Stage.CHECKING, replace(blurred, verdict=None)), slow=True)
    yield "04-accept", scene(at(Stage.CLEAR, blurred, clear))
    yield "05-retake", scene(at(Stage.RETAKE, blurred))
    yield "05c-retake-last", scene(at(Stage.RETAKE, *many))
    yield "05d-cannot-judge", scene(at(Stage.RETAKE, replace(blurred, verdict=unsure)))
    yield "06-show-spot", scene(at(Stage.SPOT, blurred))
    yield "07-review", scene(at(Stage.REVIEW, blurred, clear, site="forearm_l"))
    yield "07b-sites", scene(at(Stage.REVIEW, clear, site="forearm_l"), pages=("sites",))
    yield "07c-delete", scene(at(Stage.REVIEW, clear), question="delete")
    yield "07d-kept", scene(at(Stage.SENT, clear))
    yield "08-outbox", scene(at(Stage.SENT, clear), pages=("outbox",), listed=True)
    yield "08b-outbox-empty", scene(at(Stage.FRAMING), pages=("outbox",))
    yield "09-settings", scene(at(Stage.FRAMING), pages=("outbox", "settings"))
    yield "09b-help", scene(at(Stage.FRAMING), pages=("help",))
    yield "09c-privacy", scene(at(Stage.WELCOME), pages=("privacy",))
    yield "09d-colours", scene(at(Stage.FRAMING), pages=("settings",), question="colours")
    yield "10-camera-off", scene(at(Stage.CAMERA_OFF, refused="for_ever"))
    yield "10b-camera-ask", scene(at(Stage.CAMERA_OFF, refused="once"))
    yield "10c-camera-lost", scene(at(Stage.CAMERA_OFF, blurred, lost=2))
    yield (
        "11-basic-checks",
        scene(at(Stage.FRAMING), hint=Hint("too_dark"), fallback="the model is missing", dark=0.2),
    )
    yield "11b-basic", scene(at(Stage.FRAMING), pages=("basic",), fallback="it is missing")
    yield "12-phone-full", scene(at(Stage.FULL, replace(clear, saved=False)))
    yield "13-resumed", scene(at(Stage.RETAKE, blurred, resumed=True))
    undo = at(Stage.REVIEW, clear)
    yield "14-undo", scene(at(Stage.FRAMING, undo=undo))


def sent() -> list[Sent]:
    """List three photos that were handed over."""
    noon = datetime(2026, 3, 9, 12, 0, tzinfo=timezone(timedelta(hours=1)))
    skins = (("light", "forearm_l", 0), ("dark", "shin_r", 27), ("light", "", 190))
    return [
        Sent(f"sent{at}", noon - timedelta(hours=hours), site, partial(_bytes, skin))
        for at, (skin, site, hours) in enumerate(skins)
    ]


def _bytes(skin: str) -> bytes:
    file = BytesIO()
    picture(skin).save(file, "JPEG")
    return file.getvalue()
