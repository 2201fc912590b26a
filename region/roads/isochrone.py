"""The land around the roads that can be reached in a time, as a polygon."""

from math import cos, radians

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LinearRing, MultiPolygon, Polygon

from kit.geo import METRES_PER_DEG
from region.roads.network import BACKWARD, FORWARD
from region.roads.snap import Snaps
from region.roads.store import Prepared

STEP_M = 60.0
"""Roads are looked at this often…"""
CELL_M = 100.0
"""…and the whole cell of a reached place counts as land, with the eight around it."""
SMOOTH_M = 35.0
"""What smoothing may move the shore by: less than a cell without a step, so that every reached place stays inside."""


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
    """Give the land around the places: they are all inside, and nothing is farther than 500 m from one. Longitude and latitude.

    Outlines around the same latitude are made of the same cells.
    """
    scale = np.array([cos(radians(around_lat_deg)), 1.0]) * METRES_PER_DEG
    cells = np.floor(places * scale / CELL_M).astype(np.int64)
    corner = cells.min(axis=0) - 2
    column, row = (cells - corner).T
    columns, rows = cells.max(axis=0) - corner + 3
    land = np.zeros((rows, columns), dtype=bool)
    for across in (-1, 0, 1):
        for up in (-1, 0, 1):
            land[row + up, column + across] = True
    _fill_corners(land)
    shores = [LinearRing(shore) for shore in _shores(land)]
    shape = shapely.build_area(shapely.GeometryCollection(shores)).simplify(SMOOTH_M / CELL_M)
    shape = shapely.transform(shape, lambda steps: (steps + corner) * CELL_M / scale)
    if not isinstance(shape, Polygon | MultiPolygon):
        raise TypeError(f"the land within shores is a {shape.geom_type}")
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


def _fill_corners(land: NDArray[np.bool_]) -> None:
    """Make land of the sea where two pieces of land touch by a corner only, so that no shore meets itself."""
    south_west, south_east, north_west, north_east = land[:-1, :-1], land[:-1, 1:], land[1:, :-1], land[1:, 1:]
    while True:
        touch = (south_west == north_east) & (south_east == north_west) & (south_west != south_east)
        if not touch.any():
            return
        south_west |= touch
        south_east |= touch
        north_west |= touch
        north_east |= touch


def _shores(land: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    """Give the closed lines (k, 2) between land and sea, column and row, corners only; land touches land by sides, and not the border.

    Each is walked with the land to the left.
    """
    rows, columns = land.shape
    steps = np.array([1, columns, -1, -columns])  # from a corner to the next, by direction
    # By the corner it begins at (a corner has the number of the cell north-east of it), and its direction.
    is_shore = np.zeros((rows * columns, 4), dtype=bool)
    flat = np.flatnonzero(land)
    for heading, (start, beyond) in enumerate([(0, -columns), (1, 1), (columns + 1, columns), (columns, -1)]):
        is_shore[flat + start, heading] = ~land.ravel()[flat + beyond]
    corner, direction = np.nonzero(is_shore)
    end = corner + steps[direction]
    left, right = (direction + 1) % 4, (direction + 3) % 4
    turned = np.where(is_shore[end, left], left, np.where(is_shore[end, right], right, direction))
    number = np.full(is_shore.shape, -1)
    number[corner, direction] = np.arange(len(corner))
    following = number[end, turned].tolist()
    bends = turned != direction
    lines: list[NDArray[np.int64]] = []
    seen = [False] * len(following)
    for first in np.flatnonzero(bends).tolist():
        line: list[int] = []
        at = first
        while not seen[at]:
            seen[at] = True
            line.append(at)
            at = following[at]
        if line:
            walked = np.array(line)
            turns = end[walked[bends[walked]]]
            lines.append(np.stack([turns % columns, turns // columns], axis=1))
    return lines
