"""Roads: travel times, routes, isochrones and new weights, beside plain Dijkstra (scipy) on the same graph in the same run.

A ratio says how many times quicker ours is than one Dijkstra search, at the median. Ours starts from longitudes and latitudes, so snapping
is counted (but in `snapped…`, for vehicles that did not move since); the bare search starts from a node and has no shape to give. Sides
alternate; the bare one has its weights as it wants them, floating, so that nothing is converted while the clock runs. Afterwards every
time is compared with Dijkstra's.
"""

from collections.abc import Callable, Iterator, Sequence
from time import perf_counter

import numpy as np
import psutil
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from gateways.cli.embedded import country
from gateways.cli.embedded.places import REGION
from load.report import Found, machine
from region.roads import ArcId, Metric, Roads, RoadUse, open_roads
from region.roads.doors import along_ms, doors
from region.roads.metric import Places
from region.roads.preparation import FOLDER
from region.roads.snap import Snaps
from region.roads.speeds import NEVER_MS, arc_weights_ms, edge_ms
from region.roads.store import Prepared, arcs, read

VEHICLES = (50, 200, 1000, 1690)
ROUNDS = 100
OPENINGS, ISOCHRONES, REWEIGHTINGS = 3, 40, 10
ISOCHRONE_S = 20 * 60
COMPARED = 20
OFF_ROAD_DEG = 0.001
HOUR, USE = 8, RoadUse.URGENT
SEED = 1
MEGABYTE = 1e6

Ask = Callable[[], object]
Question = tuple[str, int, Ask, Ask]


class Plain:
    """The same graph and weights as a sparse matrix. Weights are whole milliseconds, so that equal means equal."""

    def __init__(self, roads: Prepared) -> None:
        self.roads = roads
        self.edges_ms = edge_ms(roads.lengths_m, roads.speeds_kmh, USE, HOUR)
        tails, heads = (np.array(ends) for ends in arcs(roads.tails, roads.heads))
        weights = arc_weights_ms(self.edges_ms, roads.directions, ())
        # A matrix has one place for two nodes: of parallel roads the quickest counts, which is put first.
        order = np.lexsort((weights, heads, tails))
        order = order[weights[order] < NEVER_MS]
        _, first = np.unique(tails[order] * len(roads.nodes) + heads[order], return_index=True)
        kept = order[first]
        shape = (len(roads.nodes), len(roads.nodes))
        floating = weights[kept].astype(np.float64)  # whole numbers all the same, exact below 2⁵³
        self.forward = csr_array((floating, (tails[kept], heads[kept])), shape=shape)
        self.backward = csr_array((floating, (heads[kept], tails[kept])), shape=shape)

    def search(self, node: int, limit: float = np.inf) -> object:
        """Search from one node, all the way or up to a limit, milliseconds."""
        return dijkstra(self.forward, indices=[node], limit=limit)

    def times_to_s(self, origins: Snaps, destination: Snaps) -> NDArray[np.float64]:
        """Give seconds from each place to one, by Dijkstra from each of its doors."""
        leave = doors(self.roads, self.edges_ms, origins, leaving=True)
        times_ms = np.full(len(origins.edges), np.inf)
        for node, door_ms in doors(self.roads, self.edges_ms, destination, leaving=False).ends():
            reached = dijkstra(self.backward, indices=[node])[0]
            times_ms = np.minimum(times_ms, (leave.ms + reached[leave.nodes]).min(axis=0) + door_ms)
        edge = int(destination.edges[0])
        beside = np.flatnonzero(origins.edges == edge)
        there = np.repeat(destination.shares, len(beside))
        direct_ms = along_ms(self.roads, self.edges_ms, edge, origins.shares[beside], there)
        times_ms[beside] = np.minimum(times_ms[beside], direct_ms)
        return times_ms / 1000


class Draw:
    """Places to ask about, at random beside the roads: the same in every run."""

    def __init__(self, roads: Prepared) -> None:
        self._nodes = roads.nodes
        self._chance = np.random.default_rng(SEED)

    def node(self) -> int:
        """Give a junction."""
        return int(self._chance.integers(len(self._nodes)))

    def places(self, count: int) -> NDArray[np.float64]:
        """Give places (n, 2) within about 100 m of a junction."""
        chosen = self._nodes[self._chance.integers(len(self._nodes), size=count)]
        return chosen + self._chance.uniform(-OFF_ROAD_DEG, OFF_ROAD_DEG, chosen.shape)

    def place(self) -> tuple[float, float]:
        """Give one place."""
        ((lon_deg, lat_deg),) = self.places(1).tolist()
        return lon_deg, lat_deg


def run() -> Found:
    """Measure on the country prepared for this checkout."""
    country.prepare(REGION)
    memory = psutil.Process().memory_info().rss
    roads = open_roads(REGION / FOLDER)
    metric = roads.metric(USE, HOUR)
    opened_mb = (psutil.Process().memory_info().rss - memory) / MEGABYTE
    prepared = read(REGION / FOLDER)
    plain, draw = Plain(prepared), Draw(prepared)
    figures: dict[str, float | list[float]] = {
        "junctions": float(len(prepared.nodes)),
        "roads": float(len(prepared.tails)),
        "open_ms": min(_took_ms(lambda: open_roads(REGION / FOLDER)) for _ in range(OPENINGS)),
        "roads_and_a_metric_mb": opened_mb,
    }
    ratios: dict[str, float] = {}
    for name, rounds, ours, bare in _questions(roads, metric, plain, draw):
        took = [(_took_ms(ours), _took_ms(bare)) for _ in range(rounds)]
        ours_ms, bare_ms = (np.array(side) for side in zip(*took, strict=True))
        figures |= {f"{name}_p50_ms": float(np.median(ours_ms)), f"{name}_p99_ms": float(np.percentile(ours_ms, 99))}
        figures[f"{name}_bare_p50_ms"] = float(np.median(bare_ms))
        ratios[name] = float(np.median(bare_ms) / np.median(ours_ms))
    figures |= _compared(roads, metric, plain, draw)
    return Found(bench="roads", command="./rramu bench roads", ratios=ratios, figures=figures, machine=machine())


def _questions(roads: Roads, metric: Metric, plain: Plain, draw: Draw) -> Iterator[Question]:
    """Give each question: its name, how often it is asked, and both ways to answer it. What is asked is drawn before the clock runs."""
    starts = iter([draw.node() for _ in range(13 * ROUNDS)])
    for count in VEHICLES:
        fleets = [draw.places(count) for _ in range(ROUNDS)]
        search = _search(plain, starts)
        yield f"times_{count}_to_1", ROUNDS, _times(metric, draw, fleets), search
        yield f"snapped_{count}_to_1", ROUNDS, _times(metric, draw, [roads.snap_all(fleet) for fleet in fleets]), search
    ends = iter([(draw.place(), draw.place()) for _ in range(ROUNDS)])
    yield (
        "route",
        ROUNDS,
        lambda: metric.route(*next(ends)),
        lambda: dijkstra(plain.forward, indices=[next(starts)], return_predecessors=True),
    )
    middles = iter([draw.place() for _ in range(ISOCHRONES)])
    around = iter([draw.place() for _ in range(ISOCHRONES)])
    metric.junctions_s(draw.place(), 1.0)  # what it searches is made at the first question
    yield (
        "reach_20_min",
        ISOCHRONES,
        lambda: metric.junctions_s(next(around), ISOCHRONE_S),
        lambda: plain.search(next(starts), limit=ISOCHRONE_S * 1000),
    )
    yield (
        "isochrone_20_min",
        ISOCHRONES,
        lambda: metric.isochrone(next(middles), ISOCHRONE_S),
        lambda: plain.search(next(starts), limit=ISOCHRONE_S * 1000),
    )
    closed = iter(range(REWEIGHTINGS))
    yield (
        "reweighting",
        REWEIGHTINGS,
        lambda: roads.metric(USE, HOUR, [ArcId(next(closed))]),
        _search(plain, starts),
    )


def _times(metric: Metric, draw: Draw, fleets: Sequence[Places]) -> Ask:
    questions = iter([(fleet, draw.place()) for fleet in fleets])
    return lambda: metric.times_to_s(*next(questions))


def _search(plain: Plain, starts: Iterator[int]) -> Ask:
    return lambda: plain.search(next(starts))


def _compared(roads: Roads, metric: Metric, plain: Plain, draw: Draw) -> dict[str, float]:
    """Count the times that differ from Dijkstra's; there must be none."""
    compared = different = 0
    for _ in range(COMPARED):
        fleet, incident = draw.places(max(VEHICLES)), draw.place()
        ours = metric.times_to_s(fleet, incident)
        bare = plain.times_to_s(roads.snap_all(fleet), roads.snap_all([incident]))
        compared += len(ours)
        different += int((ours != bare).sum())
    return {"compared_times": float(compared), "different_times": float(different)}


def _took_ms(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return (perf_counter() - started) * 1000
