"""The bends of a road between its ends."""

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

BEND_EVERY_M = 350.0
BOW, WAVE = 0.05, 0.035
"""How far a lane leaves the straight line, over its length, one standard deviation: as one bow, and as an S."""
MOST_BENDS = 2.0
"""Standard deviations at most."""
AXIS_POINT_EVERY_M = 800.0


def bends_of(count: int, chance: np.random.Generator) -> NDArray[np.float64]:
    """Give how lanes bend: bow and wave of each (count, 2), over their length."""
    return np.clip(chance.standard_normal((count, 2)), -MOST_BENDS, MOST_BENDS) * [BOW, WAVE]


def bent(start: NDArray[np.float64], end: NDArray[np.float64], bend: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give a lane's shape (k ≥ 2, 2), metres."""
    bow, wave = bend
    way = end - start
    share = np.linspace(0, 1, max(2, int(np.hypot(*way) / BEND_EVERY_M) + 2))
    off = bow * np.sin(np.pi * share) + wave * np.sin(2 * np.pi * share)
    off[[0, -1]] = 0.0
    shape: NDArray[np.float64] = start + share[:, None] * way + off[:, None] * np.array([-way[1], way[0]])
    return shape


def swept(points: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Give the shape (k, 2) of each stretch of a smooth line through way points."""
    steps = np.hypot(*np.diff(points, axis=0).T)
    at = np.concatenate([[0.0], np.cumsum(steps)])
    curve = CubicSpline(at, points, bc_type="natural")
    shapes: list[NDArray[np.float64]] = []
    for index, step in enumerate(steps):
        shape = curve(np.linspace(at[index], at[index + 1], int(step / AXIS_POINT_EVERY_M) + 2))
        shape[[0, -1]] = points[[index, index + 1]]
        shapes.append(shape)
    return shapes
