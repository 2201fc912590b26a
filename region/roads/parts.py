"""The part of a network one can drive about in."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from region.roads.network import BACKWARD, FORWARD, Network, NoRoad


def largest_part(network: Network) -> Network:
    """Keep the largest part in which every place reaches every other: what is left out are islands and one-way traps.

    Raises:
        NoRoad: there is no such part.
    """
    node_count = len(network.nodes)
    forward, backward = (network.directions & FORWARD) > 0, (network.directions & BACKWARD) > 0
    sources = np.concatenate([network.tails[forward], network.heads[backward]])
    targets = np.concatenate([network.heads[forward], network.tails[backward]])
    links = csr_array((np.ones(len(sources), dtype=np.int8), (sources, targets)), shape=(node_count, node_count))
    _, parts = connected_components(links, directed=True, connection="strong")
    inside = np.flatnonzero(parts[network.tails] == parts[network.heads])
    if not len(inside):
        raise NoRoad("there is no road one can drive there and back on")
    part_of = parts[network.tails[inside]]
    return select(network, inside[part_of == np.argmax(np.bincount(part_of))])


def select(network: Network, edges: NDArray[np.int64]) -> Network:
    """Keep these edges, in this order, and the nodes they touch."""
    kept, numbered = np.unique(np.concatenate([network.tails[edges], network.heads[edges]]), return_inverse=True)
    counts = np.diff(network.first_point)[edges]
    first_point = np.concatenate([[0], np.cumsum(counts)])
    points = np.repeat(network.first_point[edges] - first_point[:-1], counts) + np.arange(first_point[-1])
    return replace(
        network,
        nodes=network.nodes[kept],
        tails=numbered[: len(edges)].astype(np.int32),
        heads=numbered[len(edges) :].astype(np.int32),
        first_point=first_point,
        points=network.points[points],
        classes=network.classes[edges],
        speeds_kmh=network.speeds_kmh[edges],
        directions=network.directions[edges],
        names=[network.names[edge] for edge in edges],
    )
