"""How long drives take, many at a time. Longitude first, degrees; seconds, turn-out not included."""

from collections.abc import Sequence
from datetime import datetime
from math import isfinite
from typing import Protocol

import numpy as np

from kit.geo import distance_m
from kit.wire.codes import VehicleType
from region.roads import Roads, RoadUse
from simulators.record import PARIS
from simulators.travel import Point, speed_mps


class Travel(Protocol):
    """A way to time drives; `name` says which, in a few words."""

    name: str

    def times_s(
        self, origins: Sequence[Point], to: Point, kind: VehicleType, at: datetime, *, urgent: bool
    ) -> list[float]:
        """Give the time from each origin, left at an instant."""
        ...


class StraightLines:
    """As the crow flies, at the speed of the kind of vehicle."""

    name = "straight lines"

    def times_s(
        self, origins: Sequence[Point], to: Point, kind: VehicleType, at: datetime, *, urgent: bool
    ) -> list[float]:
        """Give the time from each origin; the hour does not count."""
        del at
        mps = speed_mps(kind, urgent=urgent)
        return [distance_m(*origin, *to) / mps for origin in origins]


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
        use = RoadUse.URGENT if urgent else RoadUse.ORDINARY
        metric = self._roads.metric(use, at.astimezone(PARIS).hour)
        found = metric.times_to_s(np.array(origins, dtype=np.float64), to).tolist()
        return [time if isfinite(time) else straight for time, straight in zip(found, line, strict=True)]
