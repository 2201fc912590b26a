"""H3 cells."""

from h3.api.basic_int import cell_to_latlng, great_circle_distance
from hypothesis import given
from hypothesis import strategies as st

from tracker.cells import EDGE_M, REACH_EDGES, RESOLUTION, around, cell


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_a_cell_fits_a_bigint(lon_deg: float, lat_deg: float) -> None:
    assert 0 < cell(lon_deg, lat_deg) < 2**63


def test_points_of_one_street_are_in_one_neighbourhood() -> None:
    here = cell(-0.3700, 49.1800)
    assert cell(-0.3690, 49.1805) in around(here, 1)
    assert cell(1.0990, 49.4430) not in around(here, 1)
    assert len(around(here, 2)) == 19


@given(st.floats(-180, 180), st.floats(-90, 90), st.integers(0, RESOLUTION))
def test_no_point_is_further_from_the_centre_of_its_cell_than_is_reckoned_with(
    lon_deg: float, lat_deg: float, resolution: int
) -> None:
    lat, lon = cell_to_latlng(cell(lon_deg, lat_deg, resolution))
    assert great_circle_distance((lat_deg, lon_deg), (lat, lon), "m") <= REACH_EDGES * EDGE_M[resolution]
