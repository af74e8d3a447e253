"""Where the flow is in; what its screen shows out. No Kivy, and no decision: only words and looks."""

from __future__ import annotations

from dataclasses import replace

from clearshot.capture.events import (
    Agree,
    New,
    OpenCamera,
    Pick,
    SaveAgain,
    Send,
    Skip,
    Use,
)
from clearshot.capture.session import Session, Stage
from clearshot.ui.marking import tag
from clearshot.ui.telling_camera import framing
from clearshot.ui.telling_verdict import KEEP, back, clear, help_, number, resumed, retake
from clearshot.ui.told import (
    Around,
    Ask,
    Button,
    Choice,
    Do,
    Entry,
    Go,
    Group,
    Scene,
    Set,
    Told,
)
from clearshot.words import Words


def tell(scene: Scene, around: Around) -> Told:
    """Tell what the screen of the flow's stage shows."""
    words = Words(scene.settings.language)
    told = _TELLERS[scene.session.stage](scene, around, words)
    return replace(told, notice=None) if around.folds(told.notice) else told


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
        bar=number(scene.session, words),
        icon="photo-check",
        tone="cam_2",
        notes=(("device-floppy", words.say("checking_saved")),) if saved else (),
        buttons=(skip,) if around.slow else (),
        attempt=scene.session.current,
        notice=resumed(scene.session, words),
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


def _retake(scene: Scene, around: Around, words: Words) -> Told:
    return retake(scene, around, words) or _checking(scene, around, words)


def _spot(scene: Scene, around: Around, words: Words) -> Told:
    return Told(
        "spot",
        words.say("spot_body"),
        bar=words.say("spot_title"),
        left=back(words),
        right=help_(words),
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
        left=back(words),
        notes=(("info-circle", words.say("review_note")),),
        buttons=(
            Button(words.say("review_send"), Send(), KEEP),
            Button(words.say("review_delete"), Ask("delete"), "trash", "danger"),
        ),
        attempt=None if best is None else best.id,
        choices=_choices(session, words),
        groups=(Group("", (site,)),),
        notice=resumed(session, words),
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
        left=back(words),
        icon="database",
        tone="retake",
        notes=(("alert-circle", words.say("full_state")),),
        buttons=(
            Button(words.say("full_again"), SaveAgain(), "reload"),
            *((room,) if "storage" in around.can_open else ()),
            Button(words.say("review_delete"), Ask("delete"), "trash", "danger"),
        ),
        attempt=scene.session.current,
    )


_TELLERS = {
    Stage.WELCOME: _welcome,
    Stage.FRAMING: framing,
    Stage.CHECKING: _checking,
    Stage.CLEAR: clear,
    Stage.RETAKE: _retake,
    Stage.SPOT: _spot,
    Stage.REVIEW: _review,
    Stage.SENDING: _sending,
    Stage.SENT: _sent,
    Stage.CAMERA_OFF: _camera_off,
    Stage.FULL: _full,
}
