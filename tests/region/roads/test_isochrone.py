"""The land drawn around places: all of them inside, nothing far from them, and no shore that meets itself."""

from math import cos, radians

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.geo import METRES_PER_DEG
from region.roads.isochrone import outline

LAT_DEG = 49.0
SCALE = np.array([cos(radians(LAT_DEG)), 1.0]) * METRES_PER_DEG
AROUND = st.lists(st.tuples(st.floats(-0.02, 0.02), st.floats(48.98, 49.02)), min_size=1, max_size=120)


@settings(max_examples=200, deadline=None)
@given(AROUND)
def test_every_place_is_inside_and_nothing_is_farther_than_500_m(places: list[tuple[float, float]]) -> None:
    points = np.array(places)
    land = outline(points, LAT_DEG)
    assert land.is_valid
    assert shapely.contains_xy(land, points[:, 0], points[:, 1]).all()
    near = shapely.MultiPoint(points * SCALE).buffer(500)
    assert near.contains(shapely.transform(land, lambda degrees: degrees * SCALE))


def test_a_clearing_farther_than_500_m_from_every_place_is_a_hole() -> None:
    turn = np.linspace(0, 2 * np.pi, 400)
    ring = np.stack([np.cos(turn), np.sin(turn)], axis=1) * 2000 / SCALE + [0.0, LAT_DEG]
    land = outline(ring, LAT_DEG)
    assert shapely.contains_xy(land, ring[:, 0], ring[:, 1]).all()
    assert not shapely.contains_xy(land, 0.0, LAT_DEG)
    assert len(shapely.get_parts(land)) == 1
