"""Where roads may lie: on land, and over the Seine only by its bridges."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from region.roads.synthetic.plane import SCALE

SIMPLIFIED_M = 150.0
OVER_WATER_M = 400.0
"""A straight line may leave the land for this long: coves, and the corners of coarse outlines."""


class Ground:
    """The land (degrees) and the line of the river (metres) nobody fords. Asked in metres."""

    def __init__(self, land: BaseGeometry, river: NDArray[np.float64]) -> None:
        self._land = shapely.transform(land, lambda degrees: degrees * SCALE)
        self._coarse = shapely.simplify(self._land, SIMPLIFIED_M)
        self._river = LineString(river)
        shapely.prepare([self._land, self._river])

    def holds(self, points: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Say which points (n, 2) are on land."""
        return shapely.contains_xy(self._land, points[:, 0], points[:, 1])

    def fords(self, ways: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Say which ways (n, k, 2) cross the river."""
        return shapely.intersects(self._river, np.array(shapely.linestrings(ways)))

    def fords_any(self, ways: Sequence[NDArray[np.float64]]) -> NDArray[np.bool_]:
        """Say which of these ways, of any number of points, cross the river."""
        return shapely.intersects(self._river, np.array([LineString(way) for way in ways]))

    def carries(self, starts: NDArray[np.float64], ends: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Say between which points (n, 2) a road can be drawn."""
        ways = np.stack([starts, ends], axis=1)
        lines = np.array(shapely.linestrings(ways))
        dry = np.array(shapely.covers(self._land, lines))
        unsure = np.flatnonzero(~dry)
        dry[unsure] = shapely.length(shapely.difference(lines[unsure], self._coarse)) <= OVER_WATER_M
        return dry & ~self.fords(ways)
