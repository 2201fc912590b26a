"""Vehicles of a load: spread over the region, driving at a steady speed."""

from hypothesis import given
from hypothesis import strategies as st

from kit.geo import distance_m
from simulators.fleet.lap import EAST_DEG, NORTH_DEG, SOUTH_DEG, SPEED_MPS, WEST_DEG, place


@given(number=st.integers(0, 20_000), elapsed_s=st.floats(0, 100_000), step_s=st.floats(0.1, 10))
def test_a_vehicle_drives_at_its_speed(number: int, elapsed_s: float, step_s: float) -> None:
    driven_m = distance_m(*place(number, elapsed_s).point, *place(number, elapsed_s + step_s).point)
    assert 0.98 * SPEED_MPS * step_s < driven_m < 1.01 * SPEED_MPS * step_s


def test_a_fleet_is_spread_over_the_region() -> None:
    places = [place(number, 0.0) for number in range(5_000)]
    cells = {
        (
            int(4 * (one.lon_deg - WEST_DEG) / (EAST_DEG - WEST_DEG)),
            int(4 * (one.lat_deg - SOUTH_DEG) / (NORTH_DEG - SOUTH_DEG)),
        )
        for one in places
    }
    assert {(east, north) for east in range(4) for north in range(4)} <= cells
    assert len({(one.lon_deg, one.lat_deg) for one in places}) == len(places)
