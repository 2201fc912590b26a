"""How fast a road is driven: free, by hour, and with blue lights.

Every figure here is an assumption of ours (docs/roads.md), kept in one place.
"""

from collections.abc import Collection
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from region.roads.network import BACKWARD, FORWARD, ArcId, RoadClass

DRIVEN_SHARE = {
    RoadClass.MOTORWAY: 0.84,
    RoadClass.TRUNK: 0.80,
    RoadClass.PRIMARY: 0.72,
    RoadClass.SECONDARY: 0.68,
    RoadClass.TERTIARY: 0.63,
    RoadClass.STREET: 0.58,
}
"""Mean speed over the limit when the road is free: bends, roundabouts, lights and crossings take the rest."""

TOWN_KMH = 45.0
"""Slower roads than this are taken to be in a town."""

HOURS = 24
TOWN_SLOWING_PCT = (0, 0, 0, 0, 0, 0, 5, 18, 28, 18, 12, 12, 18, 12, 12, 12, 18, 28, 28, 18, 12, 5, 0, 0)
"""Speed lost to traffic in town by local hour, percent of the free one; elsewhere `OPEN_PART` of it. Few values: each asks for a metric."""
OPEN_PART = 0.35

URGENT_TOWN_GAIN, URGENT_OPEN_GAIN = 1.25, 1.10
"""Speed with blue lights over the ordinary free one, and `URGENT_PART` of what traffic costs the others."""
URGENT_PART = 0.5

NEVER_MS = 2**31 - 1
"""The weight of an arc that is not driven (`inf_weight` of RoutingKit)."""


class RoadUse(StrEnum):
    """How a vehicle uses the road: with blue lights, or like everybody."""

    URGENT = "URGENT"
    ORDINARY = "ORDINARY"


def driven_kmh(limit_kmh: float, road_class: RoadClass) -> float:
    """Give the mean free speed on a road of this class with this limit."""
    return limit_kmh * DRIVEN_SHARE[road_class]


def traffic(use: RoadUse, hour: int) -> tuple[float, float]:
    """Give what the free speed is multiplied with at this local hour: in town, elsewhere."""
    slowing = TOWN_SLOWING_PCT[hour] / 100
    if use is RoadUse.ORDINARY:
        return 1 - slowing, 1 - slowing * OPEN_PART
    return URGENT_TOWN_GAIN * (1 - slowing * URGENT_PART), URGENT_OPEN_GAIN * (1 - slowing * OPEN_PART * URGENT_PART)


def like_hour(hour: int) -> int:
    """Give the first hour of the day with the same traffic.

    Raises:
        ValueError: no such hour.
    """
    if not 0 <= hour < HOURS:
        raise ValueError(f"{hour} is not an hour of a day")
    return TOWN_SLOWING_PCT.index(TOWN_SLOWING_PCT[hour])


def edge_ms(
    lengths_m: NDArray[np.float64], speeds_kmh: NDArray[np.float32], use: RoadUse, hour: int
) -> NDArray[np.int64]:
    """Give the time to drive each whole edge, milliseconds, at least 1."""
    in_town, elsewhere = traffic(use, hour)
    speeds_mps = speeds_kmh / 3.6 * np.where(speeds_kmh < TOWN_KMH, in_town, elsewhere)
    whole_ms: NDArray[np.int64] = np.maximum(1, np.rint(lengths_m / speeds_mps * 1000)).astype(np.int64)
    return whole_ms


def arc_weights_ms(
    edges_ms: NDArray[np.int64], directions: NDArray[np.uint8], closed: Collection[ArcId]
) -> NDArray[np.int64]:
    """Give the weight of every arc: its edge's time, or `NEVER_MS` when it may not be driven."""
    weights = np.full(2 * len(edges_ms), NEVER_MS, dtype=np.int64)
    weights[0::2] = np.where(directions & FORWARD, edges_ms, NEVER_MS)
    weights[1::2] = np.where(directions & BACKWARD, edges_ms, NEVER_MS)
    weights[np.fromiter(closed, dtype=np.int64, count=len(closed))] = NEVER_MS
    return weights
