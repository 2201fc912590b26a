"""Where a vehicle on its way is at an instant. Pure. Longitude first, degrees; seconds of domain time."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kit.geo import bearing_deg, between, distance_m
from kit.wire.codes.means import VehicleType

Point = tuple[float, float]

URGENT_MPS = {
    VehicleType.SMUR_VLM: 20.0,
    VehicleType.SMUR_AR: 18.0,
    VehicleType.SMUR_HELI: 58.0,
    VehicleType.TSU_AMB: 15.0,
    VehicleType.TSU_VSL: 14.0,
    VehicleType.SIS_VSAV: 17.0,
}
"""As the crow flies, where no way is found on the roads, and for helicopters. An assumption of ours."""

ORDINARY_SHARE = 0.75
"""Of the urgent speed, when nobody waits."""
TO_THE_ROAD_MPS = 7.0
"""Between a place and the nearest road."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a vehicle is and how it moves."""

    lon_deg: float
    lat_deg: float
    speed_mps: float
    heading_deg: float | None

    @property
    def point(self) -> Point:
        """Give the place alone."""
        return self.lon_deg, self.lat_deg


@dataclass(frozen=True, slots=True)
class Leg:
    """A drive along `points`, left at `left_at` (domain time); `seconds`: when each point is passed, from 0, never falling."""

    points: Sequence[Point]
    seconds: Sequence[float]
    left_at: datetime

    @property
    def duration_s(self) -> float:
        """Give how long the drive takes, seconds."""
        return self.seconds[-1]

    @property
    def arrives_at(self) -> datetime:
        """Give the domain time of arrival."""
        return self.left_at + timedelta(seconds=self.duration_s)

    def at(self, now: datetime) -> Place:
        """Give the place at `now`: the first point before leaving, the last after arriving, both standing still."""
        passed_s = (now - self.left_at).total_seconds()
        if passed_s <= 0 or passed_s >= self.duration_s:
            last = len(self.points) - 1
            end, of_segment = (0, 0) if passed_s <= 0 < self.duration_s else (last, last - 1)
            return Place(*self.points[end], speed_mps=0.0, heading_deg=self._heading(of_segment))
        number = bisect_right(self.seconds, passed_s) - 1
        span_s = self.seconds[number + 1] - self.seconds[number]
        here, there = self.points[number], self.points[number + 1]
        return Place(
            *between(*here, *there, (passed_s - self.seconds[number]) / span_s),
            speed_mps=distance_m(*here, *there) / span_s,
            heading_deg=self._heading(number),
        )

    def _heading(self, number: int) -> float | None:
        if len(self.points) < 2 or self.points[number] == self.points[number + 1]:  # noqa: PLR2004 - a segment has two ends
            return None
        return bearing_deg(*self.points[number], *self.points[number + 1])


def parked(point: Point, since: datetime) -> Leg:
    """Give the leg of a vehicle that goes nowhere."""
    return Leg((point,), (0.0,), since)


def straight(start: Point, end: Point, left_at: datetime, speed_mps: float) -> Leg:
    """Give a drive as the crow flies at a steady speed."""
    return Leg((start, end), (0.0, distance_m(*start, *end) / speed_mps), left_at)


def by_road(start: Point, end: Point, left_at: datetime, points: Sequence[Point], seconds: Sequence[float]) -> Leg:
    """Give a drive along a route, from the door of `start` to the road and from the road to the door of `end`."""
    to_road_s = distance_m(*start, *points[0]) / TO_THE_ROAD_MPS
    from_road_s = distance_m(*points[-1], *end) / TO_THE_ROAD_MPS
    on_road = [to_road_s + second for second in seconds]
    return Leg((start, *points, end), (0.0, *on_road, on_road[-1] + from_road_s), left_at)


def speed_mps(kind: VehicleType, *, urgent: bool) -> float:
    """Give the speed as the crow flies."""
    return URGENT_MPS[kind] * (1.0 if urgent else ORDINARY_SHARE)
