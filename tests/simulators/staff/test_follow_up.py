"""What a simulated ARM suivi sees to, and what is already served."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec import structs

from kit.ids import new_id
from kit.wire.codes.cases import CareQueue, DecisionType, Delay, MeansType
from kit.wire.codes.means import Availability, VehicleType
from kit.wire.codes.missions import Ground, MissionStatus, Outcome, ReceiptState
from kit.wire.codes.people import Role
from kit.wire.live import RoomDelta
from simulators.staff.desk import Desk
from simulators.staff.follow_up import FollowUp
from tests.simulators import rows

Hire = Callable[[type[FollowUp], Role], FollowUp]


def subject(post: FollowUp) -> object:
    job = post.next_job()
    return None if job is None else job.subject


def test_a_decision_is_engaged_once(desk: Desk, hired: Hire) -> None:
    post = hired(FollowUp, Role.ARM_SUIVI)
    decided = rows.decision()
    case = rows.case(decisions=(decided, rows.decision(MeansType.HOSPIT, DecisionType.ORIENT)))
    desk.room.apply(RoomDelta(n=1, cases=[case]))
    assert subject(post) == decided.id
    mission = rows.mission(case.id, decision_id=decided.id)
    desk.room.take(mission)
    assert subject(post) is None
    cancelled = structs.replace(mission, version=2, outcome=Outcome.CANCELLED, closed_at=rows.NOON)
    desk.room.take(cancelled)
    assert subject(post) == decided.id


def test_a_reflex_departure_serves_the_doctors_decision(desk: Desk, hired: Hire) -> None:
    post = hired(FollowUp, Role.ARM_SUIVI)
    smur, fire = rows.decision(MeansType.SMUR), rows.decision(MeansType.SIS)
    car = rows.vehicle(VehicleType.SMUR_VLM)
    case = rows.case(decisions=(smur, fire))
    reflex = rows.mission(case.id, vehicle_id=car.id, ground=Ground.REFLEXE)
    desk.room.apply(RoomDelta(n=1, cases=[case], missions=[reflex], vehicles=[car]))
    assert subject(post) == fire.id


def test_a_mission_never_seen_counts_as_served(desk: Desk, hired: Hire) -> None:
    case = rows.case(decisions=(rows.decision(),), missions=(new_id(),))
    desk.room.apply(RoomDelta(n=1, cases=[case]))
    assert subject(hired(FollowUp, Role.ARM_SUIVI)) is None


def test_a_bilan_is_brought_to_a_doctor_and_a_hand_over_ends_the_mission(desk: Desk, hired: Hire) -> None:
    post = hired(FollowUp, Role.ARM_SUIVI)
    case = rows.case()
    mission = rows.mission(case.id, status=MissionStatus.BILAN)
    desk.room.apply(RoomDelta(n=1, cases=[case], missions=[mission]))
    assert subject(post) == mission.id
    desk.room.take(structs.replace(case, version=2, queue=CareQueue.BILAN))
    assert subject(post) is None
    desk.room.take(structs.replace(mission, version=2, status=MissionStatus.FINPEC))
    assert subject(post) == mission.id


def test_decisions_without_candidates_do_not_keep_ended_missions_waiting(desk: Desk, hired: Hire) -> None:
    post = hired(FollowUp, Role.ARM_SUIVI)
    waiting = rows.decision()
    vital = structs.replace(rows.decision(MeansType.SMUR), delay=Delay.DEL0)
    case, other = rows.case(decisions=(waiting, vital)), rows.case()
    ended = rows.mission(other.id, status=MissionStatus.FINPEC)
    desk.room.apply(RoomDelta(n=1, cases=[case, other], missions=[ended]))
    for expected in (vital.id, ended.id, waiting.id):
        assert subject(post) == expected
        desk.busy_with.add(expected)


@pytest.mark.parametrize(
    ("change", "given_up"),
    [
        ({"receipt": ReceiptState.REFUSED}, True),
        ({"receipt": None, "ordered_at": rows.NOON - timedelta(minutes=6)}, True),
        ({"receipt": ReceiptState.RECEIVED, "ordered_at": rows.NOON - timedelta(minutes=1)}, False),
        ({"receipt": ReceiptState.READ, "ordered_at": rows.NOON - timedelta(minutes=6)}, False),
    ],
)
def test_a_mission_nobody_carries_out_is_replaced(
    desk: Desk, hired: Hire, change: dict[str, object], *, given_up: bool
) -> None:
    ambulance, case = rows.vehicle(VehicleType.TSU_AMB), rows.case()
    ordered = rows.mission(case.id, vehicle_id=ambulance.id, status=MissionStatus.DECISION)
    mission = structs.replace(ordered, **change)
    desk.room.apply(RoomDelta(n=1, cases=[case], missions=[mission], vehicles=[ambulance]))
    assert subject(hired(FollowUp, Role.ARM_SUIVI)) == (mission.id if given_up else None)


def test_a_vehicle_broken_down_on_its_way_is_replaced_and_one_on_scene_is_not(desk: Desk, hired: Hire) -> None:
    broken = structs.replace(rows.vehicle(VehicleType.TSU_AMB), availability=Availability.UNAVAILABLE)
    case = rows.case()
    on_its_way = rows.mission(case.id, vehicle_id=broken.id, status=MissionStatus.DEPART)
    desk.room.apply(RoomDelta(n=1, cases=[case], missions=[on_its_way], vehicles=[broken]))
    post = hired(FollowUp, Role.ARM_SUIVI)
    assert subject(post) == on_its_way.id
    desk.room.take(structs.replace(on_its_way, version=2, status=MissionStatus.PEC))
    assert subject(post) is None
