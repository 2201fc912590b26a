"""Which patient simulated OSNP see to first, and what is theirs."""

from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec import structs

from kit.wire.cases import Appointment, DecisionView, Orientation
from kit.wire.codes.cases import CareQueue, DecisionType, MeansType
from kit.wire.codes.people import Role
from kit.wire.live import RoomDelta
from simulators.staff.desk import Desk
from simulators.staff.osnp import Osnp, is_open
from tests.simulators import rows

FOUND = Appointment(
    practitioner="SOS Médecins", starts_at=rows.NOON, place="Caen", found_at=rows.NOON, found_by="Quelqu’un"
)


def oriented(due_at: datetime | None = None) -> DecisionView:
    decision = rows.decision(MeansType.LIBERAL, DecisionType.ORIENT)
    return structs.replace(decision, due_at=due_at or rows.NOON + timedelta(hours=24))


def test_an_orientation_is_open_until_found_given_back_or_ended() -> None:
    decision = oriented()
    assert is_open(decision)
    assert is_open(structs.replace(decision, orientation=Orientation()))
    assert not is_open(structs.replace(decision, orientation=Orientation(appointment=FOUND)))
    assert not is_open(structs.replace(decision, orientation=Orientation(returned_at=rows.NOON)))
    assert not is_open(structs.replace(decision, ended_at=rows.NOON))
    assert not is_open(rows.decision(MeansType.HOSPIT, DecisionType.ORIENT))


def test_whoever_should_be_seen_first_comes_first(desk: Desk, hired: Callable[[type[Osnp], Role], Osnp]) -> None:
    post = hired(Osnp, Role.OSNP)
    soon = rows.case(queue=CareQueue.OSNP, minute=9, decisions=(oriented(rows.NOON + timedelta(hours=4)),))
    tomorrow = rows.case(queue=CareQueue.OSNP, decisions=(oriented(),))
    held = rows.case(queue=CareQueue.OSNP, taken_by="Une collègue", decisions=(oriented(rows.NOON),))
    doctors = rows.case(queue=CareQueue.AMBULATORY, decisions=(oriented(rows.NOON),))
    desk.room.apply(RoomDelta(n=1, cases=[tomorrow, soon, held, doctors]))
    for expected in (soon, tomorrow):
        job = post.next_job()
        assert job is not None
        assert job.subject == expected.id
        desk.busy_with.add(expected.id)
    assert post.next_job() is None
