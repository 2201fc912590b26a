"""Times, routes and isochrones, against plain Dijkstra to the millisecond."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from region.roads import ArcId, Metric, Roads, RoadUse
from region.roads import roads as roads_module
from region.roads.doors import doors
from region.roads.graph import Graph, Topology
from region.roads.network import FORWARD, Network, NetworkBuilder, RoadClass
from region.roads.store import prepare
from tests.region.roads.plain import all_times_ms, networks, time_ms, weights_ms

PLACES = st.lists(st.tuples(st.floats(-0.06, 0.06), st.floats(48.99, 49.06)), min_size=2, max_size=6)
HOUR = 8


def opened(network: Network) -> Roads:
    """Give the roads of a network, without a folder."""
    return Roads(prepare(network))


def street(directions: int = 3) -> Network:
    """Give four nodes in a line along a parallel, about 730 m apart, and a slow way round from the first to the last."""
    nodes = np.array([(0.0, 49.0), (0.01, 49.0), (0.02, 49.0), (0.03, 49.0)])
    builder = NetworkBuilder()
    for tail in range(3):
        shape = nodes[[tail, tail + 1]]
        builder.add(tail, tail + 1, shape, road_class=RoadClass.PRIMARY, speed_kmh=60.0, directions=directions)
    round_about = np.array([(0.0, 49.0), (0.015, 49.02), (0.03, 49.0)])
    builder.add(0, 3, round_about, road_class=RoadClass.STREET, speed_kmh=30.0)
    return builder.build(nodes, attribution="", is_synthetic=True)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(networks(), PLACES, st.sampled_from(RoadUse), st.integers(0, 23), st.data())
def test_every_time_is_dijkstras(
    network: Network, places: list[tuple[float, float]], use: RoadUse, hour: int, data: st.DataObject
) -> None:
    arcs = st.integers(0, 2 * network.edge_count - 1).map(ArcId)
    closed = data.draw(st.frozensets(arcs, max_size=4))
    roads = opened(network)
    metric = roads.metric(use, hour, closed)
    edges_ms = weights_ms(network, use, hour)
    between = all_times_ms(network, edges_ms, frozenset(closed))
    to_s, from_s = metric.times_to_s(places, places[0]), metric.times_from_s(places[0], places)
    assert (metric.times_to_s(roads.snap_all(places), places[0]) == to_s).all()
    for place, there_s, back_s in zip(places, to_s, from_s, strict=True):
        expected_ms = time_ms(network, edges_ms, between, roads.snap_all([place, places[0]]))
        assert there_s * 1000 == pytest.approx(expected_ms, abs=1e-6)
        assert back_s * 1000 == pytest.approx(
            time_ms(network, edges_ms, between, roads.snap_all([places[0], place])), abs=1e-6
        )
        route = metric.route(place, places[0])
        assert (route.duration_s if route else np.inf) == there_s
        if route:
            assert route.seconds[0] == 0
            assert route.seconds[-1] == route.duration_s
            assert (np.diff(route.seconds) >= 0).all()
            assert len(route.points) == len(route.seconds) >= 2


def test_a_route_follows_the_road_from_place_to_place() -> None:
    route = opened(street()).metric(RoadUse.ORDINARY, 3).route((0.005, 49.0001), (0.025, 49.0))
    assert route
    assert route.points == pytest.approx(np.array([(0.005, 49.0), (0.01, 49.0), (0.02, 49.0), (0.025, 49.0)]))
    assert route.length_m == pytest.approx(4 * 364.8, abs=1)
    assert route.duration_s == pytest.approx(route.length_m / (60 / 3.6), abs=0.01)
    assert route.seconds == pytest.approx(route.duration_s * np.array([0, 0.25, 0.75, 1]), abs=0.01)


def test_a_route_back_passes_the_same_points_in_the_other_order() -> None:
    metric = opened(street()).metric(RoadUse.ORDINARY, 3)
    there, back = metric.route((0.0, 49.005), (0.0, 49.0)), metric.route((0.0, 49.0), (0.0, 49.005))
    assert there
    assert back
    assert back.points == pytest.approx(there.points[::-1])


def test_a_one_way_street_is_gone_round() -> None:
    metric = opened(street(FORWARD)).metric(RoadUse.ORDINARY, 3)
    there, back = (
        metric.times_to_s([(0.0, 49.0), (0.03, 49.0)], (0.03, 49.0))[0],
        metric.times_to_s([(0.03, 49.0)], (0.0, 49.0))[0],
    )
    assert there == pytest.approx(131.3, abs=0.5)
    assert back > 400


def test_a_closed_road_is_gone_round_but_may_be_started_and_ended_on() -> None:
    roads = opened(street())
    shut = [ArcId(2), ArcId(3)]
    whole, closed = roads.metric(RoadUse.URGENT, 3), roads.metric(RoadUse.URGENT, 3, shut)
    past, onto = (0.03, 49.0), (0.015, 49.0)
    assert closed.times_to_s([(0.0, 49.0)], past)[0] > whole.times_to_s([(0.0, 49.0)], past)[0]
    assert closed.times_to_s([(0.0, 49.0)], onto)[0] == whole.times_to_s([(0.0, 49.0)], onto)[0]
    assert (
        whole.times_to_s([(0.0, 49.0)], past)[0] == roads.metric(RoadUse.URGENT, 3).times_to_s([(0.0, 49.0)], past)[0]
    )


def test_a_closure_is_a_second_metric_swapped_in_under_readers() -> None:
    roads, begin, past = opened(street()), (0.0, 49.0), (0.03, 49.0)
    metrics = [roads.metric(RoadUse.ORDINARY, 3, closed) for closed in ((), (ArcId(2), ArcId(3)))]
    open_s, shut_s = (float(metric.times_to_s([begin], past)[0]) for metric in metrics)
    assert open_s < shut_s
    in_force, done = metrics[:1], Event()

    def read() -> set[tuple[bool, float]]:
        seen: set[tuple[bool, float]] = set()
        while not done.is_set():
            taken = in_force[0]
            seen.add((taken is metrics[0], float(taken.times_to_s([begin], past)[0])))
        return seen

    with ThreadPoolExecutor(3) as threads:
        readers = [threads.submit(read) for _ in range(3)]
        for nth in range(100):
            in_force[0] = roads.metric(RoadUse.ORDINARY, 3, [ArcId(2), ArcId(3)] if nth % 2 else [])
        done.set()
    assert {one for reader in readers for one in reader.result()} <= {(True, open_s), (False, shut_s)}


def test_traffic_slows_and_blue_lights_help() -> None:
    roads = opened(street())
    night, morning = (
        roads.metric(RoadUse.ORDINARY, hour).times_to_s([(0.0, 49.0)], (0.03, 49.0))[0] for hour in (3, 8)
    )
    urgent = roads.metric(RoadUse.URGENT, 8).times_to_s([(0.0, 49.0)], (0.03, 49.0))[0]
    assert urgent < night < morning


@pytest.mark.parametrize("hour", [-1, 24])
def test_an_hour_that_does_not_exist_is_refused(hour: int) -> None:
    with pytest.raises(ValueError, match="not an hour"):
        opened(street()).metric(RoadUse.URGENT, hour)


def test_an_arc_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="not one of this network"):
        opened(street()).metric(RoadUse.URGENT, 3, [ArcId(8)])


def test_far_from_every_road_there_is_no_way() -> None:
    metric = opened(street()).metric(RoadUse.URGENT, HOUR)
    marseille = (5.37, 43.3)
    assert metric.route(marseille, (0.0, 49.0)) is None
    assert metric.times_to_s([marseille, (0.0, 49.0)], (0.03, 49.0))[0] == np.inf
    assert (metric.times_from_s(marseille, [(0.0, 49.0)]) == np.inf).all()
    assert metric.isochrone(marseille, 600).is_empty
    assert len(metric.times_to_s(np.empty((0, 2)), (0.0, 49.0))) == 0


def test_an_isochrone_holds_what_is_reached_in_time_and_little_else() -> None:
    metric = opened(street()).metric(RoadUse.ORDINARY, 3)
    land = metric.isochrone((0.0, 49.0), 70.0)  # 1,167 m: to 0.016 along the street, 583 m of the way round
    shapely.prepare(land)
    assert shapely.contains_xy(land, 0.0, 49.0)
    assert shapely.contains_xy(land, 0.0155, 49.0)
    assert not shapely.contains_xy(land, 0.024, 49.0)
    assert not shapely.contains_xy(land, 0.015, 49.02)
    assert metric.isochrone((0.0, 49.0), 140.0).buffer(1e-3).contains(land)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(networks(), st.tuples(st.floats(-0.05, 0.05), st.floats(49.0, 49.05)), st.integers(0, 900))
def test_an_isochrone_agrees_with_the_times(network: Network, origin: tuple[float, float], within_s: int) -> None:
    roads = opened(network)
    metric = roads.metric(RoadUse.ORDINARY, HOUR)
    land = metric.isochrone(origin, within_s)
    times_s = metric.times_from_s(origin, network.nodes)
    edges_ms = weights_ms(network, RoadUse.ORDINARY, HOUR)
    between = all_times_ms(network, edges_ms, frozenset())
    leave = doors(prepare(network), edges_ms, roads.snap_all([origin]), leaving=True).ends()
    expected_ms = np.min([np.full(len(network.nodes), np.inf), *(ms + between[node] for node, ms in leave)], axis=0)
    expected_ms[expected_ms > within_s * 1000] = np.inf
    assert metric.junctions_s(origin, within_s) * 1000 == pytest.approx(expected_ms, abs=1e-6)
    reached = roads.snap_all(network.nodes[times_s <= within_s]).places
    assert shapely.intersects_xy(land, reached[:, 0], reached[:, 1]).all()


def test_threads_ask_one_metric_and_each_keeps_the_one_it_took() -> None:
    roads = opened(street())
    places = np.array([(0.0, 49.0), (0.012, 49.0), (0.03, 49.0)])

    def ask(metric: Metric) -> NDArray[np.float64]:
        return np.concatenate([metric.times_to_s(places, (0.02, 49.0)), metric.times_from_s((0.02, 49.0), places)])

    metrics = [roads.metric(use, hour, [ArcId(arc)]) for use in RoadUse for hour in (3, 8, 12) for arc in (0, 2)]
    expected = [ask(metric) for metric in metrics]
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(ask, metrics * 20))
    for nth, answer in enumerate(answers):
        assert (answer == expected[nth % len(metrics)]).all()


def test_many_who_ask_for_the_same_metric_at_once_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    roads, made, another_begun = opened(street()), list[Topology](), Event()

    def make(topology: Topology, weights: NDArray[np.int64]) -> Graph:
        made.append(topology)
        if len(made) > 1:
            another_begun.set()
        another_begun.wait(0.2)  # so that the others come while the first is being made
        return Graph(topology, weights)

    monkeypatch.setattr(roads_module, "Graph", make)
    with ThreadPoolExecutor(4) as pool:
        metrics = set(pool.map(roads.metric, [RoadUse.URGENT] * 4, [HOUR] * 4))
    assert (len(metrics), len(made)) == (1, 1)
