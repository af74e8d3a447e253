"""The whole loop without its screens: real photos, bundle, disk and folder."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from clearshot.assess import Bundle, assess, load_bundle, simple_checks
from clearshot.capture.events import (
    Again,
    CheckSpot,
    Delete,
    New,
    OpenCamera,
    Pick,
    SaveAgain,
    Send,
    SetRecord,
    SetSite,
    ShowSpot,
    Shutter,
    Undo,
    Use,
)
from clearshot.capture.hints import START, Hint
from clearshot.capture.session import Stage
from clearshot.capture.store import Store
from clearshot.photo import Box
from clearshot.ports import Frame
from tests.clearshot.capture.rigs import Rig, example, jpeg
from tests.conftest import Picture, render_texture

BLURRED, SHARP = example("blur_focus"), example("good_light")


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Callable[..., Rig]]:
    """Set up an assistant around a folder; the same folder again is the app started again."""
    made: list[Rig] = []

    def make(*photos: bytes | None, **more: object) -> Rig:
        made.append(Rig(tmp_path, *photos, **more))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for each in made:
        each.assistant.close()


def quick() -> Bundle:
    return simple_checks("for a quick test")


def test_a_blurred_photo_is_retaken_and_the_sharp_one_is_sent_unchanged(
    rig: Callable[..., Rig],
) -> None:
    app = rig(BLURRED, SHARP).agree()
    app.do(Shutter(), then=Stage.RETAKE)
    attempt = app.assistant.session.attempt
    assert attempt is not None
    assert attempt.verdict is not None
    assert attempt.verdict.reasons[0].code == "blur_focus"
    app.do(Again(), Shutter(), then=Stage.CLEAR)
    app.do(Use(), SetSite("left_arm"), Send(), then=Stage.SENT)
    (sent,) = app.sent.sent()
    assert (sent.photo, sent.site) == (SHARP, "left_arm")
    app.do(New(), then=Stage.FRAMING)


def test_the_note_beside_it_tells_of_every_attempt(rig: Callable[..., Rig], tmp_path: Path) -> None:
    app = rig(BLURRED, SHARP).agree()
    app.do(Shutter(), then=Stage.RETAKE).do(Again(), Shutter(), then=Stage.CLEAR)
    app.do(Use(), Send(), then=Stage.SENT)
    note = json.loads(next((tmp_path / "sent").glob("*.json")).read_text())
    assert (note["verdict"], note["fallback"]) == ("accept", None)
    assert [each["verdict"] for each in note["attempts"]] == ["retake", "accept"]
    assert note["attempts"][0]["score"] < note["score"]
    assert note["model"].startswith("clearshot-lite0")


def test_the_verdict_is_the_one_that_the_file_gets_anywhere(rig: Callable[..., Rig]) -> None:
    app = rig(SHARP).agree().do(Shutter(), then=Stage.CLEAR)
    attempt = app.assistant.session.attempt
    assert attempt is not None
    assert attempt.verdict is not None
    assert replace(attempt.verdict, ms=0.0) == replace(assess(SHARP, load_bundle()), ms=0.0)


def test_every_step_is_on_the_disk(rig: Callable[..., Rig], tmp_path: Path) -> None:
    app = rig(BLURRED, SHARP).agree()
    for events, then in (
        ([Shutter()], Stage.RETAKE),
        ([Again(), Shutter()], Stage.CLEAR),
        ([Use(), SetSite("left_arm")], Stage.REVIEW),
        ([Delete()], Stage.FRAMING),
        ([Undo()], Stage.REVIEW),
    ):
        app.do(*events, then=then)
        app.until(lambda: all(each.saved for each in app.assistant.session.attempts))
        app.assistant.pause()
        app.assistant.resume()
        assert Store(tmp_path / "state").session() == app.assistant.session


def test_a_spot_that_was_shown_is_judged_by_its_own_pixels(rig: Callable[..., Rig]) -> None:
    app = rig(BLURRED).agree().do(Shutter(), then=Stage.RETAKE)
    spot = Box(300, 300, 500, 500)
    app.do(ShowSpot(), CheckSpot(spot), then=Stage.RETAKE)
    attempt = app.assistant.session.attempt
    assert attempt is not None
    assert attempt.verdict is not None
    assert (attempt.roi, attempt.verdict.stage) == (spot, "roi")


def test_what_is_no_photo_can_be_sent_all_the_same(rig: Callable[..., Rig]) -> None:
    app = rig(b"what the camera gave", load=quick).agree().do(Shutter(), then=Stage.RETAKE)
    attempt = app.assistant.session.attempt
    assert attempt is not None
    assert attempt.verdict is not None
    assert attempt.verdict.verdict == "cannot_judge"
    assert app.assistant.photo(attempt.id) is None
    app.do(Use(), Send(), then=Stage.SENT)
    assert app.sent.sent()[0].photo == b"what the camera gave"


def test_a_spot_outside_of_the_photo_is_no_dead_end(rig: Callable[..., Rig]) -> None:
    app = rig(BLURRED, load=quick).agree().do(Shutter(), then=Stage.RETAKE)
    app.do(ShowSpot(), CheckSpot(Box(90000, 0, 9, 9)), then=Stage.RETAKE)
    assert app.assistant.session.attempt is not None
    assert app.assistant.session.attempt.verdict is not None
    assert app.assistant.session.attempt.verdict.verdict == "cannot_judge"


def broken() -> Bundle:
    raise MemoryError("no room for the model")


def test_a_bundle_that_does_not_load_leaves_simple_checks_and_says_so(
    rig: Callable[..., Rig],
) -> None:
    app = rig(jpeg(render_texture()), load=broken).agree()
    app.until(lambda: app.assistant.fallback is not None)
    assert app.assistant.fallback == "no room for the model"
    app.do(Shutter(), then=Stage.CLEAR)


def test_photos_are_shown_upright_at_working_size(rig: Callable[..., Rig]) -> None:
    app = rig(SHARP, load=quick).agree().do(Shutter(), then=Stage.CLEAR)
    attempt = app.assistant.session.attempt
    assert attempt is not None
    photo = app.assistant.photo(attempt.id)
    assert photo is not None
    assert photo.size == (1600, 1200)
    assert app.assistant.photo(attempt.id) is photo
    assert app.assistant.photo("no such photo") is None


def test_the_app_goes_on_where_it_was_ended(rig: Callable[..., Rig]) -> None:
    app = rig(BLURRED, load=quick).agree().do(Shutter(), then=Stage.RETAKE)
    app.assistant.pause()
    before = app.assistant.session
    again = rig(load=quick)  # the first was not closed, as if it had been ended
    assert again.stage is Stage.RETAKE
    assert again.assistant.session.resumed
    assert again.assistant.session.attempts == tuple(
        replace(each, saved=True) for each in before.attempts
    )
    again.do(Use(), Send(), then=Stage.SENT)
    assert again.sent.sent()[0].photo == BLURRED


def test_a_photo_that_was_not_judged_when_the_app_ended_is_judged_then(
    rig: Callable[..., Rig], tmp_path: Path
) -> None:
    gate = threading.Event()

    def slow() -> Bundle:
        gate.wait()
        return quick()

    app = rig(BLURRED, load=slow).agree().do(Shutter(), then=Stage.CHECKING)
    app.until(lambda: app.assistant.session.attempts[0].saved)
    app.assistant.pause()
    again = rig(load=quick)
    assert again.stage is Stage.CHECKING
    again.until(lambda: again.stage is Stage.RETAKE)
    gate.set()


def test_a_new_start_opens_the_camera_once_a_person_agreed(rig: Callable[..., Rig]) -> None:
    app = rig(load=quick)
    assert app.stage is Stage.WELCOME
    assert not app.camera.open
    app.agree()
    assert app.camera.open
    app.assistant.close()
    assert not app.camera.open
    assert rig(load=quick).stage is Stage.FRAMING


def test_settings_are_there_at_the_next_start(rig: Callable[..., Rig]) -> None:
    app = rig(load=quick)
    app.assistant.change(replace(app.assistant.settings, language="es", timer=3))
    app.assistant.close()
    again = rig(load=quick)
    assert (again.assistant.settings.language, again.assistant.settings.timer) == ("es", 3)


def test_the_camera_is_open_while_a_photo_is_framed_and_the_app_is_in_front(
    rig: Callable[..., Rig],
) -> None:
    app = rig(BLURRED, load=quick).agree()
    assert app.camera.open
    app.assistant.pause()
    assert not app.camera.open
    app.assistant.resume()
    assert app.camera.open
    app.do(Shutter(), then=Stage.RETAKE)
    assert not app.camera.open


def test_another_lens_starts_the_camera_again(rig: Callable[..., Rig]) -> None:
    app = rig(load=quick).agree()
    assert app.camera.lens == "back"
    app.assistant.change(replace(app.assistant.settings, front=True))
    assert (app.camera.lens, app.camera.starts, app.camera.open) == ("front", 2, True)


def test_a_camera_that_stops_is_started_again_after_a_second(rig: Callable[..., Rig]) -> None:
    app = rig(load=quick).agree()
    app.idle()
    app.camera.on_lost("it fell")
    app.until(lambda: app.assistant.session.lost == 1)
    app.pass_by(0.8)
    assert app.camera.starts == 1
    app.pass_by(0.4)
    assert app.camera.starts == 2
    app.until(lambda: app.assistant.session.lost == 0)


def test_a_camera_that_gives_no_photo_says_so_and_is_started_again(
    rig: Callable[..., Rig],
) -> None:
    app = rig(None, load=quick).agree()
    app.idle()
    app.assistant.happen(Shutter())
    app.until(lambda: app.assistant.session.lost == 1)
    assert not app.assistant.session.taking
    app.pass_by(1.2)
    app.until(lambda: app.assistant.session.lost == 0)
    assert app.camera.starts == 2


def test_a_camera_that_does_not_start_again_leaves_the_phones_photos(
    rig: Callable[..., Rig],
) -> None:
    app = rig(load=quick).agree()
    lost = app.camera.on_lost
    lost("it fell")
    lost("it fell again, said the same run")
    app.idle()
    assert app.assistant.session.lost == 1
    app.camera.trouble = RuntimeError("the camera is in use")
    app.pass_by(1.2)
    app.until(lambda: app.stage is Stage.CAMERA_OFF)
    app.camera.trouble = None
    app.do(OpenCamera(), then=Stage.FRAMING)
    assert app.camera.open


def test_a_refused_camera_is_said(rig: Callable[..., Rig]) -> None:
    app = rig(load=quick).agree()
    app.camera.on_refused(True)
    app.until(lambda: app.stage is Stage.CAMERA_OFF)
    assert app.assistant.session.refused == "for_ever"
    assert not app.camera.open


@pytest.mark.parametrize("photo", [None, b""])
def test_a_camera_that_gives_nothing_leaves_the_person_at_the_camera(
    rig: Callable[..., Rig], photo: bytes | None
) -> None:
    app = rig(photo, load=quick).agree()
    app.assistant.happen(Shutter())
    app.until(lambda: not app.assistant.session.taking)
    app.idle()
    assert app.stage is (Stage.FRAMING if photo is None else Stage.RETAKE)


def test_a_camera_that_never_answers_is_not_waited_for_for_ever(rig: Callable[..., Rig]) -> None:
    app = rig(load=quick).agree()
    app.camera.answers = False
    app.assistant.happen(Shutter())
    app.pass_by(7)
    assert app.assistant.session.taking
    app.pass_by(2)
    assert not app.assistant.session.taking
    assert app.camera.open


class Gallery:
    """The phone's own photos, of which one is picked, or none, or all goes wrong."""

    def __init__(self, photo: bytes | Exception | None) -> None:
        self.photo = photo

    def pick(self, on_photo: Callable[[bytes | None], None]) -> None:
        if isinstance(self.photo, Exception):
            raise self.photo
        on_photo(self.photo)


@pytest.mark.parametrize(
    ("photo", "stage"),
    [(BLURRED, Stage.RETAKE), (None, Stage.FRAMING), (OSError("no gallery"), Stage.FRAMING)],
)
def test_a_photo_from_the_phones_own_is_judged_like_any(
    rig: Callable[..., Rig], photo: bytes | Exception | None, stage: Stage
) -> None:
    app = rig(load=quick, picker=Gallery(photo)).agree()
    app.do(Pick(), then=stage)
    app.until(lambda: not app.assistant.session.taking)


def test_a_picker_that_never_answers_is_given_up_once_the_app_is_back(
    rig: Callable[..., Rig],
) -> None:
    class Lost(Gallery):
        def pick(self, on_photo: Callable[[bytes | None], None]) -> None:
            self.late = on_photo

    gallery = Lost(None)
    app = rig(load=quick, picker=gallery).agree()
    app.assistant.happen(Pick())
    app.assistant.pause()
    app.pass_by(20)
    app.assistant.resume()
    assert app.assistant.session.taking
    app.pass_by(4)
    assert not app.assistant.session.taking
    gallery.late(BLURRED)
    app.until(lambda: app.stage is Stage.RETAKE)  # late, and yet not lost


def test_the_timer_counts_in_sight_and_a_tap_stops_it(rig: Callable[..., Rig]) -> None:
    app = rig(BLURRED, load=quick).agree()
    app.assistant.change(replace(app.assistant.settings, timer=3))
    shown = []
    app.assistant.listen(lambda: shown.append(app.assistant.hint))
    app.assistant.happen(Shutter())
    app.pass_by(1.5)
    app.assistant.happen(Shutter())
    app.pass_by(5)
    assert app.stage is Stage.FRAMING
    assert Hint("auto", 3) in shown
    assert Hint("auto", 2) in shown
    assert app.assistant.hint == START
    app.assistant.happen(Shutter())
    app.pass_by(3.2)
    app.until(lambda: app.stage is Stage.RETAKE)


def test_a_steady_and_sharp_view_is_taken_by_itself_once(rig: Callable[..., Rig]) -> None:
    app = rig(BLURRED, BLURRED, load=quick).agree()
    app.assistant.change(replace(app.assistant.settings, auto=True))
    sharp = render_texture(size=(640, 480))
    shown = frames_for(app, sharp, seconds=9)
    assert [*dict.fromkeys(hint.code for hint in shown[:-1])] == ["start", "auto"]
    assert [hint.number for hint in dict.fromkeys(shown) if hint.number] == [2, 1]
    app.until(lambda: app.stage is Stage.RETAKE)
    assert len(app.camera.photos) == 1


def frames_for(app: Rig, picture: Picture, seconds: float) -> list[Hint]:
    """Show this for so long, or until a photo is taken; give the hints."""
    shown = []
    for _ in range(round(10 * seconds)):
        app.now += 0.1
        if app.camera.open:
            app.camera.show(picture, app.now)
            app.handed.get(timeout=20)()
        app.assistant.tick()
        shown.append(app.assistant.hint)
        if app.stage is not Stage.FRAMING or app.assistant.session.taking:
            return shown
    return shown


def test_a_blurred_view_says_what_to_do_and_takes_nothing(rig: Callable[..., Rig]) -> None:
    app = rig(load=quick).agree()
    app.assistant.change(replace(app.assistant.settings, auto=True))
    app.idle()
    shown = frames_for(app, render_texture(blur=6, size=(640, 480)), seconds=4)
    assert [*dict.fromkeys(shown)] == [START, Hint("blur_focus")]


def test_what_was_seen_before_the_camera_stopped_is_not_shown_after(
    rig: Callable[..., Rig],
) -> None:
    app = rig(load=quick).agree()
    app.idle()
    blurred = render_texture(blur=6, size=(640, 480))
    app.camera.show(blurred, app.now)
    waiting = app.handed.get(timeout=20)  # it was looked at, and the window does not know yet
    app.camera.on_lost("it fell")
    app.until(lambda: app.assistant.session.lost == 1)
    waiting()
    app.pass_by(0.9)
    assert app.assistant.hint == START
    app.pass_by(0.3)
    app.until(lambda: app.assistant.session.lost == 0)
    assert frames_for(app, blurred, seconds=2)[-1] == Hint("blur_focus")


def test_frames_go_to_the_preview_too(rig: Callable[..., Rig]) -> None:
    app = rig(load=quick).agree()
    seen: list[Frame] = []
    app.assistant.frame_listener = seen.append
    app.camera.show(np.zeros((120, 160, 3), np.uint8), 1.0)
    assert [frame.number for frame in seen] == [0]


def test_what_was_deleted_can_be_brought_back_for_five_seconds(
    rig: Callable[..., Rig], tmp_path: Path
) -> None:
    app = rig(BLURRED, load=quick).agree().do(Shutter(), then=Stage.RETAKE)
    app.do(Use(), Delete(), then=Stage.FRAMING)
    app.pass_by(4.5)
    app.do(Undo(), then=Stage.REVIEW)
    app.do(Delete(), then=Stage.FRAMING)
    app.pass_by(5.5)
    assert app.assistant.session.undo is None
    app.assistant.close()
    assert [*(tmp_path / "state" / "photos").iterdir()] == []


def test_a_full_disk_shows_the_photo_and_goes_on_once_there_is_room(
    small_disk: Path, rig: Callable[..., Rig]
) -> None:
    app = Rig(small_disk, BLURRED, load=quick).agree()
    app.idle()
    app.do(Shutter(), then=Stage.FULL)  # the photo is larger than the disk
    attempt = app.assistant.session.attempt
    assert attempt is not None
    assert app.assistant.photo(attempt.id) is not None
    app.assistant.happen(SaveAgain())
    app.idle()
    assert app.stage is Stage.FULL
    app.do(Send(), then=Stage.SENDING)
    app.until(lambda: app.stage is Stage.FULL)
    app.assistant.close()


def test_an_office_takes_three_views_in_five_taps(rig: Callable[..., Rig]) -> None:
    clear = jpeg(render_texture())
    app = rig(*[clear] * 3, load=quick, mode="office").agree()
    app.assistant.happen(SetRecord("A-17"))
    taps = 0
    for at in (1, 2):
        app.do(Shutter(), then=Stage.CHECKING)
        app.until(lambda at=at: app.assistant.session.at == at)  # type: ignore[misc]
        taps += 1
    app.do(Shutter(), then=Stage.REVIEW).do(Send(), then=Stage.FRAMING)
    assert taps + 2 <= 5
    assert app.assistant.session.record == ""
    assert len(app.sent.sent()) == 3


def test_a_listener_is_told_of_every_change(rig: Callable[..., Rig]) -> None:
    app = rig(load=quick)
    told = []
    app.assistant.listen(lambda: told.append(app.stage))
    app.agree()
    assert Stage.FRAMING in told


def test_nothing_happens_once_it_is_closed(rig: Callable[..., Rig]) -> None:
    app = rig(BLURRED, load=quick).agree()
    app.assistant.close()
    app.assistant.happen(Shutter())
    app.assistant.tick()
    app.idle()
    assert len(app.camera.photos) == 1


@pytest.mark.slow
def test_two_hundred_captures_take_no_more_memory_than_fifty(rig: Callable[..., Rig]) -> None:
    app = rig(*[BLURRED] * 200, load=quick).agree()
    used = []
    for _ in range(200):
        app.do(Shutter(), then=Stage.RETAKE)
        app.do(Use(), Send(), then=Stage.SENT).do(New(), then=Stage.FRAMING)
        used.append(resident())
    assert max(used[150:]) - max(used[:50]) < 20


def resident() -> float:
    """Give the memory in use, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6
