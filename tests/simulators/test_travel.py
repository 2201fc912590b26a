"""Vehicles on their way: where they are, and that they never jump."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kit.geo import distance_m
from kit.wire.codes.means import VehicleType
from simulators.travel import Leg, by_road, parked, speed_mps, straight

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
points = st.tuples(st.floats(-1.9, 1.8), st.floats(48.2, 50.1))
speeds = st.floats(1.0, 60.0)
seconds = st.floats(-3_600, 36_000)


@st.composite
def legs(draw: st.DrawFn) -> tuple[Leg, float]:
    """Give a drive along a broken line, with its fastest speed."""
    way = draw(st.lists(points, min_size=2, max_size=8))
    passed, fastest = [0.0], 1.0
    for here, there in pairwise(way):
        speed = draw(speeds)
        passed.append(passed[-1] + distance_m(*here, *there) / speed)
        fastest = max(fastest, speed)
    return Leg(way, passed, NOON), fastest


@given(drive=legs(), first=seconds, step=st.floats(0.0, 600.0))
def test_a_vehicle_never_moves_faster_than_its_speed(drive: tuple[Leg, float], first: float, step: float) -> None:
    leg, fastest = drive
    before = leg.at(NOON + timedelta(seconds=first))
    after = leg.at(NOON + timedelta(seconds=first + step))
    # Straight in degrees is not straight on the sphere: a few per cent over a region.
    assert distance_m(*before.point, *after.point) <= 1.05 * fastest * step + 1.0


@given(drive=legs())
def test_a_leg_begins_and_ends_where_it_says(drive: tuple[Leg, float]) -> None:
    leg, _ = drive
    assert leg.at(NOON - timedelta(hours=1)).point in {leg.points[0], leg.points[-1]}
    assert leg.at(leg.arrives_at + timedelta(milliseconds=1)).point == leg.points[-1]
    assert leg.at(leg.arrives_at + timedelta(hours=1)).speed_mps == 0.0
    assert leg.arrives_at >= leg.left_at


def test_the_places_of_a_route_are_passed_at_its_times() -> None:
    start, corner, end = (-0.40, 49.18), (-0.37, 49.18), (-0.37, 49.20)
    leg = Leg((start, corner, end), (0.0, 100.0, 300.0), NOON)
    assert leg.at(NOON + timedelta(seconds=100)).point == corner
    half_way = leg.at(NOON + timedelta(seconds=200))
    assert half_way.heading_deg == 0.0
    assert abs(half_way.speed_mps - distance_m(*corner, *end) / 200.0) < 1e-9


def test_a_drive_by_road_goes_from_door_to_door() -> None:
    start, end = (-0.400, 49.1801), (-0.370, 49.2001)
    route = ((-0.400, 49.18), (-0.385, 49.19), (-0.370, 49.20))
    leg = by_road(start, end, NOON, route, (0.0, 60.0, 130.0))
    assert (leg.points[0], leg.points[-1]) == (start, end)
    assert leg.duration_s > 130.0
    assert list(leg.seconds) == sorted(leg.seconds)


@given(point=points, when=seconds)
def test_a_parked_vehicle_stays(point: tuple[float, float], when: float) -> None:
    place = parked(point, NOON).at(NOON + timedelta(seconds=when))
    assert place.point == point
    assert (place.speed_mps, place.heading_deg) == (0.0, None)


@given(start=points, end=points, speed=speeds)
def test_a_straight_line_takes_its_length_at_its_speed(
    start: tuple[float, float], end: tuple[float, float], speed: float
) -> None:
    assert abs(straight(start, end, NOON, speed).duration_s - distance_m(*start, *end) / speed) < 1e-6


def test_every_kind_is_slower_without_urgency() -> None:
    for kind in VehicleType:
        assert 0 < speed_mps(kind, urgent=False) < speed_mps(kind, urgent=True)
