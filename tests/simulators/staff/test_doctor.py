"""What a simulated doctor takes first."""

from collections.abc import Callable

from msgspec import structs

from kit.wire.codes import CareQueue, CaseState, Outcome, Priority, Role
from kit.wire.live import RoomDelta
from simulators.plan import Need
from simulators.staff.desk import Desk
from simulators.staff.doctor import DECISIONS, Doctor
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
