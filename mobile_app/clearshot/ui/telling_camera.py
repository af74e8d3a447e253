"""The live view's moment in; hint, banner and round buttons out. No Kivy."""

from __future__ import annotations

from clearshot.capture.countdown import AUTO
from clearshot.capture.events import Use
from clearshot.capture.hints import Hint
from clearshot.capture.session import Session
from clearshot.ui.icons import REASON_ICONS
from clearshot.ui.told import Around, Button, Do, Go, Notice, Pill, Scene, Set, Told
from clearshot.words import Words

_ICONS = {
    "start": ("focus-centered", "cam_note"),
    "ready": ("check", "cam_good"),
    "auto": ("check", "cam_good"),
    "level": ("device-mobile", "cam_retake"),
    "blur_focus_near": ("blur", "cam_retake"),
}
_DARK = ("too_dark", "noise")


def framing(scene: Scene, around: Around, words: Words) -> Told:
    """Tell what is around the live view."""
    session = scene.session
    number = session.tries + 1
    told = pill(scene.hint, scene.settings.timer, words)
    notice = banner(scene, words) or _lamp(around, words)
    folded = around.folds(notice)
    info = Button(words.say("basic_title"), Go("basic"), "info-circle")
    return Told(
        "framing",
        told.words,
        bar=words.say("photo_n", n=number),
        left=Button(words.say("close"), Go("outbox"), "x"),
        right=(
            info
            if folded and scene.fallback is not None
            else Button(words.say("help"), Go("help"), "help")
        ),
        round=_round(session, scene, around, words),
        pill=told,
        notice=notice,
        taking=session.taking,
    )


def pill(hint: Hint, timer: int, words: Words) -> Pill:
    """Say a hint: icon and words tell what its colour tells."""
    icon, tone = _ICONS.get(hint.code, ("", "cam_retake"))
    counts = hint.code == "auto" and hint.number is not None
    timed = counts and timer > 0
    return Pill(
        "clock" if timed else icon or REASON_ICONS[hint.code],
        words.say("hint_timer", n=hint.number) if timed else words.hint(hint.code, hint.number),
        "cam_note" if timed else tone,
        _over(hint.number or 0, timer or AUTO) if counts else 0.0,
        hint.code in ("ready", "auto") and not timed,
        hint.number if counts else None,
    )


def _over(left: int, total: float) -> float:
    """Give the share of a countdown that is over.

    >>> _over(3, 3), _over(1, 3)
    (0.25, 0.75)
    """
    return 1 - left / (total + 1)


def banner(scene: Scene, words: Words) -> Notice | None:
    """Choose the one thing that is to be known: camera before simple checks before welcome back."""
    if scene.session.lost:
        title, _, text = words.say("camera_lost").partition(". ")
        return Notice(f"{title}.", text, "camera-off", "retake", stays=True)
    if scene.fallback is not None:
        title, _, text = words.say("basic_banner").partition(". ")
        return Notice(f"{title}.", text, act=Go("basic"))
    return Notice(words.say("resumed")) if scene.session.resumed else None


def _lamp(around: Around, words: Words) -> Notice | None:
    """Warn of what the lamp may do, as long as it is on."""
    return Notice(words.say("light_glare"), icon="bolt") if around.lit else None


def _round(
    session: Session, scene: Scene, around: Around, words: Words
) -> tuple[Button | None, Button | None]:
    """Give what stands at the left and the right of the shutter.

    From the second try on the left one is the last photo, and what else there is moves right.
    """
    first, second = _lens(scene, around, words), _trigger(scene, words)
    if not session.view.attempts:
        return first, second
    last = session.view.attempts[-1].id
    use = Button(words.say("send_n", n=1), Use(), photo=last)
    # A countdown that was set is shown; else the lamp is what one may want now.
    return use, second if scene.settings.timer or first is None else first


def _lens(scene: Scene, around: Around, words: Words) -> Button | None:
    """Give the lamp of the lens at the back, or the way back from the other."""
    if scene.settings.front and around.front:
        return Button(words.say("lens_back"), Set("front", False), "camera-rotate")
    if not around.lamp:
        return None
    dark = scene.hint.code in _DARK and not around.lit
    return Button(
        words.say("light_on" if around.lit else "light_off"),
        Do("light"),
        "bolt" if around.lit else "bolt-off",
        ring="cam_retake" if dark else "",
    )


def _trigger(scene: Scene, words: Words) -> Button:
    """Give the timer if it is set, else what takes the photo by itself."""
    settings = scene.settings
    if settings.timer:
        return Button(words.say("timer_n", n=settings.timer), Set("timer", 0), "clock")
    return Button(
        words.say("auto_on" if settings.auto else "auto_off"),
        Set("auto", not settings.auto),
        "circle-letter-a",
        ring="cam_good" if settings.auto else "",
    )
