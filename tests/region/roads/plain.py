"""Times by plain Dijkstra (scipy) on the same network: what the door must equal, to the millisecond. And small networks to try it on."""

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from region.roads.network import BACKWARD, FORWARD, Network, NetworkBuilder, RoadClass, along_m
from region.roads.snap import Snaps
from region.roads.speeds import NEVER_MS, RoadUse, edge_ms


def weights_ms(network: Network, use: RoadUse, hour: int) -> NDArray[np.int64]:
    """Give the milliseconds of each edge."""
    lengths_m = along_m(network.points, network.first_point)[network.first_point[1:] - 1]
    return edge_ms(lengths_m, network.speeds_kmh, use, hour)


def links(network: Network, edges_ms: NDArray[np.int64], closed: frozenset[int]) -> csr_array:
    """Give the matrix of milliseconds between neighbours, the least where several edges join them."""
    least = np.full((len(network.nodes), len(network.nodes)), NEVER_MS)
    for edge, (tail, head) in enumerate(zip(network.tails, network.heads, strict=True)):
        if network.directions[edge] & FORWARD and 2 * edge not in closed:
            least[tail, head] = min(least[tail, head], edges_ms[edge])
        if network.directions[edge] & BACKWARD and 2 * edge + 1 not in closed:
            least[head, tail] = min(least[head, tail], edges_ms[edge])
    tails, heads = np.nonzero(least < NEVER_MS)
    return csr_array((least[tails, heads], (tails, heads)), shape=least.shape)


def time_ms(network: Network, edges_ms: NDArray[np.int64], between: NDArray[np.float64], ends: Snaps) -> float:
    """Give the time from the first to the second of two snapped places, given all times between nodes."""
    (first, last), (start, end) = ends.edges, ends.shares
    tails, heads = network.tails.tolist(), network.heads.tolist()
    leave: list[tuple[int, float]] = []
    reach: list[tuple[int, float]] = []
    found = np.inf
    if network.directions[first] & FORWARD:
        leave.append((heads[first], np.rint((1 - start) * edges_ms[first])))
    if network.directions[first] & BACKWARD:
        leave.append((tails[first], np.rint(start * edges_ms[first])))
    if network.directions[last] & FORWARD:
        reach.append((tails[last], np.rint(end * edges_ms[last])))
    if network.directions[last] & BACKWARD:
        reach.append((heads[last], np.rint((1 - end) * edges_ms[last])))
    for out, out_ms in leave:
        for into, into_ms in reach:
            found = min(found, out_ms + between[out, into] + into_ms)
    if first == last and (start == end or network.directions[first] & (FORWARD if end >= start else BACKWARD)):
        found = min(found, np.rint(abs(end - start) * edges_ms[first]))
    return found


def all_times_ms(network: Network, edges_ms: NDArray[np.int64], closed: frozenset[int]) -> NDArray[np.float64]:
    """Give milliseconds between all nodes."""
    return dijkstra(links(network, edges_ms, closed))


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Give a small network: bent edges, one-way ones, loops, parallel ones, several parts."""
    count = draw(st.integers(2, 12))
    on_map = st.tuples(st.floats(-0.05, 0.05), st.floats(49.0, 49.05))
    nodes = np.array(draw(st.lists(on_map, min_size=count, max_size=count)))
    builder = NetworkBuilder()
    for _ in range(draw(st.integers(1, 24))):
        tail, head = draw(st.integers(0, count - 1)), draw(st.integers(0, count - 1))
        bends = np.array(draw(st.lists(on_map, min_size=int(tail == head), max_size=3))).reshape(-1, 2)
        builder.add(
            tail,
            head,
            np.concatenate([nodes[[tail]], bends, nodes[[head]]]),
            road_class=draw(st.sampled_from(RoadClass)),
            speed_kmh=draw(st.sampled_from([5.0, 30.0, 44.0, 80.0, 130.0])),
            directions=draw(st.sampled_from([FORWARD, BACKWARD, FORWARD | BACKWARD])),
        )
    return builder.build(nodes, attribution="", is_synthetic=True)
