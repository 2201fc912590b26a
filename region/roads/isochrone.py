"""The land around the roads that can be reached in a time, as a polygon."""

from math import cos, radians

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from kit.geo import METRES_PER_DEG
from region.roads.network import BACKWARD, FORWARD
from region.roads.snap import Snaps
from region.roads.store import Prepared

COLUMNS = 1 << 20
"""More than there are cells around the earth."""
STEP_M = 60.0
"""Roads are looked at this often…"""
CELL_M = 200.0
"""…and the whole cell of a reached place counts as land."""
MARGIN_M, SMOOTH_M = 100.0, 30.0
"""Put around the cells; more than a step and what smoothing takes, so that every reached place is inside."""


def reached_places(
    roads: Prepared,
    edges: NDArray[np.int64],
    *,
    tail_ms: NDArray[np.float64],
    head_ms: NDArray[np.float64],
    edges_ms: NDArray[np.int64],
    within_ms: float,
) -> NDArray[np.float64]:
    """Give places (n, 2) along those edges no later than `within_ms`, about `STEP_M` apart, when an end may be entered at the given time.

    `tail_ms` is infinite where the edge may not be driven from its tail (or the tail is never reached), `head_ms` likewise.
    """
    near = np.minimum(tail_ms, head_ms) <= within_ms
    edges, tail_ms, head_ms = edges[near], tail_ms[near], head_ms[near]
    lengths, costs = roads.along_m[roads.first_point[edges + 1] - 1], edges_ms[edges]
    counts = np.ceil(lengths / STEP_M).astype(np.int64) + 1
    nth = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    share = nth / np.repeat(np.maximum(counts - 1, 1), counts)
    cost = np.repeat(costs, counts)
    at_ms = np.minimum(np.repeat(tail_ms, counts) + share * cost, np.repeat(head_ms, counts) + (1 - share) * cost)
    reached = at_ms <= within_ms
    return _places(roads, np.repeat(edges, counts)[reached], share[reached])


def places_beside(roads: Prepared, start: Snaps, edges_ms: NDArray[np.int64], within_ms: float) -> NDArray[np.float64]:
    """Give places (n, 2) reached along the edge of the start without leaving it."""
    edge, share = int(start.edges[0]), float(start.shares[0])
    part = within_ms / int(edges_ms[edge])
    directions = int(roads.directions[edge])
    first = max(0.0, share - part) if directions & BACKWARD else share
    last = min(1.0, share + part) if directions & FORWARD else share
    count = int((last - first) * roads.lengths_m[edge] / STEP_M) + 2
    return _places(roads, np.full(count, edge), np.linspace(first, last, count))


def outline(places: NDArray[np.float64], around_lat_deg: float) -> Polygon | MultiPolygon:
    """Give the land around the places: they are all inside, and nothing is farther than about 400 m from one. Longitude and latitude.

    Outlines around the same latitude are made of the same cells.
    """
    scale = np.array([cos(radians(around_lat_deg)), 1.0]) * METRES_PER_DEG
    column, row = np.floor(places * scale / CELL_M).astype(np.int64).T
    keys = np.unique(row * COLUMNS + column)
    corners = (
        np.stack([(keys + COLUMNS // 2) % COLUMNS - COLUMNS // 2, (keys + COLUMNS // 2) // COLUMNS], axis=1) * CELL_M
    )
    boxes = shapely.box(corners[:, 0], corners[:, 1], corners[:, 0] + CELL_M, corners[:, 1] + CELL_M)
    land = shapely.coverage_union_all(boxes).buffer(2 * MARGIN_M, quad_segs=2).buffer(-MARGIN_M, quad_segs=2)
    shape = shapely.transform(land.simplify(SMOOTH_M), lambda metres: metres / scale)
    if not isinstance(shape, Polygon | MultiPolygon):
        raise TypeError(f"a union of cells is a {shape.geom_type}")
    return shape


def _places(roads: Prepared, edges: NDArray[np.int64], shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the places at these shares along these edges."""
    lowest, highest = roads.first_point[edges], roads.first_point[edges + 1] - 1
    wanted_m = shares * roads.along_m[highest]
    low, high = lowest.copy(), highest - 1  # the segment that holds the place, by bisection in all edges at once
    while (low < high).any():
        middle = (low + high + 1) // 2
        later = roads.along_m[middle] <= wanted_m
        low, high = np.where(later, middle, low), np.where(later, high, middle - 1)
    start_m, end_m = roads.along_m[low], roads.along_m[low + 1]
    part = np.clip((wanted_m - start_m) / np.maximum(end_m - start_m, 1e-9), 0.0, 1.0)
    return roads.points[low] * (1 - part)[:, None] + roads.points[low + 1] * part[:, None]
