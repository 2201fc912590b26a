"""What a simulated doctor takes first."""

from collections.abc import Callable

from msgspec import structs

from kit.wire.codes.cases import CareQueue, CaseState, Priority
from kit.wire.codes.means import VehicleType
from kit.wire.codes.missions import MissionStatus, Outcome, ReceiptState
from kit.wire.codes.people import Role
from kit.wire.live import RoomDelta
from simulators.plan import Need
from simulators.plan.room import DECISIONS
from simulators.staff.desk import Desk
from simulators.staff.doctor import Doctor
from tests.simulators import rows

Hire = Callable[[type[Doctor], Role], Doctor]


def test_the_most_urgent_case_first_then_the_oldest(desk: Desk, hired: Hire) -> None:
    late = rows.case(queue=CareQueue.AMU, priority=Priority.P1, minute=5)
    early = rows.case(queue=CareQueue.AMU, priority=Priority.P1, minute=1)
    vital = rows.case(queue=CareQueue.BILAN, priority=Priority.P0, minute=9)
    ambulatory = rows.case(queue=CareQueue.AMBULATORY, priority=Priority.P0)
    elsewhere = rows.case(queue=CareQueue.AMU, priority=Priority.P0, taken_by="Dr Une Autre")
    desk.room.apply(RoomDelta(n=1, cases=[late, early, vital, ambulatory, elsewhere]))
    doctor = hired(Doctor, Role.MRU)
    for expected in (vital, early, late):
        job = doctor.next_job()
        assert job is not None
        assert job.subject == expected.id
        desk.busy_with.add(job.subject)
    assert doctor.next_job() is None
    job = hired(Doctor, Role.MRL).next_job()
    assert job is not None
    assert job.subject == ambulatory.id


def test_a_complete_case_is_closed_once_its_missions_are_over(desk: Desk, hired: Hire) -> None:
    complete = rows.case(state=CaseState.VALIDE)
    running = rows.mission(complete.id)
    desk.room.apply(RoomDelta(n=1, cases=[complete], missions=[running]))
    doctor = hired(Doctor, Role.MRU)
    assert doctor.next_job() is None
    over = structs.replace(running, version=2, outcome=Outcome.TRANSPORTED, closed_at=rows.NOON)
    desk.room.apply(RoomDelta(n=2, missions=[over]))
    job = doctor.next_job()
    assert job is not None
    assert job.subject == complete.id


def test_every_need_has_its_decision() -> None:
    assert DECISIONS.keys() == set(Need)


def test_only_a_smur_that_does_not_come_is_the_doctors_to_stand_down(desk: Desk, hired: Hire) -> None:
    smur, ambulance = rows.vehicle(), rows.vehicle(VehicleType.TSU_AMB)
    case = rows.case()
    given_up = [
        structs.replace(
            rows.mission(case.id, vehicle_id=one.id, status=MissionStatus.DECISION), receipt=ReceiptState.REFUSED
        )
        for one in (ambulance, smur)
    ]
    desk.room.apply(RoomDelta(n=1, cases=[case], missions=given_up, vehicles=[smur, ambulance]))
    job = hired(Doctor, Role.MRU).next_job()
    assert job is not None
    assert job.subject == given_up[1].id
