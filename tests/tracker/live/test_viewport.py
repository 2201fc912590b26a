"""A screen is sent what lies in its map."""

from hypothesis import given
from hypothesis import strategies as st

from kit.wire.live import Viewport
from tests.tracker.live.moves import position
from tracker.live.viewport import inside, row, seen

NORMANDY = Viewport(west_deg=-2.0, south_deg=48.1, east_deg=1.9, north_deg=50.1)


def test_borders_are_inside() -> None:
    sees = inside(NORMANDY)
    corners = [position(1, 1, lon, lat) for lon in (-2.0, 1.9) for lat in (48.1, 50.1)]
    outside = [position(1, 1, -2.0001, 49.0), position(1, 1, 0.0, 50.1001), position(1, 1, 2.0, 51.0)]
    assert seen([*corners, *outside], sees) == corners


def test_no_viewport_is_everywhere() -> None:
    assert inside(None) is None
    far = [position(1, 1, 179.0, -89.0)]
    assert seen(far, None) == far


@given(lon=st.floats(-180, 180), lat=st.floats(-90, 90), west=st.floats(-180, 180), east=st.floats(-180, 180))
def test_a_map_across_the_180th_meridian_is_the_rest_of_the_world(
    lon: float, lat: float, west: float, east: float
) -> None:
    across = Viewport(west_deg=max(west, east), south_deg=-90, east_deg=min(west, east), north_deg=90)
    plain = Viewport(west_deg=min(west, east), south_deg=-90, east_deg=max(west, east), north_deg=90)
    here = position(1, 1, lon, lat)
    on_border = lon in {west, east}
    assert len(seen([here], inside(across))) != len(seen([here], inside(plain))) or on_border or west == east


def test_a_row_is_marked_with_its_position() -> None:
    here = position(1, 1)
    assert row(here).mark == here
    assert f'"vehicle_id":"{here.vehicle_id}"' in row(here).text
