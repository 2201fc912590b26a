"""When a simulated desk asks for a helicopter, and what it does while the pilot thinks."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec import structs

from kit.ids import new_id
from kit.wire.codes.cases import MeansType, MedicalLevel
from kit.wire.codes.means import VehicleType
from kit.wire.codes.missions import MissionStatus, Outcome
from kit.wire.codes.people import Role
from kit.wire.live import RoomDelta
from kit.wire.missions import Candidate, Proposal
from simulators.plan.room import BY_AIR_FROM, PILOT_PATIENCE
from simulators.staff.asking import is_asked, to_ask
from simulators.staff.desk import Desk
from simulators.staff.follow_up import FollowUp
from tests.simulators import rows

FAR_S = BY_AIR_FROM.total_seconds() + 600.0


def candidate(arrival_s: float | None, dropped: str | None = None) -> Candidate:
    kind = VehicleType.SMUR_VLM if dropped is None else VehicleType.SMUR_HELI
    return Candidate(
        vehicle_id=new_id(), call_sign="Véhicule", type=kind, team_id=None, team_level=MedicalLevel.MED, distance_m=1.0,
        arrival_s=arrival_s, position_age_s=None, stale=arrival_s is None, dropped=dropped,
    )  # fmt: skip


def proposal(road: Candidate | None, *flying: Candidate) -> Proposal:
    return Proposal(
        id=new_id(), case_id=new_id(), decision_id=new_id(), means=MeansType.SMUR, delay=None, method="", at=rows.NOON,
        candidates=[] if road is None else [road], dropped=list(flying),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("road", "expected"),
    [(candidate(FAR_S), True), (candidate(600.0), False), (candidate(None), False), (None, True)],
)
def test_it_is_asked_for_when_nobody_gets_there_soon_by_road(road: Candidate | None, *, expected: bool) -> None:
    flying = candidate(900.0, "ON_REQUEST")
    assert (to_ask(proposal(road, flying), road, ()) is flying) is expected


def test_the_quickest_that_has_not_been_asked_is() -> None:
    road = candidate(FAR_S)
    near, far = candidate(700.0, "ON_REQUEST"), candidate(900.0, "ON_REQUEST")
    slow, busy = candidate(FAR_S + 1, "ON_REQUEST"), candidate(100.0, "BUSY")
    asked = proposal(road, far, busy, near, slow)
    assert to_ask(asked, road, ()) is near
    assert to_ask(asked, road, {near.vehicle_id}) is far
    assert to_ask(asked, road, {near.vehicle_id, far.vehicle_id}) is None


def test_a_road_vehicle_goes_once_the_pilot_has_been_waited_for_or_has_refused(
    desk: Desk, hired: Callable[[type[FollowUp], Role], FollowUp]
) -> None:
    post = hired(FollowUp, Role.ARM_SUIVI)
    decided = rows.decision(MeansType.SMUR)
    case = rows.case(decisions=(decided,))
    ordered = rows.mission(case.id, decision_id=decided.id, status=MissionStatus.DECISION)
    mission = structs.replace(ordered, asked=True)
    desk.room.apply(RoomDelta(n=1, cases=[case], missions=[mission]))
    assert is_asked(mission)
    assert post.next_job() is None
    refused = structs.replace(
        mission, version=2, status=MissionStatus.ANNULE, outcome=Outcome.CANCELLED, closed_at=rows.NOON
    )
    for later in (refused, structs.replace(mission, version=3, ordered_at=rows.NOON - PILOT_PATIENCE)):
        desk.room.take(later)
        job = post.next_job()
        assert job is not None
        assert job.subject == decided.id
    accepted = structs.replace(mission, version=4, status=MissionStatus.DECLENCHE)
    desk.room.take(structs.replace(accepted, ordered_at=rows.NOON - timedelta(hours=1)))
    assert post.next_job() is None
