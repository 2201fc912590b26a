"""Which ambulances declare themselves available by day, beside those on garde (practice, rule 23)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from kit.clock import PARIS
from kit.wire.codes.means import VehicleType
from region.country import Region
from region.garde import Period, on_duty
from simulators.plan.calendar import DAY_HOURS
from simulators.plan.chance import stream
from simulators.plan.laws import LAWS, CrewLaws


@dataclass(frozen=True, slots=True)
class Volunteering:
    """An ambulance that is crewed and free to be asked, from when until when, UTC."""

    call_sign: str
    from_at: datetime
    until: datetime


def volunteers(region: Region, day: date, seed: int, laws: CrewLaws = LAWS.crews) -> Sequence[Volunteering]:
    """Give who volunteers on a day of Paris, in the order of the fleet; nobody does at night, nor while on garde."""
    on_garde = {shift.call_sign for shift in on_duty(region, day, Period.DAY)}
    midnight = datetime.combine(day, time(), PARIS)
    evening = midnight.replace(hour=DAY_HOURS.stop)
    found: list[Volunteering] = []
    for vehicle in region.vehicles:
        if vehicle.type is not VehicleType.TSU_AMB or vehicle.call_sign in on_garde:
            continue
        chance = stream(seed, day, "volunteer", vehicle.call_sign)
        comes = chance.random() < laws.volunteers[day.weekday()]
        from_at = midnight + timedelta(hours=chance.triangular(*laws.volunteer_from))
        until = min(from_at + timedelta(seconds=laws.volunteer_for.draw(chance)), evening)
        if comes:
            found.append(Volunteering(vehicle.call_sign, from_at.astimezone(UTC), until.astimezone(UTC)))
    return found
