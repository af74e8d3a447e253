"""The views of a session in, what is handed over out: the bytes, and all that is known of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import clearshot
from clearshot.capture.session import Attempt, Session, View
from clearshot.errors import NotAPhoto
from clearshot.formats import picture_format
from clearshot.photo import Box
from clearshot.submit import Sending

SCHEMA = 1

_SUFFIXES = {
    "JPEG": ".jpg",
    "PNG": ".png",
    "WEBP": ".webp",
    "TIFF": ".tif",
    "BMP": ".bmp",
    "GIF": ".gif",
    "HEIF": ".heic",
    "AVIF": ".avif",
}


def sendings(
    session: Session, views: tuple[View, ...], read: Callable[[str], bytes], when: datetime
) -> tuple[Sending, ...]:
    """Make what is handed over: the best attempt at each view.

    Args:
        session: that they belong to.
        views: that have a photo.
        read: gives an attempt's bytes; raises OSError where they are not to be had.
        when: now, with its zone.
    """
    chosen = [(view, view.best) for view in views]
    return tuple(
        _sending(best.id, read(best.id), note(session, view, best, when))
        for view, best in chosen
        if best is not None
    )


def note(session: Session, view: View, best: Attempt, when: datetime) -> dict[str, Any]:
    """Say all that is known of an attempt that is handed over, as JSON."""
    return {
        "schema": SCHEMA,
        "time": when.isoformat(timespec="seconds"),
        "mode": session.mode,
        "view": view.name,
        "site": session.site,
        "record": session.record,
        "kept": view.kept,
        "app": clearshot.__version__,
        **attempt_note(best),
        "attempts": [attempt_note(each) for each in view.attempts],
    }


def attempt_note(attempt: Attempt) -> dict[str, Any]:
    """Say what was judged of one attempt; nulls if it was sent without the check."""
    verdict = attempt.verdict
    said: dict[str, Any] = dict.fromkeys(
        ("verdict", "score", "grade", "stage", "model", "policy", "operating_point", "fallback")
    )
    if verdict is not None:
        said.update((name, value) for name, value in verdict.to_json().items() if name in said)
    reasons = () if verdict is None else verdict.reasons
    return {
        "id": attempt.id,
        **said,
        "reasons": [{"code": r.code, "severity": round(r.severity, 3)} for r in reasons],
        "roi": _box(attempt.roi),
    }


def suffix(photo: bytes) -> str:
    """Name a file by its content.

    >>> suffix(b"GIF89a..."), suffix(b"what?")
    ('.gif', '.bin')
    """
    try:
        return _SUFFIXES[picture_format(photo)]
    except NotAPhoto:
        return ".bin"


def _sending(id: str, photo: bytes, note: dict[str, Any]) -> Sending:
    return Sending(id, photo, suffix(photo), note)


def _box(box: Box | None) -> dict[str, int] | None:
    return None if box is None else {"x": box.x, "y": box.y, "w": box.w, "h": box.h}
