"""When helicopters fly: the pilot alone accepts or refuses, by the weather and by day or night (practice, rule 7)."""

from datetime import UTC, datetime, timedelta
from random import Random

from kit.clock import PARIS
from kit.wire.codes.missions import PilotRefusal
from simulators.plan.calendar import is_by_day
from simulators.plan.chance import stream
from simulators.plan.laws import LAWS, CrewLaws

HOURS_REMEMBERED = 48
AN_HOUR = timedelta(hours=1)
WARM_MONTHS = range(4, 10)
TECHNICAL_SHARE = 0.3
"""Of the refusals in flying weather; the others are for want of a crew. An assumption of ours."""


def is_flyable(seed: int, at: datetime, laws: CrewLaws = LAWS.crews) -> bool:
    """Tell whether anybody flies in that hour; weather stays as it was more often than not."""
    hour = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    bad_share = laws.bad_weather[0 if at.astimezone(PARIS).month in WARM_MONTHS else 1]
    is_bad = False
    for back in range(HOURS_REMEMBERED, -1, -1):
        chance = stream(seed, "weather", hour - back * AN_HOUR)
        keeps, turns_bad = chance.random() < laws.weather_keeps, chance.random() < bad_share
        is_bad = is_bad if keeps else turns_bad
    return not is_bad


def pilot_refuses(chance: Random, at: datetime, seed: int, laws: CrewLaws = LAWS.crews) -> PilotRefusal | None:
    """Give why a pilot asked now does not fly; none when they do."""
    accepts, drawn = laws.pilot_accepts[0 if is_by_day(at) else 1], chance.random()
    if not is_flyable(seed, at, laws):
        return PilotRefusal.WEATHER
    if drawn < accepts:
        return None
    return PilotRefusal.TECHNICAL if drawn < accepts + TECHNICAL_SHARE * (1 - accepts) else PilotRefusal.CREW
