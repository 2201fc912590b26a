"""Straight lines at a steady speed: where a vehicle is at an instant. Pure. Longitude first, degrees; speeds as the crow flies."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from kit.geo import bearing_deg, between, distance_m
from kit.wire.codes import VehicleType

Point = tuple[float, float]

URGENT_MPS = {
    VehicleType.SMUR_VLM: 20.0,
    VehicleType.SMUR_AR: 18.0,
    VehicleType.SMUR_HELI: 58.0,
    VehicleType.TSU_AMB: 15.0,
    VehicleType.TSU_VSL: 14.0,
    VehicleType.SIS_VSAV: 17.0,
}
"""Towards a scene or a hospital with a patient: roads make the way a quarter longer than the line. An assumption of ours."""

ORDINARY_SHARE = 0.75
"""Of the urgent speed, when nobody waits."""


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
    """A drive from `start` to `end`, left at `left_at` (domain time)."""

    start: Point
    end: Point
    left_at: datetime
    speed_mps: float

    @property
    def arrives_at(self) -> datetime:
        """Give the domain time of arrival."""
        return self.left_at + timedelta(seconds=distance_m(*self.start, *self.end) / self.speed_mps)

    def at(self, now: datetime) -> Place:
        """Give the place at `now`: `start` before leaving, `end` after arriving, both standing still."""
        heading = bearing_deg(*self.start, *self.end) if self.start != self.end else None
        if now >= self.arrives_at:
            return Place(*self.end, speed_mps=0.0, heading_deg=heading)
        if now <= self.left_at:
            return Place(*self.start, speed_mps=0.0, heading_deg=heading)
        share = (now - self.left_at) / (self.arrives_at - self.left_at)
        return Place(*between(*self.start, *self.end, share), speed_mps=self.speed_mps, heading_deg=heading)


def parked(point: Point, since: datetime) -> Leg:
    """Give the leg of a vehicle that goes nowhere."""
    return Leg(point, point, since, 1.0)


def speed_mps(kind: VehicleType, *, urgent: bool) -> float:
    """Give the speed as the crow flies."""
    return URGENT_MPS[kind] * (1.0 if urgent else ORDINARY_SHARE)
