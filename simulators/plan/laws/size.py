"""How many calls a day brings, and when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from simulators.plan.laws.figures import OURS, Figure

PLANNING = Figure("d", "national planning figure, 125,000 calls a day, by population")
HOUR_WEIGHTS = (
    2.6, 2.0, 1.7, 1.5, 1.4, 1.5, 2.0, 3.2, 4.9, 5.8, 6.1, 5.9,
    5.3, 5.2, 5.2, 5.2, 5.2, 5.7, 6.4, 6.5, 5.6, 4.5, 3.6, 3.0,
)  # fmt: skip
EPIDEMIC_WEEKS = {
    49: 1.15,
    50: 1.15,
    51: 1.20,
    52: 1.25,
    53: 1.25,
    1: 1.30,
    2: 1.30,
    3: 1.30,
    4: 1.25,
    5: 1.20,
    6: 1.15,
}


@dataclass(frozen=True, slots=True)
class SizeLaws:
    """How many calls a day brings, and when."""

    calls_a_day: Annotated[float, PLANNING] = 6_100.0
    """On an ordinary day: neither epidemic nor summer, mean of the week."""
    department_calls: Annotated[Mapping[str, float], PLANNING] = field(
        default_factory=lambda: {"76": 2_310.0, "14": 1_290.0, "27": 1_100.0, "50": 910.0, "61": 510.0}
    )
    """Weights."""
    weekday_factors: Annotated[tuple[float, ...], OURS] = (1.00, 0.90, 0.90, 0.90, 0.90, 1.20, 1.20)
    """Monday first."""
    epidemic_weeks: Annotated[
        Mapping[int, float], Figure("a", "winter waves of flu and bronchiolitis, +15 to +30 %")
    ] = field(default_factory=lambda: dict(EPIDEMIC_WEEKS))
    """Factor by ISO week."""
    boxing_day_factor: Annotated[float, Figure("x", "+40 % on 26 December")] = 1.40
    coast_in_summer: Annotated[float, OURS] = 1.20
    """Factor of coastal communes in July and August."""
    hour_weights: Annotated[tuple[float, ...], Figure("a", "two humps, as observed")] = HOUR_WEIGHTS
    """From 0 h, Paris."""
    day_memory: Annotated[float, Figure("a", "totals are autoregressive [x]")] = 0.7
    """How much of yesterday's level stays."""
    day_noise: Annotated[float, Figure("a", "totals are autoregressive [x]")] = 0.06
    """Spread of the level's daily news; the level is a logarithm."""
