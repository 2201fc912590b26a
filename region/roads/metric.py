"""Travel times, routes and isochrones on the roads of one hour, for one use of them.

Points are (lon, lat) degrees; each is taken to the nearest place on a road, and counts from there, along the road's shape. A closed road is
not driven through; one may still start or arrive on it, as whoever attends the accident that closed it must. Times are whole milliseconds.
"""

from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from shapely import MultiPolygon, Polygon

from region.roads import isochrone
from region.roads.doors import Doors, along_ms, doors
from region.roads.graph import Graph
from region.roads.network import BACKWARD, FORWARD
from region.roads.reach import Reach
from region.roads.route import Drive, Route, trace
from region.roads.snap import Snapper, Snaps
from region.roads.store import Prepared

Point = tuple[float, float]
Places = ArrayLike | Snaps
"""Points (n, 2); or what `Roads.snap_all` gave for them, by whoever asks often about vehicles that did not move."""


class Metric:
    """One set of weights on the roads. Never changes: a thread that holds it may ask at any time, and needs no lock."""

    def __init__(
        self,
        roads: Prepared,
        snapper: Snapper,
        graph: Graph,
        *,
        edges_ms: NDArray[np.int64],
        weights_ms: NDArray[np.int64],
    ) -> None:
        """Take the time of each whole edge, and the weight of each arc in `graph`: that time, or `NEVER_MS`."""
        self._roads, self._snapper, self._graph = roads, snapper, graph
        self._edges_ms, self._weights_ms = edges_ms, weights_ms

    def times_to_s(self, origins: Places, destination: Point) -> NDArray[np.float64]:
        """Give seconds from each origin to the destination; infinity where there is no way, or no road within 10 km."""
        return self._times_s(origins, destination, to_one=True)

    def times_from_s(self, origin: Point, destinations: Places) -> NDArray[np.float64]:
        """Give seconds from the origin to each destination; infinity where there is no way, or no road within 10 km."""
        return self._times_s(destinations, origin, to_one=False)

    def route(self, origin: Point, destination: Point) -> Route | None:
        """Give the fastest way, or None where there is none."""
        ends = self._snap([origin, destination])
        if (ends.edges < 0).any():
            return None
        drive = self._drive(ends.part(0, 1), ends.part(1, 2))
        if drive is None:
            return None
        return trace(self._roads, drive, self._edges_ms, ends.places[0], ends.places[1])

    def junctions_s(self, origin: Point, within_s: float) -> NDArray[np.float64]:
        """Give seconds from the origin to each junction, in the order of the network's nodes; infinity beyond `within_s`."""
        return self._junctions_ms(self._snap([origin]), within_s * 1000) / 1000

    def isochrone(self, origin: Point, within_s: float) -> Polygon | MultiPolygon:
        """Give the land around the roads reached within a time: all of them, nothing over 500 m away; empty where there is no road."""
        start = self._snap([origin])
        if start.edges[0] < 0:
            return Polygon()
        within_ms = within_s * 1000
        node_ms = self._junctions_ms(start, within_ms)
        tail_ms, head_ms = node_ms[self._roads.tails], node_ms[self._roads.heads]
        edges = np.flatnonzero(np.minimum(tail_ms, head_ms) <= within_ms)
        directions = self._roads.directions[edges]
        places = isochrone.reached_places(
            self._roads,
            edges,
            tail_ms=np.where(directions & FORWARD, tail_ms[edges], np.inf),
            head_ms=np.where(directions & BACKWARD, head_ms[edges], np.inf),
            edges_ms=self._edges_ms,
            within_ms=within_ms,
        )
        beside = isochrone.places_beside(self._roads, start, self._edges_ms, within_ms)
        return isochrone.outline(np.concatenate([beside, places]), float(start.places[0, 1]))

    def _times_s(self, many: Places, one: Point, *, to_one: bool) -> NDArray[np.float64]:
        others, fixed = (many, self._snap([one])) if isinstance(many, Snaps) else self._snap_both(many, one)
        fixed_doors = self._doors(fixed, leaving=not to_one).ends()
        found = self._doors(others, leaving=to_one)
        usable = np.isfinite(found.ms)
        nodes = found.nodes[usable].tolist()
        found.ms[usable] += self._graph.to(nodes, fixed_doors) if to_one else self._graph.from_(fixed_doors, nodes)
        times_ms: NDArray[np.float64] = found.ms.min(axis=0)
        edge = int(fixed.edges[0])
        beside = np.flatnonzero((others.edges == edge) & (edge >= 0))  # on the same edge
        here, there = others.shares[beside], np.repeat(fixed.shares, len(beside))
        direct_ms = self._along_ms(edge, here, there) if to_one else self._along_ms(edge, there, here)
        times_ms[beside] = np.minimum(times_ms[beside], direct_ms)
        return times_ms / 1000

    def _drive(self, start: Snaps, end: Snaps) -> Drive | None:
        """Give the arcs of the fastest way from one place to another."""
        first, last = int(start.edges[0]), int(end.edges[0])
        leave, reach = self._doors(start, leaving=True), self._doors(end, leaving=False)
        way = self._graph.way(leave.ends(), reach.ends())
        if first == last:
            direct_ms = float(self._along_ms(first, start.shares, end.shares)[0])
            if direct_ms < np.inf and (way is None or direct_ms <= way.duration_ms):
                return _drive(int(direct_ms), [2 * first + bool(end.shares[0] < start.shares[0])], start, end)
        if way is None:
            return None
        return _drive(
            way.duration_ms,
            [2 * first + leave.nearest_at(way.nodes[0]), *way.arcs, 2 * last + reach.nearest_at(way.nodes[-1])],
            start,
            end,
        )

    def _snap(self, points: ArrayLike) -> Snaps:
        return self._snapper.nearest(np.asarray(points, dtype=np.float64).reshape(-1, 2))

    def _snap_both(self, many: ArrayLike, one: Point) -> tuple[Snaps, Snaps]:
        points = np.asarray(many, dtype=np.float64).reshape(-1, 2)
        snaps = self._snapper.nearest(np.concatenate([points, [one]]))
        return snaps.part(0, len(points)), snaps.part(len(points), len(points) + 1)

    @cached_property
    def _reach(self) -> Reach:
        """Made when first asked for: most metrics are never asked how far one gets."""
        return Reach(self._roads.tails, self._roads.heads, self._weights_ms, len(self._roads.nodes))

    def _junctions_ms(self, start: Snaps, within_ms: float) -> NDArray[np.float64]:
        return self._reach.within(self._doors(start, leaving=True).ends(), within_ms)

    def _doors(self, snaps: Snaps, *, leaving: bool) -> Doors:
        return doors(self._roads, self._edges_ms, snaps, leaving=leaving)

    def _along_ms(self, edge: int, starts: NDArray[np.float64], ends: NDArray[np.float64]) -> NDArray[np.float64]:
        return along_ms(self._roads, self._edges_ms, edge, starts, ends)


def _drive(duration_ms: int, arcs: list[int], start: Snaps, end: Snaps) -> Drive:
    shares = float(start.shares[0]), float(end.shares[0])
    return Drive(
        duration_ms,
        arcs,
        start_share=1 - shares[0] if arcs[0] & 1 else shares[0],
        end_share=1 - shares[1] if arcs[-1] & 1 else shares[1],
    )
