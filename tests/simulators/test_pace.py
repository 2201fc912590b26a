"""Durations as people take them, and waiting in domain time."""

import asyncio
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import median, quantiles

from hypothesis import given
from hypothesis import strategies as st

from kit.clock import Clock, ClockEpoch, real_now
from simulators.pace import Lognormal, Pace, Weibull

START = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def fast(rate: float) -> Pace:
    return Pace(Clock(epoch=ClockEpoch(real_at=real_now(), domain_at=START, rate=rate)))


def test_a_lognormal_has_the_median_and_the_ninetieth_percentile_it_is_named_by() -> None:
    chance = Random(1)
    drawn = [Lognormal(100, 240).draw(chance) for _ in range(20_000)]
    assert abs(median(drawn) - 100) < 4
    assert abs(quantiles(drawn, n=10)[8] - 240) < 10


@given(seed=st.integers(0, 1000), median_s=st.floats(0.1, 5_000), share=st.floats(1.01, 10))
def test_durations_are_positive_and_bounded(seed: int, median_s: float, share: float) -> None:
    duration = Lognormal(median_s, median_s * share)
    assert 0 < duration.draw(Random(seed)) <= 10 * duration.p90_s
    assert Weibull(1.5, 1200).draw(Random(seed)) >= 0


async def test_waiting_follows_the_domain_clock() -> None:
    pace = fast(10_000)
    await pace.until(START + timedelta(hours=1))
    assert pace.now() >= START + timedelta(hours=1)


async def test_waiting_ends_early_when_something_becomes_true() -> None:
    pace, changed, seen = fast(1), asyncio.Event(), list[str]()

    def news() -> None:
        seen.append("news")
        changed.set()

    asyncio.get_running_loop().call_soon(news)
    async with asyncio.timeout(20):
        assert await pace.until_true(lambda: bool(seen), changed, within_s=3600)


async def test_waiting_ends_when_the_time_is_over() -> None:
    assert not await fast(10_000).until_true(lambda: False, asyncio.Event(), within_s=60)
