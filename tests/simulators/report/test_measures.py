"""What a record says."""

import pytest

from kit.wire.codes.cases import Priority
from simulators.report import measures
from simulators.report.measures import Family, Result, Step
from tests.simulators.report.days import small_day


def test_calls_are_counted_by_the_hour_of_paris() -> None:
    counts = measures.calls_by_hour(small_day())
    assert counts[9] == sum(counts) == 10


def test_an_abandoned_call_was_not_answered() -> None:
    record = small_day()
    assert measures.answered_share(record) == 0.9
    assert sorted(span.seconds for span in measures.answers(record)) == [10.0 * number for number in range(1, 10)]


def test_a_case_ends_in_its_heaviest_means_else_in_what_was_decided_first() -> None:
    assert measures.results(small_day()) == {
        Result.ADVICE: 1,
        Result.DUTY_DOCTOR: 1,
        Result.APPOINTMENT: 1,
        Result.OWN_MEANS: 1,
        Result.AMBULANCE: 1,
        Result.SMUR: 1,
    }


def test_waits_are_by_priority() -> None:
    record = small_day()
    assert [span.seconds for span in measures.doctor_waits(record, Priority.P0)] == [180.0]
    assert sorted(span.seconds for span in measures.doctor_waits(record, Priority.P2)) == [180.0, 180.0, 180.0, 420.0]
    assert measures.doctor_waits(record, Priority.P1) == []


def test_each_step_of_a_mission_is_timed() -> None:
    missions = list(small_day().missions.values())
    minutes = {step: {span.seconds / 60 for span in measures.step(missions, step)} for step in Step}
    assert minutes == {
        Step.ACCEPTANCE: {1.0},
        Step.TURN_OUT: {4.0},
        Step.ROAD: {10.0},
        Step.ON_SCENE: {15.0},
        Step.TRANSPORT: {20.0},
        Step.HAND_OVER: {25.0},
        Step.LEAVING: {5.0},
    }
    assert [span.seconds for span in measures.whole(missions)] == [4800.0, 4800.0]
    assert [span.hour for span in measures.to_arrival(missions)] == [10, 18]


def test_vehicles_are_busy_and_on_duty_for_parts_of_hours() -> None:
    record = small_day()
    busy = measures.busy_by_hour(record, Family.TSU)
    assert busy[10:12] == pytest.approx([0.5, 50 / 60])
    assert busy[18:20] == pytest.approx([1.0, 20 / 60])
    assert sum(busy) == pytest.approx(160 / 60)
    present = measures.on_duty_by_hour(record, Family.TSU)
    assert present[8:13] == pytest.approx([1.0, 1.0, 2.0, 1.5, 1.0])
    assert present[23] == 1.0
    assert sum(measures.on_duty_by_hour(record, Family.SIS)) == 0.0
