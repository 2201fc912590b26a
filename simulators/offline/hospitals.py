"""Where patients are brought."""

from collections.abc import Collection, Iterable
from datetime import datetime

from kit.geo import distance_m
from kit.wire.codes.means import Ability, FacilityKind, VehicleType
from region.places import Facility
from simulators.offline.travel import Travel
from simulators.travel import Point

TIMED = 4
"""How many of the nearest in a straight line are timed."""


class Departments:
    """The emergency departments of a region."""

    def __init__(self, facilities: Iterable[Facility], travel: Travel) -> None:
        self._all = [one for one in facilities if one.kind is FacilityKind.EMERGENCY]
        self._travel = travel

    def near(self, scene: Point, wanted: Collection[Ability], kind: VehicleType, at: datetime) -> list[Facility]:
        """Give a few departments able to do any of what is wanted, the one reached first in front; any when none is."""
        able = [one for one in self._all if not one.abilities.isdisjoint(wanted)] or self._all
        nearest = sorted(able, key=lambda one: distance_m(*scene, one.lon_deg, one.lat_deg))[:TIMED]
        places = [(one.lon_deg, one.lat_deg) for one in nearest]
        times = self._travel.times_from_s(scene, places, kind, at, urgent=True)
        return [nearest[number] for number in sorted(range(len(nearest)), key=times.__getitem__)]
