"""How long things take, in domain time."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, log
from random import Random

from kit.clock import Clock

LONGEST_NAP_S = 0.5
"""Real seconds; a change of the clock's rate is noticed within."""

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


@dataclass(frozen=True, slots=True)
class Pace:
    """Domain time to wait in; the clock is kept fresh by whoever reads it from the wire."""

    clock: Clock

    def now(self) -> datetime:
        """Give domain time."""
        return self.clock.now()

    async def sleep(self, seconds: float) -> None:
        """Wait `seconds` of domain time, through changes of the clock's rate."""
        await self.until_true(lambda: False, asyncio.Event(), seconds)

    async def until(self, at: datetime) -> None:
        """Wait until domain time is `at`."""
        await self.sleep((at - self.now()).total_seconds())

    async def until_true(self, holds: Callable[[], bool], changed: asyncio.Event, within_s: float) -> bool:
        """Wait until `holds`, looked at whenever `changed` is set, for at most `within_s` of domain time; tell whether it does."""
        deadline = self.now() + timedelta(seconds=within_s)
        while not holds():
            left_s = self.clock.real_seconds(deadline - self.now())
            if left_s <= 0:
                return False
            changed.clear()
            try:
                async with asyncio.timeout(min(left_s, LONGEST_NAP_S)):
                    await changed.wait()
            except TimeoutError:
                continue
        return True
