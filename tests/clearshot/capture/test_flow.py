"""Every stage has a way on, nothing is lost, and what comes late never shows."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from itertools import count, product
from typing import ClassVar

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from clearshot.capture.events import (
    AddView,
    Again,
    Agree,
    Back,
    CameraLost,
    CameraReady,
    CameraRefused,
    CheckSpot,
    Choose,
    Delete,
    Discard,
    Effect,
    Event,
    Forget,
    Judged,
    JudgePhoto,
    Jump,
    Keep,
    New,
    NotSaved,
    NotSubmitted,
    NotTaken,
    OpenCamera,
    Pick,
    SaveAgain,
    Saved,
    SavePhoto,
    Send,
    SetRecord,
    SetSite,
    ShowSpot,
    Shutter,
    Skip,
    Submit,
    Submitted,
    Taken,
    TakePhoto,
    Undo,
    Use,
)
from clearshot.capture.flow import TABLE, resume, step, wants_camera
from clearshot.capture.moves import photos
from clearshot.capture.session import RETAKES, Mode, Session, Stage
from clearshot.decision import Verdict
from clearshot.photo import Box
from tests.clearshot.capture.worlds import (
    ACCEPT,
    BETTER,
    RETAKE,
    SPOT,
    UNKNOWN,
    VERDICTS,
    actions,
    new_photo,
    reports,
)

MODES: tuple[Mode, ...] = ("patient", "office")
JUDGED = tuple(set(Stage) - {Stage.WELCOME, Stage.SENDING, Stage.SENT})


def walk(session: Session, *events: Event) -> Session:
    """Let these events happen, one after the other."""
    for event in events:
        session, _ = step(session, event)
    return session


def at_verdict(mode: Mode = "patient", said: Verdict = RETAKE) -> Session:
    """Take one photo that is saved and judged."""
    framing = walk(Session.first(mode), Agree(), Shutter(), Taken("a"), Saved("a"))
    return walk(framing, Judged("a", said))


def test_every_pair_of_stage_and_event_has_an_entry_in_the_table() -> None:
    assert set(TABLE) == set(product(Stage, Event.__subclasses__()))


# What leads through every stage; chance alone may pass one by.
LOOP = (
    *(Agree(), Shutter(), Taken("first"), NotSaved("first"), Saved("first")),
    *(Judged("first", RETAKE), ShowSpot(), CheckSpot(SPOT), Judged("first", ACCEPT, SPOT)),
    *(Use(), Send(), Submitted()),
)
OFF = (Agree(), CameraRefused(for_ever=False))


class Capture(RuleBasedStateMachine):
    """Whatever happens, in whatever order, late or twice."""

    stages: ClassVar[set[Stage]] = set()  # that were visited by any run

    def __init__(self) -> None:
        super().__init__()
        self.session = Session()
        self.ids = count()
        self.taken: set[str] = set()
        self.discarded: set[str] = set()
        self.may_go: set[str] = set()  # deleted by a person, or handed over with their session
        self.suggested: dict[tuple[int, int], set[str]] = {}
        self.round = 0  # counts sessions

    @initialize(mode=st.sampled_from(MODES), past=st.sampled_from([(), LOOP, OFF]))
    def begin(self, mode: Mode, past: tuple[Event, ...]) -> None:
        self.session = Session.first(mode)
        self.stages.add(self.session.stage)
        for event in past:
            if isinstance(event, Taken):
                self.taken.add(event.attempt)
            self.happen(event)

    def happen(self, event: Event) -> tuple[Effect, ...]:
        before = self.session
        self.session, effects = step(before, event)
        self.stages.add(self.session.stage)
        if isinstance(event, Delete) and self.session.undo is not None:
            self.may_go |= photos(before)
        if isinstance(event, Undo) and self.session != before:  # it is refused while one is taken
            self.may_go -= photos(self.session)
        if before.stage is Stage.SENDING and isinstance(event, Submitted):
            self.may_go |= photos(before)
        if before.stage is Stage.SENT:
            self.may_go |= photos(before)
        self.discarded |= {
            id for each in effects if isinstance(each, Discard) for id in each.attempts
        }
        if self.session.attempts == () and before.attempts:
            self.round += 1
        return effects

    @rule(data=st.data())
    def act(self, data: st.DataObject) -> None:
        """Do what leads somewhere else, so that a run comes about."""
        moves = [a for a in actions(self.session) if step(self.session, a)[0] != self.session]
        notes = (SetSite, SetRecord)
        ways = [each for each in moves if not isinstance(each, notes)]
        if ways:
            self.happen(data.draw(st.sampled_from(ways)))

    @rule(said=st.sampled_from(VERDICTS))
    @precondition(lambda self: self.session.stage is Stage.CHECKING)
    def judge(self, said: Verdict) -> None:
        assert self.session.attempt is not None
        self.happen(Judged(self.session.attempt.id, said, self.session.attempt.roi))

    @rule()
    @precondition(lambda self: self.session.stage is Stage.RETAKE)
    def show_the_spot(self) -> None:
        self.happen(ShowSpot())

    @rule(data=st.data())
    def act_at_any_time(self, data: st.DataObject) -> None:
        self.happen(data.draw(st.sampled_from([*actions(self.session)])))

    @rule(data=st.data())
    def report(self, data: st.DataObject) -> None:
        likely = [r for r in reports(self.session) if isinstance(r, Taken | Judged | Submitted)]
        if likely:
            self.reported(data.draw(st.sampled_from(likely)))

    @rule(data=st.data())
    def report_at_any_time(self, data: st.DataObject) -> None:
        self.reported(data.draw(st.sampled_from([*reports(self.session)])))

    def reported(self, event: Event) -> None:
        if isinstance(event, Taken):
            event = Taken(f"photo{next(self.ids)}-{len(self.taken)}")
            self.taken.add(event.attempt)
        self.happen(event)

    @rule()
    @precondition(lambda self: self.session.taking or self.taken)
    def give_a_photo_late(self) -> None:
        event = Taken(f"late{next(self.ids)}")
        self.taken.add(event.attempt)
        stage = self.session.stage
        self.happen(event)
        shown = {Stage.FRAMING: Stage.CHECKING, Stage.CAMERA_OFF: Stage.CHECKING}
        assert self.session.stage is shown.get(stage, stage)

    @rule(said=st.sampled_from(VERDICTS), roi=st.sampled_from([None, SPOT, Box(1, 1, 1, 1)]))
    def judge_what_is_gone(self, said: Verdict, roi: Box | None) -> None:
        before = self.session
        self.happen(Judged("gone", said, roi))
        assert self.session == before

    @rule(data=st.data(), said=st.sampled_from(VERDICTS))
    def judge_late(self, data: st.DataObject, said: Verdict) -> None:
        """A verdict comes for any photo, with an older spot or the right one."""
        before = self.session
        if not before.attempts:
            return
        attempt = data.draw(st.sampled_from(before.attempts))
        roi = data.draw(st.sampled_from([None, SPOT, attempt.roi]))
        self.happen(Judged(attempt.id, said, roi))
        if roi != attempt.roi:
            assert self.session == before
        elif before.stage is not Stage.CHECKING or before.current != attempt.id:
            assert where(self.session) == where(before)

    @invariant()
    def no_photo_is_lost(self) -> None:
        assert self.taken <= photos(self.session) | self.discarded
        assert not photos(self.session) & self.discarded
        assert self.discarded <= self.may_go

    @invariant()
    def what_is_shown_is_there(self) -> None:
        check_shown(self.session)
        check_shown(resume(self.session)[0])

    @invariant()
    def at_most_three_retakes_are_suggested(self) -> None:
        if self.session.stage is Stage.RETAKE and not self.session.last:
            told = self.suggested.setdefault((self.round, self.session.at), set())
            told.add(self.session.current or "")
            assert self.session.tries <= RETAKES

    @invariant()
    def the_best_is_what_a_person_chose_or_else_the_clearest(self) -> None:
        for view in self.session.to_send:
            assert view.best is not None
            ranks = [each.rank for each in view.attempts]
            assert view.best.id == view.chosen or view.best.rank == max(ranks)

    @invariant()
    def it_can_be_sent_anyway_after_the_first_verdict(self) -> None:
        if self.session.stage in JUDGED and any(a.verdict for a in self.session.view.attempts):
            assert can_send_or_review(self.session)

    @invariant()
    def it_goes_on_after_a_kill_with_all_that_was_saved(self) -> None:
        session, effects = resume(self.session)
        over = self.session.stage is Stage.SENT
        saved = {each.id for each in self.session.attempts if each.saved}
        assert {each.id for each in session.attempts} == (set() if over else saved)
        gone = {id for each in effects if isinstance(each, Discard) for id in each.attempts}
        assert not gone & {each.id for each in session.attempts}
        assert actions_to_send(session) <= 4
        asked = {each.attempt for each in effects if isinstance(each, JudgePhoto)}
        assert {each.id for each in session.attempts if each.verdict is None} == asked


def check_shown(session: Session) -> None:
    """Check that each stage has what its screen is about."""
    if session.stage in (Stage.CHECKING, Stage.CLEAR, Stage.RETAKE, Stage.SPOT, Stage.FULL):
        assert session.attempt is not None
    if session.stage in (Stage.REVIEW, Stage.SENDING, Stage.SENT, Stage.FULL):
        assert session.to_send
    assert session.refused is None or session.stage is not Stage.FRAMING


def where(session: Session) -> tuple[object, ...]:
    return session.stage, session.at, session.current, [view.chosen for view in session.views]


def can_send_or_review(session: Session) -> bool:
    after = (step(session, action)[0].stage for action in (Use(), Skip(), Send()))
    return any(stage in (Stage.REVIEW, Stage.SENDING) for stage in after)


def test_whatever_happens_nothing_raises_is_lost_or_shows_late() -> None:
    Capture.stages = set()
    run_state_machine_as_test(
        Capture, settings=settings(max_examples=120, stateful_step_count=40, deadline=None)
    )
    assert Capture.stages == set(Stage)


def actions_to_send(session: Session, at_most: int = 5) -> int:
    """Search for the fewest actions of a person until photos are sent; reports are free."""
    seen, queue = {session: 0}, deque([session])
    while queue:
        now = queue.popleft()
        if now.stage is Stage.SENDING:
            return seen[now]
        for cost, event in (
            *((0, event) for event in good_reports(now)),
            *((1, event) for event in ways_on(now)),
        ):
            after, far = step(now, event)[0], seen[now] + cost
            if far < seen.get(after, at_most):
                seen[after] = far
                (queue.append if cost else queue.appendleft)(after)
    return at_most


def good_reports(session: Session) -> Iterable[Event]:
    """List what the parts of an app report if nothing is in the way."""
    if session.taking:
        yield Taken(new_photo(session))
    for each in session.attempts:
        if each.verdict is None:
            yield Judged(each.id, RETAKE, each.roi)


def ways_on(session: Session) -> Iterable[Event]:
    """List what a screen offers; what only notes something leads nowhere.

    A patient sends from the review, or from the page that says that the phone is full.
    """
    yield from (Agree(), Shutter(), Pick(), Use(), Again(), Skip(), Back(), New(), OpenCamera())
    if session.mode == "office" or session.stage in (Stage.REVIEW, Stage.FULL):
        yield Send()


def reachable(mode: Mode, photos_at_most: int, steps: int) -> set[Session]:
    """Search for all that can be reached with so many photos, in so many steps."""
    first = Session.first(mode)
    found, edge = {first}, {first}
    for _ in range(steps):
        edge = {
            after
            for session in edge
            for event in (*actions(session), *reports(session))
            if not isinstance(event, Taken) or len(photos(session)) < photos_at_most
            for after in [step(session, event)[0]]
        } - found
        found |= edge
    return found


@cache
def explored(mode: Mode) -> tuple[Session, ...]:
    return tuple(reachable(mode, photos_at_most=2, steps=6))


@pytest.mark.parametrize("mode", MODES)
def test_from_everywhere_photos_are_sent_in_four_actions(mode: Mode) -> None:
    states = explored(mode)
    assert {session.stage for session in states} >= set(Stage) - {Stage.SENT}
    after = [session for session in states if session.stage is not Stage.SENT]
    assert max(map(actions_to_send, after)) <= 4


@pytest.mark.parametrize("mode", MODES)
def test_after_a_kill_at_any_moment_photos_are_sent_in_four_actions(mode: Mode) -> None:
    assert max(actions_to_send(resume(session)[0]) for session in explored(mode)) <= 4


@pytest.mark.parametrize("mode", MODES)
def test_the_camera_is_wanted_while_a_photo_is_framed_and_never_else(mode: Mode) -> None:
    for session in explored(mode):
        assert wants_camera(session) == (session.stage is Stage.FRAMING)


def test_a_photo_is_saved_and_judged_as_soon_as_it_is_taken() -> None:
    session = walk(Session.first(), Agree(), Shutter())
    assert session.taking
    session, effects = step(session, Taken("a"))
    assert session.stage is Stage.CHECKING
    assert effects == (SavePhoto("a"), JudgePhoto("a"))


def test_a_photo_that_comes_late_is_not_undone_away() -> None:
    kept = walk(at_verdict("office"), Keep("time"), Jump(0), Shutter(), Use())
    session, effects = step(walk(kept, Taken("late")), Undo())
    assert "late" in photos(session)
    assert effects == ()


def test_a_second_press_takes_no_second_photo() -> None:
    session, effects = step(walk(Session.first(), Agree()), Shutter())
    assert effects == (TakePhoto(),)
    assert step(session, Shutter()) == (session, ())


def test_a_photo_that_comes_after_the_person_went_on_is_kept_and_not_shown() -> None:
    session = walk(at_verdict(), Again(), Shutter(), Use())
    assert session.stage is Stage.REVIEW
    after, effects = step(session, Taken("b"))
    assert where(after) == where(session)
    assert effects == (SavePhoto("b"), JudgePhoto("b"))
    assert after.view.best is not None
    assert after.view.best.id == "a"
    assert walk(after, Judged("b", ACCEPT)).view.best == after.view.best


def test_a_photo_from_the_phones_own_is_judged_like_any() -> None:
    off = walk(Session.first(), Agree(), CameraRefused(True))
    assert off.stage is Stage.CAMERA_OFF
    assert walk(off, Pick(), Taken("a")).stage is Stage.CHECKING
    assert walk(off, Pick(), NotTaken()) == off


def test_a_verdict_that_comes_back_at_the_camera_is_noted_and_not_shown() -> None:
    session = walk(Session.first(), Agree(), Shutter(), Taken("a"), Back(), Judged("a", RETAKE))
    assert session.stage is Stage.FRAMING
    assert walk(session, Back()).stage is Stage.RETAKE


def test_a_spot_is_judged_again_and_the_older_verdict_does_not_show() -> None:
    session, effects = step(walk(at_verdict(), ShowSpot()), CheckSpot(SPOT))
    assert session.stage is Stage.CHECKING
    assert effects == (JudgePhoto("a", SPOT),)
    assert walk(session, Judged("a", ACCEPT, None)) == session
    assert walk(session, Judged("a", ACCEPT, SPOT)).stage is Stage.CLEAR


def test_the_clearest_photo_is_offered_until_a_person_chooses() -> None:
    session = walk(at_verdict(said=BETTER), Again(), Shutter(), Taken("b"), Judged("b", RETAKE))
    session = walk(session, Use())
    assert session.view.best is not None
    assert session.view.best.id == "a"
    chosen = walk(session, Choose("b"))
    assert chosen.view.best is not None
    assert chosen.view.best.id == "b"
    assert step(chosen, Send())[1] == (Submit(chosen.views),)


def test_after_three_retakes_no_further_one_is_suggested() -> None:
    session, last = at_verdict(), []
    for id in "bcd":
        last.append(session.last)
        session = walk(session, Again(), Shutter(), Taken(id), Judged(id, RETAKE))
    assert last == [False, False, False]
    assert session.last
    assert session.stage is Stage.RETAKE
    assert walk(session, Use()).stage is Stage.REVIEW


def test_what_was_deleted_comes_back_with_all_that_was_learnt_since() -> None:
    checking = walk(Session.first(), Agree(), Shutter(), Taken("a"), Back())
    deleted = walk(checking, Delete(), Saved("a"), Judged("a", RETAKE))
    assert deleted.attempts == ()
    back = walk(deleted, Undo())
    assert back.attempts == walk(checking, Saved("a"), Judged("a", RETAKE)).attempts


def test_what_was_deleted_is_discarded_once_it_cannot_come_back() -> None:
    session, effects = step(walk(at_verdict(), Use()), Delete())
    assert effects == ()
    assert step(session, Forget())[1] == (Discard(("a",)),)
    assert Discard(("a",)) in step(walk(session, Shutter()), Taken("b"))[1]


def test_what_was_deleted_stays_so_after_a_kill() -> None:
    session = walk(at_verdict(), Use(), Delete())
    assert resume(session) == (replace(session, undo=None), (Discard(("a",)),))


def test_photos_that_were_handed_over_are_deleted_with_the_session() -> None:
    sent = walk(at_verdict(), Use(), Send(), Submitted())
    assert sent.stage is Stage.SENT
    assert step(sent, New())[1] == (Discard(("a",)),)
    assert resume(sent)[1] == (Discard(("a",)),)


def test_what_was_being_handed_over_goes_on_after_a_kill_if_all_of_it_is_there() -> None:
    sending = walk(at_verdict(), Use(), Send())
    assert resume(sending)[1] == (Submit(sending.to_send),)
    chosen = walk(at_verdict(), Again(), Shutter(), Taken("b"), Skip(), Send())
    session, effects = resume(chosen)  # the chosen photo was in memory only
    assert session.stage is Stage.REVIEW
    assert effects == ()


@pytest.mark.parametrize(
    "events",
    [(), (Again(),), (ShowSpot(),), (ShowSpot(), CheckSpot(SPOT)), (Again(), CameraRefused(True))],
)
def test_send_anyway_opens_the_review_wherever_one_is(events: tuple[Event, ...]) -> None:
    session = walk(at_verdict(), *events, Use())
    assert session.stage is Stage.REVIEW
    assert session.view.chosen == "a"


def test_what_could_not_be_handed_over_is_shown_and_can_be_sent_again() -> None:
    session = walk(at_verdict("office"), Keep("cannot_now"))
    session = walk(session, Shutter(), Taken("b"), Judged("b", ACCEPT), Send(), NotSubmitted())
    assert session.stage is Stage.FULL
    assert session.attempt is not None
    assert session.attempt.id == "a"
    assert walk(session, Send()).stage is Stage.SENDING


def test_a_photo_that_could_not_be_saved_is_shown_until_it_is() -> None:
    session = walk(Session.first(), Agree(), Shutter(), Taken("a"), Judged("a", RETAKE))
    full = walk(session, NotSaved("a"))
    assert full.stage is Stage.FULL
    again, effects = step(full, SaveAgain())
    assert effects == (SavePhoto("a"),)
    assert walk(again, Saved("a")).stage is Stage.RETAKE
    assert walk(full, Send()).stage is Stage.SENDING


def test_nothing_is_sent_while_a_photo_is_on_its_way() -> None:
    taking = walk(at_verdict("office"), Again(), Shutter())
    assert walk(taking, Send()) == taking
    assert walk(taking, NotTaken(), Send()).stage is Stage.SENDING


def test_an_office_goes_on_by_itself_after_a_clear_photo() -> None:
    session = at_verdict("office", ACCEPT)
    assert (session.stage, session.at) == (Stage.FRAMING, 1)
    session = walk(session, Shutter(), Taken("b"), Judged("b", ACCEPT))
    session = walk(session, Shutter(), Taken("c"), Judged("c", ACCEPT))
    assert session.stage is Stage.REVIEW
    sent = walk(session, Send(), Submitted())
    assert sent == Session.first("office").fresh()


def test_an_office_keeps_what_is_not_clear_and_can_undo_it() -> None:
    session = at_verdict("office")
    kept = walk(session, Keep("cannot_now"))
    assert (kept.stage, kept.at) == (Stage.FRAMING, 1)
    assert kept.views[0].kept == "cannot_now"
    assert walk(kept, SetRecord("A-17"), Undo()) == replace(session, record="A-17")


def test_a_photo_on_its_way_lands_in_the_view_that_it_was_taken_for() -> None:
    taking = walk(at_verdict("office"), Keep("cannot_now"), Shutter())
    for event in (Undo(), Jump(2), AddView(), Delete()):
        assert walk(taking, event) == taking
    assert [len(view.attempts) for view in walk(taking, Taken("b")).views] == [1, 1, 0]


def test_a_camera_that_stops_is_tried_once_more_and_then_left() -> None:
    session = walk(Session.first(), Agree(), CameraLost())
    assert session.stage is Stage.FRAMING
    assert walk(session, CameraReady()).lost == 0
    off = walk(session, CameraLost())
    assert off.stage is Stage.CAMERA_OFF
    assert walk(off, CameraReady()).stage is Stage.CAMERA_OFF
    assert walk(off, OpenCamera()).lost == 0


def test_a_refused_camera_is_asked_for_again_when_it_is_needed_again() -> None:
    off = walk(at_verdict(), Again(), CameraRefused(True))
    assert walk(off, Back()).stage is Stage.RETAKE
    framing = walk(off, Back(), Again())
    assert (framing.stage, framing.refused) == (Stage.FRAMING, None)


def test_what_cannot_be_judged_can_be_sent() -> None:
    session = at_verdict(said=UNKNOWN)
    assert session.stage is Stage.RETAKE
    assert walk(session, Use(), Send()).stage is Stage.SENDING


def test_a_check_need_not_be_waited_for() -> None:
    session = walk(Session.first(), Agree(), Shutter(), Taken("a"), Skip())
    assert session.stage is Stage.REVIEW
    assert session.view.chosen == "a"
