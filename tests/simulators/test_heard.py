"""Rows of the wire as lines of a record: what a later row no longer tells is kept."""

from datetime import timedelta

from msgspec.structs import replace

from kit.wire.codes.calls import CallBack, CallState
from kit.wire.codes.cases import CareQueue, Priority
from kit.wire.codes.means import VehicleType
from kit.wire.codes.missions import MissionStatus, ReceiptState, StatusSource
from kit.wire.missions import StatusView
from simulators import heard
from simulators.record import Waiting
from tests.simulators import rows

CENTRES = {rows.CENTRE: "140"}
MINUTE = timedelta(minutes=1)


def test_a_caller_reached_by_calling_back_was_not_answered() -> None:
    answered = replace(rows.call(state=CallState.ANSWERED), answered_at=rows.NOON + MINUTE)
    assert heard.call(answered, CENTRES).answered_at == rows.NOON + MINUTE
    assert heard.call(replace(answered, call_back=CallBack.REACHED), CENTRES).answered_at is None


def test_a_wait_ends_when_the_case_is_taken_and_the_next_queue_is_another_wait() -> None:
    waiting = rows.case(queue=CareQueue.AMU, priority=Priority.P1)
    line = heard.case(waiting, None, CENTRES)
    taken = replace(waiting, version=2, taken_at=rows.NOON + 2 * MINUTE)
    line = heard.case(taken, line, CENTRES)
    decided = replace(taken, version=3, queue=None, queued_at=None, taken_at=None)
    line = heard.case(decided, line, CENTRES)
    back = replace(decided, version=4, queue=CareQueue.BILAN, queued_at=rows.NOON + 9 * MINUTE, priority=Priority.P2)
    line = heard.case(back, line, CENTRES)
    assert line.waits == (
        Waiting(queue=CareQueue.AMU, since=rows.NOON, priority=Priority.P1, taken_at=rows.NOON + 2 * MINUTE),
        Waiting(queue=CareQueue.BILAN, since=rows.NOON + 9 * MINUTE, priority=Priority.P2),
    )
    assert line.centre == "140"


def test_a_case_raised_while_it_waits_waits_with_its_new_priority() -> None:
    waiting = rows.case(queue=CareQueue.AMU, priority=Priority.P2)
    line = heard.case(waiting, None, CENTRES)
    line = heard.case(replace(waiting, version=2, priority=Priority.P0), line, CENTRES)
    assert [wait.priority for wait in line.waits] == [Priority.P0]


def test_the_first_acceptance_of_an_order_stays() -> None:
    ordered = rows.mission(rows.case().id)
    accepted = replace(ordered, version=2, receipt=ReceiptState.ACCEPTED, receipt_at=rows.NOON + MINUTE)
    changed = replace(accepted, version=3, receipt=ReceiptState.RECEIVED, receipt_at=rows.NOON + 5 * MINUTE)
    again = replace(changed, version=4, receipt=ReceiptState.ACCEPTED, receipt_at=rows.NOON + 6 * MINUTE)
    line = None
    for row in (ordered, accepted, changed, again):
        line = heard.mission(row, line, CENTRES, VehicleType.TSU_AMB)
    assert line is not None
    assert line.accepted_at == rows.NOON + MINUTE
    assert line.refused_at is None


def test_each_status_comes_once_by_the_crews_own_word() -> None:
    def status(code: MissionStatus, minute: int, source: StatusSource) -> StatusView:
        return StatusView(status=code, at=rows.NOON + minute * MINUTE, error_s=0.0, source=source, author=None)

    told = [
        status(MissionStatus.ARRIVEE, 9, StatusSource.FIX),
        status(MissionStatus.DEPART, 3, StatusSource.CREW),
        status(MissionStatus.DEPART, 4, StatusSource.FIX),
        status(MissionStatus.ARRIVEE, 10, StatusSource.CREW),
    ]
    line = heard.mission(replace(rows.mission(rows.case().id), statuses=told), None, CENTRES, VehicleType.SIS_VSAV)
    assert [(one.status, one.at, one.source) for one in line.statuses] == [
        (MissionStatus.DEPART, rows.NOON + 3 * MINUTE, StatusSource.CREW),
        (MissionStatus.ARRIVEE, rows.NOON + 10 * MINUTE, StatusSource.CREW),
    ]
