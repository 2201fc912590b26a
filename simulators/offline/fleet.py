"""The vehicles: who is on duty, where they are, who gets there first."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from kit.geo import between, distance_m
from kit.wire.codes.cases import MeansType
from kit.wire.codes.means import VehicleType
from region.places import FleetVehicle
from simulators.offline.agenda import Agenda
from simulators.offline.travel import Travel
from simulators.travel import Point

TIMED = 12
"""How many of the nearest in a straight line are timed."""
KINDS = {
    MeansType.SMUR: (VehicleType.SMUR_VLM, VehicleType.SMUR_AR),
    MeansType.TSU: (VehicleType.TSU_AMB,),
    MeansType.SIS: (VehicleType.SIS_VSAV,),
}
"""Who is sent without being asked."""

Stretch = tuple[float, float]
"""From when until when, seconds since midnight."""


@dataclass(slots=True, eq=False)
class Unit:
    """A vehicle of the day. Between two missions it is on its way home, in a straight line, or there."""

    vehicle: FleetVehicle
    duty: Sequence[Stretch]
    is_busy: bool = False
    missions: int = 0
    start: Point = field(init=False)
    end: Point = field(init=False)
    left_s: float = 0.0
    arrives_s: float = 0.0

    def __post_init__(self) -> None:
        self.start = self.end = self.base

    @property
    def base(self) -> Point:
        """Give where it lives."""
        return self.vehicle.lon_deg, self.vehicle.lat_deg

    def is_free(self, now_s: float) -> bool:
        """Tell whether it can be sent."""
        return not self.is_busy and any(since <= now_s < until for since, until in self.duty)

    def place(self, now_s: float) -> Point:
        """Give where it is."""
        if now_s >= self.arrives_s:
            return self.end
        return between(*self.start, *self.end, (now_s - self.left_s) / (self.arrives_s - self.left_s))

    def drive(self, to: Point, now_s: float, takes_s: float) -> None:
        """Leave for a place."""
        self.start, self.end, self.left_s, self.arrives_s = self.place(now_s), to, now_s, now_s + takes_s

    def stop(self, now_s: float) -> None:
        """Stay where it is."""
        self.drive(self.place(now_s), now_s, 0.0)


class Fleet:
    """Every vehicle of the day, by kind."""

    def __init__(self, units: Iterable[Unit], agenda: Agenda, travel: Travel) -> None:
        self.units = tuple(units)
        self._agenda = agenda
        self._travel = travel
        self._by_kind: dict[VehicleType, list[Unit]] = {kind: [] for kind in VehicleType}
        for unit in self.units:
            self._by_kind[unit.vehicle.type].append(unit)

    def first_to(
        self, scene: Point, kinds: Sequence[VehicleType], at: datetime, but: Collection[Unit] = ()
    ) -> tuple[Unit, float] | None:
        """Give the free vehicle that gets there first and its seconds on the road, none when nobody is free; `but` these."""
        found: list[tuple[float, Unit]] = []
        now_s = self._agenda.now_s
        for kind in kinds:
            free = [unit for unit in self._by_kind[kind] if unit.is_free(now_s) and unit not in but]
            near = sorted(free, key=partial(_apart_m, scene, now_s))[:TIMED]
            places = [unit.place(now_s) for unit in near]
            found += zip(self._travel.times_s(places, scene, kind, at, urgent=True), near, strict=True)
        if not found:
            return None
        time, unit = min(found, key=lambda one: one[0])
        return unit, time

    def time_s(self, unit: Unit, to: Point, at: datetime, *, urgent: bool) -> float:
        """Give how long a drive takes from where a vehicle is now."""
        place = unit.place(self._agenda.now_s)
        return self._travel.times_s([place], to, unit.vehicle.type, at, urgent=urgent)[0]


def _apart_m(scene: Point, now_s: float, unit: Unit) -> float:
    return distance_m(*scene, *unit.place(now_s))
