"""What is told reaches the voice and the hand, unless the person does not want it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clearshot.capture.session import Attempt, Session, Stage, View
from clearshot.ports import Buzz
from clearshot.ui.announcing import Announcer
from clearshot.ui.telling import tell
from clearshot.ui.told import Around
from tests.ui.scenes import Scene, verdict


class Recorder:
    """A voice and a motor that write down what they are asked for."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []
        self.felt: list[Buzz] = []

    def say(self, words: str, language: str) -> None:
        self.said.append((words, language))

    def buzz(self, kind: Buzz) -> None:
        self.felt.append(kind)


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def scene() -> Scene:
    attempt = Attempt("blurred", verdict("light", True), saved=True)
    views = (View("photo", (attempt,)),)
    return Scene(Session(Stage.RETAKE, views=views, current="blurred"))


def announce(recorder: Recorder, scene: Scene, times: int = 1) -> None:
    announcer = Announcer(recorder, recorder)
    for _ in range(times):
        announcer.announce(tell(scene, Around()), scene, office=False)


def test_a_verdict_is_said_and_felt_once(recorder: Recorder, scene: Scene) -> None:
    announce(recorder, scene, times=3)
    [(words, language)] = recorder.said
    assert words.startswith("The spot is blurry. Blurry here, in the middle.")
    assert language == "en"
    assert recorder.felt == ["again"]


def test_it_is_said_in_the_persons_language(recorder: Recorder, scene: Scene) -> None:
    scene.settings = replace(scene.settings, language="es")
    announce(recorder, scene)
    [(words, language)] = recorder.said
    assert words.startswith("La zona se ve borrosa.")
    assert language == "es"


def test_who_wants_it_silent_and_still_has_it_so(recorder: Recorder, scene: Scene) -> None:
    scene.settings = replace(scene.settings, speak=False, vibrate=False)
    announce(recorder, scene)
    assert (recorder.said, recorder.felt) == ([], [])
