"""The adapter of `routingkit-cch`: shortest times on a graph whose weights are integer milliseconds, exact.

What the library asks and does not say: its query objects belong to the thread that made them (using or dropping one elsewhere panics), a
result must be dropped before the next query runs, no list may be empty. So each thread keeps its own few query objects, and takes from a
result what it needs before anything else runs. Metrics may be shared between threads; here they are never changed, but replaced.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import local

import numpy as np
import routingkit_cch
from numpy.typing import NDArray

KEPT_PER_THREAD = 4
"""Graphs for which a thread keeps query objects; the one asked least recently goes first."""

End = tuple[int, int]
"""A node, and the milliseconds between it and the place meant."""


@dataclass(frozen=True, slots=True)
class Way:
    """A shortest way: milliseconds in all (ends included), nodes in order (one at least), arcs between them."""

    duration_ms: int
    nodes: list[int]
    arcs: list[int]


class Topology:
    """A contracted graph without weights. Shared by all threads."""

    def __init__(self, order: list[int], tails: list[int], heads: list[int]) -> None:
        # False: keep arcs that are closed today, they may open.
        self.contracted = routingkit_cch.CCH(order, tails, heads, False)


class Graph:
    """A topology with weights in milliseconds, one an arc, below 2³¹; `NEVER_MS` closes an arc. Never changes. Shared by all threads."""

    def __init__(self, topology: Topology, weights_ms: NDArray[np.int64]) -> None:
        self.metric = routingkit_cch.CCHMetric(topology.contracted, weights_ms.tolist())

    def way(self, starts: Sequence[End], ends: Sequence[End]) -> Way | None:
        """Give the shortest way from one of the starts to one of the ends."""
        if not starts or not ends:
            return None
        result = _mine(self).query.run_multi(list(starts), list(ends))
        if result.distance is None:
            return None
        return Way(result.distance, result.node_path, result.arc_path)

    def to(self, sources: list[int], ends: Sequence[End]) -> NDArray[np.float64]:
        """Give milliseconds from each source to the nearest of the ends, infinity where there is no way."""
        if not sources or not ends:
            return np.full(len(sources), np.inf)
        return _as_ms(_mine(self).many_to_one(sources).distances_to_multi(list(ends)))

    def from_(self, starts: Sequence[End], targets: list[int]) -> NDArray[np.float64]:
        """Give milliseconds from the nearest of the starts to each target, infinity where there is no way."""
        if not targets or not starts:
            return np.full(len(targets), np.inf)
        return _as_ms(_mine(self).one_to_many(targets).distances_from_multi(list(starts)))


class _Queries:
    """The query objects of one thread for one graph."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.query = routingkit_cch.CCHQuery(graph.metric)
        self._many_to_one: routingkit_cch.CCHManyToOne | None = None
        self._one_to_many: routingkit_cch.CCHOneToMany | None = None

    def many_to_one(self, sources: list[int]) -> routingkit_cch.CCHManyToOne:
        if self._many_to_one is None:
            self._many_to_one = routingkit_cch.CCHManyToOne(self.graph.metric, sources)
        else:
            self._many_to_one.repin_sources(sources)
        return self._many_to_one

    def one_to_many(self, targets: list[int]) -> routingkit_cch.CCHOneToMany:
        if self._one_to_many is None:
            self._one_to_many = routingkit_cch.CCHOneToMany(self.graph.metric, targets)
        else:
            self._one_to_many.repin_targets(targets)
        return self._one_to_many


class _Kept(local):
    """What this thread keeps, the most recently asked last."""

    def __init__(self) -> None:
        self.queries: list[_Queries] = []


_kept = _Kept()


def _mine(graph: Graph) -> _Queries:
    queries = next((one for one in _kept.queries if one.graph is graph), None)
    if queries is None:
        queries = _Queries(graph)
        del _kept.queries[: max(0, len(_kept.queries) - KEPT_PER_THREAD + 1)]
    else:
        _kept.queries.remove(queries)
    _kept.queries.append(queries)
    return queries


def _as_ms(distances: Sequence[int | None]) -> NDArray[np.float64]:
    return np.array([np.inf if distance is None else distance for distance in distances])
