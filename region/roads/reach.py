"""Junctions within a time of a place: a search outwards that stops there, which for a short time looks at little."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from region.roads.graph import End
from region.roads.speeds import NEVER_MS


class Reach:
    """The arcs that are driven, by the node they leave. Never changes; any thread may ask."""

    def __init__(
        self, tails: NDArray[np.int32], heads: NDArray[np.int32], weights_ms: NDArray[np.int64], nodes: int
    ) -> None:
        """Take the arcs two by two, as `network` numbers them: tails and heads of the edges, weights of the arcs."""
        driven = np.flatnonzero(weights_ms < NEVER_MS)
        leaves = np.stack([tails, heads], axis=1).ravel()[driven]
        enters = np.stack([heads, tails], axis=1).ravel()[driven]
        order = np.argsort(leaves, kind="stable")
        self._nodes = nodes
        self._first = np.concatenate([[0], np.cumsum(np.bincount(leaves, minlength=nodes))]).astype(np.int32)
        self._enters = enters[order].astype(np.int32)
        self._weights_ms = weights_ms[driven][order].astype(np.float64)

    def within(self, starts: Sequence[End], within_ms: float) -> NDArray[np.float64]:
        """Give milliseconds (N,) from the nearest of the starts to each node, infinity beyond the limit."""
        doors, doors_ms = [node for node, _ in starts], [float(ms) for _, ms in starts]
        graph = csr_array(  # one node more, whence the search begins, joined to the starts
            (
                np.concatenate([self._weights_ms, doors_ms]),
                np.concatenate([self._enters, np.array(doors, dtype=np.int32)]),
                np.append(self._first, self._first[-1] + np.int32(len(starts))),
            ),
            shape=(self._nodes + 1, self._nodes + 1),
        )
        found: NDArray[np.float64] = dijkstra(graph, indices=[self._nodes], limit=within_ms)[0]
        return found[: self._nodes]
