"""Which vehicles are nearest to a point, exactly, on positions that never stop moving.

A vehicle is kept under its H3 cells, of a street block up to half a department, each with the points of who is in it side by side. A
question measures who is in the cell of the point and the six around it, at the finest resolution where enough are expected; where the last
one found lies further than these cells are sure to reach, it looks further. A move writes the point anew where it stands, and costs the
cells left and entered, seldom any: nothing is ever rebuilt.

Points are on the WGS84 ellipsoid, metres from its centre: at these distances the shortest chord is the shortest geodesic.
"""

from bisect import bisect_right
from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from math import asin, cos, radians, sin, sqrt
from struct import Struct
from uuid import UUID

import msgspec
import numpy as np
from numpy.typing import NDArray

from kit.geo import EARTH_RADIUS_M
from tracker import cells

RESOLUTIONS = (8, 7, 6, 5, 4)
"""Finest first: cells of 0.7 to 1,770 km². Among the nearest, the last only tells how crowded a place is."""
CHILDREN = 7
"""Cells in one of the next coarser resolution."""


SURE_EDGES = 0.6
"""The six cells around one are sure to go so far beyond any point of it, in mean edges of a cell: the least found over the whole earth,
pentagons included, is above (`tests/tracker/test_nearest.py`)."""
COVERED_CELLS = 0.43
"""How many cells a circle of that radius covers."""
CROWDED = 1.3
"""A circle where so many times the wanted are expected mostly holds them."""

_SEMI_MAJOR_M = 6_378_137.0
_ECCENTRICITY_SQUARED = 0.006_694_379_990_14
_DIAMETER_M = 2 * EARTH_RADIUS_M
_POINT = Struct("3d")
_POINT_BYTES = _POINT.size

GroundPoint = tuple[float, float, float]
Floats = NDArray[np.float64]
Cells = tuple[int, ...]
"""One of each of `RESOLUTIONS`, finest first."""


class Near(msgspec.Struct, frozen=True, gc=False):
    """A vehicle and how far it is, by the geodesic."""

    vehicle_id: UUID
    distance_m: float


class Inside(bytearray):
    """Where those in a cell are, side by side, in the order of `vehicles`."""

    __slots__ = ("vehicles",)

    def __init__(self) -> None:
        super().__init__()
        self.vehicles: list[UUID] = []


class Placed:
    """The cells a vehicle is in, and which one it is in each."""

    __slots__ = ("cells", "ranks")

    def __init__(self, there: Cells) -> None:
        self.cells = there
        self.ranks = [0] * len(there)


class Index:
    """The points of a fleet."""

    def __init__(self) -> None:
        self._placed: dict[UUID, Placed] = {}
        self._inside: tuple[dict[int, Inside], ...] = tuple({} for _ in RESOLUTIONS)
        """By cell of each of the resolutions."""

    def put(self, vehicle_id: UUID, lon_deg: float, lat_deg: float) -> None:
        """Place a vehicle, or move it."""
        point = ground_point(lon_deg, lat_deg)
        there = cells_of(lon_deg, lat_deg)
        placed = self._placed.get(vehicle_id)
        if placed is None:
            placed = self._placed[vehicle_id] = Placed(there)
            placed.ranks = [self._enter(vehicle_id, level, cell, point) for level, cell in enumerate(there)]
            return
        for level, (before, cell) in enumerate(zip(placed.cells, there, strict=True)):
            if before == cell:
                _POINT.pack_into(self._inside[level][cell], placed.ranks[level] * _POINT_BYTES, *point)
            else:
                self._leave(vehicle_id, level, before)
                placed.ranks[level] = self._enter(vehicle_id, level, cell, point)
        placed.cells = there

    def cells(self, vehicle_id: UUID) -> Cells:
        """Give the cells of a vehicle placed. Raises: KeyError."""
        return self._placed[vehicle_id].cells

    def _enter(self, vehicle_id: UUID, level: int, cell: int, point: GroundPoint) -> int:
        """Put a vehicle last in a cell; give its rank there."""
        inside = self._inside[level].get(cell)
        if inside is None:
            inside = self._inside[level][cell] = Inside()
        inside.vehicles.append(vehicle_id)
        inside += _POINT.pack(*point)
        return len(inside.vehicles) - 1

    def _leave(self, vehicle_id: UUID, level: int, cell: int) -> None:
        """Take a vehicle out of a cell; the last one there takes its rank."""
        inside, rank = self._inside[level][cell], self._placed[vehicle_id].ranks[level]
        last, point = inside.vehicles.pop(), inside[-_POINT_BYTES:]
        del inside[-_POINT_BYTES:]
        if last != vehicle_id:
            self._placed[last].ranks[level] = rank
            inside.vehicles[rank] = last
            inside[rank * _POINT_BYTES : (rank + 1) * _POINT_BYTES] = point
        elif not inside.vehicles:
            del self._inside[level][cell]

    def nearest(self, lon_deg: float, lat_deg: float, k: int, only: Collection[UUID] | None = None) -> list[Near]:
        """Give the `k` nearest vehicles, nearest first, among `only` when given; fewer when there are fewer.

        An unknown id is passed over.
        """
        if k <= 0:
            return []
        here = ground_point(lon_deg, lat_deg)
        for near, reach_m in self._around(lon_deg, lat_deg, k):
            found = _measured(near, here, k, only)
            if len(found) == k and found[-1].distance_m <= reach_m:
                return found
        everybody = list(self._inside[-1].values()) if only is None else [self._gathered(only)]
        return _measured(everybody, here, k, None)

    def _gathered(self, some: Iterable[UUID]) -> Inside:
        """Give some vehicles as if they were in one cell, those known."""
        together = Inside()
        for vehicle_id in some:
            placed = self._placed.get(vehicle_id)
            if placed is not None:
                together.vehicles.append(vehicle_id)
                first = placed.ranks[0] * _POINT_BYTES
                together += self._inside[0][placed.cells[0]][first : first + _POINT_BYTES]
        return together

    def _around(self, lon_deg: float, lat_deg: float, k: int) -> Iterator[tuple[list[Inside], float]]:
        """Give who is around a point, where `k` are expected, with the distance up to which nobody is missing; each time further."""
        wanted = CROWDED * k / COVERED_CELLS * CHILDREN
        levels = zip(pairwise(RESOLUTIONS), pairwise(self._inside), strict=True)
        for (resolution, next_coarser), (inside, inside_coarser) in levels:
            crowd = inside_coarser.get(cells.cell(lon_deg, lat_deg, next_coarser))
            if crowd and len(crowd.vehicles) >= wanted:
                around = cells.around(cells.cell(lon_deg, lat_deg, resolution), 1)
                yield [found for one in around if (found := inside.get(one))], SURE_EDGES * cells.EDGE_M[resolution]


def _measured(near: Sequence[Inside], here: GroundPoint, k: int, only: Container[UUID] | None) -> list[Near]:
    """Give the `k` nearest of those in some cells, among `only` when given; of those as far, the first by their ids."""
    apart = np.frombuffer(b"".join(near)).reshape(-1, 3) - here
    squares: Floats = np.vecdot(apart, apart)
    if only is not None:
        wanted = [vehicle_id in only for inside in near for vehicle_id in inside.vehicles]
        squares[np.logical_not(wanted)] = np.inf
        k = min(k, sum(wanted))
    k = min(k, len(squares))
    if k == 0:
        return []
    in_order = squares.copy()
    in_order.partition(k - 1)
    chosen = (squares <= in_order[k - 1]).nonzero()[0]
    measured: list[float] = squares[chosen].tolist()
    ranks: list[int] = chosen.tolist()
    firsts = list(accumulate(map(len, near), initial=0))
    found = sorted(
        [
            (square, near[cell].vehicles[rank - firsts[cell] // _POINT_BYTES])
            for square, rank in zip(measured, ranks, strict=True)
            for cell in (bisect_right(firsts, rank * _POINT_BYTES) - 1,)
        ]
    )
    return [Near(vehicle_id, _along_the_ground_m(square)) for square, vehicle_id in found[:k]]


def cells_of(lon_deg: float, lat_deg: float) -> Cells:
    """Give a point's cell of each resolution: its own, for those of H3 do not lie wholly within the coarser one they belong to."""
    return tuple([cells.cell(lon_deg, lat_deg, resolution) for resolution in RESOLUTIONS])


def ground_point(lon_deg: float, lat_deg: float) -> GroundPoint:
    """Give a point of the ellipsoid, metres from the earth's centre."""
    lon, lat = radians(lon_deg), radians(lat_deg)
    height = sin(lat)
    normal_m = _SEMI_MAJOR_M / sqrt(1 - _ECCENTRICITY_SQUARED * height * height)
    from_axis_m = normal_m * cos(lat)
    return from_axis_m * cos(lon), from_axis_m * sin(lon), normal_m * (1 - _ECCENTRICITY_SQUARED) * height


def _along_the_ground_m(square_m2: float) -> float:
    """Give the arc over a chord, both in metres, from the chord's square: within 0.01 % of the geodesic up to 500 km."""
    return _DIAMETER_M * asin(min(1.0, sqrt(square_m2) / _DIAMETER_M))
