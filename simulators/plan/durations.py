"""How long things take: laws of chance by the figures people quote. Pure; seconds of domain time."""

from dataclasses import dataclass
from math import exp, log
from random import Random

NORMAL_P90 = 1.2815515655446004


@dataclass(frozen=True, slots=True)
class Lognormal:
    """A duration as people take it, by its median and its ninetieth percentile, seconds."""

    median_s: float
    p90_s: float

    def draw(self, chance: Random) -> float:
        """Draw a duration, seconds; never more than ten times the ninetieth percentile."""
        sigma = log(self.p90_s / self.median_s) / NORMAL_P90
        return min(self.median_s * exp(sigma * chance.gauss(0.0, 1.0)), 10.0 * self.p90_s)


@dataclass(frozen=True, slots=True)
class Weibull:
    """A waiting time by shape and scale, seconds."""

    shape: float
    scale_s: float

    def draw(self, chance: Random) -> float:
        """Draw a duration, seconds."""
        return chance.weibullvariate(self.scale_s, self.shape)
