"""Who is on service when: the garde table, volunteers by day, fire stations that have a crew. Pure."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from kit.clock import PARIS
from region.garde import Period, hours, on_duty
from region.places import Region
from simulators.plan.stations import crewed
from simulators.plan.volunteers import volunteers
from simulators.spans import joined

DAYS_KEPT = 8
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Service:
    """A crewed vehicle, from when until when (domain time)."""

    from_at: datetime
    until: datetime


ServicesOfADay = Mapping[str, Sequence[Service]]
"""The services that begin on a day of Paris, by call sign."""


def services_of(region: Region, seed: int, day: date) -> ServicesOfADay:
    """Give who is on garde, who volunteers by day, and which fire ambulances have a crew."""
    found: defaultdict[str, list[Service]] = defaultdict(list)
    for period in Period:
        for shift in on_duty(region, day, period):
            found[shift.call_sign].append(Service(*hours(day, period)))
        for call_sign in crewed(region, day, period, seed):
            found[call_sign].append(Service(*hours(day, period)))
    for volunteer in volunteers(region, day, seed):
        found[volunteer.call_sign].append(Service(volunteer.from_at, volunteer.until))
    return found


class Rota:
    """The services of every vehicle that is not always crewed.

    Args:
        of_day: gives the services of a day of Paris; asked once a day.
    """

    def __init__(self, of_day: Callable[[date], ServicesOfADay]) -> None:
        self._of_day = lru_cache(maxsize=DAYS_KEPT)(of_day)

    def next(self, call_sign: str, now: datetime) -> Service | None:
        """Give the service a vehicle is in, or its next one until tomorrow night; services that touch are one."""
        today = now.astimezone(PARIS).date()
        known = joined(
            (service.from_at, service.until)
            for day in (today - A_DAY, today, today + A_DAY)
            for service in self._of_day(day).get(call_sign, ())
        )
        return next((Service(from_at, until) for from_at, until in known if until > now), None)
