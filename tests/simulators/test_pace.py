"""Waiting in domain time."""

import asyncio
from datetime import UTC, datetime, timedelta

from kit.clock import Clock, ClockEpoch, real_now
from simulators.pace import Pace

START = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def fast(rate: float) -> Pace:
    return Pace(Clock(epoch=ClockEpoch(real_at=real_now(), domain_at=START, rate=rate)))


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


async def test_a_sleeper_wakes_by_a_clock_that_runs_faster_now() -> None:
    pace = fast(1)
    sleeping = asyncio.create_task(pace.sleep(24 * 3600.0))
    awake = asyncio.create_task(pace.until_true(lambda: False, asyncio.Event(), 24 * 3600.0))
    await asyncio.wait({sleeping}, timeout=0.01)
    pace.clock.epoch = ClockEpoch(real_at=real_now(), domain_at=pace.now(), rate=86_400.0)
    async with asyncio.timeout(20):
        await asyncio.gather(sleeping, awake)
    assert pace.now() >= START + timedelta(hours=24)
