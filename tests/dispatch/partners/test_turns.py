"""Whose turn it is: the garde of the sector by line, then the others, nearest first."""

from datetime import timedelta
from uuid import UUID

import pytest

from dispatch.partners.rules import Asked
from dispatch.partners.turns import OTHERS_SHOWN, Search, may_call, next_turn
from kit.wire.codes.cases import MedicalLevel
from kit.wire.codes.means import Availability, VehicleType, VisibilityReason
from kit.wire.codes.missions import MissionStatus, Turn
from kit.wire.missions import Candidate
from kit.wire.partners import TurnView
from kit.wire.vehicles import VehicleView
from tests.world import CAEN, NOON, ROUEN, fixed_id

LASTS = timedelta(seconds=90)
HERE = frozenset({CAEN})


def _id(number: int) -> UUID:
    return fixed_id(4, number)


def _vehicle(number: int, availability: Availability = Availability.AVAILABLE) -> VehicleView:
    return VehicleView(
        id=_id(number),
        version=1,
        call_sign=f"AMB {number}",
        type=VehicleType.TSU_AMB,
        organisation=f"Ambulances {number}",
        base="Base",
        base_lon_deg=0.0,
        base_lat_deg=49.0,
        team_id=_id(100 + number),
        team_level=MedicalLevel.SECOURS,
        availability=availability,
        availability_at=NOON,
        visible_for=[VisibilityReason.DECLARED],
        mission_id=None,
        mission_status=None,
        mission_centre_id=None,
        reserved_mission_id=None,
        centre_id=CAEN,
    )


def _candidate(number: int, arrival_s: float, dropped: str | None = None) -> Candidate:
    return Candidate(
        vehicle_id=_id(number),
        call_sign=f"AMB {number}",
        type=VehicleType.TSU_AMB,
        team_id=None,
        team_level=None,
        distance_m=arrival_s * 10,
        arrival_s=arrival_s,
        position_age_s=1.0,
        stale=False,
        dropped=dropped,
    )


def _asked(number: int, *, refused: bool = False) -> dict[UUID, Asked]:
    asked = Asked(
        vehicle_id=_id(number),
        status=MissionStatus.DECISION,
        accepted=False,
        refused=refused,
        reason="BREAKDOWN",
        ordered_at=NOON,
        order_version=1,
    )
    return {asked.vehicle_id: asked}


def _turns(search: Search, *candidates: Candidate) -> list[TurnView]:
    numbers = range(1, 40)
    return search.turns(
        candidates, {_id(n): _vehicle(n) for n in numbers}, {_id(n): f"+3310000{n:04}" for n in numbers}
    )


def test_the_garde_comes_by_line_then_the_nearest() -> None:
    search = Search({_id(2): 1, _id(1): 2}, {}, NOON, LASTS, HERE)
    turns = _turns(search, _candidate(1, 60), _candidate(2, 600), _candidate(3, 300), _candidate(4, 200))
    assert [(one.call_sign, one.line, one.turn) for one in turns] == [
        ("AMB 2", 1, Turn.FREE),
        ("AMB 1", 2, Turn.FREE),
        ("AMB 4", None, Turn.FREE),
        ("AMB 3", None, Turn.FREE),
    ]
    assert next_turn(turns) == _id(2)
    assert may_call(turns)


def test_who_refused_or_cannot_go_is_passed_over_and_stays_shown() -> None:
    search = Search({_id(1): 1, _id(2): 2, _id(3): 3}, _asked(1, refused=True), NOON, LASTS, HERE)
    turns = _turns(search, _candidate(1, 60), _candidate(2, 60, "BUSY"), _candidate(3, 60))
    assert [(one.turn, one.why) for one in turns] == [
        (Turn.REFUSED, "BREAKDOWN"),
        (Turn.OUT, "BUSY"),
        (Turn.FREE, None),
    ]
    assert next_turn(turns) == _id(3)
    assert may_call(turns)


@pytest.mark.parametrize(("seconds", "may"), [(30, False), (90, True)])
def test_another_is_called_only_when_nobody_s_time_runs(seconds: int, *, may: bool) -> None:
    search = Search({_id(1): 1}, _asked(1), NOON + timedelta(seconds=seconds), LASTS, HERE)
    turns = _turns(search, _candidate(1, 60, "BUSY"), _candidate(2, 60))
    assert may_call(turns) is may
    assert turns[0].answer_by == NOON + LASTS
    assert turns[0].phone == "+33100000001"


def test_only_the_nearest_of_the_others_are_shown_and_whoever_was_asked() -> None:
    search = Search({}, _asked(30, refused=True), NOON, LASTS, HERE)
    turns = _turns(search, *(_candidate(number, number * 60) for number in range(1, 31)))
    assert [one.call_sign for one in turns] == ["AMB 30", *(f"AMB {n}" for n in range(1, OTHERS_SHOWN + 1))]


def test_a_vehicle_off_duty_has_no_place_unless_it_was_asked_or_is_on_garde() -> None:
    off = _vehicle(1, Availability.UNAVAILABLE)
    assert not Search({}, {}, NOON, LASTS, HERE).concerns(off)
    assert Search({off.id: 1}, {}, NOON, LASTS, HERE).concerns(off)
    assert Search({}, _asked(1), NOON, LASTS, HERE).concerns(off)
    assert Search({}, {}, NOON, LASTS, HERE).concerns(_vehicle(1))
    assert not Search({}, {}, NOON, LASTS, frozenset({ROUEN})).concerns(_vehicle(1))  # asked of its centre by the room
