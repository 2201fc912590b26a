"""Roads opened from their folder, and the metrics made of them."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import ArrayLike

from region.roads.graph import Graph, Topology
from region.roads.metric import Metric
from region.roads.network import ArcId, NoRoad
from region.roads.snap import FARTHEST_M, Snapper, Snaps
from region.roads.speeds import RoadUse, arc_weights_ms, edge_ms, like_hour
from region.roads.store import Prepared, arcs, read

METRICS_KEPT = 12
"""Every use and traffic of a day without closures, and a few with."""


@dataclass(frozen=True, slots=True)
class Snap:
    """The nearest place on a road: `share` of the way along `edge`, from its tail."""

    lon_deg: float
    lat_deg: float
    distance_m: float
    edge: int
    share: float


class Roads:
    """The road network of a region. Never changes; any thread may ask."""

    def __init__(self, prepared: Prepared) -> None:
        self._prepared = prepared
        tails, heads = arcs(prepared.tails, prepared.heads)
        self._topology = Topology(prepared.order.tolist(), tails, heads)
        self._snapper = Snapper(prepared.grid, prepared.points, prepared.first_point, prepared.along_m)
        self._lengths_m = prepared.lengths_m
        self._metric = lru_cache(METRICS_KEPT)(self._make_metric)
        self._making = Lock()

    @property
    def is_synthetic(self) -> bool:
        """Whether the network was made up from the communes."""
        return self._prepared.is_synthetic

    @property
    def attribution(self) -> str:
        """Whom to name beside the map."""
        return self._prepared.attribution

    def metric(self, use: RoadUse, hour: int, closed: Collection[ArcId] = ()) -> Metric:
        """Give the weights of a local hour for a use, with some arcs closed; kept, so that asking again costs nothing.

        Raises:
            ValueError: no such hour, or no such arc.
        """
        shut = frozenset(closed)
        if any(not 0 <= arc < 2 * len(self._lengths_m) for arc in shut):
            raise ValueError("a closed arc is not one of this network")
        with self._making:  # of many threads that ask for the same one at once, the first makes it
            return self._metric(use, like_hour(hour), shut)

    def snap(self, lon_deg: float, lat_deg: float) -> Snap:
        """Give the nearest place on a road.

        Raises:
            NoRoad: there is none within 10 km.
        """
        snaps = self.snap_all([(lon_deg, lat_deg)])
        if snaps.edges[0] < 0:
            raise NoRoad(f"no road within {FARTHEST_M / 1000:.0f} km of {lon_deg}, {lat_deg}")
        lon, lat = snaps.places[0]
        return Snap(float(lon), float(lat), float(snaps.distances_m[0]), int(snaps.edges[0]), float(snaps.shares[0]))

    def snap_all(self, points: ArrayLike) -> Snaps:
        """Give the nearest places on roads of many points (n, 2); edge -1 for a point without road within 10 km."""
        return self._snapper.nearest(np.asarray(points, dtype=np.float64).reshape(-1, 2))

    def _make_metric(self, use: RoadUse, hour: int, closed: frozenset[ArcId]) -> Metric:
        edges_ms = edge_ms(self._lengths_m, self._prepared.speeds_kmh, use, hour)
        weights = arc_weights_ms(edges_ms, self._prepared.directions, closed)
        graph = Graph(self._topology, weights)
        return Metric(self._prepared, self._snapper, graph, edges_ms=edges_ms, weights_ms=weights)


def open_roads(folder: Path) -> Roads:
    """Open a prepared network, in well under a second for a region.

    Raises:
        BadRoads: the folder holds none, or one prepared by another version.
    """
    return Roads(read(folder))
