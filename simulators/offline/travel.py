"""How long drives take, many at a time. Longitude first, degrees; seconds, turn-out not included."""

from collections.abc import Sequence
from datetime import datetime
from math import isfinite
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kit.clock import PARIS
from kit.geo import distance_m
from kit.wire.codes.means import VehicleType
from region.roads import Metric, Roads, RoadUse
from simulators.travel import Point, speed_mps


class Travel(Protocol):
    """A way to time drives; `name` says which, in a few words."""

    name: str

    def times_s(
        self, origins: Sequence[Point], to: Point, kind: VehicleType, at: datetime, *, urgent: bool
    ) -> list[float]:
        """Give the time from each origin, left at an instant."""
        ...

    def times_from_s(
        self, origin: Point, to: Sequence[Point], kind: VehicleType, at: datetime, *, urgent: bool
    ) -> list[float]:
        """Give the time to each place, left at an instant."""
        ...


class StraightLines:
    """As the crow flies, at the speed of the kind of vehicle."""

    name = "straight lines"

    def times_s(
        self, origins: Sequence[Point], to: Point, kind: VehicleType, at: datetime, *, urgent: bool
    ) -> list[float]:
        """Give the time from each origin; the hour does not count."""
        return self.times_from_s(to, origins, kind, at, urgent=urgent)

    def times_from_s(
        self, origin: Point, to: Sequence[Point], kind: VehicleType, at: datetime, *, urgent: bool
    ) -> list[float]:
        """Give the time to each place; the hour does not count."""
        del at
        mps = speed_mps(kind, urgent=urgent)
        return [distance_m(*origin, *place) / mps for place in to]


class ByRoad:
    """On the roads, by the hour; helicopters fly, and where there is no way the line is straight."""

    def __init__(self, roads: Roads) -> None:
        self.name = "synthetic roads" if roads.is_synthetic else "roads"
        self._roads = roads
        self._line = StraightLines()

    def times_s(
        self, origins: Sequence[Point], to: Point, kind: VehicleType, at: datetime, *, urgent: bool
    ) -> list[float]:
        """Give the time from each origin."""
        line = self._line.times_s(origins, to, kind, at, urgent=urgent)
        if kind is VehicleType.SMUR_HELI or not origins:
            return line
        found = self._metric(at, urgent=urgent).times_to_s(np.array(origins, dtype=np.float64), to)
        return _or_line(found, line)

    def times_from_s(
        self, origin: Point, to: Sequence[Point], kind: VehicleType, at: datetime, *, urgent: bool
    ) -> list[float]:
        """Give the time to each place."""
        line = self._line.times_from_s(origin, to, kind, at, urgent=urgent)
        if kind is VehicleType.SMUR_HELI or not to:
            return line
        found = self._metric(at, urgent=urgent).times_from_s(origin, np.array(to, dtype=np.float64))
        return _or_line(found, line)

    def _metric(self, at: datetime, *, urgent: bool) -> Metric:
        use = RoadUse.URGENT if urgent else RoadUse.ORDINARY
        return self._roads.metric(use, at.astimezone(PARIS).hour)


def _or_line(found: NDArray[np.float64], line: Sequence[float]) -> list[float]:
    """Give times by road; where there is no way, those of the line."""
    return [time if isfinite(time) else straight for time, straight in zip(found.tolist(), line, strict=True)]
