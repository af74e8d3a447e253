"""A page or a question in; what it shows out: photos, settings, help, privacy, simple checks. No Kivy."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from clearshot.capture.events import Delete, New
from clearshot.capture.session import Stage
from clearshot.capture.settings import Settings
from clearshot.submit import Sent
from clearshot.ui.told import (
    Act,
    Around,
    Ask,
    Button,
    Do,
    Entry,
    Go,
    Group,
    Page,
    Question,
    Scene,
    Set,
    Told,
)
from clearshot.words import LANGUAGES, Words

CLOSE = Do("close")
TIMERS = (0, 3, 10)  # seconds
COLOURS = ("same", "light", "dark")


def tell_page(page: Page, scene: Scene, around: Around) -> Told:
    """Tell what a page shows."""
    words = Words(scene.settings.language)
    pages = {
        "outbox": _outbox,
        "settings": _settings,
        "help": _help,
        "privacy": _privacy,
        "basic": _basic,
        "sites": _sites,
    }
    return pages[page](scene, around, words)


def _back(words: Words) -> Button:
    return Button(words.say("back"), CLOSE, "arrow-left")


def _outbox(scene: Scene, around: Around, words: Words) -> Told:
    after = scene.session.stage is Stage.SENT
    new = Button(words.say("outbox_new"), New() if after else CLOSE, "camera")
    told = Told(
        "outbox",
        words.say("outbox_title"),
        bar=words.say("outbox_title"),
        left=_back(words),
        right=Button(words.say("set_title"), Go("settings"), "settings"),
        buttons=(new,),
    )
    if around.sent:
        entries = tuple(_kept(each, words) for each in around.sent)
        return replace(told, groups=(Group("", entries),))
    title, body = words.say("outbox_empty_title"), words.say("outbox_empty_body")
    return replace(told, title=title, body=body, icon="photo", tone="primary")


def _kept(sent: Sent, words: Words) -> Entry:
    return Entry(
        words.site(sent.site) if sent.site else words.say("photo_n", n="").strip(),
        under=words.say("row_kept"),
        mark="device-floppy",
        mark_ink="good",
        ends=_when(sent.when, datetime.now()),
        photo=sent,
    )


def _when(when: datetime, now: datetime) -> str:
    """Say a moment in figures that no language reads otherwise: the hour today, else the date.

    >>> _when(datetime(2026, 3, 9, 9, 12), datetime(2026, 3, 9, 20, 0))
    '9:12'
    >>> _when(datetime(2026, 3, 9, 9, 12), datetime(2026, 3, 10, 20, 0))
    '2026-03-09'
    """
    local = when.astimezone() if when.tzinfo is not None else when
    today = local.date() == now.date()
    return f"{local.hour}:{local.minute:02}" if today else local.date().isoformat()


def _switch(
    name: str, words: Words, settings: Settings, icon: str, label: str, under: str = ""
) -> Entry:
    on = bool(getattr(settings, name))
    return Entry(
        words.say(label),
        Set(name, not on),
        icon=icon,
        under=words.say(under) if under else "",
        toggle="on" if on else "off",
    )


def _timer(words: Words, settings: Settings) -> Entry:
    return Entry(
        words.say("set_timer"), Ask("timer"), icon="clock", ends=_seconds(settings.timer, words)
    )


def _seconds(seconds: int, words: Words) -> str:
    return words.say("set_seconds", n=seconds) if seconds else words.say("set_off")


def _settings(scene: Scene, around: Around, words: Words) -> Told:
    settings = scene.settings
    front = _switch("front", words, settings, "camera-rotate", "set_front")
    left = _switch("left", words, settings, "arrow-left", "set_left")
    taking = (
        _switch("speak", words, settings, "volume", "set_speak"),
        _switch("vibrate", words, settings, "device-mobile-vibration", "set_vibrate"),
        _switch("auto", words, settings, "circle-letter-a", "set_auto", "set_auto_sub"),
        _switch("anywhere", words, settings, "camera", "set_anywhere"),
        _timer(words, settings),
        *((front,) if around.front else ()),
        *((left,) if scene.session.mode == "office" else ()),
    )
    app = (
        Entry(
            words.say("set_lang"),
            Ask("language"),
            icon="language",
            ends=words.say("set_lang_name"),
        ),
        Entry(
            words.say("set_colors"),
            Ask("colours"),
            icon="moon",
            ends=words.say(f"set_colors_{settings.colours}"),
        ),
        _switch("still", words, settings, "arrows-maximize", "set_still"),
    )
    version = words.say("set_version", app=around.app, model=around.model or "-")
    return Told(
        "settings",
        words.say("set_title"),
        bar=words.say("set_title"),
        left=_back(words),
        groups=(Group(words.say("set_photos"), taking), Group(words.say("set_app"), app)),
        notes=(("", version),),
        buttons=(Button(words.say("set_wipe"), Ask("wipe"), "trash", "danger"),),
    )


_HELP = ("bulb", "sun-high", "zoom-in", "focus-centered", "target", "hand-stop")


def _help(scene: Scene, around: Around, words: Words) -> Told:
    settings = scene.settings
    tips = tuple(
        Entry(words.say(f"help_{at}"), icon=icon, icon_ink="primary")
        for at, icon in enumerate(_HELP, 1)
    )
    front = _switch("front", words, settings, "camera-rotate", "set_front")
    reach = (_timer(words, settings), *((front,) if around.front else ()))
    see = (
        _switch("speak", words, settings, "volume", "set_speak"),
        _switch("anywhere", words, settings, "camera", "set_anywhere"),
    )
    reader = f"{words.say('help_speak')} {words.say('help_reader')}"
    return Told(
        "help",
        words.say("help_title"),
        bar=words.say("help"),
        left=_back(words),
        groups=(
            Group(words.say("help_title"), tips),
            Group(words.say("help_reach_title"), reach, words.say("help_reach")),
            Group(words.say("help_speak_title"), see, reader),
            Group(words.say("help_check_title"), (), words.say("help_check")),
        ),
        buttons=(Button(words.say("basic_go"), CLOSE),),
    )


def _privacy(scene: Scene, around: Around, words: Words) -> Told:
    icons = ("lock", "shield-check", "map-pin", "trash")
    return Told(
        "privacy",
        words.say("privacy_title"),
        left=_back(words),
        notes=tuple((icon, words.say(f"privacy_{at}")) for at, icon in enumerate(icons, 1)),
        buttons=(Button(words.say("basic_go"), CLOSE),),
    )


def _basic(scene: Scene, around: Around, words: Words) -> Told:
    return Told(
        "basic",
        words.say("basic_title"),
        words.say("basic_body"),
        left=_back(words),
        icon="info-circle",
        buttons=(Button(words.say("basic_go"), CLOSE),),
    )


def _sites(scene: Scene, around: Around, words: Words) -> Told:
    return Told("sites", words.say("review_where"))


def ask(question: Question, settings: Settings) -> Told:
    """Tell what a dialog asks, and its answers: the one that changes nothing comes first."""
    words = Words(settings.language)
    if question in ("delete", "wipe"):
        act: Act = Delete() if question == "delete" else Do("wipe")
        title, _, body = words.say(f"{question}_sure").partition("? ")
        return Told(
            question,
            f"{title}?",
            body,
            buttons=(
                Button(words.say("delete_no"), CLOSE),
                Button(words.say("delete_yes"), act, kind="danger"),
            ),
        )
    title, entries = _answers(question, words, settings)
    return Told(question, title, groups=(Group("", entries),))


def _answers(question: Question, words: Words, settings: Settings) -> tuple[str, tuple[Entry, ...]]:
    if question == "language":
        names = {code: Words(code).say("set_lang_name") for code in LANGUAGES}
        return words.say("set_lang"), _entries("language", names, settings.language)
    if question == "colours":
        names = {each: words.say(f"set_colors_{each}") for each in COLOURS}
        return words.say("set_colors"), _entries("colours", names, settings.colours)
    times = {each: _seconds(each, words) for each in TIMERS}
    return words.say("set_timer"), _entries("timer", times, settings.timer)


def _entries(name: str, names: dict[str, str] | dict[int, str], now: object) -> tuple[Entry, ...]:
    return tuple(
        Entry(words, Set(name, value), chosen=value == now) for value, words in names.items()
    )
