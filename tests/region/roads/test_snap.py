"""The nearest place on a road: against every segment looked at one by one."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.geo import METRES_PER_DEG
from region.roads import NoRoad, Roads
from region.roads.network import Network, NetworkBuilder, RoadClass
from region.roads.snap import FARTHEST_M
from region.roads.store import prepare
from tests.region.roads.plain import networks


def nearest_m(network: Network, point: tuple[float, float]) -> float:
    """Give the distance to the nearest of all segments, on the plane of the point's latitude."""
    scale = np.array([np.cos(np.radians(point[1])), 1.0]) * METRES_PER_DEG
    found = np.inf
    for edge in range(network.edge_count):
        shape = network.points[network.first_point[edge] : network.first_point[edge + 1]] * scale
        for start, end in pairwise(shape):
            way = end - start
            share = np.clip((np.array(point) * scale - start) @ way / max(way @ way, 1e-12), 0, 1)
            found = min(found, float(np.hypot(*(np.array(point) * scale - start - share * way))))
    return found


@settings(max_examples=150)
@given(networks(), st.lists(st.tuples(st.floats(-0.4, 0.4), st.floats(48.8, 49.3)), min_size=1, max_size=5))
def test_the_nearest_place_is_the_nearest(network: Network, points: list[tuple[float, float]]) -> None:
    snaps = Roads(prepare(network)).snap_all(points)
    for edge, distance_m, point in zip(snaps.edges, snaps.distances_m, points, strict=True):
        expected_m = nearest_m(network, point)
        if expected_m <= FARTHEST_M:
            assert distance_m == pytest.approx(expected_m, abs=0.001)
        else:
            assert edge == -1
            assert distance_m == np.inf


def test_a_place_lies_along_its_edge() -> None:
    nodes = np.array([(0.0, 49.0), (0.03, 49.0)])
    builder = NetworkBuilder()
    bent = np.array([(0.0, 49.0), (0.01, 49.0), (0.01, 49.01), (0.03, 49.01), (0.03, 49.0)])
    builder.add(0, 1, bent, road_class=RoadClass.PRIMARY, speed_kmh=60)
    roads = Roads(prepare(builder.build(nodes, attribution="", is_synthetic=True)))
    snap = roads.snap(0.0101, 49.005)
    assert (snap.lon_deg, snap.lat_deg) == pytest.approx((0.01, 49.005))
    assert snap.distance_m == pytest.approx(7.3, abs=0.1)
    assert snap.edge == 0
    assert snap.share == pytest.approx((729.5 + 556) / (729.5 + 1112 + 1459 + 1112), abs=0.001)


def test_nowhere_near_a_road_there_is_nothing_to_snap_to() -> None:
    nodes = np.array([(0.0, 49.0), (0.03, 49.0)])
    builder = NetworkBuilder()
    builder.add(0, 1, nodes, road_class=RoadClass.PRIMARY, speed_kmh=60)
    roads = Roads(prepare(builder.build(nodes, attribution="", is_synthetic=True)))
    with pytest.raises(NoRoad, match="10 km"):
        roads.snap(5.37, 43.3)
    assert len(roads.snap_all([]).edges) == 0
