"""Which fire ambulances have a crew: most stations live on volunteers, who have other work."""

from collections.abc import Collection
from datetime import date

from kit.wire.codes.means import VehicleType
from region.country import Region
from region.garde import Period
from simulators.plan.chance import stream
from simulators.plan.laws import LAWS, CrewLaws


def crewed(region: Region, day: date, period: Period, seed: int, laws: CrewLaws = LAWS.crews) -> Collection[str]:
    """Give the call signs of the fire ambulances that have a crew for a shift, in the order of the fleet."""
    return [
        vehicle.call_sign
        for vehicle in region.vehicles
        if vehicle.type is VehicleType.SIS_VSAV
        and stream(seed, "station", day, period, vehicle.call_sign).random() < laws.crewed_stations
    ]
