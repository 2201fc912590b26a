"""Metrics are replaced under readers who keep what they took."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import numpy as np
import pytest

from region.roads import ArcId, Roads, RoadUse, Traffic
from region.roads.network import NetworkBuilder, RoadClass
from region.roads.store import prepare

FROM, TO = (0.0, 49.0), (0.03, 49.0)


def roads() -> Roads:
    """Give a town street of two edges, and a slow way round the second."""
    nodes = np.array([FROM, (0.015, 49.0), TO])
    builder = NetworkBuilder()
    builder.add(0, 1, nodes[[0, 1]], road_class=RoadClass.STREET, speed_kmh=30)
    builder.add(1, 2, nodes[[1, 2]], road_class=RoadClass.STREET, speed_kmh=30)
    builder.add(1, 2, np.array([nodes[1], (0.02, 49.02), nodes[2]]), road_class=RoadClass.STREET, speed_kmh=30)
    return Roads(prepare(builder.build(nodes, attribution="", is_synthetic=True)))


def test_a_change_is_seen_by_who_asks_next_and_not_by_who_asked_before() -> None:
    traffic = Traffic(roads(), hour=3)
    before = traffic.metric(RoadUse.ORDINARY)
    at_night = before.times_to_s([FROM], TO)[0]
    traffic.change(8, [ArcId(2)])
    after = traffic.metric(RoadUse.ORDINARY).times_to_s([FROM], (0.029, 49.0))[0]
    assert before.times_to_s([FROM], TO)[0] == at_night
    assert after > at_night
    assert (
        traffic.metric(RoadUse.URGENT).times_to_s([FROM], TO)[0]
        < traffic.metric(RoadUse.ORDINARY).times_to_s([FROM], TO)[0]
    )


def test_a_refused_change_changes_nothing() -> None:
    traffic = Traffic(roads(), hour=3)
    before = traffic.metric(RoadUse.ORDINARY)
    with pytest.raises(ValueError, match="not an hour"):
        traffic.change(24)
    assert traffic.metric(RoadUse.ORDINARY) is before


def test_readers_in_other_threads_see_one_metric_or_the_other() -> None:
    traffic = Traffic(roads(), hour=3)
    night = traffic.metric(RoadUse.ORDINARY).times_to_s([FROM], TO)[0]
    traffic.change(8)
    morning = traffic.metric(RoadUse.ORDINARY).times_to_s([FROM], TO)[0]
    done = Event()

    def read() -> set[float]:
        seen: set[float] = set()
        while not done.is_set():
            seen.add(float(traffic.metric(RoadUse.ORDINARY).times_to_s([FROM], TO)[0]))
        return seen

    with ThreadPoolExecutor(3) as threads:
        readers = [threads.submit(read) for _ in range(3)]
        for hour in (3, 8) * 50:
            traffic.change(hour)
        done.set()
    assert {time for reader in readers for time in reader.result()} <= {night, morning}
