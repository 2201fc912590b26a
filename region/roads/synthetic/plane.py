"""A flat map of the region, metres east and north: near enough for drawing roads on it."""

from math import cos, radians

import numpy as np
from numpy.typing import NDArray

from kit.geo import METRES_PER_DEG

MIDDLE_LAT_DEG = 49.2
SCALE = np.array([cos(radians(MIDDLE_LAT_DEG)), 1.0]) * METRES_PER_DEG


def to_plane(lon_lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give metres for degrees (n, 2)."""
    return lon_lat * SCALE


def to_degrees(metres: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give degrees for metres (n, 2), rounded to about 1 cm."""
    return np.round(metres / SCALE, 7)
