"""The nearest place on a road, found in a grid of cells that is built once and kept on disk."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kit.geo import METRES_PER_DEG

CELL_LON_DEG, CELL_LAT_DEG = 0.004, 0.0025
"""About 290 m by 280 m in Normandy."""

FARTHEST_M = 10_000.0
"""A point farther than this from every road is nowhere."""

RINGS = (0, 1, 4, 16, 64)
"""Cells looked at on each side, until the nearest segment found is nearer than anything outside them."""

TINY = 1e-22
"""Square degrees: a segment shorter than a micrometre is a point."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Which segments pass through which cell. Segment `p` joins the shape points `p` and `p + 1` of one edge."""

    west_deg: float
    south_deg: float
    columns: int
    rows: int
    cells: NDArray[np.int64]
    """(M,) row × columns + column, ascending."""
    segments: NDArray[np.int32]
    """(M,) the segment in the cell of the same index."""


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
        cells=keys[order],
        segments=np.repeat(segments, counts)[order].astype(np.int32),
    )


class Snapper:
    """Finds the nearest place on a road. Holds no state between calls: any thread may ask."""

    def __init__(
        self, grid: Grid, points: NDArray[np.float64], first_point: NDArray[np.int64], along_m: NDArray[np.float64]
    ) -> None:
        self._grid, self._points, self._first_point, self._along_m = grid, points, first_point, along_m

    def nearest(self, wanted: NDArray[np.float64]) -> Snaps:
        """Give the nearest place on a road of each point (n, 2), by plane distance at the point's latitude; exact to `FARTHEST_M`."""
        segments, distances = np.full(len(wanted), -1, dtype=np.int64), np.full(len(wanted), np.inf)
        unsure = np.arange(len(wanted))
        for ring in RINGS:
            found, distance = self._within(wanted[unsure], ring)
            near = distance <= FARTHEST_M
            segments[unsure[near]], distances[unsure[near]] = found[near], distance[near]
            unsure = unsure[distances[unsure] > self._sure_m(wanted[unsure], ring)]
            if not len(unsure):
                break
        return self._on_edges(wanted, segments, distances)

    def _within(self, wanted: NDArray[np.float64], ring: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Give the nearest segment (the lowest among equals) and the distance, among the cells up to `ring` away."""
        grid = self._grid
        middle = np.floor(self._in_cells(wanted)).astype(np.int64)
        rows = middle[:, 1, None] + np.arange(-ring, ring + 1)
        first, last = np.maximum(middle[:, 0] - ring, 0), np.minimum(middle[:, 0] + ring, grid.columns - 1)
        inside = (rows >= 0) & (rows < grid.rows) & (first <= last)[:, None]
        start = np.searchsorted(grid.cells, rows * grid.columns + first[:, None], side="left")
        stop = np.searchsorted(grid.cells, rows * grid.columns + last[:, None], side="right")
        counts = np.where(inside, stop - start, 0)
        entries = np.repeat(start.ravel(), counts.ravel()) + _counted(counts.ravel())
        candidates = grid.segments[entries].astype(np.int64)
        per_point = counts.sum(axis=1)
        _, gaps = self._to_segments(np.repeat(wanted, per_point, axis=0), candidates)
        return _nearest_of_each(candidates, gaps, per_point)

    def _in_cells(self, wanted: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give where each point lies, counted in cells from the corner of the grid: column, row."""
        cells: NDArray[np.float64] = (wanted - [self._grid.west_deg, self._grid.south_deg]) / [
            CELL_LON_DEG,
            CELL_LAT_DEG,
        ]
        return cells

    def _sure_m(self, wanted: NDArray[np.float64], ring: int) -> NDArray[np.float64]:
        """Give the distance from each point within which no cell beyond `ring` begins, metres."""
        inside = self._in_cells(wanted) % 1.0
        to_border = np.minimum(inside, 1 - inside) + ring
        width_deg, height_deg = CELL_LON_DEG * np.cos(np.radians(wanted[:, 1])), CELL_LAT_DEG
        sure_m: NDArray[np.float64] = (
            np.minimum(to_border[:, 0] * width_deg, to_border[:, 1] * height_deg) * METRES_PER_DEG
        )
        return sure_m

    def _to_segments(
        self, wanted: NDArray[np.float64], segments: NDArray[np.int64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Give the share along each segment nearest to each point, and the distance, metres."""
        start = self._points[segments]
        east_scale = np.cos(np.radians(wanted[:, 1]))  # degrees of latitude are the measure
        along, off = self._points[segments + 1] - start, wanted - start
        along_east, along_north = along[:, 0] * east_scale, along[:, 1]
        off_east, off_north = off[:, 0] * east_scale, off[:, 1]
        squared = np.maximum(along_east * along_east + along_north * along_north, TINY)
        shares = np.clip((off_east * along_east + off_north * along_north) / squared, 0.0, 1.0)
        gaps = np.hypot(off_east - along_east * shares, off_north - along_north * shares) * METRES_PER_DEG
        return shares, gaps

    def _on_edges(
        self, wanted: NDArray[np.float64], segments: NDArray[np.int64], distances: NDArray[np.float64]
    ) -> Snaps:
        edges = np.searchsorted(self._first_point, segments, side="right") - 1  # segment -1 gives edge -1
        known = edges >= 0
        segment = segments[known]
        share, _ = self._to_segments(wanted[known], segment)
        places, along = wanted.copy(), np.zeros(len(wanted))
        start, end = self._points[segment], self._points[segment + 1]
        places[known] = start + (end - start) * share[:, None]
        along_m = self._along_m[segment] * (1 - share) + self._along_m[segment + 1] * share
        lengths_m = self._along_m[self._first_point[edges[known] + 1] - 1]
        along[known] = along_m / np.maximum(lengths_m, 1e-9)  # an edge of no length has no along
        return Snaps(edges=edges, shares=np.clip(along, 0.0, 1.0), places=places, distances_m=distances)


def _counted(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give 0, 1, … up to each count, one after the other: [2, 3] gives 0 1 0 1 2."""
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)


def _nearest_of_each(
    candidates: NDArray[np.int64], gaps: NDArray[np.float64], per_point: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Give the nearest candidate of each point and its distance; -1 and infinity where there is none."""
    segments, distances = np.full(len(per_point), -1, dtype=np.int64), np.full(len(per_point), np.inf)
    has = per_point > 0
    if has.any():
        starts = (np.cumsum(per_point) - per_point)[has]
        distances[has] = np.minimum.reduceat(gaps, starts)
        equal = gaps == np.repeat(distances, per_point)
        segments[has] = np.minimum.reduceat(np.where(equal, candidates, np.iinfo(np.int64).max), starts)
    return segments, distances
