"""H3 cells."""

from hypothesis import given
from hypothesis import strategies as st

from tracker.cells import around, cell


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_a_cell_fits_a_bigint(lon_deg: float, lat_deg: float) -> None:
    assert 0 < cell(lon_deg, lat_deg) < 2**63


def test_points_of_one_street_are_in_one_neighbourhood() -> None:
    here = cell(-0.3700, 49.1800)
    assert cell(-0.3690, 49.1805) in around(here, 1)
    assert cell(1.0990, 49.4430) not in around(here, 1)
    assert len(around(here, 2)) == 19
