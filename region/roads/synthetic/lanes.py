"""Lanes between neighbouring towns and hamlets, and which of them larger towns made better roads."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import Delaunay, KDTree

from region.roads.network import RoadClass
from region.roads.synthetic.ground import Ground

HAMLET_EVERY_M = 1250.0
HAMLET_FROM_TOWN_M = 500.0
LONGEST_LANE_M = 12_000.0

RANKS = ((8000, RoadClass.PRIMARY, 60_000.0), (1500, RoadClass.SECONDARY, 30_000.0), (0, RoadClass.TERTIARY, 14_000.0))
"""Towns of at least so many people are joined by roads of this class, when they are neighbours and not farther apart than this, metres."""
BETTER_ROAD_COST = 0.7
"""How long a metre of a road already chosen counts, when ways between smaller towns are sought."""
AT_ONCE = 256
"""Towns whose ways are sought together: bounds the memory."""


@dataclass(frozen=True, slots=True)
class Lanes:
    """Towns first, then hamlets, metres; `ends` (n, 2) are the nodes each lane joins."""

    points: NDArray[np.float64]
    ends: NDArray[np.int64]


def lanes_between(towns: NDArray[np.float64], ground: Ground, chance: np.random.Generator) -> Lanes:
    """Scatter hamlets over the land, and join neighbours by lanes where the ground carries them."""
    points = np.concatenate([towns, _hamlets(towns, ground, chance)])
    ends = neighbours(points, LONGEST_LANE_M)
    return Lanes(points, ends[ground.carries(points[ends[:, 0]], points[ends[:, 1]])])


def neighbours(points: NDArray[np.float64], within_m: float) -> NDArray[np.int64]:
    """Give the pairs with no third point in the circle between them (Gabriel graph), (n, 2) ascending."""
    corners = Delaunay(points).simplices.astype(np.int64)
    pairs = np.unique(np.sort(corners[:, [[0, 1], [1, 2], [0, 2]]].reshape(-1, 2), axis=1), axis=0)
    starts, ends = points[pairs[:, 0]], points[pairs[:, 1]]
    radius = np.hypot(*(ends - starts).T) / 2
    nearest, _ = KDTree(points).query((starts + ends) / 2)
    alone: NDArray[np.bool_] = (nearest >= radius * (1 - 1e-9)) & (radius <= within_m / 2)
    return pairs[alone]


def rank(lanes: Lanes, populations: NDArray[np.int64], given: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Give each lane its class, never a lower one than given: better on the ways between larger neighbouring towns."""
    lengths = np.hypot(*(lanes.points[lanes.ends[:, 1]] - lanes.points[lanes.ends[:, 0]]).T)
    ranked = given.copy()
    for least, road_class, within_m in RANKS:
        cost = np.where(ranked <= road_class, lengths * BETTER_ROAD_COST, lengths)
        chosen = np.flatnonzero(populations >= least)
        pairs = chosen[neighbours(lanes.points[chosen], within_m)]
        used = _used(lanes, cost, pairs, 2 * within_m)
        ranked[used] = np.minimum(ranked[used], road_class)
    return ranked


def _hamlets(towns: NDArray[np.float64], ground: Ground, chance: np.random.Generator) -> NDArray[np.float64]:
    low, high = towns.min(axis=0) - HAMLET_EVERY_M, towns.max(axis=0) + HAMLET_EVERY_M
    east, north = (np.arange(start, stop, HAMLET_EVERY_M) for start, stop in zip(low, high, strict=True))
    points = np.stack(np.meshgrid(east, north), axis=-1).reshape(-1, 2)
    points += chance.uniform(-0.42, 0.42, points.shape) * HAMLET_EVERY_M
    away, _ = KDTree(towns).query(points)
    return points[ground.holds(points) & (away > HAMLET_FROM_TOWN_M)]


def _used(lanes: Lanes, cost: NDArray[np.float64], pairs: NDArray[np.int64], farthest: float) -> NDArray[np.int64]:
    """Give the lanes on the cheapest way of any of these pairs."""
    count = len(lanes.points)
    first, second = lanes.ends.T
    matrix = csr_array(
        (np.tile(cost, 2), (np.concatenate([first, second]), np.concatenate([second, first]))), shape=(count, count)
    )
    number = {(int(a), int(b)): lane for lane, (a, b) in enumerate(np.sort(lanes.ends, axis=1))}
    used: set[int] = set()
    sources = np.unique(pairs[:, 0])
    for start in range(0, len(sources), AT_ONCE):
        some = sources[start : start + AT_ONCE]
        _, before = dijkstra(matrix, indices=some, limit=farthest, return_predecessors=True)
        row = {int(source): index for index, source in enumerate(some)}
        for source, target in pairs[np.isin(pairs[:, 0], some)].tolist():
            node, came = target, before[row[source]]
            while came[node] >= 0:
                previous = int(came[node])
                used.add(number[min(node, previous), max(node, previous)])
                node = previous
    return np.array(sorted(used), dtype=np.int64)
