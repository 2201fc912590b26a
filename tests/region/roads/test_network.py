"""What a network keeps, and how long its roads are."""

import numpy as np
import pytest
from hypothesis import given, settings

from kit.geo import distance_m
from region.roads.network import BACKWARD, FORWARD, Network, NetworkBuilder, NoRoad, RoadClass, along_m
from region.roads.parts import largest_part
from region.roads.speeds import RoadUse
from tests.region.roads.plain import all_times_ms, networks, weights_ms


def test_islands_and_one_way_traps_are_left_out() -> None:
    nodes = np.array([(0.01 * index, 49.0) for index in range(7)])
    builder = NetworkBuilder()
    ends = [(5, 6, 3), (0, 1, 3), (1, 2, FORWARD), (2, 3, FORWARD), (3, 1, FORWARD), (3, 4, FORWARD)]
    for tail, head, directions in ends:
        name = f"{tail}-{head}"
        builder.add(
            tail, head, nodes[[tail, head]], road_class=RoadClass.STREET, speed_kmh=30, directions=directions, name=name
        )
    part = largest_part(builder.build(nodes, attribution="", is_synthetic=True))
    assert part.names == ["0-1", "1-2", "2-3", "3-1"]
    assert (part.nodes == nodes[:4]).all()
    for edge, name in enumerate(["0-1", "1-2", "2-3", "3-1"]):
        shape = part.points[part.first_point[edge] : part.first_point[edge + 1]]
        assert (shape == nodes[[int(name[0]), int(name[2])]]).all()


@settings(max_examples=100)
@given(networks())
def test_in_the_largest_part_every_place_reaches_every_other(network: Network) -> None:
    try:
        part = largest_part(network)
    except NoRoad:
        times = all_times_ms(network, weights_ms(network, RoadUse.ORDINARY, 3), frozenset())
        assert (network.tails != network.heads).all()
        assert (np.isfinite(times) & np.isfinite(times.T)).sum() == len(times)  # nobody comes back to where he was
        return
    times = all_times_ms(part, weights_ms(part, RoadUse.ORDINARY, 3), frozenset())
    assert np.isfinite(times).all()


def test_without_an_edge_there_is_no_road() -> None:
    empty = NetworkBuilder().build(np.array([(0.0, 49.0)]), attribution="", is_synthetic=True)
    with pytest.raises(NoRoad):
        largest_part(empty)


def test_lengths_are_those_of_the_shape() -> None:
    nodes = np.array([(0.0, 49.0), (0.01, 49.02)])
    builder = NetworkBuilder()
    bent = np.array([nodes[0], (0.02, 49.0), nodes[1]])
    for shape in (nodes, bent):
        builder.add(0, 1, shape, road_class=RoadClass.STREET, speed_kmh=30, directions=BACKWARD)
    network = builder.build(nodes, attribution="", is_synthetic=True)
    first, second = distance_m(0.0, 49.0, 0.02, 49.0), distance_m(0.02, 49.0, 0.01, 49.02)
    expected = [0, distance_m(0.0, 49.0, 0.01, 49.02), 0, first, first + second]
    assert along_m(network.points, network.first_point) == pytest.approx(expected)
