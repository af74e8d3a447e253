"""Where the flow is in; what its screen shows out. No Kivy, and no decision: only words and looks."""

from __future__ import annotations

from dataclasses import replace

from clearshot.capture.events import (
    Again,
    Agree,
    Back,
    New,
    OpenCamera,
    Pick,
    SaveAgain,
    Send,
    ShowSpot,
    Skip,
    Use,
)
from clearshot.capture.session import Attempt, Session, Stage
from clearshot.decision import Verdict
from clearshot.ui.icons import REASON_ICONS
from clearshot.ui.marking import marked, tag
from clearshot.ui.telling_camera import framing
from clearshot.ui.told import (
    Around,
    Ask,
    Button,
    Choice,
    Do,
    Entry,
    Go,
    Group,
    Notice,
    Scene,
    Set,
    Told,
)
from clearshot.words import Words

KEEP = "photo-check"
"""The icon of what hands a photo over."""


def tell(scene: Scene, around: Around) -> Told:
    """Tell what the screen of the flow's stage shows."""
    words = Words(scene.settings.language)
    told = _TELLERS[scene.session.stage](scene, around, words)
    over = told.notice is not None and told.notice.title in around.folded
    return replace(told, notice=None) if over else told


def _back(words: Words) -> Button:
    return Button(words.say("back"), Back(), "arrow-left")


def _help(words: Words) -> Button:
    return Button(words.say("help"), Go("help"), "help")


def _number(session: Session, words: Words) -> str:
    return words.say("photo_n", n=max(1, session.tries))


def _resumed(session: Session, words: Words) -> Notice | None:
    return Notice(words.say("resumed")) if session.resumed else None


def _welcome(scene: Scene, around: Around, words: Words) -> Told:
    other = "es" if words.language == "en" else "en"
    icons = ("camera", "circle-check", KEEP)
    return Told(
        "welcome",
        words.say("welcome_title"),
        words.say("welcome_sub"),
        icon="focus-centered",
        tone="primary",
        right=Button(words.say("other_language"), Set("language", other), "language", "text"),
        notes=(
            *((icon, words.say(f"welcome_{at}")) for at, icon in enumerate(icons, 1)),
            ("lock", words.say("welcome_private")),
        ),
        buttons=(
            Button(words.say("welcome_agree"), Agree()),
            Button(words.say("welcome_privacy"), Go("privacy"), kind="text"),
        ),
    )


def _checking(scene: Scene, around: Around, words: Words) -> Told:
    attempt = scene.session.attempt
    saved = attempt is not None and attempt.saved
    skip = Button(words.say("checking_skip"), Skip(), KEEP, "cam_outlined")
    return Told(
        "checking",
        words.say("checking_title"),
        words.say("checking_slow" if around.slow else "checking_body"),
        bar=_number(scene.session, words),
        icon="photo-check",
        tone="cam_2",
        notes=(("device-floppy", words.say("checking_saved")),) if saved else (),
        buttons=(skip,) if around.slow else (),
        attempt=scene.session.current,
        notice=_resumed(scene.session, words),
    )


def _sending(scene: Scene, around: Around, words: Words) -> Told:
    best = scene.session.view.best
    return Told(
        "sending",
        words.say("sending_title"),
        icon="device-floppy",
        tone="cam_2",
        attempt=None if best is None else best.id,
    )


def _clear(scene: Scene, around: Around, words: Words) -> Told:
    session = scene.session
    notes = [("", words.say("accept_note"))]
    if session.attempt is not None and _simple(session.attempt.verdict):
        notes.insert(0, ("", words.say("retake_basic")))
    return Told(
        "clear",
        words.say("accept_title"),
        words.say("accept_body"),
        bar=_number(session, words),
        left=_back(words),
        right=_help(words),
        icon="circle-check",
        tone="good",
        notes=tuple(notes),
        buttons=(
            Button(words.say("accept_use"), Use(), "check"),
            Button(words.say("accept_more"), Again(), "camera", "outlined"),
        ),
        attempt=session.current,
        notice=_resumed(session, words),
    )


def _simple(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.fallback is not None


def _retake(scene: Scene, around: Around, words: Words) -> Told:
    """Tell one reason and one action; what else was found is for the clinic's note."""
    session, attempt = scene.session, scene.session.attempt
    if attempt is None or attempt.verdict is None or not attempt.verdict.reasons:
        return _checking(scene, around, words)
    verdict, code = attempt.verdict, attempt.verdict.reasons[0].code
    unsure = verdict.verdict == "cannot_judge"
    photo = scene.photo(attempt.id)
    title, body = words.reason(code), words.advice(code)
    if session.last and not unsure:
        title, body = words.say("retake_last_title"), words.say("retake_last_body")
    return Told(
        "retake",
        title,
        body,
        bar=_number(session, words),
        left=_back(words),
        right=_help(words),
        icon=REASON_ICONS[code],
        tone="note" if unsure else "retake",
        notes=_retake_notes(session, attempt, words),
        buttons=_retake_buttons(session, unsure, words),
        attempt=attempt.id,
        marked=None if photo is None else marked(verdict, photo.size, words),
        tries=(session.tries, session.retakes + 1) if not session.last or unsure else (0, 0),
        tries_words=words.say("retake_try", n=session.tries, max=session.retakes + 1),
        notice=_resumed(session, words),
    )


def _retake_notes(session: Session, attempt: Attempt, words: Words) -> tuple[tuple[str, str], ...]:
    notes = []
    before = [each for each in session.view.attempts if each.id != attempt.id]
    if before and not session.last and attempt.rank > max(each.rank for each in before):
        notes.append(("", words.say("retake_better")))
    if _simple(attempt.verdict):
        notes.append(("", words.say("retake_basic")))
    return tuple(notes)


def _retake_buttons(session: Session, unsure: bool, words: Words) -> tuple[Button, ...]:
    """Order them: what most want first. Where nothing could be judged, to go on comes first."""
    again = Button(words.say("retake_again"), Again(), "camera", "outlined")
    use = Button(words.say("send_anyway"), Use(), KEEP, "outlined")
    short = words.say("retake_spot_short")
    spot = Button(words.say("retake_spot"), ShowSpot(), "target", "text", short=short)
    if session.last and not unsure:
        clearest = Button(words.say("retake_last_send"), Use(), KEEP)
        more = Button(words.say("accept_more"), Again(), "camera", "outlined")
        return clearest, more, spot
    if unsure:
        return Button(use.words, use.act, KEEP), again, spot
    return Button(again.words, again.act, "camera"), use, spot


def _spot(scene: Scene, around: Around, words: Words) -> Told:
    return Told(
        "spot",
        words.say("spot_body"),
        bar=words.say("spot_title"),
        left=_back(words),
        right=_help(words),
        buttons=(
            Button(words.say("spot_check"), Do("spot"), "check", "cam"),
            Button(words.say("send_anyway"), Use(), KEEP, "cam_outlined"),
        ),
        attempt=scene.session.current,
    )


def _review(scene: Scene, around: Around, words: Words) -> Told:
    session = scene.session
    best = session.view.best
    site = Entry(
        words.site(session.site),
        Go("sites"),
        icon="body-scan",
        icon_ink="primary",
        under=words.say("review_where"),
        turned=True,
    )
    return Told(
        "review",
        words.say("review_title"),
        bar=words.say("review_title"),
        left=_back(words),
        notes=(("info-circle", words.say("review_note")),),
        buttons=(
            Button(words.say("review_send"), Send(), KEEP),
            Button(words.say("review_delete"), Ask("delete"), "trash", "danger"),
        ),
        attempt=None if best is None else best.id,
        choices=_choices(session, words),
        groups=(Group("", (site,)),),
        notice=_resumed(session, words),
    )


def _choices(session: Session, words: Words) -> tuple[Choice, ...]:
    attempts, chosen = session.view.attempts, session.view.best
    clearest = max(reversed(attempts), key=lambda each: each.rank, default=None)
    return tuple(
        Choice(each.id, tag(each.verdict, each == clearest, words), each == chosen)
        for each in attempts
    )


def _sent(scene: Scene, around: Around, words: Words) -> Told:
    return Told(
        "sent",
        words.say("sent_title"),
        words.say("sent_body"),
        icon="circle-check",
        tone="good",
        buttons=(
            Button(words.say("outbox_new"), New(), "camera"),
            Button(words.say("outbox_title"), Go("outbox"), "photo", "outlined"),
        ),
    )


def _camera_off(scene: Scene, around: Around, words: Words) -> Told:
    """Tell why there is no camera, and every way on that there is."""
    session = scene.session
    title, body = words.say("camoff_title"), words.say("camoff_ask")
    first = Button(words.say("camoff_allow"), OpenCamera(), "camera")
    again = Button(words.say("try_again"), OpenCamera(), "reload")
    ways = []
    if session.refused == "for_ever":
        body = words.say("camoff_body")
        first = again
        if "settings" in around.can_open:
            first = Button(words.say("camoff_settings"), Do("settings"), "settings")
            ways.append(replace(again, kind="text"))
    elif session.refused is None:
        title, _, body = words.say("camera_lost_again").partition(". ")
        first = again
    if around.picker:
        ways.insert(0, Button(words.say("camoff_pick"), Pick(), "photo-plus", "outlined"))
    if session.to_send:
        ways.insert(0, Button(words.say("retake_last_send"), Use(), KEEP, "outlined"))
    return Told(
        "camera_off",
        title,
        body,
        left=Button(words.say("outbox_title"), Go("outbox"), "arrow-left"),
        icon="camera-off",
        buttons=(first, *ways),
    )


def _full(scene: Scene, around: Around, words: Words) -> Told:
    room = Button(words.say("full_room"), Do("storage"), "trash", "outlined")
    return Told(
        "full",
        words.say("full_title"),
        words.say("full_body"),
        left=_back(words),
        icon="database",
        tone="retake",
        notes=(("alert-circle", words.say("full_state")),),
        buttons=(
            Button(words.say("full_again"), SaveAgain(), "reload"),
            *((room,) if "storage" in around.can_open else ()),
        ),
        attempt=scene.session.current,
    )


_TELLERS = {
    Stage.WELCOME: _welcome,
    Stage.FRAMING: framing,
    Stage.CHECKING: _checking,
    Stage.CLEAR: _clear,
    Stage.RETAKE: _retake,
    Stage.SPOT: _spot,
    Stage.REVIEW: _review,
    Stage.SENDING: _sending,
    Stage.SENT: _sent,
    Stage.CAMERA_OFF: _camera_off,
    Stage.FULL: _full,
}
