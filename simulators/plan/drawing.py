"""Draw a whole day: first what happens and who calls about it, then who calls again."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from region.country import Region
from simulators.plan.calendar import is_on, is_summer
from simulators.plan.callers import Circumstances, draw_call, same_caller
from simulators.plan.chance import pick, poisson, stream
from simulators.plan.country import Country, NursingHome
from simulators.plan.durations import Lognormal
from simulators.plan.events import draw_event, is_with_many
from simulators.plan.laws import LAWS, Laws
from simulators.plan.size import Ring, expected_calls, level, rings
from simulators.plan.stories import SENT, Day, Event, Kind, Story

TRIES = 8
"""How often the time since the first call is drawn anew when it reaches back to yesterday."""
LATEST_BILAN = timedelta(hours=3)


def day(region: Region, date: date, seed: int, storm: float = 1.0, laws: Laws = LAWS) -> Day:
    """Draw a day of Paris. The same arguments give the same day, in every process.

    Args:
        region: its communes.
        date: the date in Paris.
        seed: which of the possible days.
        storm: how many times the usual number of calls; a stormier day keeps what happens in the calmer one.
        laws: the figures.
    """
    country = Country(region, laws.size, summer=is_summer(date))
    kinds = laws.calls.kinds_a_day
    expected = expected_calls(date, laws.size) * country.crowding * level(seed, date, laws.size) * storm
    besides_witnesses = 1.0 - kinds[Kind.WITNESS] / sum(kinds.values())
    drawing = _Drawing(country, date, seed, laws)
    told: list[Story] = []
    for ring in rings(seed, date, round(expected * besides_witnesses), laws.size):
        told += drawing.tell(ring)
    told.sort(key=lambda story: story.rings_at)
    stories = tuple(replace(story, number=number) for number, story in enumerate(told))
    return Day(date=date, seed=seed, storm=storm, stories=stories)


@dataclass(frozen=True, slots=True)
class _Told:
    """A case already called about. `home`: the nursing home it happened in."""

    first: Story
    event: Event
    home: NursingHome | None


class _Drawing:
    """A day being told in the order of its calls: what was called about before may be called about again."""

    def __init__(self, country: Country, date: date, seed: int, laws: Laws) -> None:
        self._country = country
        self._date = date
        self._seed = seed
        self._laws = laws
        kinds = laws.calls.kinds_a_day
        self._kinds = {kind: weight for kind, weight in kinds.items() if kind is not Kind.WITNESS}
        self._told: list[_Told] = []
        self._told_at: list[datetime] = []
        self._to_report: list[_Told] = []
        """Cases a crew was sent to and has not called about."""

    def tell(self, ring: Ring) -> Iterator[Story]:
        """Give the call that rings, with the witnesses of what it tells."""
        chance = stream(self._seed, self._date, ring.rank)
        kind = pick(chance, self._kinds)
        match kind:
            case Kind.CASE:
                yield from self._case(ring)
            case Kind.REPEAT:
                yield from self._repeat(ring)
            case Kind.BILAN:
                yield from self._bilan(ring)
            case _:
                commune = self._country.commune(chance)
                around = Circumstances(
                    day=self._date,
                    centre_code=commune.centre_code,
                    point=self._country.inside(chance, commune),
                    laws=self._laws,
                    is_far_from_home=commune.is_coastal and self._country.is_summer,
                )
                yield draw_call(chance, ring, kind, around, event=None, home=None)

    def _case(self, ring: Ring) -> Iterator[Story]:
        """Something happens: its first caller, then those who saw it too."""
        chance = stream(self._seed, self._date, ring.rank, "event")
        commune = self._country.commune(chance)
        event, home = draw_event(chance, ring.rank, commune, self._country, self._laws)
        around = self._at(event)
        if commune.is_coastal and self._country.is_summer:
            around = replace(around, is_far_from_home=True)
        calls = self._laws.calls
        first = draw_call(self._caller(ring), ring, Kind.CASE, around, event=event, home=home)
        yield first
        told = _Told(first, event, home)
        self._told.append(told)
        self._told_at.append(ring.at)
        if event.need in SENT:
            self._to_report.append(told)
        mean = calls.witnesses_of_many if is_with_many(event, self._laws) else calls.witnesses.get(event.scene, 0.0)
        for within in range(1, 1 + poisson(chance, mean)):
            at = ring.at + timedelta(seconds=calls.witness_after.draw(chance))
            witness = Ring(at, ring.rank, within)
            if is_on(at, self._date):
                yield draw_call(self._caller(witness), witness, Kind.WITNESS, around, event=event, home=home)

    def _repeat(self, ring: Ring) -> Iterator[Story]:
        """Somebody calls again about what was called about some time ago; before there is anything to call again about, something new."""
        chance = self._caller(ring)
        since = self._earlier(chance, ring, self._laws.calls.repeat_after)
        if since is None:
            yield from self._case(ring)
            return
        before = bisect_right(self._told_at, since)
        if not before:
            return
        known = self._told[before - 1]
        if chance.random() < self._laws.calls.repeat_from_same_number:
            yield same_caller(chance, ring, known.first, self._laws)
        else:
            yield draw_call(chance, ring, Kind.REPEAT, self._at(known.event), event=known.event, home=known.home)

    def _bilan(self, ring: Ring) -> Iterator[Story]:
        """A crew reports on the latest case it may have seen by now; before any can have, something new happens."""
        chance = self._caller(ring)
        since = self._earlier(chance, ring, self._laws.calls.bilan_after)
        if since is None:
            yield from self._case(ring)
            return
        seen = bisect_right(self._to_report, since, key=_rang_at) - 1
        if seen >= 0 and since - _rang_at(self._to_report[seen]) < LATEST_BILAN:
            event = self._to_report.pop(seen).event
            yield draw_call(chance, ring, Kind.BILAN, self._at(event), event=event, home=None)

    def _earlier(self, chance: Random, ring: Ring, after: Lognormal) -> datetime | None:
        """Draw when what a call is about was first called about; none when that was yesterday."""
        for _ in range(TRIES):
            since = ring.at - timedelta(seconds=after.draw(chance))
            if is_on(since, self._date):
                return since
        return None

    def _caller(self, ring: Ring) -> Random:
        return stream(self._seed, self._date, ring.rank, ring.within, "caller")

    def _at(self, event: Event) -> Circumstances:
        return Circumstances(
            day=self._date, centre_code=event.centre_code, point=(event.lon_deg, event.lat_deg), laws=self._laws
        )


def _rang_at(told: _Told) -> datetime:
    return told.first.rings_at
