"""Which vehicles are nearest to a point, exactly, on positions that never stop moving.

A vehicle is kept under its H3 cells, of a street block up to half a department. A question gathers who is in the cells around the point, at
the finest resolution that holds enough of them, and measures these alone; where they are too few, or the last one found lies further than
the cells are sure to reach, it looks further. A move costs the cells left and entered, seldom any: nothing is ever rebuilt.

Points are on the WGS84 ellipsoid, metres from its centre: at these distances the shortest chord is the shortest geodesic.
"""

from collections.abc import Collection, Container, Iterator
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from kit.geo import EARTH_RADIUS_M
from tracker import cells

RESOLUTIONS = (8, 7, 6, 5, 4)
"""Finest first: cells of 0.7 to 1,770 km². The last only tells how crowded a place is."""
CHILDREN = 7
"""Cells in one of the next coarser resolution."""


class Reach(NamedTuple):
    """So many rings of cells around one are sure to go `edges` beyond any point of it, in mean edges of a cell.

    The least found over the whole earth, pentagons included, is above (`tests/tracker/test_nearest.py`).
    `covers`: how many cells a circle of that radius covers.
    """

    rings: int
    edges: float
    covers: float


REACHES = (Reach(2, 1.6, 3.1), Reach(3, 2.6, 8.2))
CROWDED = 1.3
"""A circle where so many times the wanted are expected mostly holds them."""

_SEMI_MAJOR_M = 6_378_137.0
_ECCENTRICITY_SQUARED = 0.006_694_379_990_14

Rows = NDArray[np.intp]
Cells = tuple[int, ...]
"""One of each resolution, finest first."""


class Near(NamedTuple):
    """A vehicle and how far it is, by the geodesic."""

    vehicle_id: UUID
    distance_m: float


class Index:
    """The points of a fleet."""

    def __init__(self) -> None:
        self._row: dict[UUID, int] = {}
        self._ids: list[UUID] = []
        self._points: NDArray[np.float64] = np.zeros((1024, 3))
        self._cells: list[Cells] = []
        """By row."""
        self._rows_in: dict[int, set[int]] = {}
        """By cell of any of the resolutions."""

    def put(self, vehicle_id: UUID, lon_deg: float, lat_deg: float) -> None:
        """Place a vehicle, or move it."""
        there = _cells(lon_deg, lat_deg)
        row = self._row.get(vehicle_id)
        if row is None:
            row = self._row[vehicle_id] = len(self._ids)
            self._ids.append(vehicle_id)
            if row == len(self._points):
                self._points = np.concatenate((self._points, np.zeros_like(self._points)))
            self._cells.append(there)
            for cell in there:
                self._rows_in.setdefault(cell, set()).add(row)
        elif self._cells[row] != there:
            self._cross(row, there)
        self._points[row] = ground_point(lon_deg, lat_deg)

    def _cross(self, row: int, there: Cells) -> None:
        """Take a vehicle from the cells it has left to those it has entered."""
        before, self._cells[row] = self._cells[row], there
        for left, entered in zip(before, there, strict=True):
            if left != entered:
                self._rows_in[left].remove(row)
                if not self._rows_in[left]:
                    del self._rows_in[left]
                self._rows_in.setdefault(entered, set()).add(row)

    def nearest(self, lon_deg: float, lat_deg: float, k: int, only: Collection[UUID] | None = None) -> list[Near]:
        """Give the `k` nearest vehicles, nearest first, among `only` when given; fewer when there are fewer.

        An unknown id is passed over.
        """
        if k <= 0:
            return []
        here = np.array(ground_point(lon_deg, lat_deg))
        for rows, reach_m in self._around(lon_deg, lat_deg, k, only):
            found = self._measured(rows, here, k)
            if len(found) == k and found[-1].distance_m <= reach_m:
                return found
        return self._measured(self._every(only), here, k)

    def _around(
        self, lon_deg: float, lat_deg: float, k: int, only: Container[UUID] | None
    ) -> Iterator[tuple[Rows, float]]:
        """Give who is around a point, at least `k`, with the distance up to which nobody is missing; each time further."""
        rows_in, ids = self._rows_in, self._ids
        here = _cells(lon_deg, lat_deg)
        for resolution, cell, coarser in zip(RESOLUTIONS, here, here[1:], strict=False):
            in_a_cell = len(rows_in.get(coarser, ())) / CHILDREN
            for rings, edges, covers in REACHES:
                if in_a_cell * covers < CROWDED * k:
                    continue
                near = cells.around(cell, rings)
                rows = [row for one in near if (inside := rows_in.get(one)) for row in inside]
                if only is not None:
                    rows = [row for row in rows if ids[row] in only]
                if len(rows) >= k:
                    yield np.fromiter(rows, np.intp, len(rows)), edges * cells.EDGE_M[resolution]

    def _every(self, only: Collection[UUID] | None) -> Rows:
        if only is None:
            return np.arange(len(self._ids))
        return np.array([self._row[vehicle_id] for vehicle_id in only if vehicle_id in self._row], dtype=np.intp)

    def _measured(self, rows: Rows, here: NDArray[np.float64], k: int) -> list[Near]:
        """Give the `k` nearest of these."""
        apart = self._points.take(rows, axis=0) - here
        squares: NDArray[np.float64] = np.einsum("ij,ij->i", apart, apart)
        if k < len(rows):
            chosen = np.flatnonzero(squares <= np.partition(squares, k - 1)[k - 1])
            rows, squares = rows[chosen], squares[chosen]
        ids, measured = self._ids, zip(map(float, squares), map(int, rows), strict=True)
        found = sorted((square, ids[row]) for square, row in measured)
        return [Near(vehicle_id, _along_the_ground_m(square)) for square, vehicle_id in found[:k]]


def _cells(lon_deg: float, lat_deg: float) -> Cells:
    """Give a point's cell of each resolution: its own, for those of H3 do not lie wholly within the coarser one they belong to."""
    return tuple(cells.cell(lon_deg, lat_deg, resolution) for resolution in RESOLUTIONS)


def ground_point(lon_deg: float, lat_deg: float) -> tuple[float, float, float]:
    """Give a point of the ellipsoid, metres from the earth's centre."""
    lon, lat = radians(lon_deg), radians(lat_deg)
    height = sin(lat)
    normal_m = _SEMI_MAJOR_M / sqrt(1 - _ECCENTRICITY_SQUARED * height * height)
    from_axis_m = normal_m * cos(lat)
    return from_axis_m * cos(lon), from_axis_m * sin(lon), normal_m * (1 - _ECCENTRICITY_SQUARED) * height


def _along_the_ground_m(square_m2: float) -> float:
    """Give the arc over a chord, both in metres, from the chord's square: within 0.01 % of the geodesic up to 500 km."""
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(square_m2) / (2 * EARTH_RADIUS_M)))
