"""Between a place along an edge and the graph's nodes: which nodes it is left by or reached from, and how long that takes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from region.roads.graph import End
from region.roads.network import BACKWARD, FORWARD
from region.roads.snap import Snaps
from region.roads.store import Prepared


@dataclass(frozen=True, slots=True)
class Doors:
    """The doors of n places: row 0 over the edge's forward arc, row 1 over its backward arc."""

    nodes: NDArray[np.int32]
    """(2, n)"""
    ms: NDArray[np.float64]
    """(2, n) whole milliseconds between place and node, infinity where that arc is not driven."""

    def ends(self) -> list[End]:
        """Give the doors that can be used, as the ends of a query."""
        usable = np.isfinite(self.ms)
        return list(zip(self.nodes[usable].tolist(), self.ms[usable].astype(int).tolist(), strict=True))

    def nearest_at(self, node: int) -> int:
        """Give the row of the quickest of these doors to stand at this node."""
        return int(np.argmin(np.where(self.nodes == node, self.ms, np.inf).min(axis=1)))


def doors(roads: Prepared, edges_ms: NDArray[np.int64], snaps: Snaps, *, leaving: bool) -> Doors:
    """Give the doors by which places are left, or reached. A place without edge has none that can be used."""
    edges, shares = snaps.edges, snaps.shares
    tails, heads, costs = roads.tails[edges], roads.heads[edges], edges_ms[edges]
    from_tail_ms, to_head_ms = np.rint(shares * costs), np.rint((1 - shares) * costs)
    driven = np.stack([roads.directions[edges] & FORWARD, roads.directions[edges] & BACKWARD]).astype(bool)
    return Doors(
        nodes=np.stack([heads, tails] if leaving else [tails, heads]),
        ms=np.where(
            driven & (edges >= 0),
            np.stack([to_head_ms, from_tail_ms] if leaving else [from_tail_ms, to_head_ms]),
            np.inf,
        ),
    )


def along_ms(
    roads: Prepared, edges_ms: NDArray[np.int64], edge: int, starts: NDArray[np.float64], ends: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Give the time along one edge from one share to another, without leaving it; infinity against its direction."""
    driven = np.where(ends >= starts, roads.directions[edge] & FORWARD, roads.directions[edge] & BACKWARD)
    return np.where(driven.astype(bool) | (ends == starts), np.rint(np.abs(ends - starts) * edges_ms[edge]), np.inf)
