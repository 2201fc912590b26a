"""What callers do and what their phones tell, beside the shares they are drawn by."""

from datetime import UTC, datetime, timedelta
from functools import cache
from statistics import median

import pytest

from kit.geo import distance_m
from kit.wire.codes.calls import Line
from kit.wire.codes.cases import CareQueue, Priority
from simulators import plan
from simulators.plan import Caller, Kind, Scene, Story
from simulators.plan.callers import crew_call
from simulators.plan.laws import LAWS
from tests.country import region
from tests.simulators.plan.test_drawing import SATURDAY

CALLS = LAWS.calls


@cache
def stories() -> tuple[Story, ...]:
    """Give a stormy day: many calls, one drawing."""
    return plan.day(region(), SATURDAY, seed=5, storm=2.0).stories


def share(holds: list[bool]) -> float:
    return sum(holds) / len(holds)


def test_callers_wait_drop_try_again_and_answer_as_often_as_the_laws_say() -> None:
    cases = [story for story in stories() if story.kind is Kind.CASE]
    assert median(story.patience_s for story in cases) == pytest.approx(CALLS.patience.median_s, rel=0.05)
    assert median(story.hold_patience_s for story in cases) == pytest.approx(CALLS.hold_patience.median_s, rel=0.05)
    assert share([story.drops_after_s is not None for story in cases]) == pytest.approx(CALLS.line_drops, abs=0.008)
    again = share([story.rings_again_after_s is not None for story in cases])
    assert again == pytest.approx(CALLS.rings_again, abs=0.03)
    assert share([story.answers_call_back for story in cases]) == pytest.approx(CALLS.answers_call_back, abs=0.02)
    silent = [story for story in stories() if story.kind is Kind.SILENT]
    assert median(story.patience_s for story in silent) < 30
    assert all(story.rings_again_after_s is None for story in silent)


def test_a_phone_tells_about_where_it_is() -> None:
    away_m = [
        (distance_m(told.lon_deg, told.lat_deg, story.event.lon_deg, story.event.lat_deg), told.radius_m)
        for story in stories()
        if (told := story.position) is not None and story.event is not None
    ]
    assert share([far_m <= radius_m + 2 for far_m, radius_m in away_m]) > 0.8
    assert median(far_m for far_m, _ in away_m) > 5


def test_nobody_in_vital_distress_and_no_child_calls_for_themselves() -> None:
    for story in stories():
        if story.caller is Caller.PATIENT and story.event is not None and story.kind is Kind.CASE:
            assert story.event.priority is not Priority.P0
            assert story.event.patients[0].age_years >= LAWS.care.child_below_years


def test_institutions_call_from_one_number_a_centre() -> None:
    numbers = {
        (story.caller, story.centre_code, story.phone)
        for story in stories()
        if story.caller in {Caller.FIRE_ROOM, Caller.POLICE, Caller.TELECARE}
    }
    assert len(numbers) == 3 * len(region().centres)
    assert all(story.line is Line.PROFESSIONAL for story in stories() if story.caller is Caller.TELECARE)


def test_who_calls_again_is_the_same_person_or_somebody_there() -> None:
    firsts = {story.event.number: story for story in stories() if story.kind is Kind.CASE and story.event is not None}
    repeats = [story for story in stories() if story.kind is Kind.REPEAT]
    same = [story.phone == firsts[story.event.number].phone for story in repeats if story.event is not None]
    assert share(same) == pytest.approx(CALLS.repeat_from_same_number, abs=0.06)


def test_a_crash_is_never_left_for_the_ambulatory_queue() -> None:
    crashes = [story.event for story in stories() if story.event is not None and story.event.scene is Scene.ROAD]
    assert all(event.queue is CareQueue.AMU and event.priority is not Priority.P3 for event in crashes)


def test_who_speaks_no_french_takes_longer() -> None:
    cases = [story for story in stories() if story.kind is Kind.CASE]
    french = median(story.talk_s for story in cases if story.language == "fr")
    foreign = median(story.talk_s for story in cases if story.language != "fr")
    assert foreign > 1.3 * french


def test_a_crew_rings_from_its_own_number_and_again_at_once() -> None:
    at = datetime(2026, 11, 22, 9, tzinfo=UTC)
    first, again = crew_call("TSU 14-01", "140", at), crew_call("TSU 14-01", "140", at + timedelta(minutes=5))
    assert (first.line, first.kind, first.call_sign, first.event) == (Line.CREW, Kind.BILAN, "TSU 14-01", None)
    assert (first.phone, first.rings_again_after_s) == (again.phone, 0.0)
    assert crew_call("TSU 14-02", "140", at).phone != first.phone
