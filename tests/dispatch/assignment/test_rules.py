"""Who can go, and who arrives first."""

import dataclasses
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.assignment import rules
from kit.wire.codes.cases import MeansType, MedicalLevel
from kit.wire.codes.means import Availability, VehicleType, VisibilityReason
from kit.wire.live import LivePosition
from kit.wire.vehicles import VehicleView
from tests import world

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
SILENCE = timedelta(minutes=2)
SCENE = (-0.36, 49.19)


def vehicle(
    number: int = 1,
    type_: VehicleType = VehicleType.TSU_AMB,
    level: MedicalLevel | None = MedicalLevel.SECOURS,
    *,
    available: bool = True,
    visible: bool = True,
    busy: bool = False,
    base: tuple[float, float] = (-0.3, 49.1),
) -> VehicleView:
    return VehicleView(
        id=UUID(int=number),
        version=1,
        call_sign=f"AMB {number}",
        type=type_,
        organisation="",
        base="",
        base_lon_deg=base[0],
        base_lat_deg=base[1],
        team_id=None if level is None else UUID(int=100 + number),
        team_level=level,
        availability=Availability.AVAILABLE if available else Availability.UNAVAILABLE,
        availability_at=NOON,
        visible_for=[VisibilityReason.GARDE] if visible else [],
        mission_id=UUID(int=9) if busy else None,
        mission_status=None,
        mission_centre_id=None,
        reserved_mission_id=None,
        centre_id=world.CAEN,
    )


def position(lon_deg: float, lat_deg: float, age: timedelta = timedelta(0)) -> LivePosition:
    at = NOON - age
    return LivePosition(
        vehicle_id=UUID(int=1), boot=1, seq=1, measured_at=at, received_at=at, lon_deg=lon_deg, lat_deg=lat_deg
    )


def need(means: MeansType = MeansType.TSU, at: datetime = NOON) -> rules.Need:
    return rules.Need(means, *SCENE, at, SILENCE, frozenset({world.CAEN}))


@pytest.mark.parametrize(
    ("one", "means", "reason"),
    [
        (vehicle(), MeansType.TSU, None),
        (vehicle(), MeansType.SMUR, "WRONG_TYPE"),
        (vehicle(type_=VehicleType.TSU_VSL), MeansType.TSU, "WRONG_TYPE"),
        (vehicle(type_=VehicleType.SMUR_VLM), MeansType.TSU, "WRONG_TYPE"),
        (vehicle(type_=VehicleType.SMUR_VLM, level=MedicalLevel.MED), MeansType.SMUR, None),
        (vehicle(type_=VehicleType.SMUR_AR, level=MedicalLevel.PARAMED), MeansType.SMUR, None),
        (vehicle(type_=VehicleType.SMUR_VLM, level=MedicalLevel.SECOURS), MeansType.SMUR, "NO_TEAM"),
        (vehicle(type_=VehicleType.SMUR_HELI, level=MedicalLevel.MED), MeansType.SMUR, "ON_REQUEST"),
        (vehicle(level=None), MeansType.TSU, "NO_TEAM"),
        (vehicle(visible=False), MeansType.TSU, "NOT_VISIBLE"),
        (vehicle(available=False), MeansType.TSU, "UNAVAILABLE"),
        (vehicle(busy=True), MeansType.TSU, "BUSY"),
    ],
)
def test_why_a_vehicle_cannot_go(one: VehicleView, means: MeansType, reason: str | None) -> None:
    assert rules.why_dropped(one, means) == reason


def test_arrival_is_turn_out_and_the_straight_line_at_the_stated_speed() -> None:
    here = rules.weigh(vehicle(), position(*SCENE), need())
    assert (here.distance_m, here.arrival_s) == (0.0, 240.0)
    away = rules.weigh(vehicle(), position(SCENE[0], SCENE[1] + 0.1), need())
    assert away.distance_m == pytest.approx(11_119, abs=10)
    assert away.arrival_s == pytest.approx(240 + 11_119 / (60 / 3.6), abs=2)


@pytest.mark.parametrize(("hour_utc", "minutes"), [(12, 3), (2, 5), (18, 3), (19, 5)])
def test_a_smur_turns_out_slower_by_night_local_time(hour_utc: int, minutes: int) -> None:
    at = NOON.replace(hour=hour_utc)
    assert rules.turn_out(VehicleType.SMUR_VLM, at) == timedelta(minutes=minutes)


@pytest.mark.parametrize("told", [None, position(*SCENE, age=timedelta(minutes=3))])
def test_a_silent_vehicle_stays_a_candidate_at_its_base_arrival_unknown(told: LivePosition | None) -> None:
    silent = rules.weigh(vehicle(base=SCENE), told, need())
    assert (silent.dropped, silent.stale, silent.arrival_s, silent.distance_m) == (None, True, None, 0.0)
    assert silent.position_age_s == (None if told is None else 180.0)


def test_a_position_a_moment_ahead_is_now() -> None:
    ahead = rules.weigh(vehicle(), position(*SCENE, age=timedelta(seconds=-20)), need())
    assert (ahead.position_age_s, ahead.stale) == (0.0, False)


@pytest.mark.parametrize(
    ("means", "said"), [(MeansType.TSU, "straight-line-60kmh"), (MeansType.SMUR, "straight-line-60-70kmh")]
)
def test_the_answer_says_how_times_were_estimated(means: MeansType, said: str) -> None:
    assert rules.method(means) == said


ages = st.one_of(st.none(), st.floats(min_value=0, max_value=600).map(lambda s: timedelta(seconds=s)))
Drawn = tuple[VehicleType, MedicalLevel | None, bool, bool, bool, float, float, timedelta | None]
fleets: st.SearchStrategy[list[Drawn]] = st.lists(
    st.tuples(
        st.sampled_from(VehicleType),
        st.sampled_from([None, *MedicalLevel]),
        st.booleans(),
        st.booleans(),
        st.booleans(),
        st.floats(min_value=-1.9, max_value=1.8),
        st.floats(min_value=48.2, max_value=50.1),
        ages,
    ),
    max_size=30,
)


@given(fleets, st.sampled_from(sorted(rules.ANSWERS)))
def test_nobody_is_forgotten_and_the_fastest_comes_first(fleet: list[Drawn], means: MeansType) -> None:
    units: list[tuple[VehicleView, LivePosition | None]] = []
    for number, (type_, level, available, visible, busy, lon, lat, age) in enumerate(fleet, 1):
        one = vehicle(number, type_, level, available=available, visible=visible, busy=busy, base=(lon, lat))
        units.append((one, None if age is None else position(lon, lat, age)))
    fit, unfit = rules.sort_out(units, need(means))
    assert sorted(one.vehicle_id for one in fit + unfit) == sorted(one.id for one, _ in units)
    assert all(one.dropped is None for one in fit)
    assert all(one.dropped is not None for one in unfit)
    known = [one.arrival_s for one in fit if one.arrival_s is not None]
    assert known == sorted(known)
    assert [one.arrival_s is None for one in fit] == sorted(one.arrival_s is None for one in fit)
    assert {candidate.type for candidate in fit} <= rules.ANSWERS[means]
    assert {candidate.team_level for candidate in fit} <= rules.LEVELS[means]


def test_another_centres_vehicle_is_ranked_where_it_stands_and_marked_with_whom_to_ask() -> None:
    theirs = msgspec.structs.replace(vehicle(2, base=(-0.36, 49.19)), centre_id=world.ROUEN)
    fit, _ = rules.sort_out([(vehicle(1), None), (theirs, None)], need())
    assert [(one.call_sign, one.ask_centre_id) for one in fit] == [("AMB 2", world.ROUEN), ("AMB 1", None)]
    lent = dataclasses.replace(need(), engageable=frozenset({world.CAEN, world.ROUEN}))
    assert rules.weigh(theirs, None, lent).ask_centre_id is None
