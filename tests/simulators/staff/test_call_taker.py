"""Which call a simulated ARM answers, and which are left to a person."""

from collections.abc import Callable
from uuid import UUID

import pytest

from kit.wire.calls import CallView
from kit.wire.codes.calls import CallerState, CallState, Line
from kit.wire.codes.people import Role
from kit.wire.live import RoomDelta
from simulators.calls import Conversation
from simulators.staff.call_taker import CallTaker
from simulators.staff.desk import Desk
from tests.simulators import rows
from tests.simulators.stories import story

Hire = Callable[[type[CallTaker], Role], CallTaker]
STORY = story()


@pytest.fixture
def on_the_line(desk: Desk) -> dict[UUID, Conversation]:
    """Give the calls whose caller the staff can hear; a test adds to them."""
    return desk.lines.busy


def subject(post: CallTaker) -> object:
    job = post.next_job()
    return None if job is None else job.subject


def test_calls_are_answered_by_line_then_by_time(
    desk: Desk, hired: Hire, on_the_line: dict[UUID, Conversation]
) -> None:
    ambulatory = rows.call(line=Line.LINE_116117)
    late, early = rows.call(minute=3), rows.call(minute=1)
    answered = rows.call(state=CallState.ANSWERED)
    unheard = rows.call()
    desk.room.apply(RoomDelta(n=1, calls=[ambulatory, late, early, answered, unheard]))
    for call in (ambulatory, late, early, answered):
        on_the_line[call.id] = Conversation(STORY)
    post = hired(CallTaker, Role.ARM)
    for expected in (early, late, ambulatory):
        assert subject(post) == expected.id
        desk.busy_with.add(expected.id)
    assert subject(post) is None


def test_the_same_share_of_calls_is_left_at_every_desk(
    desk: Desk, hired: Hire, on_the_line: dict[UUID, Conversation]
) -> None:
    calls = [rows.call() for _ in range(200)]
    on_the_line |= {call.id: Conversation(STORY) for call in calls}
    desk.left_share = 0.5
    desk.room.apply(RoomDelta(n=1, calls=calls))
    first, second = hired(CallTaker, Role.ARM), hired(CallTaker, Role.ARM)
    taken = set[object]()
    while (job := first.next_job()) is not None:
        other = second.next_job()
        assert other is not None
        assert other.subject == job.subject
        taken.add(job.subject)
        desk.busy_with.add(job.subject)
    assert 60 < len(taken) < 140


def test_a_call_left_for_a_person_is_answered_after_a_minute(
    desk: Desk, hired: Hire, on_the_line: dict[UUID, Conversation]
) -> None:
    desk.left_share = 1.0
    fresh, old = rows.call(), rows.call(minute=-2)
    on_the_line |= {call.id: Conversation(STORY) for call in (fresh, old)}
    desk.room.apply(RoomDelta(n=1, calls=[fresh, old]))
    post = hired(CallTaker, Role.ARM)
    assert subject(post) == old.id
    desk.busy_with.add(old.id)
    assert subject(post) is None


def test_a_case_dropped_half_way_is_finished_once_its_caller_has_long_gone(desk: Desk, hired: Hire) -> None:
    post = hired(CallTaker, Role.ARM)
    desk.room.apply(RoomDelta(n=1, cases=[rows.case(caller=CallerState.ON_LINE)]))
    assert subject(post) is None
    dropped = rows.case(caller=CallerState.HUNG_UP)
    desk.room.apply(RoomDelta(n=2, cases=[dropped]))
    assert subject(post) is None  # it has only just hung up
    long_gone = rows.case_since(dropped, minutes=-11)
    desk.room.apply(RoomDelta(n=3, cases=[long_gone]))
    assert subject(post) == dropped.id


def test_nothing_to_do_is_nothing(desk: Desk, hired: Hire) -> None:
    ended: list[CallView] = [rows.call(state=CallState.ABANDONED)]
    desk.room.apply(RoomDelta(n=1, calls=ended))
    assert subject(hired(CallTaker, Role.ARM)) is None
