"""How many calls a day brings and when they ring: autoregressive totals, multinomial hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import exp, sqrt

from kit.clock import PARIS
from simulators.plan.chance import stream
from simulators.plan.laws import SizeLaws

DAYS_REMEMBERED = 30


@dataclass(frozen=True, slots=True)
class Ring:
    """A call to come. `rank` and `within` name its stream of chance: a larger day keeps the calls of a smaller one.

    `rank`: 24 × its place among the calls drawn for its hour, plus the hour. `within`: 0, or which further caller about that call's event.
    """

    at: datetime
    rank: int
    within: int = 0


def expected_calls(day: date, laws: SizeLaws) -> float:
    """Give how many calls such a day brings on average; the coast's summer comes on top (`Country.crowding`)."""
    is_boxing_day = (day.month, day.day) == (12, 26)
    return (
        laws.calls_a_day
        * laws.weekday_factors[day.weekday()]
        * laws.epidemic_weeks.get(day.isocalendar().week, 1.0)
        * (laws.boxing_day_factor if is_boxing_day else 1.0)
    )


def level(seed: int, day: date, laws: SizeLaws) -> float:
    """Give how busy the day is beside what is expected of it, 1 on average; days remember the day before."""
    logarithm = 0.0
    for back in range(DAYS_REMEMBERED, -1, -1):
        news = stream(seed, "level", day - timedelta(days=back)).gauss(0.0, laws.day_noise)
        logarithm = laws.day_memory * logarithm + news
    spread = laws.day_noise / sqrt(1.0 - laws.day_memory**2)
    return exp(logarithm - spread**2 / 2)


def rings(seed: int, day: date, count: int, laws: SizeLaws) -> list[Ring]:
    """Give when `count` calls of a day of Paris ring, in order, UTC."""
    hours = stream(seed, day, "hours").choices(range(24), laws.hour_weights, k=count)
    minutes = [stream(seed, day, "minutes", hour) for hour in range(24)]
    seen = [0] * 24
    midnight = datetime.combine(day, time(), PARIS)

    def draw() -> Iterator[Ring]:
        for hour in hours:
            seconds = minutes[hour].uniform(0, 3600)
            # The hour that comes twice in autumn, and the one left out in spring, share their calls between both readings.
            wall = (midnight + timedelta(hours=hour, seconds=seconds)).replace(fold=minutes[hour].getrandbits(1))
            yield Ring(wall.astimezone(UTC), 24 * seen[hour] + hour)
            seen[hour] += 1

    return sorted(draw(), key=lambda ring: ring.at)
