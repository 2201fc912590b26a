"""The nearest place on a road, found in a grid of cells that is built once and kept on disk."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kit.geo import METRES_PER_DEG

CELL_LON_DEG, CELL_LAT_DEG = 0.004, 0.0025
"""About 290 m by 280 m in Normandy."""

FARTHEST_M = 10_000.0
"""A point farther than this from every road is nowhere."""

REACHES_M = (40.0, 160.0, 640.0, 2_400.0, FARTHEST_M)
"""How far around a point is looked, one after the other, while no road is found; a road once found, as far as that road."""

CLOSE = 1 + 1e-9
"""So much farther is looked, and so much nearer is believed, than rounding could hide."""

TINY = 1e-22
"""Square degrees: a segment shorter than a micrometre is a point."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Which segments pass through which cell. Segment `p` joins the shape points `p` and `p + 1` of one edge."""

    west_deg: float
    south_deg: float
    columns: int
    rows: int
    first: NDArray[np.int32]
    """(rows × columns + 1,) where the segments of each cell begin; row by row."""
    segments: NDArray[np.int32]
    """(M,) the segments of the first cell, then of the second…"""


@dataclass(frozen=True, slots=True)
class Snaps:
    """The nearest places on roads of n points. `edges` is -1 where no road is within `FARTHEST_M`."""

    edges: NDArray[np.int64]
    shares: NDArray[np.float64]
    """How far along the edge, 0 at its tail, 1 at its head."""
    places: NDArray[np.float64]
    """(n, 2) lon, lat on the road."""
    distances_m: NDArray[np.float64]

    def part(self, start: int, stop: int) -> "Snaps":
        """Give those of the points from `start` to before `stop`."""
        wanted = slice(start, stop)
        return Snaps(self.edges[wanted], self.shares[wanted], self.places[wanted], self.distances_m[wanted])


def make_grid(points: NDArray[np.float64], first_point: NDArray[np.int64]) -> Grid:
    """Put every segment into each cell its bounding box touches."""
    is_segment = np.ones(len(points), dtype=bool)
    is_segment[first_point[1:] - 1] = False
    segments = np.flatnonzero(is_segment)
    west, south = points.min(axis=0)
    cells = np.floor((points - [west, south]) / [CELL_LON_DEG, CELL_LAT_DEG]).astype(np.int64)
    columns, rows = cells.max(axis=0) + 1
    low, high = np.minimum(cells[segments], cells[segments + 1]), np.maximum(cells[segments], cells[segments + 1])
    widths, heights = (high - low + 1).T
    counts = widths * heights
    nth = _counted(counts)
    column = np.repeat(low[:, 0], counts) + nth % np.repeat(widths, counts)
    row = np.repeat(low[:, 1], counts) + nth // np.repeat(widths, counts)
    keys = row * columns + column
    order = np.argsort(keys, kind="stable")
    return Grid(
        west_deg=float(west),
        south_deg=float(south),
        columns=int(columns),
        rows=int(rows),
        first=np.concatenate([[0], np.cumsum(np.bincount(keys, minlength=rows * columns))]).astype(np.int32),
        segments=np.repeat(segments, counts)[order].astype(np.int32),
    )


class Snapper:
    """Finds the nearest place on a road. Holds no state between calls: any thread may ask."""

    def __init__(
        self, grid: Grid, points: NDArray[np.float64], first_point: NDArray[np.int64], along_m: NDArray[np.float64]
    ) -> None:
        self._grid, self._points, self._first_point, self._along_m = grid, points, first_point, along_m
        self._edges = np.repeat(np.arange(len(first_point) - 1, dtype=np.int32), np.diff(first_point))

    def nearest(self, wanted: NDArray[np.float64]) -> Snaps:
        """Give the nearest place on a road of each point (n, 2), by plane distance at the point's latitude; exact to `FARTHEST_M`."""
        segments, distances = np.full(len(wanted), -1, dtype=np.int64), np.full(len(wanted), np.inf)
        unsure = np.arange(len(wanted))
        for reach_m in REACHES_M:
            around, known_m = wanted[unsure], distances[unsure]
            found, distance, sure_m = self._within(around, np.where(np.isfinite(known_m), known_m * CLOSE, reach_m))
            near = distance <= FARTHEST_M
            segments[unsure[near]], distances[unsure[near]] = found[near], distance[near]
            unsure = unsure[distance * CLOSE > sure_m]
            if not len(unsure):
                break
        return self._on_edges(wanted, segments, distances)

    def _within(
        self, wanted: NDArray[np.float64], reach_m: NDArray[np.float64]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        """Look in all cells within reach of each point.

        Gives the nearest segment there (the lowest among equals), its distance, and the distance within which no other cell begins.
        """
        grid = self._grid
        east_scale = _east_scale(wanted)
        cell_m = np.stack([CELL_LON_DEG * east_scale, np.full(len(wanted), CELL_LAT_DEG)], axis=1) * METRES_PER_DEG
        at = (wanted - [grid.west_deg, grid.south_deg]) / [CELL_LON_DEG, CELL_LAT_DEG]
        reach = reach_m[:, None] / cell_m
        low, high = np.floor(at - reach), np.floor(at + reach)
        sure_m = (np.minimum(at - low, high + 1 - at) * cell_m).min(axis=1)
        size = np.array([grid.columns, grid.rows])
        west_south = np.clip(low, 0, size).astype(np.int64)
        east_north = np.clip(high, -1, size - 1).astype(np.int64)
        widths, heights = np.maximum(east_north - west_south + 1, 0).T
        row = np.repeat(west_south[:, 1], heights) + _counted(heights)
        begin = row * grid.columns + np.repeat(west_south[:, 0], heights)
        start, stop = grid.first[begin], grid.first[begin + np.repeat(widths, heights)]
        counts = (stop - start).astype(np.int64)
        candidates = grid.segments[np.repeat(start, counts) + _counted(counts)].astype(np.int64)
        ends = np.concatenate([[0], np.cumsum(counts)])[np.cumsum(heights)]
        per_point = np.diff(ends, prepend=0)
        of_point = np.repeat(np.arange(len(wanted)), per_point)
        _, squares = self._to_segments(wanted.take(of_point, axis=0), east_scale.take(of_point), candidates)
        found, square = _nearest_of_each(candidates, squares, per_point)
        return found, np.sqrt(square) * METRES_PER_DEG, sure_m

    def _to_segments(
        self, wanted: NDArray[np.float64], east_scale: NDArray[np.float64], segments: NDArray[np.int64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Give the share along each segment nearest to each point, and the square of the distance, degrees of latitude."""
        start_lon, start_lat = self._points.take(segments, axis=0).T
        end_lon, end_lat = self._points.take(segments + 1, axis=0).T
        along_east, along_north = (end_lon - start_lon) * east_scale, end_lat - start_lat
        off_east, off_north = (wanted[:, 0] - start_lon) * east_scale, wanted[:, 1] - start_lat
        squared = np.maximum(along_east * along_east + along_north * along_north, TINY)
        shares = np.minimum(np.maximum((off_east * along_east + off_north * along_north) / squared, 0.0), 1.0)
        off_east -= along_east * shares
        off_north -= along_north * shares
        return shares, off_east * off_east + off_north * off_north

    def _on_edges(
        self, wanted: NDArray[np.float64], segments: NDArray[np.int64], distances: NDArray[np.float64]
    ) -> Snaps:
        known = segments >= 0
        segment, edges = segments[known], np.full(len(wanted), -1, dtype=np.int64)
        edges[known] = self._edges[segment]
        share, _ = self._to_segments(wanted[known], _east_scale(wanted[known]), segment)
        places, along = wanted.copy(), np.zeros(len(wanted))
        start, end = self._points[segment], self._points[segment + 1]
        places[known] = start + (end - start) * share[:, None]
        along_m = self._along_m[segment] * (1 - share) + self._along_m[segment + 1] * share
        lengths_m = self._along_m[self._first_point[edges[known] + 1] - 1]
        along[known] = along_m / np.maximum(lengths_m, 1e-9)  # an edge of no length has no along
        return Snaps(edges=edges, shares=np.clip(along, 0.0, 1.0), places=places, distances_m=distances)


def _east_scale(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give what a degree of longitude is at each point, in degrees of latitude."""
    scale: NDArray[np.float64] = np.cos(np.radians(points[:, 1]))
    return scale


def _counted(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give 0, 1, … up to each count, one after the other: [2, 3] gives 0 1 0 1 2."""
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)


def _nearest_of_each(
    candidates: NDArray[np.int64], squares: NDArray[np.float64], per_point: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Give the nearest candidate of each point (the lowest among equals) and its square; -1 and infinity where there is none."""
    segments, least = np.full(len(per_point), -1, dtype=np.int64), np.full(len(per_point), np.inf)
    has = per_point > 0
    if has.any():
        starts = (np.cumsum(per_point) - per_point)[has]
        least[has] = np.minimum.reduceat(squares, starts)
        equal = squares == np.repeat(least, per_point)
        segments[has] = np.minimum.reduceat(np.where(equal, candidates, np.iinfo(np.int64).max), starts)
    return segments, least
