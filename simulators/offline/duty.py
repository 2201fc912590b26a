"""When each vehicle can be sent: SMUR and helicopters always, others on garde, while they volunteer or while their station has a crew."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from kit.wire.codes.means import VehicleType
from region.garde import Period, hours, on_duty
from region.places import Region
from simulators.offline.fleet import Stretch
from simulators.plan.stations import crewed
from simulators.plan.volunteers import volunteers
from simulators.spans import joined

ALWAYS: Sequence[Stretch] = ((float("-inf"), float("inf")),)


def duty_of(region: Region, day: date, seed: int, midnight: datetime) -> Mapping[str, Sequence[Stretch]]:
    """Give when each vehicle can be sent from the first instant of a day on, for that day and the next, by call sign.

    Stretches are seconds since `midnight`, in order, apart from each other. Who never can be sent is not there.
    """
    found: defaultdict[str, list[Stretch]] = defaultdict(list)
    found.update({one.call_sign: list(ALWAYS) for one in region.vehicles if _is_always_there(one.type)})
    for back in (-1, 0, 1):
        date_ = day + timedelta(days=back)
        for period in Period:
            stretch = _stretch(hours(date_, period), midnight)
            for shift in on_duty(region, date_, period):
                found[shift.call_sign].append(stretch)
            for call_sign in crewed(region, date_, period, seed):
                found[call_sign].append(stretch)
        for one in volunteers(region, date_, seed):
            found[one.call_sign].append(_stretch((one.from_at, one.until), midnight))
    return {call_sign: joined(stretches) for call_sign, stretches in found.items()}


def _is_always_there(kind: VehicleType) -> bool:
    return kind.startswith("SMUR.")


def _stretch(instants: tuple[datetime, datetime], midnight: datetime) -> Stretch:
    since, until = instants
    return (since - midnight).total_seconds(), (until - midnight).total_seconds()
