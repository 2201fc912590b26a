"""A road network as plain arrays, from whatever source. Pure.

An *edge* is a stretch of road between two nodes, with its shape; it may be driven from its tail to its head, back, or both. An *arc* is
an edge in one direction: arc `2 × edge` goes from tail to head, arc `2 × edge + 1` back, so `arc ^ 1` is the other direction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NewType

import numpy as np
from numpy.typing import NDArray

from kit.geo import EARTH_RADIUS_M

ArcId = NewType("ArcId", int)

FORWARD, BACKWARD = 1, 2
"""Bits of `Network.directions`."""


class RoadClass(IntEnum):
    """What kind of road, most important first."""

    MOTORWAY = 0
    TRUNK = 1
    PRIMARY = 2
    SECONDARY = 3
    TERTIARY = 4
    STREET = 5


class NoRoad(ValueError):
    """Nothing one can drive on, where a road was needed."""


@dataclass(frozen=True, slots=True)
class Network:
    """Arrays of a network with N nodes, E edges and P shape points. Longitude first, degrees.

    The shape of edge `e` is `points[first_point[e]:first_point[e + 1]]`, both ends included, from tail to head.
    """

    nodes: NDArray[np.float64]
    """(N, 2) lon, lat."""
    tails: NDArray[np.int32]
    heads: NDArray[np.int32]
    first_point: NDArray[np.int64]
    """(E + 1,)"""
    points: NDArray[np.float64]
    """(P, 2) lon, lat."""
    classes: NDArray[np.uint8]
    """(E,) of `RoadClass`."""
    speeds_kmh: NDArray[np.float32]
    """(E,) as driven when the road is free; never zero."""
    directions: NDArray[np.uint8]
    """(E,) `FORWARD`, `BACKWARD` or both."""
    names: Sequence[str | None]
    """(E,) only for the map."""
    attribution: str
    is_synthetic: bool

    @property
    def edge_count(self) -> int:
        """E."""
        return len(self.tails)


def along_m(points: NDArray[np.float64], first_point: NDArray[np.int64]) -> NDArray[np.float64]:
    """Give how far each shape point is from its edge's tail, metres (P,)."""
    lon, lat = np.radians(points[:, 0]), np.radians(points[:, 1])
    half = np.sin(np.diff(lat) / 2) ** 2 + np.cos(lat[:-1]) * np.cos(lat[1:]) * np.sin(np.diff(lon) / 2) ** 2
    steps = np.zeros(len(points))
    steps[1:] = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    steps[first_point[:-1]] = 0.0  # no way leads from one edge's last point to the next edge's first
    total = np.cumsum(steps)
    return total - np.repeat(total[first_point[:-1]], np.diff(first_point))


class NetworkBuilder:
    """Collects edges one by one. Not thread-safe."""

    def __init__(self) -> None:
        self._tails: list[int] = []
        self._heads: list[int] = []
        self._first_point = [0]
        self._shapes: list[NDArray[np.float64]] = []
        self._classes: list[int] = []
        self._speeds_kmh: list[float] = []
        self._directions: list[int] = []
        self._names: list[str | None] = []

    def add(
        self,
        tail: int,
        head: int,
        shape: NDArray[np.float64],
        *,
        road_class: RoadClass,
        speed_kmh: float,
        directions: int = FORWARD | BACKWARD,
        name: str | None = None,
    ) -> None:
        """Add an edge; `shape` is (k ≥ 2, 2) and starts and ends at the nodes."""
        self._tails.append(tail)
        self._heads.append(head)
        self._shapes.append(shape)
        self._first_point.append(self._first_point[-1] + len(shape))
        self._classes.append(road_class)
        self._speeds_kmh.append(speed_kmh)
        self._directions.append(directions)
        self._names.append(name)

    def build(self, nodes: NDArray[np.float64], *, attribution: str, is_synthetic: bool) -> Network:
        """Give the network over `nodes` (N, 2)."""
        return Network(
            nodes=nodes,
            tails=np.array(self._tails, dtype=np.int32),
            heads=np.array(self._heads, dtype=np.int32),
            first_point=np.array(self._first_point, dtype=np.int64),
            points=np.concatenate(self._shapes) if self._shapes else np.empty((0, 2)),
            classes=np.array(self._classes, dtype=np.uint8),
            speeds_kmh=np.array(self._speeds_kmh, dtype=np.float32),
            directions=np.array(self._directions, dtype=np.uint8),
            names=self._names,
            attribution=attribution,
            is_synthetic=is_synthetic,
        )
