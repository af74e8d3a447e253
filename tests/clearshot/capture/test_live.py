"""A frame tells what to mend, never how dark the skin is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from clearshot.assess import load_bundle
from clearshot.capture.framing import Framing, is_level
from clearshot.capture.hints import READY, START, Hint
from clearshot.capture.judging import Judge
from clearshot.capture.live import MIDDLE, Findings, Live, Model, part, thinned
from clearshot.ports import Frame, Motion
from tests.conftest import Picture, render_texture

SIZE = (960, 720)


def looked(
    picture: Callable[[int], Picture] | Picture, model: Model | None = None, frames: int = 12
) -> Findings:
    """Look at half a second of frames; give what is found in the last."""
    live, found = Live(model), None
    for number in range(frames):
        pixels = picture(number) if callable(picture) else picture
        found = live(Frame(pixels, number, 10 + number / 30))
    assert found is not None
    return found


def told(found: Findings) -> set[str]:
    return {code for code, severity in found.severities.items() if severity >= 0.5}


@pytest.mark.parametrize("reflectance", [0.6, 0.25, 0.08, 0.04])
def test_sharp_skin_is_sharp_and_nothing_is_found_however_dark_it_is(reflectance: float) -> None:
    found = looked(render_texture(reflectance, size=SIZE))
    assert told(found) == set()
    assert found.sharp


@pytest.mark.parametrize("reflectance", [0.6, 0.15])
def test_what_is_out_of_focus_is_found(reflectance: float) -> None:
    found = looked(render_texture(reflectance, blur=6, size=SIZE))
    assert told(found) == {"blur_focus"}
    assert not found.sharp


def test_want_of_light_is_found_by_the_detail_that_is_lost() -> None:
    found = looked(render_texture(0.3, light=0.004, noise=6, size=SIZE))
    assert told(found) == {"too_dark"}
    assert not found.sharp


def test_mirrored_light_is_found() -> None:
    picture = render_texture(size=SIZE).copy()
    picture[310:420, 420:550] = 255
    assert "glare" in told(looked(picture))


def test_a_wall_is_neither_sharp_nor_at_fault() -> None:
    found = looked(np.full((720, 960, 3), 128, np.uint8))
    assert told(found) == set()
    assert not found.sharp


def sliding(pixels: int, noise: float = 0.0) -> Callable[[int], Picture]:
    wide = render_texture(size=(SIZE[0] + 12 * pixels, SIZE[1]))
    rng = np.random.default_rng(3)

    def at(number: int) -> Picture:
        seen = wide[:, number * pixels : number * pixels + SIZE[0]]
        return (seen + rng.normal(size=seen.shape) * noise).clip(0, 255).astype(np.uint8)

    return at


def test_a_phone_that_moves_is_told_to_be_held_still_and_not_to_focus() -> None:
    found = looked(sliding(12))  # a third of the picture's width a second
    assert "blur_motion" in told(found)
    assert "blur_focus" not in told(found)


@pytest.mark.parametrize("noise", [0.0, 3.0])
def test_a_hand_at_rest_is_steady(noise: float) -> None:
    assert looked(sliding(0, noise)).moving < 0.1


def test_a_lamp_that_dims_is_no_motion() -> None:
    picture = render_texture(size=SIZE).astype(float)
    assert looked(lambda number: (picture * (1 - number / 50)).astype(np.uint8)).moving < 0.3


def test_one_odd_frame_decides_nothing() -> None:
    sharp, blurred = render_texture(size=SIZE), render_texture(blur=6, size=SIZE)
    assert told(looked(lambda number: blurred if number == 11 else sharp)) == set()


def test_the_model_is_asked_once_a_second_and_its_word_holds_meanwhile() -> None:
    asked: list[int] = []

    def model(pixels: Picture) -> Mapping[str, float]:
        asked.append(len(asked))
        return {"too_far": 0.9, "blur_focus": 0.9}

    found = looked(render_texture(size=SIZE), model, frames=65)
    assert len(asked) == 3
    assert told(found) == {"too_far"}  # sharpness is seen better in the frame's own pixels


def test_the_shipped_model_sees_a_frame() -> None:
    judge = Judge(load_bundle)
    frame = render_texture(size=SIZE)
    assert judge.glance(frame) == {}  # it is not loaded yet
    judge.prepare()
    assert set(judge.glance(frame)) >= {"framing", "too_far", "obstructed"}


@pytest.mark.parametrize("size", [(320, 240), (960, 720), (720, 960), (4000, 3000), (40, 30)])
def test_only_a_part_of_about_the_pixels_of_a_photo_is_looked_at_closely(
    size: tuple[int, int],
) -> None:
    frame = np.zeros((size[1], size[0], 3), np.uint8)
    assert part(frame).shape == (min(size[1], MIDDLE), min(size[0], MIDDLE), 3)
    assert min(thinned(frame, 240).shape[:2]) < 480


@pytest.mark.parametrize("size", [(40, 30), (1, 1), (33, 2000), (64, 64), (65, 3000)])
def test_no_size_of_a_frame_is_too_odd(size: tuple[int, int]) -> None:
    rng = np.random.default_rng(1)
    found = looked(rng.integers(0, 256, (size[1], size[0], 3), np.uint8).astype(np.uint8))
    assert all(0 <= severity <= 1 for severity in found.severities.values())


def good(now: float, framing: Framing, motion: Motion | None = None) -> None:
    framing.see(Findings({}, 0.0, sharp=True), motion, now)


def test_a_steady_and_sharp_view_is_ready_and_takes_a_photo_by_itself_once() -> None:
    framing, fired, hints = Framing(), [], []
    framing.begin(0.0, auto=True)
    for tenth in range(80):
        now = tenth / 10
        good(now, framing)
        hint, fires = framing.tick(now)
        hints.append(hint)
        fired += [now] if fires else []
    assert len(fired) == 1
    assert fired[0] >= 0.6 + 2.0
    assert READY in hints
    assert [Hint("auto", 2), Hint("auto", 1)] == list(dict.fromkeys(h for h in hints if h.number))


def test_what_turns_the_phone_is_not_steady() -> None:
    framing = Framing()
    framing.begin(0.0, auto=False)
    shown = set()
    for tenth in range(30):
        good(tenth / 10, framing, Motion(1.0, (0.0, 0.0, -1.0)))
        shown.add(framing.tick(tenth / 10)[0])
    assert shown == {START, Hint("blur_motion")}


def test_what_was_seen_a_while_ago_says_nothing_of_now() -> None:
    framing = Framing()
    framing.begin(0.0, auto=True)
    good(0.0, framing)
    ticks = [framing.tick(tenth / 10) for tenth in range(60)]
    assert not any(fires for _, fires in ticks)
    assert ticks[-1][0] == START


def test_a_tap_stops_what_counts_and_tells_that_it_did() -> None:
    framing = Framing()
    framing.begin(0.0, auto=False)
    assert not framing.tap(0.0)
    framing.start_timer(3, 0.0)
    assert framing.tick(0.5)[0] == Hint("auto", 3)
    assert framing.tap(1.0)
    assert not any(framing.tick(float(second))[1] for second in range(1, 9))


@pytest.mark.parametrize(
    ("down", "level"),
    [((0, 0, -1), True), ((0, 0.1, -0.995), True), ((0.3, 0, -0.954), False), ((0, -1, 0), True)],
)
def test_a_phone_over_a_table_is_to_be_flat(down: tuple[float, float, float], level: bool) -> None:
    assert is_level(down) == level
