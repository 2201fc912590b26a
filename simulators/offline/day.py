"""Play a drawn day: everybody at their post, every call at its time, until the last vehicle is home."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from functools import partial

from kit.clock import PARIS
from region.places import Region
from simulators.offline.agenda import Agenda
from simulators.offline.calls import ring
from simulators.offline.cases import World
from simulators.offline.duty import duty_of
from simulators.offline.fleet import Fleet, Stretch, Unit
from simulators.offline.hospitals import Departments
from simulators.offline.posts import HOURS, cases_an_hour, open_desks
from simulators.offline.travel import Travel
from simulators.plan.stories import Day
from simulators.record import DayRecord, Fact, Header, Span, VehicleRecord

TAIL_HOURS = 12
"""After midnight: what was called about before is still brought to its end, by people and vehicles of the new day."""


def play(day: Day, region: Region, travel: Travel) -> DayRecord:
    """Play a day to its end and give its record, facts in the order they ended. Same day, region and travel: same record."""
    agenda = Agenda()
    midnight = datetime.combine(day.date, time(), PARIS).astimezone(UTC)
    duty = duty_of(region, day.date, day.seed, midnight)
    world = World(
        agenda=agenda,
        day=day,
        midnight=midnight,
        conventions=frozenset(region.conventions),
        desks=open_desks(agenda, cases_an_hour(region, day.date), HOURS + TAIL_HOURS),
        fleet=Fleet((Unit(vehicle, duty.get(vehicle.call_sign, ())) for vehicle in region.vehicles), agenda, travel),
        departments=Departments(region.facilities, travel),
    )
    for story in day.stories:
        agenda.at((story.rings_at - midnight).total_seconds(), partial(agenda.start, ring(world, story)))
    agenda.run()
    record = DayRecord(Header(date=day.date, seed=day.seed, storm=day.storm, roads=travel.name))
    for fact in _facts(world):
        record.put(fact)
    return record


def _facts(world: World) -> Iterable[Fact]:
    yield from world.calls
    yield from world.filed
    yield from (case.line() for case in world.cases)
    yield from world.missions
    for unit in world.fleet.units:
        spans = tuple(_within_the_day(unit.duty, world.midnight))
        if spans:
            yield VehicleRecord(call_sign=unit.vehicle.call_sign, kind=unit.vehicle.type, on_duty=spans)


def _within_the_day(duty: Iterable[Stretch], midnight: datetime) -> Iterable[Span]:
    end = midnight.astimezone(PARIS) + timedelta(days=1)
    last_s = (end.astimezone(UTC) - midnight).total_seconds()
    for since_s, until_s in duty:
        since, until = max(since_s, 0.0), min(until_s, last_s)
        if since < until:
            yield Span(since=midnight + timedelta(seconds=since), until=midnight + timedelta(seconds=until))
