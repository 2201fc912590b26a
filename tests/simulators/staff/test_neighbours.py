"""What simulated rooms do with what other centres ask, and with vehicles that are another's."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from msgspec import structs

from kit.wire.codes.centres import HelpRefusal, HelpState, TransferState
from kit.wire.codes.people import Role
from kit.wire.live import RoomDelta
from simulators.plan.room import HELP_PATIENCE
from simulators.staff.call_taker import CallTaker
from simulators.staff.desk import Desk, Post
from simulators.staff.follow_up import FollowUp
from simulators.staff.neighbours import asked_for
from tests.simulators import rows

P = TypeVar("P", bound=Post)
Hire = Callable[[type[P], Role], P]


def subject(post: Post) -> object:
    job = post.next_job()
    return None if job is None else job.subject


def test_the_vehicle_asked_of_us_for_longest_is_answered_first(desk: Desk, hired: Hire[FollowUp]) -> None:
    post = hired(FollowUp, Role.ARM_SUIVI)
    theirs = rows.case()
    ours = rows.help_request(theirs.id, to_centre_id=rows.ELSEWHERE)
    later, first = rows.help_request(theirs.id, minute=2), rows.help_request(theirs.id, minute=1)
    desk.room.apply(RoomDelta(n=1, help_requests=[ours, later, first]))
    assert subject(post) == first.id
    desk.busy_with.add(first.id)
    assert subject(post) == later.id
    desk.room.apply(RoomDelta(n=2, help_requests=[structs.replace(later, version=2, state=HelpState.TAKEN_BACK)]))
    assert subject(post) is None


def test_a_case_handed_to_us_is_answered_by_an_arm(desk: Desk, hired: Hire[CallTaker]) -> None:
    post = hired(CallTaker, Role.ARM)
    handed = rows.transfer()
    desk.room.apply(RoomDelta(n=1, transfers=[rows.transfer(rows.ELSEWHERE), handed]))
    assert subject(post) == handed.id
    desk.room.apply(RoomDelta(n=2, transfers=[structs.replace(handed, version=2, state=TransferState.ACCEPTED)]))
    assert subject(post) is None


def test_another_centres_case_is_read_and_left_to_its_room(desk: Desk, hired: Hire[FollowUp]) -> None:
    case = structs.replace(rows.case(decisions=(rows.decision(),)), centre_id=rows.ELSEWHERE)
    desk.room.apply(RoomDelta(n=1, cases=[case]))
    assert subject(hired(FollowUp, Role.ARM_SUIVI)) is None
    mine = rows.case(decisions=(rows.decision(),))
    desk.room.apply(RoomDelta(n=2, cases=[mine]))
    handed = structs.replace(mine, version=2, centre_id=rows.ELSEWHERE, shared_with=[rows.CENTRE])
    desk.room.apply(RoomDelta(n=3, cases=[handed]))
    assert subject(hired(FollowUp, Role.ARM_SUIVI)) is None


def test_a_decision_waits_for_the_neighbours_answer_then_for_another_vehicle(desk: Desk, hired: Hire[FollowUp]) -> None:
    post = hired(FollowUp, Role.ARM_SUIVI)
    decided = rows.decision()
    case = rows.case(decisions=(decided,))
    asked = rows.help_request(case.id, decided.id, to_centre_id=rows.ELSEWHERE)
    desk.room.apply(RoomDelta(n=1, cases=[case], help_requests=[asked]))
    assert subject(post) is None
    late = structs.replace(asked, version=2, asked_at=rows.NOON - HELP_PATIENCE - timedelta(seconds=1))
    desk.room.apply(RoomDelta(n=2, help_requests=[late]))
    assert subject(post) == decided.id
    refused = structs.replace(asked, version=3, state=HelpState.REFUSED, refusal=HelpRefusal.COVER)
    desk.room.apply(RoomDelta(n=3, help_requests=[refused]))
    assert subject(post) == decided.id
    assert asked_for(desk, decided.id) == {asked.vehicle_id}
