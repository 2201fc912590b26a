"""Which vehicles are nearest to a point, exactly, on positions that never stop moving.

Points are kept as unit vectors in one array, a row per vehicle: a move writes a row, a question is one product of the array with a vector.
Nothing is pre-selected and nothing has to be rebuilt. Straight line on the mean earth sphere.
"""

from collections.abc import Collection
from math import cos, radians, sin
from typing import NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from kit.geo import distance_m

_SLACK = 1e-14
"""Of a cosine: far above its rounding error, and less than a metre on the ground; ties within it are settled by the haversine."""


class Near(NamedTuple):
    """A vehicle and how far it is."""

    vehicle_id: UUID
    distance_m: float


class Index:
    """The points of a fleet."""

    def __init__(self) -> None:
        self._row: dict[UUID, int] = {}
        self._ids: list[UUID] = []
        self._degrees: list[tuple[float, float]] = []
        self._vectors: NDArray[np.float64] = np.zeros((1024, 3))

    def put(self, vehicle_id: UUID, lon_deg: float, lat_deg: float) -> None:
        """Place a vehicle, or move it."""
        row = self._row.get(vehicle_id)
        if row is None:
            row = self._row[vehicle_id] = len(self._ids)
            self._ids.append(vehicle_id)
            self._degrees.append((lon_deg, lat_deg))
            if row == len(self._vectors):
                self._vectors = np.concatenate((self._vectors, np.zeros_like(self._vectors)))
        self._degrees[row] = (lon_deg, lat_deg)
        self._vectors[row] = _unit(lon_deg, lat_deg)

    def nearest(self, lon_deg: float, lat_deg: float, k: int, only: Collection[UUID] | None = None) -> list[Near]:
        """Give the `k` nearest vehicles, nearest first, among `only` when given; fewer when there are fewer.

        An unknown id is passed over.
        """
        if only is None:
            rows: NDArray[np.intp] | None = None
            vectors = self._vectors[: len(self._ids)]
        else:
            rows = np.array([self._row[vehicle_id] for vehicle_id in only if vehicle_id in self._row], dtype=np.intp)
            vectors = self._vectors[rows]
        if k <= 0 or not len(vectors):
            return []
        cosines: NDArray[np.float64] = vectors @ np.array(_unit(lon_deg, lat_deg))
        if k < len(cosines):
            kth = -np.partition(-cosines, k - 1)[k - 1]
            chosen = np.flatnonzero(cosines >= kth - _SLACK)
        else:
            chosen = np.arange(len(cosines))
        found = [self._measured(int(row), lon_deg, lat_deg) for row in (chosen if rows is None else rows[chosen])]
        return sorted(found, key=lambda near: (near.distance_m, near.vehicle_id))[:k]

    def _measured(self, row: int, lon_deg: float, lat_deg: float) -> Near:
        return Near(self._ids[row], distance_m(lon_deg, lat_deg, *self._degrees[row]))


def _unit(lon_deg: float, lat_deg: float) -> tuple[float, float, float]:
    lon, lat = radians(lon_deg), radians(lat_deg)
    return cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)
