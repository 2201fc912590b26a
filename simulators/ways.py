"""How a vehicle gets from one place to another: by road at the speeds of the hour, or as the crow flies."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from math import isfinite

from kit.clock import PARIS
from kit.geo import distance_m
from kit.wire.codes.means import VehicleType
from region.roads import Metric, Roads, RoadUse
from simulators.travel import Leg, Point, by_road, speed_mps, straight


class Ways:
    """The roads as drivers know them. Helicopters fly, and where there is no way on the roads one goes straight.

    Args:
        roads: none when there are none: everybody goes straight.
    """

    def __init__(self, roads: Roads | None) -> None:
        self._roads = roads

    async def leg(self, kind: VehicleType, start: Point, end: Point, now: datetime, *, urgent: bool) -> Leg:
        """Give the drive from `start` to `end`, left now."""
        metric = None if kind is VehicleType.SMUR_HELI else await self._metric(now, urgent=urgent)
        route = None if metric is None or start == end else metric.route(start, end)
        if route is None:
            return straight(start, end, now, speed_mps(kind, urgent=urgent))
        points = [(lon_deg, lat_deg) for lon_deg, lat_deg in route.points.tolist()]
        return by_road(start, end, now, points, route.seconds.tolist())

    async def seconds(self, start: Point, ends: Sequence[Point], now: datetime) -> list[float]:
        """Give how long an urgent drive from `start` to each of `ends` takes, seconds."""
        metric = await self._metric(now, urgent=True)
        by_air = [distance_m(*start, *end) / speed_mps(VehicleType.TSU_AMB, urgent=True) for end in ends]
        if metric is None or not ends:
            return by_air
        found = metric.times_from_s(start, ends).tolist()
        return [driven if isfinite(driven) else flown for driven, flown in zip(found, by_air, strict=True)]

    async def _metric(self, now: datetime, *, urgent: bool) -> Metric | None:
        """Give the speeds of the hour. Making them takes a moment, once for each hour: not while everybody else waits."""
        if self._roads is None:
            return None
        use = RoadUse.URGENT if urgent else RoadUse.ORDINARY
        return await asyncio.to_thread(self._roads.metric, use, now.astimezone(PARIS).hour)
