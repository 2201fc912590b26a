"""Who calls, from where, about what: a day of invented calls, drawn from a seed. Pure.

Laws and shares: docs/data.md. Daily totals are autoregressive, hours multinomial, places by population. Same seed, same day, same calls.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from math import exp
from random import Random

from kit.geo import between, distance_m
from kit.wire.codes import Attribution, Line, Priority, Sex
from region.places import Commune, Region
from simulators.habits import PARIS
from simulators.pace import Lognormal
from simulators.troubles import TROUBLES, Need, Trouble

HOUR_SHARES = (
    2.6, 2.0, 1.7, 1.5, 1.4, 1.5, 2.0, 3.2, 4.9, 5.8, 6.1, 5.9,
    5.3, 5.2, 5.2, 5.2, 5.2, 5.7, 6.4, 6.5, 5.6, 4.5, 3.6, 3.0,
)  # fmt: skip
"""Per cent of a day's calls in each hour of Paris time, from 0 h."""
WEEKDAY_FACTORS = (1.00, 0.90, 0.90, 0.90, 0.90, 1.20, 1.20)
"""Monday first."""
DAY_MEMORY, DAY_NOISE = 0.7, 0.06
"""The logarithm of a day's size: how much of yesterday's stays, and the spread of what is new."""
DAYS_REMEMBERED = 30

PATIENCE = Lognormal(300, 900)
"""How long a caller lets it ring."""
HOLD_PATIENCE = Lognormal(900, 2400)
REPEATABLE_FOR = timedelta(hours=3)
NEIGHBOURS = 4
FURTHEST_SHARE, FURTHEST_M = 0.35, 6_000.0
FIRST_NAMES = {
    Sex.F: ("Alice", "Bénédicte", "Camille", "Denise", "Élodie", "Fatou", "Ginette", "Hélène", "Inès", "Jeanne", "Louise", "Odette"),
    Sex.M: ("Antoine", "Bernard", "Cyril", "Denis", "Émile", "Farid", "Gaston", "Hugo", "Idriss", "Jules", "Léon", "Marcel"),
}  # fmt: skip


class Kind(StrEnum):
    """What a call turns out to be."""

    CASE = "CASE"
    REPEAT = "REPEAT"
    """About the case of an earlier call, from the same number."""
    INFORMATION = "INFORMATION"
    WRONG_NUMBER = "WRONG_NUMBER"
    SILENT = "SILENT"


FILED_AS = {
    Kind.INFORMATION: Attribution.DR_INFORMATION,
    Kind.WRONG_NUMBER: Attribution.D_WRONG_NUMBER,
    Kind.SILENT: Attribution.D_HUNG_UP,
}
KIND_SHARES = {Kind.CASE: 60, Kind.REPEAT: 14, Kind.INFORMATION: 13, Kind.WRONG_NUMBER: 8, Kind.SILENT: 5}
LINE_SHARES = {Line.LINE_15: 78, Line.LINE_112: 10, Line.LINE_116117: 6, Line.FIRE: 4, Line.PROFESSIONAL: 2}


@dataclass(frozen=True, slots=True)
class Story:
    """One call and what the caller would tell."""

    number_of_day: int
    rings_at: datetime
    centre_code: str
    kind: Kind
    line: Line
    phone: str | None
    place: str
    insee_code: str
    lon_deg: float
    lat_deg: float
    located: bool
    """The phone sends its position."""
    trouble: Trouble
    need: Need
    sex: Sex
    age_years: int
    first_name: str
    patience_s: float
    hold_patience_s: float

    @property
    def priority(self) -> Priority:
        """Give how fast a doctor should speak to the caller."""
        return self.trouble.priority

    @property
    def patient(self) -> str:
        """Name the patient as a caller would."""
        return f"{self.first_name}, {self.age_years} ans"


def day_size(seed: int, day: date, calls_per_hour: float) -> int:
    """Give how many calls a day brings, for a yearly mean of `calls_per_hour`."""
    level = 0.0
    for back in range(DAYS_REMEMBERED, -1, -1):
        level = DAY_MEMORY * level + Random(f"{seed}:{day - timedelta(days=back)}").gauss(0.0, DAY_NOISE)
    return round(24 * calls_per_hour * WEEKDAY_FACTORS[day.weekday()] * exp(level))


def stories_of(seed: int, day: date, region: Region, calls_per_hour: float) -> list[Story]:
    """Give every call of a day of Paris, in the order they ring."""
    chance = Random(f"{seed}:{day}:{calls_per_hour}")
    size = day_size(seed, day, calls_per_hour)
    hours = sorted(chance.choices(range(24), weights=HOUR_SHARES, k=size))
    midnight = datetime.combine(day, time(), PARIS)
    rings = sorted(
        (midnight + timedelta(hours=hour, seconds=chance.uniform(0, 3600))).astimezone(UTC) for hour in hours
    )
    neighbours = {commune.insee_code: _neighbours(commune, region.communes) for commune in region.communes}
    told: list[Story] = []
    recent: deque[Story] = deque()
    for number, rings_at in enumerate(rings):
        while recent and rings_at - recent[0].rings_at >= REPEATABLE_FOR:
            recent.popleft()
        story = _story(chance, number, rings_at, neighbours, recent)
        told.append(story)
        if story.kind is Kind.CASE and story.phone is not None:
            recent.append(story)
    return told


def _neighbours(commune: Commune, communes: Sequence[Commune]) -> tuple[Commune, tuple[Commune, ...]]:
    """Give a commune and the nearest ones of its centre."""
    others = [other for other in communes if other.centre_code == commune.centre_code and other is not commune]
    others.sort(key=lambda other: distance_m(commune.lon_deg, commune.lat_deg, other.lon_deg, other.lat_deg))
    return commune, tuple(others[:NEIGHBOURS])


def _story(
    chance: Random,
    number: int,
    rings_at: datetime,
    neighbours: Mapping[str, tuple[Commune, tuple[Commune, ...]]],
    recent: Sequence[Story],
) -> Story:
    """Draw one call. `recent`: the cases somebody may call about again."""
    places = list(neighbours.values())
    commune, near = chance.choices(places, weights=[place.population for place, _ in places])[0]
    kind = chance.choices(list(KIND_SHARES), weights=list(KIND_SHARES.values()))[0]
    if kind is Kind.REPEAT and recent:
        first = chance.choice(recent)
        return replace(first, number_of_day=number, rings_at=rings_at, kind=kind, patience_s=PATIENCE.draw(chance))
    kind = Kind.CASE if kind is Kind.REPEAT else kind
    trouble = chance.choices(TROUBLES, weights=[trouble.weight for trouble in TROUBLES])[0]
    lon_deg, lat_deg = _scene(chance, commune, near)
    sex = chance.choice((Sex.F, Sex.M))
    mobile = chance.random() < 0.8  # noqa: PLR2004 - share of calls from mobile phones, an assumption
    return Story(
        number_of_day=number,
        rings_at=rings_at,
        centre_code=commune.centre_code,
        kind=kind,
        line=chance.choices(list(LINE_SHARES), weights=list(LINE_SHARES.values()))[0],
        phone=_phone(chance, mobile=mobile),
        place=commune.name,
        insee_code=commune.insee_code,
        lon_deg=lon_deg,
        lat_deg=lat_deg,
        located=mobile,
        trouble=trouble,
        need=chance.choices(list(trouble.needs), weights=list(trouble.needs.values()))[0],
        sex=sex,
        age_years=trouble.age(chance),
        first_name=chance.choice(FIRST_NAMES[sex]),
        patience_s=PATIENCE.draw(chance),
        hold_patience_s=HOLD_PATIENCE.draw(chance),
    )


def _phone(chance: Random, *, mobile: bool) -> str | None:
    """Give a number of the ranges kept for fiction (ARCEP: 06 39 98 and 02 61 91), or none when it is withheld."""
    if chance.random() < 0.03:  # noqa: PLR2004 - share of withheld numbers, an assumption
        return None
    return f"{'+3363998' if mobile else '+3326191'}{chance.randrange(10_000):04}"


def _scene(chance: Random, commune: Commune, near: Sequence[Commune]) -> tuple[float, float]:
    """Give a place in or near a commune, on the way to a neighbour: on land, whichever side the sea is."""
    here = (commune.lon_deg, commune.lat_deg)
    if not near:
        return here
    towards = chance.choice(near)
    there = (towards.lon_deg, towards.lat_deg)
    furthest = min(FURTHEST_SHARE, FURTHEST_M / distance_m(*here, *there))
    lon_deg, lat_deg = between(*here, *there, furthest * chance.random() ** 1.5)
    return round(lon_deg, 5), round(lat_deg, 5)
