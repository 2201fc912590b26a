"""Vehicles on straight lines: where they are, and that they never jump."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kit.geo import distance_m
from kit.wire.codes import VehicleType
from simulators.travel import Leg, parked, speed_mps

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
points = st.tuples(st.floats(-1.9, 1.8), st.floats(48.2, 50.1))
speeds = st.floats(1.0, 60.0)
seconds = st.floats(-3_600, 36_000)


@given(start=points, end=points, speed=speeds, first=seconds, step=st.floats(0.0, 600.0))
def test_a_vehicle_never_moves_faster_than_its_speed(
    start: tuple[float, float], end: tuple[float, float], speed: float, first: float, step: float
) -> None:
    leg = Leg(start, end, NOON, speed)
    before = leg.at(NOON + timedelta(seconds=first))
    after = leg.at(NOON + timedelta(seconds=first + step))
    # Straight in degrees is not straight on the sphere: a few per cent over a region.
    assert distance_m(*before.point, *after.point) <= 1.05 * speed * step + 1.0


@given(start=points, end=points, speed=speeds)
def test_a_leg_begins_and_ends_where_it_says(
    start: tuple[float, float], end: tuple[float, float], speed: float
) -> None:
    leg = Leg(start, end, NOON, speed)
    assert leg.at(NOON - timedelta(hours=1)).point == start
    assert leg.at(leg.arrives_at).point == end
    assert leg.at(leg.arrives_at + timedelta(hours=1)).speed_mps == 0.0
    assert leg.arrives_at >= leg.left_at


@given(point=points, when=seconds)
def test_a_parked_vehicle_stays(point: tuple[float, float], when: float) -> None:
    place = parked(point, NOON).at(NOON + timedelta(seconds=when))
    assert place.point == point
    assert place.speed_mps == 0.0


def test_every_kind_is_slower_without_urgency() -> None:
    for kind in VehicleType:
        assert 0 < speed_mps(kind, urgent=False) < speed_mps(kind, urgent=True)
