"""Distances and bearings against known places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.geo import bearing_deg, between, distance_m

lons = st.floats(min_value=-180, max_value=180)
lats = st.floats(min_value=-89, max_value=89)


def test_caen_to_rouen_is_some_109_km_to_the_east() -> None:
    assert distance_m(-0.37, 49.18, 1.10, 49.44) == pytest.approx(110_600, rel=0.01)
    assert 70 < bearing_deg(-0.37, 49.18, 1.10, 49.44) < 78


@given(lons, lats, lons, lats)
def test_distance_is_symmetric_and_never_negative(a: float, b: float, c: float, d: float) -> None:
    assert distance_m(a, b, c, d) == pytest.approx(distance_m(c, d, a, b))
    assert distance_m(a, b, c, d) >= 0
    assert 0 <= bearing_deg(a, b, c, d) < 360 + 1e-9


def test_between_goes_from_one_end_to_the_other() -> None:
    assert between(0.0, 49.0, 1.0, 50.0, 0.0) == (0.0, 49.0)
    assert between(0.0, 49.0, 1.0, 50.0, 1.0) == (1.0, 50.0)
    assert between(0.0, 49.0, 1.0, 50.0, 0.5) == (0.5, 49.5)
