"""Whole days played without I/O: repeatable to the millisecond, and true to themselves."""

import os
import subprocess
import sys
from collections import defaultdict
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from itertools import pairwise

from kit.wire.codes.calls import CallState
from kit.wire.codes.cases import DecisionType, MeansType
from kit.wire.codes.means import VehicleType
from kit.wire.codes.missions import Ground, MissionStatus, Outcome
from simulators import plan
from simulators.offline import StraightLines, play
from simulators.record import DayRecord, MissionRecord, encode
from simulators.report import measures
from simulators.report.targets import judge
from tests import country

TUESDAY = date(2026, 11, 24)
IN_ANOTHER_PROCESS = """
import sys
from datetime import date
from hashlib import sha256
from pathlib import Path
from region.places import read_region
from simulators import plan
from simulators.offline import StraightLines, play
from simulators.record import encode
region = read_region(Path(sys.argv[1]))
print(sha256(encode(play(plan.day(region, date(2026, 11, 24), 1), region, StraightLines()).lines())).hexdigest())
"""


@cache
def _day(seed: int = 1, storm: float = 1.0) -> DayRecord:
    region = country.region()
    return play(plan.day(region, TUESDAY, seed, storm), region, StraightLines())


def _freed_at(mission: MissionRecord) -> datetime:
    """Give when a mission's vehicle can be sent again."""
    assert mission.closed_at is not None
    return mission.closed_at


def test_the_same_seed_gives_the_same_facts_in_another_process() -> None:
    here = sha256(encode(_day().lines())).hexdigest()
    for hash_seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": hash_seed}
        command = [sys.executable, "-c", IN_ANOTHER_PROCESS, str(country.folder())]
        found = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        assert found.stdout.strip() == here


def test_another_seed_is_another_day() -> None:
    assert encode(_day(seed=2).lines()) != encode(_day().lines())


def test_a_vehicle_is_on_one_mission_at_a_time() -> None:
    by_vehicle: defaultdict[str, list[MissionRecord]] = defaultdict(list)
    for mission in _day().missions.values():
        by_vehicle[mission.vehicle].append(mission)
    assert max(map(len, by_vehicle.values())) > 1
    for missions in by_vehicle.values():
        missions.sort(key=lambda one: one.ordered_at)
        for first, second in pairwise(missions):
            assert _freed_at(first) <= second.ordered_at


def test_only_vehicles_on_duty_are_sent() -> None:
    record = _day()
    midnight = max(span.until for one in record.vehicles.values() for span in one.on_duty if span.until is not None)
    ordered = [mission for mission in record.missions.values() if mission.ordered_at < midnight]
    assert len(ordered) > 300
    for mission in ordered:
        spans = record.vehicles[mission.vehicle].on_duty
        assert any(
            span.since <= mission.ordered_at and (span.until or midnight) >= mission.ordered_at for span in spans
        )
    assert VehicleType.TSU_VSL not in {vehicle.kind for vehicle in record.vehicles.values()}


def test_statuses_come_in_the_order_of_a_mission() -> None:
    order = list(MissionStatus)
    for mission in _day().missions.values():
        assert mission.statuses[0].status is MissionStatus.DECLENCHE
        for first, second in pairwise(mission.statuses):
            assert first.at <= second.at
            assert order.index(first.status) < order.index(second.status)
        brought = mission.at(MissionStatus.FINPEC) is not None
        assert brought is (mission.outcome is Outcome.TRANSPORTED)
        assert brought is (mission.destination is not None)


def test_every_call_ends_as_it_can() -> None:
    for call in _day().calls.values():
        assert call.ended_at is not None
        if call.state is CallState.ABANDONED:
            assert call.answered_at is None
        else:
            assert call.answered_at is not None
            assert call.rang_at <= call.answered_at <= call.ended_at
            assert call.case_id in _day().cases


def test_a_reflex_departure_leaves_before_the_decision_and_is_stood_down_when_not_needed() -> None:
    record = _day()
    reflex = [mission for mission in record.missions.values() if mission.ground is Ground.REFLEXE]
    assert {mission.outcome for mission in reflex} > {Outcome.CANCELLED, Outcome.TRANSPORTED}
    for mission in reflex:
        decisions = record.cases[mission.case_id].decisions
        assert mission.ordered_at < decisions[0].at
        if mission.outcome is Outcome.CANCELLED:
            assert all(one.means is not MeansType.SMUR for one in decisions if one.type is DecisionType.INTER)


def test_a_storm_makes_people_wait() -> None:
    def answered_in_time(record: DayRecord) -> float:
        return next(one.found for one in judge(record) if one.target.key == "answered-60s") or 0.0

    storm = _day(storm=3.0)
    assert len(storm.calls) > 2.5 * len(_day().calls)
    assert answered_in_time(storm) < answered_in_time(_day()) - 0.2
    assert (measures.answered_share(storm) or 1.0) < 0.9
